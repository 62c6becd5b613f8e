"""Waking up: in one process by an event, between processes by PostgreSQL's NOTIFY."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.kernel.work import Done
from tests.support.postgres import shared_server
from tests.support.stores import POSTGRES, delivery, migrated_url, opened, pull

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from bot.clock import VirtualClock
    from bot.storage.store import Store


async def test_what_came_before_the_wait_ends_it_at_once(store: Store) -> None:
    await store.accept(delivery(pull()))
    async with asyncio.timeout(5):
        await store.wait(3600)


@pytest.mark.parametrize("what", ["accept", "signal", "ensure", "finish", "revive"])
async def test_whatever_may_make_something_due_ends_the_wait(
    store: Store, clock: VirtualClock, what: str
) -> None:
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    await _quiet(store, clock)
    doing: dict[str, Awaitable[object]] = {
        "accept": store.accept(delivery(pull("2"))),
        "signal": store.signal(pull("2"), "7"),
        "ensure": store.ensure(pull("2"), "7", due=clock.now()),
        "finish": store.finish(lease, Done()),
        "revive": store.revive(),
    }
    waiting = asyncio.create_task(store.wait(3600))
    await doing.pop(what)
    async with asyncio.timeout(5):
        await waiting
    for left in doing.values():
        await left


async def test_a_wait_ends_with_its_time(store: Store, clock: VirtualClock) -> None:
    await _quiet(store, clock)
    waiting = asyncio.create_task(store.wait(5))
    await clock.advance(4.9)
    assert not waiting.done()
    await clock.advance(0.1)
    async with asyncio.timeout(5):
        await waiting
    assert clock.next_wake() is None


@pytest.mark.postgres
async def test_another_process_ends_the_wait(tmp_path: Path, clock: VirtualClock) -> None:
    url = await migrated_url(POSTGRES, tmp_path)
    async with opened(url, clock) as here, opened(url, clock) as there:
        await _quiet(here, clock)
        waiting = asyncio.create_task(here.wait(3600))
        await there.accept(delivery(pull()))
        async with asyncio.timeout(10):
            await waiting
        assert len(await here.claim(1)) == 1


@pytest.mark.postgres
async def test_a_lost_listener_comes_back_and_then_looks(
    tmp_path: Path, clock: VirtualClock
) -> None:
    url = await migrated_url(POSTGRES, tmp_path)
    async with opened(url, clock) as here:
        await _quiet(here, clock)
        waiting = asyncio.create_task(here.wait(3600))
        await asyncio.to_thread(
            shared_server().sql,
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query ILIKE 'listen%' AND datname = current_database()",
        )
        async with asyncio.timeout(10):
            while not waiting.done():
                # The listener rests for a moment of virtual time before it connects again.
                await clock.advance(1)
                await asyncio.wait([waiting], timeout=0.01)


async def _quiet(store: Store, clock: VirtualClock) -> None:
    """Use up what has stirred the store until now, notes of its own under way included."""
    while True:
        waiting = asyncio.create_task(store.wait(3600))
        await asyncio.wait([waiting], timeout=0.1 if store._listener else 0.01)
        if not waiting.done():
            break
    waiting.cancel()
    await asyncio.wait([waiting])
    assert clock.next_wake() is None
