from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.kernel.work import Done
from tests.support.stores import delivery, opened, pull

if TYPE_CHECKING:
    from bot.clock import VirtualClock
    from bot.storage.store import Store


async def test_a_new_delivery_is_accepted_and_the_same_guid_is_not(store: Store) -> None:
    first = delivery(pull(), guid="a")
    assert await store.accept(first) is True
    assert await store.accept(first) is False
    [lease] = await store.claim(10)
    assert len(lease.deliveries) == 1


async def test_the_same_guid_twice_in_one_batch_is_new_once(store: Store) -> None:
    same = delivery(pull(), guid="a")
    other = delivery(pull("1#2"))
    with store.expecting():
        answers = await asyncio.gather(*(store.accept(one) for one in (same, same, other)))
    assert answers == [True, False, True]


async def test_a_known_guid_makes_nothing_due(store: Store) -> None:
    await store.accept(delivery(pull(), guid="a"))
    [lease] = await store.claim(1)
    await store.finish(lease, Done())
    await store.accept(delivery(pull(), guid="a"))
    assert await store.claim(1) == []


async def test_payloads_come_back_as_they_were_in_order_of_receipt(
    store: Store, clock: VirtualClock
) -> None:
    bodies = [b'{"n":%d}' % n * 1000 for n in range(3)]
    for body in bodies:
        await store.accept(delivery(pull(), payload=body))
    [lease] = await store.claim(1)
    stored = await store.payloads(lease.deliveries[::-1])
    assert [one.payload for one in stored] == bodies
    assert [one.sequence for one in stored] == sorted(lease.deliveries)
    assert stored[0].received == clock.now()
    assert (stored[0].event, stored[0].action) == ("pull_request", "opened")


async def test_an_empty_body_is_kept_too(store: Store) -> None:
    await store.accept(delivery(pull(), payload=b""))
    [lease] = await store.claim(1)
    [stored] = await store.payloads(lease.deliveries)
    assert stored.payload == b""


async def test_a_delivery_belongs_to_its_first_subject_and_signals_all(store: Store) -> None:
    await store.accept(delivery(pull("1#1"), pull("1#2")))
    leases = {lease.subject: lease for lease in await store.claim(10)}
    assert len(leases[pull("1#1")].deliveries) == 1
    assert leases[pull("1#2")].deliveries == ()


async def test_an_ignored_delivery_is_done_on_arrival(store: Store) -> None:
    assert await store.accept(delivery(ignored="unknown event"))
    assert await store.claim(1) == []
    assert (await store.counts()).unfinished == 0


async def test_a_burst_settles_into_one_run(url: str, clock: VirtualClock) -> None:
    async with opened(url, clock, settle=timedelta(seconds=3)) as store:
        await store.accept(delivery(pull()))
        await clock.advance(2)
        await store.accept(delivery(pull()))
        assert await store.claim(1) == []
        await clock.advance(1)
        [lease] = await store.claim(1)
        assert len(lease.deliveries) == 2


@pytest.mark.parametrize("hostile", ["a\0b", "a\ud800b", "x" * 100_000])
async def test_text_that_a_database_cannot_store_is_mended(store: Store, hostile: str) -> None:
    assert await store.accept(delivery(ignored=hostile))


async def test_pruning_deletes_what_ended_long_ago_and_nothing_else(
    store: Store, clock: VirtualClock
) -> None:
    await store.accept(delivery(pull("ended"), guid="ended"))
    [lease] = await store.claim(1)
    await store.finish(lease, Done())
    await store.accept(delivery(pull("waiting"), guid="waiting"))
    await store.accept(delivery(ignored="unknown", guid="ignored"))
    await clock.advance(timedelta(days=31).total_seconds())
    await store.accept(delivery(ignored="unknown", guid="young"))
    assert await store.prune(clock.now()) == 2
    assert await store.prune(clock.now()) == 0
    again = [await store.accept(delivery(ignored="-", guid=guid)) for guid in ("waiting", "young")]
    assert again == [False, False]
    assert await store.accept(delivery(ignored="-", guid="ended")) is True


async def test_pruning_walks_past_a_long_stretch_that_is_not_done(
    store: Store, clock: VirtualClock
) -> None:
    await asyncio.gather(*(store.accept(delivery(pull(f"1#{n}"))) for n in range(1100)))
    await store.accept(delivery(ignored="unknown"))
    await clock.advance(timedelta(days=31).total_seconds())
    assert await store.prune(clock.now()) == 1


async def test_nothing_younger_than_three_days_is_ever_pruned(
    store: Store, clock: VirtualClock
) -> None:
    await store.accept(delivery(ignored="unknown"))
    await clock.advance(timedelta(days=2.9).total_seconds())
    assert await store.prune(clock.now(), keep=timedelta(0)) == 0
    await clock.advance(timedelta(days=0.2).total_seconds())
    assert await store.prune(clock.now(), keep=timedelta(0)) == 1
