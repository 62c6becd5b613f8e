from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.kernel.work import Done, Park, Retry
from tests.support.stores import FILE, delivery, migrated_url, opened, pull

if TYPE_CHECKING:
    from pathlib import Path

    from bot.clock import VirtualClock
    from bot.storage.store import Store


async def test_a_subject_is_claimed_once_until_its_lease_runs_out(
    store: Store, clock: VirtualClock
) -> None:
    await store.signal(pull(), "7")
    [first] = await store.claim(10)
    assert await store.claim(10) == []
    await clock.advance(60)
    [second] = await store.claim(10)
    assert second.subject == first.subject
    assert second.token != first.token
    assert (first.attempts, second.attempts) == (0, 1)


async def test_a_lost_lease_finishes_nothing(store: Store, clock: VirtualClock) -> None:
    await store.accept(delivery(pull()))
    [lost] = await store.claim(1)
    await clock.advance(61)
    [held] = await store.claim(1)
    assert await store.finish(lost, Done(state=b"lost")) is False
    assert await store.state(pull()) is None
    assert (await store.counts()).unfinished == 1
    assert await store.finish(held, Done(state=b"held")) is True
    assert await store.state(pull()) == b"held"
    assert await store.finish(held, Done()) is False


async def test_an_extended_lease_holds_longer(store: Store, clock: VirtualClock) -> None:
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    await clock.advance(59)
    [renewed] = await store.extend([lease])
    assert renewed.until == clock.now() + timedelta(seconds=60)
    await clock.advance(59)
    assert await store.claim(1) == []
    await clock.advance(1)
    [taken] = await store.claim(1)
    assert await store.extend([lease, taken]) == [taken]


async def test_extending_nothing_is_nothing(store: Store) -> None:
    assert await store.extend([]) == []


async def test_the_longest_due_comes_first(store: Store, clock: VirtualClock) -> None:
    for key in ("c", "a", "b"):
        await store.signal(pull(key), "7")
        await clock.advance(1)
    claimed = [(await store.claim(1))[0].subject.key for _ in range(3)]
    assert claimed == ["c", "a", "b"]


async def test_what_is_not_due_is_not_claimed(store: Store, clock: VirtualClock) -> None:
    await store.signal(pull(), "7", due=clock.now() + timedelta(seconds=5))
    assert await store.claim(1) == []
    assert await store.next_due() == clock.now() + timedelta(seconds=5)
    await clock.advance(5)
    assert len(await store.claim(1)) == 1


async def test_a_noisy_installation_leaves_room_for_others(
    store: Store, clock: VirtualClock
) -> None:
    for number in range(30):
        await store.signal(pull(f"1#{number}"), "noisy")
    await clock.advance(1)
    await store.signal(pull("2#1"), "quiet")
    await store.signal(pull("3#1"), "calm")
    claimed = Counter(lease.scope for lease in await store.claim(9))
    assert claimed == {"noisy": 3, "quiet": 1, "calm": 1}


async def test_what_a_quiet_installation_leaves_goes_to_those_after_it(
    store: Store, clock: VirtualClock
) -> None:
    await store.signal(pull("2#1"), "quiet")
    await clock.advance(1)
    for number in range(30):
        await store.signal(pull(f"1#{number}"), "noisy")
    claimed = Counter(lease.scope for lease in await store.claim(9))
    assert claimed == {"quiet": 1, "noisy": 8}


async def test_with_more_installations_than_room_the_longest_due_go_first(
    store: Store, clock: VirtualClock
) -> None:
    for number in range(5):
        await store.signal(pull(f"{number}#1"), f"scope-{9 - number}")
        await clock.advance(1)
    assert [lease.scope for lease in await store.claim(3)] == ["scope-9", "scope-8", "scope-7"]


async def test_a_gated_scope_is_passed_over_until_its_gate_opens(
    store: Store, clock: VirtualClock
) -> None:
    opens = clock.now() + timedelta(seconds=30)
    await store.signal(pull("1#1"), "gated")
    await store.signal(pull("2#1"), "free")
    await store.close_gate("gated", opens, "secondary rate limit")
    assert [lease.scope for lease in await store.claim(10)] == ["free"]
    assert await store.next_due() == opens
    await clock.advance(30)
    assert [lease.scope for lease in await store.claim(10)] == ["gated"]


async def test_a_gate_that_is_closed_for_longer_stays_so(store: Store, clock: VirtualClock) -> None:
    late = clock.now() + timedelta(minutes=10)
    await store.close_gate("7", late, "primary")
    await store.close_gate("7", clock.now() + timedelta(minutes=1), "secondary")
    assert await store.gate("7") == late
    assert await store.gate("8") is None
    await clock.advance(600)
    assert await store.gate("7") is None


async def test_the_next_due_is_none_when_nothing_is_planned(
    store: Store, clock: VirtualClock
) -> None:
    assert await store.next_due() is None
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    assert await store.next_due() == clock.now() + timedelta(seconds=60)
    await store.finish(lease, Park(error="no"))
    assert await store.next_due() is None


async def test_opening_a_file_frees_what_a_dead_process_held(
    tmp_path: Path, clock: VirtualClock
) -> None:
    url = await migrated_url(FILE, tmp_path)
    async with opened(url, clock) as store:
        await store.accept(delivery(pull()))
        await store.claim(1)
    async with opened(url, clock) as store:
        [lease] = await store.claim(1)
        assert lease.attempts == 1
        assert len(lease.deliveries) == 1


