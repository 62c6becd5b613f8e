"""What somebody else than the author asks for in a comment, and of whom."""

from __future__ import annotations

from dataclasses import dataclass

from bot.review import phrases
from bot.review import phrases_of_bids as of_bids
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
    if of_bids.ASIDES.match(clean):
        return None
    ours = of_bids.OURS.search(clean) is not None
    of_author = True
    asking: dict[bool, list[tuple[str, bool]]] = {True: [], False: []}
    for sentence in sentences(clean):
        if phrases.CC.match(sentence):
            continue
        if _calls(sentence, author):
            asking[False].append((sentence, True))
        mentions = _named(of_wishes.HANDS_ON.sub("", sentence))
        if mentions:
            of_author = author in mentions
        if (author not in mentions and _for_maintainers(sentence)) or _is_spared(sentence):
            continue
        asks = _asks(of_bids.SPARES.sub("", of_wishes.EXCUSES.sub("", sentence)), ours=ours)
        if asks is not None:
            asking[of_author].append((sentence, asks))
    for whom, found in asking.items():
        if found:
            about_base = all(phrases.BASE.search(sentence) for sentence, _ in found)
            return Wish(whom, any(firm for _, firm in found), about_base)
    return None


def _named(sentence: str) -> list[str]:
    """Return to whom a sentence speaks."""
    return [plain(each) for each in phrases.MENTION.findall(phrases.ASIDE.sub("", sentence))]


def _calls(sentence: str, author: str) -> bool:
    """Return whether a sentence leaves something to others, or wants a look of them."""
    for handed in of_wishes.HANDS_ON.finditer(sentence):
        if author not in map(plain, phrases.MENTION.findall(handed[0])):
            return True
    mentions = _named(of_wishes.HANDS_ON.sub("", sentence))
    looks = phrases.LOOK.search(sentence) is not None
    return looks and bool(mentions) and author not in mentions


def _for_maintainers(sentence: str) -> bool:
    """Return whether a sentence asks for what only maintainers do."""
    if of_bids.OF_THE_CHECKS.search(sentence):
        return True
    if not sentence.rstrip().endswith("?") or of_bids.YOU.search(sentence):
        return False
    return of_bids.OF_THE_MERGE.search(sentence.rpartition(",")[2]) is not None


def _is_spared(sentence: str) -> bool:
    """Return whether a sentence speaks of what the reviewer does, unless the author wants to."""
    if of_bids.REMIND.search(sentence):
        return True
    optional = of_bids.OPTIONAL.search(sentence) is not None
    return optional and of_bids.INSTEAD.search(sentence) is not None


def _asks(sentence: str, *, ours: bool) -> bool | None:
    """Return whether a sentence asks firmly; None where it does not ask at all.

    Args:
        sentence: What is left of it without excuses.
        ours: Whether the text tells of a trouble that the reviewers see to.
    """
    bare = phrases.MENTION.sub("", sentence)
    signs = (of_wishes.REQUEST, of_bids.BIDS, of_bids.ASKS_WITHOUT_SIGN)
    if bare.rstrip().endswith("?") or any(sign.search(bare) for sign in signs):
        return True
    if not ours and of_bids.TO_MEET.search(bare) and not of_bids.BROUGHT.search(bare):
        return True
    if of_bids.REFUSES.search(bare):
        return True
    return False if _misses(bare) else None


def _misses(sentence: str) -> bool:
    """Return whether a sentence says that something is missing or wrong."""
    if of_bids.REMAINS.search(sentence) and not of_bids.TO_COME.search(sentence):
        return True
    if of_wishes.OWN.search(sentence):
        return False
    if of_wishes.FAILS.search(sentence):
        return not of_wishes.NOT_YOURS.search(sentence)
    return any(
        pattern.search(sentence) for pattern in (of_wishes.WISH, of_bids.LACKS, of_bids.FAULTS)
    )
