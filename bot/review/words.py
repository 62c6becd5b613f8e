"""What a comment says about whose turn it is, as far as words tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.review import phrases
from bot.review.people import is_machine, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 8000
"""Code points of a comment that are looked at."""


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
    (Says.APPROVE, phrases.CAN_GO_IN),
    (Says.PROMISE, phrases.LATER),
    (Says.APPROVE, phrases.GOOD),
)
"""What shows what a text says that asks for nothing; the first that fits."""


def shown(text: str) -> str:
    """Return what the writer says himself: without quotes, code, links and what is hidden."""
    lines, fenced = [], False
    for line in text[:LONGEST].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").splitlines():
        if phrases.FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.lstrip().startswith(">"):
            lines.append(line)
    return phrases.HIDDEN.sub(" ", "\n".join(lines)).strip()


def of_reviewer(text: str, author: str) -> Said:
    """Return what somebody else than the author says.

    Args:
        text: The comment.
        author: The login of the pull request's author.
    """
    clean = shown(text)
    mentions = [plain(each) for each in phrases.MENTION.findall(clean)]
    names_author = plain(author) in mentions
    if is_command(clean):
        return Said(Says.COMMAND)
    asked = _asked(clean, plain(author))
    if asked is not None and (asked.firm or not phrases.LATER.search(clean)):
        return Said(asked.what, names_author, about_base=asked.about_base, firm=asked.firm)
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
    if phrases.DID.search(phrases.MENTION.sub("", clean)):
        return Says.DID
    return Says.NAMES if mentions else Says.REMARK


def of_author(text: str) -> Says:
    """Return what the author of the pull request says."""
    clean = shown(text)
    if is_command(clean):
        return Says.COMMAND
    promised = False
    for sentence in _sentences(clean):
        to_come = phrases.TO_COME.search(sentence) and not phrases.ELSEWHERE.search(sentence)
        if not to_come and (phrases.DONE.search(sentence) or sentence.rstrip().endswith("?")):
            return Says.ANSWER
        promised = promised or bool(to_come)
    if promised:
        return Says.PROMISE
    if not clean or (phrases.THANKS.match(phrases.MENTION.sub("", clean)) and len(clean) <= _SHORT):
        return Says.THANKS
    return Says.ANSWER


def holds_back(text: str) -> bool:
    """Return whether the author says that nobody should look yet."""
    return bool(phrases.HOLD.search(shown(text)))


def would_merge(text: str) -> bool:
    """Return whether a reviewer, who may ask for more, says that it can go in then."""
    return bool(phrases.WOULD_MERGE.search(shown(text)))


def finds_good(text: str) -> bool:
    """Return whether a text finds the change good, whatever else it says."""
    return bool(phrases.GOOD.search(shown(text)))


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
    return bool(phrases.AGREES.search(shown(text)))


def announces(text: str) -> bool:
    """Return whether the author says what he is going to do."""
    return bool(phrases.TO_DO.search(shown(text)))


def denies(text: str) -> bool:
    """Return whether the author says that a failure does not come from the change."""
    return bool(phrases.DENIES.search(shown(text)))


def wants_to_know(text: str) -> bool:
    """Return whether the author ends with a question, or does not know how to go on."""
    clean = shown(text)
    return clean.endswith("?") or bool(phrases.HELP.search(clean))


def excuses(text: str) -> bool:
    """Return whether a reviewer says that what is red is not the author's to mend."""
    return any(
        phrases.EXCUSES.search(sentence) and not phrases.IF.search(sentence)
        for sentence in _sentences(shown(text))
    )


def takes_back(text: str) -> bool:
    """Return whether a reviewer says that an approval was not the last word."""
    return bool(phrases.TAKES_BACK.search(shown(text)))


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a text asks for; `firm` unless it only says what is wrong."""

    what: Says
    firm: bool
    about_base: bool = False


def _asked(clean: str, author: str) -> _Asked | None:
    """Return whom the text asks for something, if anybody; the author where it names nobody."""
    whom = Says.ASK
    asking: dict[Says, list[tuple[str, bool]]] = {Says.ASK: [], Says.CALL: []}
    for sentence in _sentences(clean):
        if phrases.CC.match(sentence):
            continue
        for handed in phrases.HANDS_ON.finditer(sentence):
            if author not in map(plain, phrases.MENTION.findall(handed[0])):
                asking[Says.CALL].append((sentence, True))
        rest = phrases.ASIDE.sub("", phrases.HANDS_ON.sub("", sentence))
        wish = phrases.EXCUSES.sub("", sentence)
        mentions = [plain(each) for each in phrases.MENTION.findall(rest)]
        if mentions:
            whom = Says.ASK if author in mentions else Says.CALL
        if mentions and author not in mentions and phrases.LOOK.search(sentence):
            asking[Says.CALL].append((sentence, True))
        firm = sentence.rstrip().endswith("?") or phrases.REQUEST.search(wish) is not None
        if firm or _wishes(wish):
            asking[whom].append((sentence, firm))
    for what, found in asking.items():
        if found:
            about_base = all(phrases.BASE.search(sentence) for sentence, _ in found)
            return _Asked(what, any(firm for _, firm in found), about_base)
    return None


def _wishes(sentence: str) -> bool:
    """Return whether a sentence says that something is missing or wrong."""
    if phrases.OWN.search(phrases.MENTION.sub("", sentence)):
        return False
    if phrases.FAILS.search(sentence):
        return not phrases.NOT_YOURS.search(sentence)
    return bool(phrases.WISH.search(sentence))


def _sentences(clean: str) -> Iterator[str]:
    return (each[0] for each in phrases.SENTENCE.finditer(clean))
