"""What comments say, in a table; the sentences are ours."""

from __future__ import annotations

import re

import pytest

from bot.review import (
    phrases,
    phrases_of_authors,
    phrases_of_bids,
    phrases_of_reviewers,
    phrases_of_wishes,
)
from bot.review.spoken import LONGEST, shown
from bot.review.words import Says, announces, hands_over, holds_back, of_author, of_reviewer

ASK, CALL, PROMISE = Says.ASK, Says.CALL, Says.PROMISE
APPROVE, THANKS, COMMAND = Says.APPROVE, Says.THANKS, Says.COMMAND
ANSWER, REMARK = Says.ANSWER, Says.REMARK

REVIEWERS = {
    "Could you add a test?": ASK,
    "Please run the formatter.": ASK,
    "@author which card was this measured on?": ASK,
    "Thanks for this! I only need you to add one line to the changelog.": ASK,
    "You can close this now.": ASK,
    "This needs a rebase.": ASK,
    "nit: the name is odd": ASK,
    "LGTM, but please drop the print.": ASK,
    "A few comments, otherwise it looks good.": ASK,
    "The lint job is failing.": ASK,
    "I don't think that this is the way to go.": ASK,
    "@author the build breaks on the old compiler": Says.NAMES,
    "I'll merge it once you have rebased.": ASK,
    "Please answer what was asked by @colleague.": ASK,
    "Fine for me. @colleague, could you have a look?": CALL,
    "@colleague": CALL,
    "Good from my side; I leave the rest to @colleague.": CALL,
    "Waiting for @colleague.": CALL,
    "Over to @author.": Says.NAMES,
    "@colleague this touches your part.": CALL,
    "I'll have a look next week.": PROMISE,
    "Sorry for the wait, I will review it tomorrow.": PROMISE,
    "Only the checks have to end, then it can go in.": APPROVE,
    "I pushed the fix.": Says.DID,
    "@author I've updated the branch.": Says.DID,
    "Let me run this on a larger machine.": PROMISE,
    "I will fix this on our side.": PROMISE,
    "On my list for Monday, I am out of office.": PROMISE,
    "Let's wait for the nightly run.": PROMISE,
    "LGTM": APPROVE,
    "Looks great to me, nice work": APPROVE,
    "Let's merge this.": APPROVE,
    ":+1: +1": APPROVE,
    "Thanks!": THANKS,
    "Nice catch, thank you.": THANKS,
    "": THANKS,
    "> Could you add a test?": THANKS,
    "```\nplease?\n```": THANKS,
    "<!-- please -->": THANKS,
    "/retest": COMMAND,
    "@pytorchbot merge": COMMAND,
    "run-slow: bert": COMMAND,
    "jenkins please test this": COMMAND,
    "The failing test is unrelated.": REMARK,
    "We saw the same on another card.": REMARK,
    "I have opened a copy so that the checks run.": REMARK,
    "See `please` and https://example.org/could-you?": REMARK,
}
AUTHORS = {
    "Done.": ANSWER,
    "Fixed, please take another look.": ANSWER,
    "Rebased. I will add the docs in a follow-up.": ANSWER,
    "I will do that in a separate pull request.": ANSWER,
    "It is needed since the caller frees it.": ANSWER,
    "What do you mean by that?": ANSWER,
    "A gentle reminder.": ANSWER,
    "I can reproduce it on main.": ANSWER,
    "Will do.": PROMISE,
    "I'll fix that this week.": PROMISE,
    "Sure, I can squash them.": PROMISE,
    "Working on it.": PROMISE,
    "Let me check.": PROMISE,
    "I am waiting on our lawyers.": PROMISE,
    "Going to rework the loader.": PROMISE,
    "Next I'll measure it on the small card.": PROMISE,
    "Need to rename the second flag.": PROMISE,
    "Still have to port the tests.": PROMISE,
    "I'm rewriting the parser at the moment.": PROMISE,
    "Removing the cast now.": PROMISE,
    "Sorry for the mess, will clean that up.": PROMISE,
    "Will be fixed tonight.": PROMISE,
    "The print will go.": PROMISE,
    "There'll be a new version tomorrow.": PROMISE,
    "As soon as I am home I look into it.": PROMISE,
    "Not to be merged yet.": PROMISE,
    "This shouldn't be merged before the other one is in.": PROMISE,
    "Done with the first point. I'll rewrite the second one tonight.": PROMISE,
    "I'll open a fresh pull request from a clean branch.": PROMISE,
    "It's gone.": ANSWER,
    "Thank you, both are in.": ANSWER,
    "Thanks, I dropped it.": ANSWER,
    "Great, CI is green now.": ANSWER,
    "Thanks! I opened an issue upstream.": ANSWER,
    "Fixed. I will merge it when you are content.": ANSWER,
    "Pushed (will watch the jobs).": ANSWER,
    "I'll do that in a new pull request.": ANSWER,
    "When the pool is full it will run in the caller.": ANSWER,
    "Do I have to do anything about the red job?": ANSWER,
    "I'll be happy to change it if you like.": ANSWER,
    "Let me explain: the lock is taken twice.": ANSWER,
    "I have to disagree, the old way is slower.": ANSWER,
    "Oops, forgot that.": THANKS,
    "Sorry, missed this one.": THANKS,
    "Thanks for the review!": THANKS,
    "Good point.": THANKS,
    "": THANKS,
    "/retest": COMMAND,
    "@pytorchbot rebase": COMMAND,
}


