"""The clocks."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

from bot.clock import SystemClock, TravellingClock, VirtualClock, monotonic


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


async def test_a_clock_that_was_set_back_goes_on_by_itself_and_can_be_moved_to_the_present() -> (
    None
):
    clock = TravellingClock(timedelta(weeks=2))
    begun = clock.now()
    assert timedelta(weeks=2) <= SystemClock().now() - begun < timedelta(weeks=2, minutes=1)

    await clock.travel(timedelta(weeks=1))
    assert timedelta(weeks=1) <= clock.now() - begun < timedelta(weeks=1, minutes=1)

    await clock.travel(timedelta(weeks=9))
    assert SystemClock().now() - clock.now() < timedelta(minutes=1)


async def test_who_sleeps_until_then_wakes_when_the_clock_is_moved_past_it() -> None:
    clock = TravellingClock(timedelta(weeks=2))
    short = asyncio.create_task(clock.sleep(3600))
    long = asyncio.create_task(clock.sleep(timedelta(weeks=1).total_seconds()))
    # Both must have gone to sleep.
    await clock.sleep(0)

    await clock.travel(timedelta(days=1))
    async with asyncio.timeout(5):
        await short

    assert not long.done()
    long.cancel()
