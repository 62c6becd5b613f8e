"""What a comment says about whose turn it is, as far as words tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.review import phrases
from bot.review import phrases_of_authors as of_authors
from bot.review import phrases_of_reviewers as of_reviewers
from bot.review import phrases_of_wishes as of_wishes
from bot.review.people import is_machine, plain
from bot.review.spoken import LONGEST, sentences, shown
from bot.review.wishes import wish

if TYPE_CHECKING:
    from collections.abc import Iterable


class Says(StrEnum):
    """What a comment does to the turn."""

    ASK = "asks the author"
    NAMES = "tells the author something"
    CALL = "asks or names somebody else"
    PROMISE = "says that more will come from the one who writes"
    APPROVE = "finds it good"
    THANKS = "acknowledges"
    COMMAND = "speaks to a bot"
    DID = "did it himself"
    ANSWER = "answers or reports"
    REMARK = "remarks"


@dataclass(frozen=True, slots=True)
class Said:
    """What a comment says, and whether it names the author of the pull request."""

    what: Says
    names_author: bool = False
    about_base: bool = False
    """Whether all that is asked for is to bring the branch up to date."""
    firm: bool = False
    """Whether something is asked for, and not only somebody named or something missed."""


_SHORT: Final = 140
"""Code points up to which thanks are all that a comment says."""


_SIGNS: Final = (
    (Says.APPROVE, of_reviewers.CAN_GO_IN),
    (Says.APPROVE, of_reviewers.INTERNAL),
    (Says.PROMISE, of_reviewers.LATER),
    (Says.APPROVE, of_reviewers.GOOD),
)
"""What shows what a text says that asks for nothing; the first that fits."""


def of_reviewer(text: str, author: str) -> Said:
    """Return what somebody else than the author says.

    Args:
        text: The comment.
        author: The login of the pull request's author.
    """
    clean = shown(text)
    if phrases.SUGGESTION.search(text[:LONGEST]):
        return Said(Says.ASK, firm=True)
    mentions = [plain(each) for each in phrases.MENTION.findall(clean)]
    names_author = plain(author) in mentions
    if is_command(clean):
        return Said(Says.COMMAND)
    asked = wish(clean, plain(author))
    if asked is not None and (asked.firm or not of_reviewers.LATER.search(clean)):
        what = Says.ASK if asked.of_author else Says.CALL
        return Said(what, names_author, about_base=asked.about_base, firm=asked.firm)
    for what, pattern in _SIGNS:
        if pattern.search(clean):
            return Said(what, names_author)
    said = _said_otherwise(clean, mentions, plain(author))
    return Said(said, names_author, firm=bool(phrases.LOOK.search(clean)))


def _said_otherwise(clean: str, mentions: list[str], author: str) -> Says:
    """Return what a text says that asks for nothing, promises nothing and approves nothing."""
    if not clean or (phrases.THANKS.match(phrases.MENTION.sub("", clean)) and len(clean) <= _SHORT):
        return Says.THANKS
    if mentions and author not in mentions:
        return Says.CALL
    if of_reviewers.DID.search(phrases.MENTION.sub("", clean)):
        return Says.DID
    return Says.NAMES if mentions else Says.REMARK


def of_author(text: str) -> Says:
    """Return what the author of the pull request says."""
    clean = shown(text)
    if is_command(clean):
        return Says.COMMAND
    answered = promised = left = False
    for sentence in sentences(clean):
        to_do = _plans(sentence)
        to_come = of_authors.TO_COME.search(sentence) and not of_authors.ELSEWHERE.search(sentence)
        if to_do or to_come:
            promised, left = True, to_do
        elif of_authors.DONE.search(sentence) or sentence.rstrip().endswith("?"):
            answered, left = True, False
    if answered and not left:
        return Says.ANSWER
    if promised:
        return Says.PROMISE
    if not clean or (phrases.THANKS.match(phrases.MENTION.sub("", clean)) and len(clean) <= _SHORT):
        return Says.THANKS
    return Says.ANSWER


def holds_back(text: str) -> bool:
    """Return whether the author says that nobody should look yet."""
    return bool(of_authors.HOLD.search(shown(text)))


def would_merge(text: str) -> bool:
    """Return whether a reviewer, who may ask for more, says that it can go in then."""
    return bool(of_reviewers.WOULD_MERGE.search(shown(text)))


def finds_good(text: str) -> bool:
    """Return whether a text finds the change good, whatever else it says."""
    return bool(of_reviewers.GOOD.search(shown(text)))


def only_to_merge(text: str) -> bool:
    """Return whether a text is about the merge, and not about an approval before it."""
    clean = shown(text)
    return bool(phrases.MERGE.search(clean)) and not phrases.APPROVAL.search(clean)


def about_base(text: str) -> bool:
    """Return whether a text is about the state of the branch against the one that it is for."""
    return bool(phrases.BASE.search(shown(text)))


def about_consent(text: str) -> bool:
    """Return whether a text is about a sign-off or an agreement."""
    return bool(phrases.CONSENT.search(shown(text)))


def agrees(text: str) -> bool:
    """Return whether the author agrees to what contributors have to agree to."""
    return bool(of_authors.AGREES.search(shown(text)))


def announces(text: str) -> bool:
    """Return whether the author says what he is going to do."""
    return any(map(_plans, sentences(shown(text))))


def _plans(sentence: str) -> bool:
    """Return whether a sentence tells of work on the change that is still to come."""
    if (
        sentence.startswith("(")
        or sentence.rstrip().endswith("?")
        or of_authors.ELSEWHERE.search(sentence)
    ):
        return False
    return bool(of_authors.TO_DO.search(sentence))


def asks_to_start(text: str) -> bool:
    """Return whether the author asks for checks to be started, and for nothing else."""
    clean = shown(text)
    return bool(of_authors.START.search(clean)) and not of_authors.LOOK.search(clean)


def asks_for_approval(text: str, approvals: Iterable[str]) -> bool:
    """Return whether the author asks somebody for an approval who has not given one yet.

    Args:
        text: The comment.
        approvals: Who has approved; logins in lower case.
    """
    for sentence in sentences(shown(text)):
        named = {plain(each) for each in phrases.MENTION.findall(sentence)}
        if named - {*approvals} and sentence.rstrip().endswith("?"):
            return bool(phrases.LOOK.search(sentence))
    return False


def puts_off(text: str) -> bool:
    """Return whether a reviewer speaks of what may come in a change of its own."""
    return bool(of_authors.ELSEWHERE.search(shown(text)))


def denies(text: str) -> bool:
    """Return whether the author says that a failure does not come from the change."""
    return bool(of_authors.DENIES.search(shown(text)))


def wants_to_know(text: str) -> bool:
    """Return whether the author ends with a question, or does not know how to go on."""
    clean = shown(text)
    return clean.endswith("?") or bool(of_authors.HELP.search(clean))


def excuses(text: str) -> bool:
    """Return whether a reviewer says that what is red is not the author's to mend."""
    return any(
        of_wishes.EXCUSES.search(sentence) and not phrases.IF.search(sentence)
        for sentence in sentences(shown(text))
    )


def takes_back(text: str) -> bool:
    """Return whether a reviewer says that an approval was not the last word."""
    return bool(of_reviewers.TAKES_BACK.search(shown(text)))


def hands_over(text: str, author: str) -> bool:
    """Return whether the author asks something or turns to somebody else."""
    clean = shown(text)
    named = any(plain(each) != plain(author) for each in phrases.MENTION.findall(clean))
    return named or "?" in clean


def is_command(clean: str) -> bool:
    """Return whether a shown text speaks to a program."""
    if phrases.SLASH.match(clean) or phrases.RUN.match(clean.lower()):
        return True
    first = phrases.MENTION.match(clean)
    return first is not None and is_machine(first[1])
