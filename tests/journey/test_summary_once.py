"""One issue a cohort and week: whoever looked too early, and wherever the work was cut off."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.kernel.work import Lease, Retry, Subject, SubjectKind
from tests.journey.test_summary import mondays, staffed, told, until
from tests.support.classroom import coached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.clock import Clock
    from bot.github.pace import WriteSlots
    from bot.rehearsal import Rehearsal


@dataclass
class BusySlots:
    """Write slots of an installation with much to write: each taker waits for others first.

    Attributes:
        waits: Seconds that one taker after the other waits; later ones do not.
    """

    slots: WriteSlots
    clock: Clock
    waits: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def slot(self, scope: str) -> AsyncIterator[None]:
        await self.clock.sleep(self.waits.pop(0) if self.waits else 0)
        async with self.slots.slot(scope):
            yield


def make_busy(rehearsal: Rehearsal) -> BusySlots:
    writer = rehearsal.service.github.writer
    busy = BusySlots(writer._slots, rehearsal.clock)
    writer._slots = busy
    return busy


async def test_three_runs_that_all_saw_nothing_write_one_issue_however_long_they_queue() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday - timedelta(hours=3))
        store = rehearsal.service.store
        key = str((await store.installations())[0].id)
        # The worker itself stays out of it for a while.
        await store.close_gate(key, monday + timedelta(minutes=30), "a rest")
        await until(given, rehearsal, monday)
        lease = Lease(Subject(SubjectKind.SUMMARY, key), key, "token", 1, 0, monday)
        handler = rehearsal.service.worker._handlers[SubjectKind.SUMMARY]
        # The second misses what the first has just written; the third comes when the second
        # would have been let look again, but what it saw is as old as the others'.
        make_busy(rehearsal).waits = [0, 5, 60]
        outcomes = await asyncio.gather(*(handler(lease) for _ in range(3)))

        assert [type(each) for each in outcomes[1:]] == [Retry, Retry]
        assert len(told(given, staff)) == 1
        await until(given, rehearsal, monday + timedelta(hours=1))
        assert len(told(given, staff)) == 1
