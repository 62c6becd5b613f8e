"""Writes of one installation: one at a time, with a pause between two."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

from bot.clock import VirtualClock
from bot.github.pace import LocalWriteSlots

if TYPE_CHECKING:
    from datetime import datetime


async def test_writes_of_one_installation_are_never_concurrent_and_a_second_apart() -> None:
    clock = VirtualClock()
    slots = LocalWriteSlots(clock, pause=1.0)
    began: list[datetime] = []
    inside = 0

    async def write() -> None:
        nonlocal inside
        async with slots.slot("7"):
            inside += 1
            assert inside == 1
            began.append(clock.now())
            await clock.sleep(0.25)
            inside -= 1

    tasks = [asyncio.create_task(write()) for _ in range(4)]
    await clock.advance(10)

    assert all(task.done() for task in tasks)
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(began)]
    assert gaps == [1.25, 1.25, 1.25]


async def test_installations_do_not_wait_for_each_other() -> None:
    clock = VirtualClock()
    slots = LocalWriteSlots(clock, pause=1.0)

    async with slots.slot("7"), asyncio.timeout(1), slots.slot("8"):
        pass


async def test_a_failed_write_still_counts_for_the_pause() -> None:
    clock = VirtualClock()
    slots = LocalWriteSlots(clock, pause=1.0)

    async def fail() -> None:
        async with slots.slot("7"):
            raise ConnectionError

    await asyncio.gather(fail(), return_exceptions=True)
    waiting = asyncio.create_task(slots.slot("7").__aenter__())
    await clock.advance(0.5)
    assert not waiting.done()

    await clock.advance(0.5)

    assert waiting.done()
