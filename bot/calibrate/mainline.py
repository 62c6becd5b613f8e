"""Chooses what is counted: each merged pull request once, in the window, by people; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.calibrate.newcomers import NEWCOMER, People
from bot.calibrate.opening import impossible
from bot.calibrate.recognise import is_bot

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from collections.abc import Set as AbstractSet

    from bot.calibrate.recognise import Landed

MONTH: Final = 30.4375 * 86400
"""Seconds."""

_NEWEST_OF: Final = 50


@dataclass(frozen=True, slots=True)
class Window:
    """How much of the history is counted: the last months, and at most so many pull requests."""

    months: float
    limit: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is counted, and what was left out in the window.

    Attributes:
        merged: Every recognised pull request of the whole history, by time.
        counted: Those in the window, without bots, by time.
        newcomers: Names of the commits that are one of their author's first three.
        commits: Commits of the mainline from the first counted one on.
        recognised: How many of these have a number.
        imported: How many of these came by import.
        bots: Left out in the window.
        doubled: Left out, the whole history.
        foreign: Left out in the window.
        impossible: Left out, the whole history.
        people: Who contributed when.
    """

    merged: Sequence[Landed]
    counted: Sequence[Landed]
    newcomers: Container[str]
    commits: int
    recognised: int
    imported: int
    bots: int
    doubled: int
    foreign: int
    impossible: int
    people: People


def newest(mainline: Sequence[Landed]) -> int:
    """Return the time of the newest commit; commits are not quite in the order of time."""
    return max(each.committed for each in mainline[-_NEWEST_OF:])


def choose(mainline: Sequence[Landed], window: Window, branches: AbstractSet[int] | None) -> Chosen:
    """Choose what is counted.

    Args:
        mainline: Oldest first.
        window: How much.
        branches: Numbers known to be pull requests of this project; None when not known.
    """
    people, newcomers = People(), set()
    for each in mainline:
        if people.contribute(each.author, each.committed) <= NEWCOMER:
            newcomers.add(each.sha)
    start = newest(mainline) - window.months * MONTH
    once, doubled = _once(mainline)
    top = max(branches, default=0) if branches else 0
    ours = [
        each for each in once if not branches or each.number in branches or (each.number or 0) > top
    ]
    strangers = sum(each.committed >= start for each in once) - sum(
        each.committed >= start for each in ours
    )
    ours.sort(key=lambda each: each.committed)
    wrong = impossible([(each.number or 0, each.committed) for each in ours])
    merged = [each for place, each in enumerate(ours) if place not in wrong]
    inside = [each for each in merged if each.committed >= start]
    counted = [each for each in inside if not is_bot(each.author)]
    bots = len(inside) - len(counted)
    counted = counted[-window.limit :]
    low, high = (counted[0].committed, counted[-1].committed) if counted else (0, 0)
    seen = [each for each in mainline if start <= each.committed and low <= each.committed <= high]
    return Chosen(
        merged=merged,
        counted=counted,
        newcomers=newcomers,
        commits=len(seen),
        recognised=sum(each.number is not None for each in seen),
        imported=sum(each.imported for each in seen),
        bots=bots,
        doubled=doubled,
        foreign=strangers,
        impossible=len(wrong),
        people=people,
    )


def _once(mainline: Sequence[Landed]) -> tuple[list[Landed], int]:
    """Keep the first commit of each number: a later one is a backport or a second part."""
    seen: set[int] = set()
    kept, doubled = [], 0
    for each in mainline:
        if each.number is None:
            continue
        if each.number in seen:
            doubled += 1
        else:
            seen.add(each.number)
            kept.append(each)
    return kept, doubled