@pytest.mark.parametrize("text", REVIEWERS)
def test_what_others_say(text: str) -> None:
    assert of_reviewer(text, "author").what is REVIEWERS[text]


@pytest.mark.parametrize("text", AUTHORS)
def test_what_the_author_says(text: str) -> None:
    assert of_author(text) is AUTHORS[text]


def test_who_is_named_is_told_in_any_spelling() -> None:
    assert of_reviewer("@Author why?", "author").names_author
    assert not of_reviewer("cc @author", "somebody").names_author


def test_the_author_holds_back_or_hands_over() -> None:
    assert holds_back("Please hold off, this is not ready.")
    assert not holds_back("Ready.")
    assert hands_over("@maintainer done", "author")
    assert hands_over("Is that right?", "author")
    assert not hands_over("@author note to myself", "author")


@pytest.mark.parametrize(
    "text",
    [
        "I'll rename it.",
        "Let me try the other way.",
        "I should also cover the other branch.",
        "I'm about to push the rest.",
        "I'll ask our team about the licence.",
        "Will squash them.",
    ],
)
def test_the_author_tells_of_work_to_come(text: str) -> None:
    assert announces(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'll wait for your answer.",
        "I'll leave it as it is.",
        "Shall I rename it?",
        "I will merge it then.",
        "I'll be away for a week.",
        "I'll do the docs in a follow-up.",
        "Let me know.",
        "I will rename the rest in a separate pull request.",
    ],
)
def test_not_all_that_the_author_will_do_is_work_on_the_change(text: str) -> None:
    assert not announces(text)


def test_only_what_is_shown_and_own_counts() -> None:
    text = "~~~\ncode\n~~~\n> quoted\nown `code` https://example.org <!-- hidden\n"
    assert shown(text).split() == ["own"]
    assert len(shown("a" * (LONGEST + 5))) == LONGEST


PATTERNS = {
    name: each.pattern
    for module in (
        phrases,
        phrases_of_authors,
        phrases_of_bids,
        phrases_of_reviewers,
        phrases_of_wishes,
    )
    for name, each in vars(module).items()
    if isinstance(each, re.Pattern)
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_signs_without_end_are_stepped_over_only_where_a_text_begins(pattern: str) -> None:
    # Elsewhere each of 8,000 commas begins a run of thousands, and a comment takes seconds.
    assert re.search(r"(?<!\^)(?<!\(\?=)\\W[*+]", pattern) is None
    assert re.search(r"\\s[*+]\)?\\W", pattern) is None


def test_the_writer_speaks_of_himself_wherever_he_begins_to() -> None:
    for before in (
        "",
        "- ",
        "Right, ",
        "Right: **",
        "It is odd (",
        "It was slow and ",
        ",, ",
        "> > ",
    ):
        assert phrases_of_wishes.OWN.search(f"{before}I have to rename it")
    for before in ("", "Right, ", "Right. **", "It was slow and ", "so *"):
        assert phrases_of_reviewers.DID.search(f"{before}I pushed the fix")


@pytest.mark.parametrize(
    "text", ["@CLAassistant agree", "- I have signed it", "I signed", "> agree"]
)
def test_an_agreement_is_heard_with_a_name_before_it(text: str) -> None:
    assert phrases_of_authors.AGREES.search(text)
