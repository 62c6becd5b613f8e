"""The clocks."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

from bot.clock import SystemClock, VirtualClock, monotonic


async def test_sleepers_wake_in_the_order_of_their_time() -> None:
    clock = VirtualClock()
    start, woken = clock.now(), []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((seconds, clock.now() - start))

    tasks = [asyncio.create_task(sleeper(seconds)) for seconds in (30, 10, 20)]
    await clock.advance(25)

    assert woken == [(10, timedelta(seconds=10)), (20, timedelta(seconds=20))]
    await clock.advance(5)
    assert all(task.done() for task in tasks)
    assert clock.now() - start == timedelta(seconds=30)


async def test_one_who_sleeps_again_is_woken_again_within_one_advance() -> None:
    clock = VirtualClock()
    ticks = []

    async def tick() -> None:
        for _ in range(3):
            await clock.sleep(10)
            ticks.append(clock.now())

    task = asyncio.create_task(tick())
    await clock.advance(60)

    assert task.done()
    assert len(set(ticks)) == 3


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    clock = VirtualClock()
    task = asyncio.create_task(clock.sleep(10))
    await clock.advance(0)
    assert clock.next_wake() is not None

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert clock.next_wake() is None


async def test_sleeping_for_nothing_only_yields() -> None:
    clock = VirtualClock()
    before = clock.now()

    await clock.sleep(0)
    await clock.sleep(-1)

    assert clock.now() == before


async def test_the_system_clock_is_aware_and_does_not_go_back() -> None:
    clock = SystemClock()
    before, since = clock.now(), monotonic()

    await clock.sleep(-1)

    assert clock.now().tzinfo is UTC
    assert clock.now() >= before
    assert monotonic() >= since
