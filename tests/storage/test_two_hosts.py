"""Two processes on one PostgreSQL: shared work, and taking over from the dead."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.kernel.work import Done
from bot.storage.errors import StoreUnavailable
from tests.support.postgres import shared_server
from tests.support.stores import POSTGRES, delivery, migrated_url, opened, pull

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.clock import VirtualClock
    from bot.storage.store import Store

pytestmark = pytest.mark.postgres


@pytest.fixture
async def hosts(tmp_path: Path, clock: VirtualClock) -> AsyncIterator[tuple[Store, Store]]:
    url = await migrated_url(POSTGRES, tmp_path)
    async with opened(url, clock) as one, opened(url, clock) as other:
        yield one, other


async def test_the_work_of_a_dead_host_is_taken_over_when_its_lease_runs_out(
    hosts: tuple[Store, Store], clock: VirtualClock
) -> None:
    dead, alive = hosts
    await dead.accept(delivery(pull()))
    [lost] = await dead.claim(1)
    await clock.advance(59)
    assert await alive.claim(1) == []
    assert await alive.next_due() == lost.until
    await clock.advance(1)
    [taken] = await alive.claim(1)
    assert taken.deliveries == lost.deliveries
    assert await alive.finish(taken, Done(state=b"alive"))
    assert await dead.extend([lost]) == []
    assert await dead.finish(lost, Done(state=b"dead")) is False
    assert await dead.state(pull()) == b"alive"


async def test_two_hosts_never_hold_the_same_subject(hosts: tuple[Store, Store]) -> None:
    one, other = hosts
    await asyncio.gather(*(one.accept(delivery(pull(f"1#{n}"))) for n in range(60)))
    claims = await asyncio.gather(*(host.claim(5) for _ in range(8) for host in hosts))
    subjects = [lease.subject for claim in claims for lease in claim]
    subjects += [lease.subject for lease in await other.claim(60)]
    assert len(subjects) == len(set(subjects)) == 60


async def test_a_delivery_that_reaches_both_hosts_is_new_to_one(
    hosts: tuple[Store, Store],
) -> None:
    same = [delivery(pull(), guid=f"g{n}") for n in range(40)]
    answers = await asyncio.gather(*(host.accept(one) for one in same for host in hosts))
    assert sum(answers) == 40
    [lease] = await hosts[0].claim(1)
    assert len(lease.deliveries) == 40


async def test_a_store_whose_connections_were_cut_works_again(
    tmp_path: Path, clock: VirtualClock
) -> None:
    url = await migrated_url(POSTGRES, tmp_path)
    async with opened(url, clock) as store:
        await store.accept(delivery(pull()))
        await asyncio.to_thread(
            shared_server().sql,
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        with pytest.raises(StoreUnavailable):
            await store.accept(delivery(pull(), guid="lost"))
        assert await store.accept(delivery(pull(), guid="lost")) is True
        [lease] = await store.claim(1)
        assert len(lease.deliveries) == 2


async def test_an_effect_is_fresh_for_one_host(hosts: tuple[Store, Store]) -> None:
    records = await asyncio.gather(*(host.begin_effect("comment") for host in hosts * 4))
    assert sum(record.fresh for record in records) == 1


async def test_hosts_that_accept_and_finish_across_each_other_do_not_fail(
    hosts: tuple[Store, Store],
) -> None:
    for host in hosts:
        await host.accept(delivery(*(pull(f"1#{n}") for n in range(8))))
    for _ in range(10):
        held = [(host, lease) for host in hosts for lease in await host.claim(4)]
        finishing = [host.finish(lease, Done()) for host, lease in held]
        arriving = [
            host.accept(delivery(*(pull(f"1#{n}") for n in order)))
            for host, order in zip(hosts, (range(8), range(7, -1, -1)), strict=True)
        ]
        answers = await asyncio.gather(*finishing, *arriving)
        assert all(answers)
        await asyncio.gather(*(host.signal(pull("1#1"), "7") for host in hosts))