async def test_when_a_state_was_left_is_known_and_a_run_that_leaves_none_changes_nothing(
    store: Store, clock: VirtualClock
) -> None:
    async def leave(state: bytes | None) -> None:
        await store.signal(pull(), "7")
        [lease] = await store.claim(1)
        await clock.advance(5)
        assert await store.finish(lease, Done(state=state))

    assert await store.left_at(pull()) is None
    await leave(b"one")
    first = clock.now()
    assert await store.left_at(pull()) == first
    await leave(None)
    assert await store.left_at(pull()) == first


async def test_done_without_a_next_time_leaves_no_task(store: Store) -> None:
    await store.accept(delivery(pull()))
    [lease] = await store.claim(1)
    assert await store.finish(lease, Done(state=b"one"))
    assert await store.tasks() == []
    assert (await store.counts()).unfinished == 0
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    assert await store.finish(lease, Done())
    assert await store.state(pull()) == b"one"


async def test_done_with_a_next_time_comes_due_then(store: Store, clock: VirtualClock) -> None:
    at = clock.now() + timedelta(hours=1)
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    await store.finish(lease, Done(next_due=at))
    assert await store.next_due() == at
    await clock.advance(3600)
    assert len(await store.claim(1)) == 1


async def test_a_signal_during_the_run_brings_another_run_and_no_lost_delivery(
    store: Store, clock: VirtualClock
) -> None:
    await store.accept(delivery(pull()))
    [lease] = await store.claim(1)
    await store.accept(delivery(pull()))
    assert await store.claim(1) == []
    await store.finish(lease, Done(next_due=clock.now() + timedelta(days=3)))
    [again] = await store.claim(1)
    assert len(again.deliveries) == 1
    assert set(again.deliveries).isdisjoint(lease.deliveries)


async def test_a_counted_retry_waits_and_counts(store: Store, clock: VirtualClock) -> None:
    at = clock.now() + timedelta(seconds=4)
    await store.accept(delivery(pull()))
    [lease] = await store.claim(1)
    await store.finish(lease, Retry(at=at, error="502"))
    [row] = await store.tasks()
    assert (row.due, row.attempts, row.error, row.unfinished) == (at, 1, "502", 1)
    await clock.advance(4)
    [again] = await store.claim(1)
    assert again.attempts == 1
    assert again.deliveries == lease.deliveries


async def test_an_uncounted_retry_does_not_count(store: Store, clock: VirtualClock) -> None:
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    await store.finish(lease, Retry(at=clock.now(), error="wait", counted=False))
    [again] = await store.claim(1)
    assert again.attempts == 0


async def test_success_forgets_failures(store: Store, clock: VirtualClock) -> None:
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    await store.finish(lease, Retry(at=clock.now(), error="502"))
    [lease] = await store.claim(1)
    await store.finish(lease, Done(next_due=clock.now()))
    [row] = await store.tasks()
    assert (row.attempts, row.error) == (0, None)


async def test_a_parked_subject_keeps_its_deliveries_until_a_signal_revives_it(
    store: Store,
) -> None:
    await store.accept(delivery(pull()))
    [lease] = await store.claim(1)
    await store.finish(lease, Park(error="bad policy\0" + "x" * 5000))
    assert await store.claim(1) == []
    [row] = await store.tasks(parked=True)
    assert row.due is None
    assert row.error is not None
    assert row.error.startswith("bad policyx")
    assert len(row.error) <= 2000
    assert row.unfinished == 1
    await store.accept(delivery(pull()))
    [again] = await store.claim(1)
    assert len(again.deliveries) == 2
    assert again.attempts == 0


async def test_parking_a_subject_that_was_signalled_meanwhile_runs_it_again(
    store: Store,
) -> None:
    await store.signal(pull(), "7")
    [lease] = await store.claim(1)
    await store.signal(pull(), "7")
    await store.finish(lease, Park(error="bad policy"))
    assert len(await store.claim(1)) == 1


async def test_a_signal_cuts_a_counted_wait_short_but_not_one_that_github_named(
    store: Store, clock: VirtualClock
) -> None:
    later = clock.now() + timedelta(minutes=9)
    for counted in (True, False):
        await store.signal(pull(f"{counted}"), "7")
    for lease in await store.claim(2):
        await store.signal(lease.subject, "7")
        counted = lease.subject.key == "True"
        await store.finish(lease, Retry(at=later, error="-", counted=counted))
    dues = {row.subject.key: (row.due, row.attempts) for row in await store.tasks()}
    assert dues == {"True": (clock.now(), 1), "False": (later, 0)}


async def test_who_has_much_due_does_not_take_every_place_that_becomes_free(
    store: Store, clock: VirtualClock
) -> None:
    for number in range(8):
        await store.accept(delivery(pull(f"1#{number}"), scope="noisy"))
    busy = await store.claim(4)
    await clock.advance(1)
    await store.accept(delivery(pull("2#1"), scope="quiet"))

    await store.finish(busy[0], Done())
    (one,) = await store.claim(1)

    assert {lease.scope for lease in busy} == {"noisy"}
    assert one.scope == "quiet"


async def test_a_lease_names_the_newest_delivery_that_it_covers(store: Store) -> None:
    await store.accept(delivery(pull(), guid="first"))
    await store.accept(delivery(pull(), guid="second"))

    (lease,) = await store.claim(1)

    assert lease.delivery == "second"
