"""Write slots: one holder a scope, a pause after each, and a dead holder is soon forgotten."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.github.pace import SharedWriteSlots

if TYPE_CHECKING:
    from bot.clock import VirtualClock
    from bot.storage.store import Store

HOLD = timedelta(seconds=6)
PAUSE = timedelta(seconds=1)


async def test_a_slot_has_one_holder(store: Store, clock: VirtualClock) -> None:
    assert await store.take_write_slot("7", "one", HOLD) is None
    assert await store.take_write_slot("7", "other", HOLD) == clock.now() + HOLD
    assert await store.take_write_slot("8", "other", HOLD) is None


async def test_a_holder_prolongs_and_then_leaves_with_a_pause(
    store: Store, clock: VirtualClock
) -> None:
    await store.take_write_slot("7", "one", HOLD)
    await clock.advance(4)
    assert await store.take_write_slot("7", "one", HOLD) is None
    await clock.advance(4)
    assert await store.take_write_slot("7", "other", HOLD) == clock.now() + timedelta(seconds=2)

    await store.leave_write_slot("7", "one", PAUSE)

    assert await store.take_write_slot("7", "other", HOLD) == clock.now() + PAUSE
    await clock.advance(1)
    assert await store.take_write_slot("7", "other", HOLD) is None


async def test_one_who_lost_the_slot_cannot_give_it_away(store: Store, clock: VirtualClock) -> None:
    await store.take_write_slot("7", "dead", HOLD)
    await clock.advance(6)
    assert await store.take_write_slot("7", "alive", HOLD) is None

    await store.leave_write_slot("7", "dead", PAUSE)

    assert await store.take_write_slot("7", "third", HOLD) == clock.now() + HOLD


async def test_two_processes_write_in_turn_and_a_pause_apart(
    store: Store, clock: VirtualClock
) -> None:
    processes = [SharedWriteSlots(store, clock, pause=1.0) for _ in range(2)]
    inside, began = [], []

    async def write(slots: SharedWriteSlots) -> None:
        async with slots.slot("7"):
            inside.append(slots)
            assert len(inside) == 1
            began.append(clock.now())
            await clock.sleep(8)  # longer than a slot is held without being prolonged
            inside.remove(slots)

    tasks = [asyncio.create_task(write(slots)) for slots in processes * 2]
    async with asyncio.timeout(20):
        while not all(task.done() for task in tasks):
            await clock.advance(0.5)
            await store.ping()  # what was asked of the database before is answered by then
    await asyncio.gather(*tasks)

    gaps = [(after - before).total_seconds() for before, after in itertools.pairwise(began)]
    assert len(began) == 4
    assert min(gaps) >= 9
