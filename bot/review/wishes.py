"""What somebody else than the author asks for in a comment, and of whom."""

from __future__ import annotations

from dataclasses import dataclass

from bot.review import phrases
from bot.review import phrases_of_wishes as of_wishes
from bot.review.people import plain
from bot.review.spoken import sentences


@dataclass(frozen=True, slots=True)
class Wish:
    """What a text asks for."""

    of_author: bool
    """Whether it is asked of the author, and not of a colleague."""
    firm: bool
    """Whether it is asked for, and not only said to be wrong."""
    about_base: bool = False
    """Whether all that is asked for is to bring the branch up to date."""


def wish(clean: str, author: str) -> Wish | None:
    """Return what a shown text asks for, if anything; of the author where it names nobody.

    Args:
        clean: The comment as shown.
        author: The plain login of the pull request's author.
    """
    of_author = True
    asking: dict[bool, list[tuple[str, bool]]] = {True: [], False: []}
    for sentence in sentences(clean):
        if phrases.CC.match(sentence):
            continue
        for handed in of_wishes.HANDS_ON.finditer(sentence):
            if author not in map(plain, phrases.MENTION.findall(handed[0])):
                asking[False].append((sentence, True))
        rest = phrases.ASIDE.sub("", of_wishes.HANDS_ON.sub("", sentence))
        mentions = [plain(each) for each in phrases.MENTION.findall(rest)]
        if mentions:
            of_author = author in mentions
        if mentions and author not in mentions and phrases.LOOK.search(sentence):
            asking[False].append((sentence, True))
        asks = _asks(of_wishes.EXCUSES.sub("", sentence), sentence)
        if asks is not None:
            asking[of_author].append((sentence, asks))
    for whom, found in asking.items():
        if found:
            about_base = all(phrases.BASE.search(sentence) for sentence, _ in found)
            return Wish(whom, any(firm for _, firm in found), about_base)
    return None


def _asks(rest: str, sentence: str) -> bool | None:
    """Return whether a sentence asks firmly; None where it does not ask at all.

    Args:
        rest: The sentence without what it excuses.
        sentence: The whole of it.
    """
    if sentence.rstrip().endswith("?") or of_wishes.REQUEST.search(rest):
        return True
    return False if _misses(rest) else None


def _misses(sentence: str) -> bool:
    """Return whether a sentence says that something is missing or wrong."""
    if of_wishes.OWN.search(phrases.MENTION.sub("", sentence)):
        return False
    if of_wishes.FAILS.search(sentence):
        return not of_wishes.NOT_YOURS.search(sentence)
    return bool(of_wishes.WISH.search(sentence))
