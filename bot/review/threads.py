"""What became of each review thread: addressed, answered or untouched."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.review.events import Kind
from bot.review.people import GHOST, same
from bot.review.present import AFTER
from bot.review.words import Says, of_author, of_reviewer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.review.events import Event, Remark, Snapshot, Thread

PUSHES: Final = 10
"""Of so many pushes, the newest, it is told what they did to a thread."""


class Fate(StrEnum):
    """What the author did about a thread."""

    ADDRESSED = "addressed"
    """Its lines changed, or somebody resolved it, or the reviewer is content."""
    ANSWERED = "answered"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class Followed:
    """A thread and what became of it.

    Attributes:
        thread: The thread.
        fate: What became of it.
        since: When it came to that.
        by_bot: Whether a program began it.
        to_do: Whether it waits for the author.
        after: The fate after each push that came later, oldest first, the newest `PUSHES` only.
    """

    thread: Thread
    fate: Fate
    since: datetime
    by_bot: bool
    to_do: bool
    after: tuple[tuple[datetime, Fate], ...]


def followed(
    snapshot: Snapshot, seen: Iterable[Event], at: datetime | None
) -> tuple[Followed, ...]:
    """Return what became of each thread that was there at that moment.

    GitHub tells whether a thread is resolved or outdated, and not since when. A thread is taken
    as outdated by the first push after it began, and as resolved at the time of reading.

    Args:
        snapshot: The pull request.
        seen: Its events up to the moment.
        at: The moment; None for the newest.
    """
    pushes = sorted(
        {
            each.at
            for each in seen
            if each.kind in {Kind.PUSHED, Kind.FORCE_PUSHED} and each.at > snapshot.opened
        }
    )
    return tuple(
        _follow(thread, snapshot, pushes, at)
        for thread in snapshot.threads
        if (at is None or thread.remarks[0].at <= at)
        and not same(thread.remarks[0].actor, snapshot.author)
    )


def _follow(
    thread: Thread, snapshot: Snapshot, pushes: list[datetime], at: datetime | None
) -> Followed:
    remarks = [each for each in thread.remarks if at is None or each.at <= at]
    first = remarks[0]
    later = pushes[bisect_right(pushes, first.at) :]
    outdated = later[0] if thread.is_outdated and later else None
    read_at = snapshot.newest + AFTER
    now = at is None or at >= read_at
    fate, since = _fate(remarks, snapshot.author, outdated)
    if now and (thread.is_resolved or (thread.is_outdated and fate is Fate.UNTOUCHED)):
        fate, since = Fate.ADDRESSED, outdated or read_at
    after = tuple(
        (push, _fate([each for each in remarks if each.at <= push], snapshot.author, outdated)[0])
        for push in later[-PUSHES:]
    )
    by_bot = first.is_bot
    to_do = fate is Fate.UNTOUCHED and not by_bot
    return Followed(thread, fate, since, by_bot, to_do, after)


def _fate(remarks: list[Remark], author: str, outdated: datetime | None) -> tuple[Fate, datetime]:
    fate, since = Fate.UNTOUCHED, remarks[0].at
    for each in remarks:
        mine = each.actor != GHOST and same(each.actor, author)
        if mine and of_author(each.body) is Says.ANSWER:
            fate, since = Fate.ANSWERED, each.at
        elif not mine and not each.is_bot:
            content = each is not remarks[0] and of_reviewer(each.body, author).what in {
                Says.THANKS,
                Says.APPROVE,
            }
            fate, since = (Fate.ADDRESSED if content else Fate.UNTOUCHED), each.at
    if outdated is not None and outdated > since and fate is Fate.UNTOUCHED:
        return Fate.ADDRESSED, outdated
    return fate, since
