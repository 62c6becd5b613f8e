"""Journals of contributions: lines are added once, with the end of the work that saw them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.kernel.journal import ContributionRecord, Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done, Retry
from tests.support.stores import pull

if TYPE_CHECKING:
    from bot.clock import VirtualClock
    from bot.kernel.work import Outcome
    from bot.storage.store import Store

WORK = Subject(SubjectKind.CONTRIBUTION, "9#3")
NOON = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)


def entry(key: str, data: bytes = b"{}") -> Entry:
    return Entry(WORK, key, NOON, "alice", "claimed", data)


RECORD = ContributionRecord(
    subject=WORK,
    scope="7",
    student="Alice",
    project="Big/Engine",
    issue=42,
    stage="claimed",
    is_open=True,
    fork_pull="1#1",
    title="I take engine#42",
)


async def ended(store: Store, outcome: Outcome, subject: Subject = WORK) -> bool:
    await store.signal(subject, "7")
    (lease,) = await store.claim(1)
    return await store.finish(lease, outcome)


async def test_entries_are_read_in_the_order_in_which_they_were_written(store: Store) -> None:
    await ended(store, Done(entries=(entry("b"), entry("a"))))
    await ended(store, Done(entries=(entry("c"),)))

    assert [each.key for each in await store.journal(WORK)] == ["b", "a", "c"]
    assert (await store.journal(WORK))[0] == entry("b")


async def test_the_same_thing_happens_once_however_often_it_is_seen(store: Store) -> None:
    await ended(store, Done(entries=(entry("a", b"first"), entry("a", b"again"))))
    await ended(store, Done(entries=(entry("a", b"later"),)))

    assert [each.data for each in await store.journal(WORK)] == [b"first"]


async def test_what_fails_leaves_nothing_in_the_journal(store: Store) -> None:
    await ended(store, Retry(at=NOON, error="later"))

    assert await store.journal(WORK) == []


async def test_work_that_lost_its_lease_writes_nothing_down(store: Store) -> None:
    await store.signal(WORK, "7")
    (lease,) = await store.claim(1)

    held = await store.finish(
        replace(lease, token="1.another"),
        Done(entries=(entry("a"),), contribution=RECORD),
    )

    assert not held
    assert await store.journal(WORK) == []
    assert await store.contributions_of("alice") == []


async def test_an_entry_in_another_journal_wakes_its_contribution(store: Store) -> None:
    await ended(store, Done(entries=(entry("a"),), wakes=((WORK, "8"),)), pull())

    (lease,) = await store.claim(1)

    assert lease.subject == WORK
    assert lease.scope == "8"


async def test_a_contribution_is_found_by_student_and_by_issue_in_any_case(store: Store) -> None:
    await ended(store, Done(contribution=RECORD))
    kept = replace(RECORD, student="alice", project="big/engine")

    assert await store.contributions_of("ALICE") == [kept]
    assert await store.contributions_to("BIG/engine", 42) == [kept]
    assert await store.open_contributions("7") == [kept]


async def test_one_that_has_ended_is_only_found_by_its_student(store: Store) -> None:
    await ended(store, Done(contribution=RECORD))
    await ended(store, Done(contribution=replace(RECORD, is_open=False, stage="merged")))

    assert [each.stage for each in await store.contributions_of("alice")] == ["merged"]
    assert await store.contributions_to("big/engine", 42) == []
    assert await store.open_contributions("7") == []


async def test_one_that_was_handed_on_is_found_by_its_new_student_alone(store: Store) -> None:
    await ended(store, Done(contribution=RECORD))
    await ended(store, Done(contribution=replace(RECORD, student="bob", issue=43)))

    assert await store.contributions_of("alice") == []
    assert [each.issue for each in await store.contributions_of("bob")] == [43]
    assert await store.contributions_to("big/engine", 42) == []


async def test_lines_of_one_kind_are_found_everywhere_or_in_one_installation(
    store: Store, clock: VirtualClock
) -> None:
    there = Subject(SubjectKind.CONTRIBUTION, "10#4")
    nudges = tuple(
        Entry(subject, "nudged:a", NOON, "", "nudged", b"{}") for subject in (WORK, there)
    )
    await ended(store, Done(contribution=RECORD, entries=(entry("a"), nudges[0])))
    await clock.advance(60)
    other = replace(RECORD, subject=there, scope="8")
    await ended(store, Done(contribution=other, entries=(nudges[1],)), there)

    assert await store.journal_of_kind("nudged") == list(nudges)
    assert await store.journal_of_kind("nudged", "8") == [nudges[1]]
    assert await store.journal_of_kind("nudged", "9") == []
    looked = await store.looked()
    assert looked[there] - looked[WORK] == timedelta(seconds=60)
