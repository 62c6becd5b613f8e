"""What happens at the projects while a course is watched: at which hours, how often, and what."""

from __future__ import annotations

import heapq
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.kernel.subject import Subject
    from bot.sandbox.model import PullRequest
    from bot.sandbox.world import World

    Change = tuple[datetime, Subject, str]
    Hours = Callable[[datetime], float]

TOUCHED: Final = "touched"
"""Somebody pushes, reviews, comments or the like."""

CHECKED: Final = "checked"
"""The checks end otherwise than before; `BEGUN` goes before it."""

BEGUN: Final = "begun"
"""The checks begin anew."""

CHECKING: Final = timedelta(minutes=20)
"""How long checks run."""

A_DAY: Final = {TOUCHED: 1.0, CHECKED: 2.0}
"""How often a pull request changes."""

_WORKING_HOURS: Final = range(8, 18)
_SATURDAY: Final = 5
_SHARE: Final = 0.8
_BUSIEST: Final = _SHARE * 24 / len(_WORKING_HOURS)


def evenly(_at: datetime) -> float:
    """Say that changes come at any hour: students and reviewers live around the world."""
    return 1.0


def bunched(at: datetime) -> float:
    """Say that four of five changes come within ten hours, and all from Monday to Friday."""
    if at.weekday() >= _SATURDAY:
        return 0.0
    if at.hour in _WORKING_HOURS:
        return _BUSIEST
    return (1 - _SHARE) * 24 / (24 - len(_WORKING_HOURS))


def happening(
    subjects: Iterable[Subject],
    begun: datetime,
    hours: Hours,
    per_day: Mapping[str, float] = A_DAY,
    seed: int = 6,
) -> Iterator[Change]:
    """Yield changes without end, in order; each pull request's come at random.

    Args:
        subjects: To which contributions the pull requests belong.
        begun: When it begins.
        hours: How much more than usual happens at an instant.
        per_day: How often what happens.
        seed: The same changes for the same one.
    """
    # Not for secrets: the same changes on each run.
    chance = random.Random(seed)  # noqa: S311 - as above
    named = list(subjects)
    following: list[tuple[datetime, int, str]] = []

    def soon(after: datetime, what: str) -> datetime:
        while True:
            after += timedelta(days=chance.expovariate(per_day[what] * _BUSIEST))
            if chance.random() * _BUSIEST < hours(after):
                return after

    for number in range(len(named)):
        for what in per_day:
            heapq.heappush(following, (soon(begun, what), number, what))
    while True:
        at, number, what = following[0]
        if what == CHECKED:
            # What counts is their end.
            heapq.heapreplace(following, (at + CHECKING, number, "ended"))
            heapq.heappush(following, (soon(at, what), number, what))
            yield at, named[number], BEGUN
        elif what == "ended":
            heapq.heappop(following)
            yield at, named[number], CHECKED
        else:
            heapq.heapreplace(following, (soon(at, what), number, what))
            yield at, named[number], what


def happen(world: World, pull: PullRequest, what: str, at: datetime) -> None:
    """Let a pull request be touched, or its checks begin or end."""
    if what == TOUCHED:
        pull.updated_at = at
        return
    bot = next(each for each in world.apps.values() if each.owner is pull.repository.owner)
    runs = world.suite(pull.repository, bot, pull.head_sha).runs
    if what == BEGUN:
        world.update_check_run(runs[0], status="in_progress", conclusion=None)
        return
    ends = "failure" if runs[0].title == "success" else "success"
    world.update_check_run(runs[0], conclusion=ends, title=ends)
