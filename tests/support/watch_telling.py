"""What becomes of the news of a round: readings by as many workers as there are, edits together.

The gathering of edits and the pace of writes are the real ones.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from graphql import parse

from bot.clock import VirtualClock
from bot.github.gathering import Gathering
from bot.github.issue_documents import RECENT, Act, Step
from bot.github.pace import LocalWriteSlots
from bot.github.transport import Answer
from bot.github.turn_document import CONTRIBUTION_AND_TURN
from bot.sandbox import cost
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.kernel.subject import Subject

READING: Final = cost.points(parse(CONTRIBUTION_AND_TURN), {})
"""What it costs to read a contribution and its pull request whole, in one request."""

WRITING: Final = 1
"""A mutation, of however many cards."""

SWEEPING: Final = cost.points(parse(RECENT), {"ids": ["R_1"]})
"""A page of what was touched in the tracker."""

TAKES: Final = 2.0
"""Seconds of a request that reads a pull request whole, or changes cards."""

AN_HOUR: Final = timedelta(hours=1)
_SET: Final[dict[str, Any]] = {each.name: each.default for each in fields(Settings)}


@dataclass
class Telling:
    """What was told of news that came at the same time.

    Attributes:
        at: When each was told.
        read: When each was read whole.
        wrote: When a request went out that changes cards.
    """

    at: dict[Subject, datetime] = field(default_factory=dict)
    read: list[datetime] = field(default_factory=list)
    wrote: list[datetime] = field(default_factory=list)


async def tell(subjects: Iterable[Subject], now: datetime) -> Telling:
    """Read each and write its card anew; every card differs."""
    found, clock = Telling(), VirtualClock(now)
    workers = asyncio.Semaphore(_SET["workers"])

    async def send(_installation: int, steps: Sequence[Step]) -> Answer:
        found.wrote.append(clock.now())
        await clock.sleep(TAKES)
        return Answer({each.alias: {} for each in steps})

    gathering = Gathering(LocalWriteSlots(clock, _SET["write_pause"]), send)

    async def one(subject: Subject) -> None:
        async with workers:
            found.read.append(clock.now())
            await clock.sleep(TAKES)
            await gathering.send(7, (Step("edit0", Act.EDIT, {}),))
        found.at[subject] = clock.now()

    telling = [asyncio.create_task(one(subject)) for subject in subjects]
    while not all(each.done() for each in telling):
        await clock.advance(TAKES / 2)
    await asyncio.gather(*telling)
    return found


def most_in_an_hour(counted: Iterable[tuple[datetime, int]]) -> int:
    """Return the most that was counted within any sixty minutes."""
    within: deque[tuple[datetime, int]] = deque()
    most = now = 0
    for at, count in sorted(counted):
        within.append((at, count))
        now += count
        while at - within[0][0] >= AN_HOUR:
            now -= within.popleft()[1]
        most = max(most, now)
    return most
