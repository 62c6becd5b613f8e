from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.kernel.work import Park
from tests.support.stores import pull

if TYPE_CHECKING:
    from bot.clock import VirtualClock
    from bot.storage.store import Store


async def test_the_earlier_of_two_times_wins(store: Store, clock: VirtualClock) -> None:
    early, late = (clock.now() + timedelta(hours=n) for n in (1, 2))
    await store.signal(pull(), "7", due=late)
    await store.signal(pull(), "7", due=early)
    await store.signal(pull(), "7", due=late)
    [row] = await store.tasks()
    assert row.due == early
    assert row.generation == 3


async def test_a_replacing_signal_may_put_off(store: Store, clock: VirtualClock) -> None:
    late = clock.now() + timedelta(hours=2)
    await store.signal(pull(), "7")
    await store.signal(pull(), "7", due=late, replace=True)
    [row] = await store.tasks()
    assert row.due == late


async def test_a_signal_moves_a_subject_to_its_new_installation(store: Store) -> None:
    await store.signal(pull(), "old")
    await store.signal(pull(), "new")
    [lease] = await store.claim(1)
    assert lease.scope == "new"


async def test_ensuring_adds_what_is_absent_and_leaves_what_is_there(
    store: Store, clock: VirtualClock
) -> None:
    early, late = (clock.now() + timedelta(hours=n) for n in (1, 2))
    await store.ensure(pull(), "app", due=late)
    await store.ensure(pull(), "app", due=early)
    [row] = await store.tasks()
    assert (row.due, row.generation) == (late, 1)


async def test_reviving_runs_one_parked_subject_or_all(store: Store) -> None:
    for key in ("a", "b", "c", "busy"):
        await store.signal(pull(key), "7")
    for lease in await store.claim(10):
        if lease.subject.key != "busy":
            await store.finish(lease, Park(error="no"))
    assert await store.revive(pull("busy")) == 0
    assert await store.revive(pull("a")) == 1
    assert [lease.subject.key for lease in await store.claim(10)] == ["a"]
    assert await store.revive() == 2
    assert {lease.subject.key for lease in await store.claim(10)} == {"b", "c"}
