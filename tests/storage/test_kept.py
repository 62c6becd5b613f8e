from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.kernel.installation import InstallationRecord, RepositoryRecord
from bot.kernel.work import Park
from bot.storage.records import Counts, EffectStatus
from tests.support.stores import delivery, pull

if TYPE_CHECKING:
    from bot.clock import VirtualClock
    from bot.storage.store import Store


async def test_an_effect_is_fresh_for_one_caller_only(store: Store, clock: VirtualClock) -> None:
    records = await asyncio.gather(*(store.begin_effect("comment:1") for _ in range(3)))
    assert sorted(record.fresh for record in records) == [False, False, True]
    assert {record.status for record in records} == {EffectStatus.BEGUN}
    assert {record.begun_at for record in records} == {clock.now()}


async def test_an_ended_effect_remembers_its_result(store: Store) -> None:
    await store.begin_effect("comment:1")
    await store.end_effect("comment:1", b"IC_1")
    record = await store.begin_effect("comment:1")
    assert (record.status, record.result, record.fresh) == (EffectStatus.DONE, b"IC_1", False)


async def test_a_forgotten_effect_may_be_begun_anew(store: Store) -> None:
    await store.begin_effect("comment:1")
    await store.forget_effect("comment:1")
    assert (await store.begin_effect("comment:1")).fresh is True


def _installation(number: int, clock: VirtualClock) -> InstallationRecord:
    return InstallationRecord(
        number, f"org{number}", 10 * number, suspended=False, synced_at=clock.now()
    )


def _repository(number: int, installation: int, name: str) -> RepositoryRecord:
    return RepositoryRecord(number, installation, f"R_{number}", name, is_fork=True)


async def test_an_installation_covers_what_was_read_last(store: Store, clock: VirtualClock) -> None:
    record = _installation(1, clock)
    await store.replace_installation(record, [_repository(n, 1, f"o/r{n}") for n in (5, 6)])
    await store.replace_installation(record, [_repository(n, 1, f"o/r{n}") for n in (6, 7)])
    assert await store.installations() == [record]
    assert await store.repository(5) is None
    assert await store.repository(7) == _repository(7, 1, "o/r7")
    await store.remove_installation(1)
    assert await store.installations() == []
    assert await store.repository(7) is None


async def test_a_repository_is_found_by_its_name_in_any_case(
    store: Store, clock: VirtualClock
) -> None:
    await store.replace_installation(_installation(1, clock), [_repository(5, 1, "Org/Repo")])
    assert await store.repository_named("oRG/rEPO") == _repository(5, 1, "Org/Repo")
    assert await store.repository_named("org/other") is None


async def test_a_reused_name_belongs_to_the_younger_repository(
    store: Store, clock: VirtualClock
) -> None:
    both = [_repository(9, 1, "o/r"), _repository(5, 1, "o/r")]
    await store.replace_installation(_installation(1, clock), both)
    found = await store.repository_named("o/r")
    assert found is not None
    assert found.id == 9


async def test_a_transferred_repository_belongs_to_its_new_installation(
    store: Store, clock: VirtualClock
) -> None:
    await store.replace_installation(_installation(1, clock), [_repository(5, 1, "a/r")])
    await store.replace_installation(_installation(2, clock), [_repository(5, 2, "b/r")])
    assert await store.repository(5) == _repository(5, 2, "b/r")
    await store.remove_installation(1)
    assert await store.repository(5) is not None


async def test_a_fact_is_remembered_and_replaced(store: Store) -> None:
    assert await store.meta("app") is None
    await store.set_meta("app", "1")
    await store.set_meta("app", "2")
    assert await store.meta("app") == "2"


async def test_of_facts_that_come_at_once_the_first_stays(store: Store) -> None:
    found = await asyncio.gather(*(store.first_meta("secret", str(n)) for n in range(5)))
    assert set(found) == {await store.meta("secret")}
    assert await store.first_meta("secret", "later") == found[0]


async def test_a_ready_store_answers_a_ping(store: Store) -> None:
    await store.ping()


async def test_the_counts_tell_what_waits_runs_and_was_given_up(
    store: Store, clock: VirtualClock
) -> None:
    assert await store.counts() == Counts(0, 0.0, 0, 0, 0, 0.0, 0)
    await store.accept(delivery(pull("parked")))
    [lease] = await store.claim(1)
    await store.finish(lease, Park(error="no"))
    await clock.advance(10)
    await store.signal(pull("leased"), "7")
    await store.claim(1)
    await store.accept(delivery(pull("due")))
    await store.signal(pull("later"), "7", due=clock.now() + timedelta(hours=1))
    await store.signal(pull("gated"), "8")
    await store.close_gate("8", clock.now() + timedelta(hours=1), "limit")
    await clock.advance(5)
    counts = await store.counts()
    assert (counts.due, counts.leased, counts.parked) == (1, 1, 1)
    assert (counts.unfinished, counts.gates) == (2, 1)
    assert counts.lag == pytest.approx(5)
    assert counts.oldest_unfinished == pytest.approx(15)


async def test_tasks_are_listed_with_parked_ones_last(store: Store, clock: VirtualClock) -> None:
    await store.signal(pull("parked"), "7")
    [lease] = await store.claim(1)
    await store.finish(lease, Park(error="no"))
    await store.signal(pull("later"), "7", due=clock.now() + timedelta(hours=1))
    await store.signal(pull("now"), "7")
    keys = [row.subject.key for row in await store.tasks()]
    assert keys == ["now", "later", "parked"]
    assert [row.subject.key for row in await store.tasks(parked=False)] == ["now", "later"]
    assert [row.subject.key for row in await store.tasks(parked=True)] == ["parked"]
    assert len(await store.tasks(limit=1)) == 1
