"""A kind of nudge that a course corrects too often is muted, by counts that cost little."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.clock import VirtualClock
from bot.kernel.happening import Nudged
from bot.kernel.journal import ContributionRecord
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.nudges.rung import Rung
from bot.reconcile.lines import entry_of
from bot.reconcile.nudges.muting import COUNTED_EVERY, Muting, muted_rungs
from tests.support.nudges import MONDAY
from tests.support.stores import opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.kernel.journal import Entry
    from bot.kernel.work import Lease
    from bot.reconcile.nudges.muting import Muted
    from bot.storage.store import Store

LOOK = Subject(SubjectKind.NUDGE, "7")
JUST = frozenset({Rung.TO_DO})


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(MONDAY)


@pytest.fixture
async def store(clock: VirtualClock) -> AsyncIterator[Store]:
    async with opened("sqlite://", clock) as store:
        yield store


async def given(store: Store, number: int, *, corrected: bool, scope: str = "7") -> None:
    """Give one nudge, and have it corrected or not."""
    subject = Subject(SubjectKind.CONTRIBUTION, f"{scope}#{number}")
    nudge = Nudged(at=MONDAY, nudged_at=MONDAY, rung="to_do", to=("ada",), source="nudge/1/to_do")
    entries: tuple[Entry, ...] = (entry_of(subject, nudge),)
    if corrected:
        told = Nudged(
            at=MONDAY, nudged_at=MONDAY, rung="to_do", source="nudge/1/to_do/1", corrected=True
        )
        entries += (entry_of(subject, told),)
    record = ContributionRecord(
        subject=subject,
        scope=scope,
        student="ada",
        project="acme/engine",
        issue=number,
        stage="review",
        is_open=False,
        fork_pull=None,
    )
    await store.signal(subject, scope)
    (lease,) = await store.claim(1)
    await store.finish(lease, Done(entries=entries, contribution=record))


async def looked(store: Store, clock: VirtualClock, percent: int = 20) -> Muted:
    """Look as a run does, and leave to the next what it left."""
    await store.signal(LOOK, "7")
    (lease,) = await store.claim(1)
    found = await muting(store, lease, percent, clock)
    await store.finish(lease, Done(state=msgspec.msgpack.encode(found)))
    return found


async def muting(store: Store, lease: Lease, percent: int, clock: VirtualClock) -> Muted:
    return await Muting(store).of(lease, percent, clock.now())


async def test_only_the_course_itself_mutes(store: Store, clock: VirtualClock) -> None:
    for number in range(5):
        await given(store, number, corrected=number < 2)
        await given(store, number, corrected=True, scope="8")
    found = await looked(store, clock)
    assert found.counts == {Rung.TO_DO: (5, 2)}
    assert found.rungs == JUST
    assert await muted_rungs(store, LOOK, 20) == JUST
    assert await muted_rungs(store, LOOK, 40) == frozenset()
    assert await muted_rungs(store, Subject(SubjectKind.NUDGE, "9"), 20) == frozenset()


async def test_counts_are_remembered_for_an_hour_and_the_limit_for_no_time(
    store: Store, clock: VirtualClock
) -> None:
    for number in range(4):
        await given(store, number, corrected=number < 1)
    assert (await looked(store, clock)).rungs == frozenset()
    await given(store, 4, corrected=True)
    await clock.advance((COUNTED_EVERY - timedelta(seconds=1)).total_seconds())
    assert (await looked(store, clock)).counts == {Rung.TO_DO: (4, 1)}
    await clock.advance(1)
    found = await looked(store, clock)
    assert (found.counts, found.rungs) == ({Rung.TO_DO: (5, 2)}, JUST)
    assert (await looked(store, clock, 40)).rungs == frozenset()
    assert (await looked(store, clock)).rungs == JUST


async def test_what_cannot_be_read_is_counted_anew(store: Store, clock: VirtualClock) -> None:
    await store.signal(LOOK, "7")
    (lease,) = await store.claim(1)
    await store.finish(lease, Done(state=b"of another version"))
    assert await muted_rungs(store, LOOK, 20) == frozenset()
    assert (await looked(store, clock)).counts == {}
