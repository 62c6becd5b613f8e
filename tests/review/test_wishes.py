"""What others than the author want of him, in a table; the sentences are ours."""

from __future__ import annotations

import pytest

from bot.review.words import Says, of_reviewer

COMMANDS = (
    "Rename the helper to match its file.",
    "Thanks, now squash the three commits.",
    "- drop the second argument",
    "Ok, so use the pool here.",
    "Don't allocate inside the loop.",
    "Never catch a bare exception.",
    "Get the two red jobs fixed.",
    "Attach the log as well.",
    "Fine so far, just revert the changes to the lock file.",
    "Put the check first and I will land it.",
)
CONDITIONS = (
    "Fine by me once the sign-off is added.",
    "LGTM as soon as the docs are updated.",
    "Approved, modulo the name of the flag.",
    "Good to go except for the missing licence header.",
    "We can review this when the description is cleaned up.",
    "A short entry in the changelog, and then this can go in.",
    "Otherwise this looks great.",
)
REMAINS = (
    "I have two tiny remarks below.",
    "Only some small details left.",
    "That was my first pass of the review.",
    "Posted a few suggestions inline.",
    "Ditto for the other kernel.",
    "And the same header here as well.",
    "Requested changes, see the notes.",
    "`a` -> `b`",
    "```suggestion\nx = 1\n```",
)
FAULTS = (
    "This function has no docstring.",
    "The new flag is not documented.",
    "The default value doesn't fit what the paper says.",
    "It does not seem to be valid yaml.",
    "The cast can go.",
    "Both branches could be merged into one function.",
    "This argument is redundant.",
    "There seem to be some leftovers of the debugging.",
    "The whole file wants another home.",
    "That looks like a typo.",
    "The message would be clearer with the path in it.",
    "This leaks the handle.",
    "As it is this doesn't cover the empty case.",
    "You forgot the header.",
    "No test for the second branch.",
    "Stray whitespace.",
    "Not convinced by the new flag.",
    "We usually spell it the other way.",
    "The formatter complains about two files.",
    "The nightly job crashes with this change.",
    "FYI the sign-off check fails",
)
ADVICE = (
    "A plain dictionary would do it.",
    "I'd use a context manager.",
    "In your place I'd start with the small case.",
    "If I were you I would split it.",
    "Better to keep that private.",
    "It'd be good to have a figure.",
    "Mind adding a line about it to the guide?",
    "Tell me when it can be looked at.",
    "You'd need a barrier there.",
)
QUESTIONS = (
    "Does this hold for an empty batch",
    "Which version was that with",
    "Why is the lock taken twice",
    "What happens for an empty list",
    "Still waiting for the answer to my question.",
    "We can merge this I think, has it been measured?",
)
REFUSALS = (
    "This is out of scope for us.",
    "Somebody else has already opened a change for that.",
    "We decided against a second format.",
    "This was fixed in main already, so it can be closed.",
    "The branch is deprecated.",
    "Declining this one, it is too special.",
)
WISHES = (*COMMANDS, *CONDITIONS, *REMAINS, *FAULTS, *ADVICE, *QUESTIONS, *REFUSALS)

TIME_BRINGS_IT = (
    "LGTM once the checks are green.",
    "LGTM once the nightly is through.",
    "I'll merge as soon as CI passes.",
    "Good to go when the release is done.",
    "It can go in after the branch is cut.",
    "Fine with me if nobody objects.",
    "If CI is green then we can merge.",
    "We know about this and are working on it. Once it is fixed we start the jobs again.",
)
NOTHING_LACKS = (
    "There are no conflicts any more.",
    "All my small remarks are addressed, thanks.",
    "This has no effect on the old path.",
    "I have no objection.",
    "That is not related to this change.",
    "It doesn't matter which.",
    "This won't block the merge.",
    "The runners don't have that much memory.",
    "That's not needed, thank you.",
    "No need to rebase, the queue does that.",
    "Needs another approval from the owners.",
    "The tests pass and I use the branch every day.",
    "This looks much cleaner now.",
    "This doesn't need a test.",
    "It isn't ours to decide.",
    "That was not obvious to me, thanks for explaining.",
)
OF_HIMSELF = (
    "We should be able to get to it this week.",
    "I hope to review this on Monday.",
    "We're looking into the outage.",
    "I'm benchmarking it on our side.",
    "Kicked off another run of the tests.",
    "CI has been restarted.",
    "It should be in by tomorrow.",
    "Running the suite again.",
    "I restarted the runners.",
    "Sorry for missing this for so long.",
    "I could write the docs for it.",
    "If you don't want to, I will remove it later.",
    "Please remind me if I have not come back by Friday.",
)
OF_OTHERS = (
    "The review I leave to the code owners.",
    "Leaving this to somebody who knows the kernel.",
    "For anyone following along: please do not build on this branch yet.",
    "Note to self: drop the shim after the release.",
    "When will this be merged?",
    "Any idea when this gets released?",
    "Could a maintainer approve the workflows?",
    "Please hold off on merging, I am still reading.",
    "Please answer @colleague's question, @colleague.",
)
IDIOMS = (
    "Keep up the good work.",
    "Take your time.",
    "Take care.",
    "Great, merge it.",
    "Call it done.",
    "Have a nice day.",
)
NO_WISHES = (*TIME_BRINGS_IT, *NOTHING_LACKS, *OF_HIMSELF, *OF_OTHERS, *IDIOMS)


@pytest.mark.parametrize("text", WISHES)
def test_something_is_wanted_of_the_author(text: str) -> None:
    assert of_reviewer(text, "author").what is Says.ASK


@pytest.mark.parametrize("text", NO_WISHES)
def test_nothing_is_wanted_of_the_author(text: str) -> None:
    assert of_reviewer(text, "author").what not in {Says.ASK, Says.NAMES}


SIGNS = {
    "LGTM once the checks are green.": Says.APPROVE,
    "No further concerns.": Says.APPROVE,
    "Works for me on two cards.": Says.APPROVE,
    "I think it's fine.": Says.APPROVE,
    "In very good shape.": Says.APPROVE,
    "This is a nice cleanup.": Says.APPROVE,
    "Force merging, the red job is an old friend.": Says.PROMISE,
    "I'd love to help with that.": Says.PROMISE,
    "Let me start by saying that I like it.": Says.REMARK,
    "Before long we'll run into trouble with it.": Says.REMARK,
    "I restarted the runners.": Says.DID,
    "My bad for the slow answer.": Says.THANKS,
}


@pytest.mark.parametrize("text", SIGNS)
def test_what_is_said_where_nothing_is_wanted(text: str) -> None:
    assert of_reviewer(text, "author").what is SIGNS[text]


def test_a_question_about_the_merge_is_the_authors_where_he_is_named() -> None:
    assert of_reviewer("@author can this be merged?", "author").what is Says.ASK
    assert of_reviewer("Can this be merged?", "author").what is Says.REMARK
    assert of_reviewer("Is this ready to be merged?", "author").what is Says.ASK
