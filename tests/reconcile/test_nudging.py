"""The look through a course: caps hold whatever ended, and whatever was not said yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest
from msgspec import structs

from bot.clock import VirtualClock
from bot.kernel.contribution import Stage
from bot.kernel.journal import ContributionRecord
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.nudges.outcome import recorded
from bot.nudges.restraint import Comment, Item
from bot.nudges.rung import Rung
from bot.nudges.situation import Pull
from bot.nudges.stall import Due
from bot.policy.model import Policy, Tracker
from bot.reconcile.lines import entry_of, nudged
from bot.reconcile.nudges.allotments import ALLOTTED, Allotted
from bot.reconcile.nudges.giving import Giving
from bot.reconcile.nudges.nudging import EVERY, Nudging, Situations
from bot.shipped import shipped_histories, shipped_projects
from tests.support.nudges import COHORT, on, seen, situation
from tests.support.stores import opened

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.journal import Entry
    from bot.nudges.situation import Seen
    from bot.policy.model import Cohort
    from bot.reconcile.policies import Policies
    from bot.storage.store import Store

POLICY = Policy(version=1, cohorts=(COHORT,), tracker=Tracker("course/tracker"))
NOW = on(8, 12)
ROUND = Subject(SubjectKind.NUDGE, "1")
SITUATIONS = (shipped_projects(), shipped_histories())


@dataclass
class Same:
    """Policies that are always these."""

    policy: Policy = POLICY

    async def of_course(self, _installation: int) -> tuple[tuple[()], Policy]:
        return (), self.policy


def subject(key: str) -> Subject:
    return Subject(SubjectKind.CONTRIBUTION, key)


async def kept(store: Store, one: Seen, *entries: Entry, is_open: bool = True) -> None:
    """Keep a contribution as it was last read, with its journal."""
    await store.signal(subject(one.contribution), "1")
    leases = await store.claim(9)
    (lease,) = (each for each in leases if each.subject == subject(one.contribution))
    record = ContributionRecord(
        subject=lease.subject,
        scope="1",
        student=one.student,
        project="vllm-project/vllm",
        issue=1,
        stage="review",
        is_open=is_open,
        fork_pull=None,
        upstream_pull=None,
        title="",
    )
    state = msgspec.msgpack.encode(one)
    await store.finish(lease, Done(state=state, contribution=record, entries=entries))


def stalled(key: str, **more: Any) -> Seen:  # noqa: ANN401 - any field
    return seen(contribution=key, project="vllm-project/vllm", **more)


def told(key: str, rung: Rung, when: datetime, *to: str) -> Entry:
    """Return the line of a nudge that was said."""
    one = situation(when, contribution=key)
    item = Item(one, Due(rung, when, to, "Because."))
    return entry_of(subject(key), recorded(item, Comment((item,), to)))


async def round_of(store: Store, clock: VirtualClock) -> list[Entry]:
    """Look through the course once; return what was allotted."""
    await store.signal(ROUND, "1")
    leases = await store.claim(9)
    (lease,) = (each for each in leases if each.subject == ROUND)
    policies = cast("Policies", Same())
    found = await Nudging(store, policies, Situations(*SITUATIONS, clock), clock)(lease)
    assert isinstance(found, Done)
    await store.finish(lease, found)
    return list(found.entries)


def keys(entries: list[Entry]) -> list[str]:
    return [each.subject.key for each in entries if each.kind == ALLOTTED]


async def test_what_was_said_of_a_contribution_that_ended_counts_for_the_week() -> None:
    clock = VirtualClock(NOW)
    async with opened("sqlite://", clock) as store:
        said = (told("7#1", Rung.CONFLICT, on(5, 12), "ada"), told("7#1", Rung.OFFER, on(6), "ada"))
        await kept(store, stalled("7#1", pull=Pull.MERGED), *said, is_open=False)
        await kept(store, stalled("7#2"))
        assert keys(await round_of(store, clock)) == []


async def test_what_was_said_more_than_a_week_ago_does_not_count() -> None:
    clock = VirtualClock(NOW)
    async with opened("sqlite://", clock) as store:
        early = NOW - timedelta(days=7)
        said = (told("7#1", Rung.CONFLICT, early, "ada"), told("7#1", Rung.OFFER, on(6), "ada"))
        await kept(store, stalled("7#1", pull=Pull.MERGED), *said, is_open=False)
        await kept(store, stalled("7#2"))
        assert keys(await round_of(store, clock)) == ["7#2"]


async def test_what_was_said_since_it_was_read_is_not_allotted_again() -> None:
    clock = VirtualClock(NOW)
    async with opened("sqlite://", clock) as store:
        said = told("7#1", Rung.TO_DO, NOW - timedelta(minutes=20), "ada")
        await kept(store, stalled("7#1"), said)
        assert keys(await round_of(store, clock)) == []


@pytest.mark.parametrize(
    ("student", "cohort", "hears"),
    [
        ("ada", COHORT, True),
        ("Ada", COHORT, True),
        ("eve", COHORT, False),
        ("eve", structs.replace(COHORT, students=(), mentors=()), True),
    ],
)
def test_who_left_the_course_hears_nothing(student: str, cohort: Cohort, *, hears: bool) -> None:
    """A course that names nobody takes in whoever takes an issue."""
    policy = Policy(version=1, cohorts=(cohort,))
    situations = Situations(*SITUATIONS, VirtualClock(NOW))
    found = situations.of(stalled("7#1", student=student), policy)
    assert (found is not None) is hears


async def test_what_is_allotted_and_not_said_yet_is_neither_allotted_again_nor_forgotten() -> None:
    clock = VirtualClock(NOW)
    async with opened("sqlite://", clock) as store:
        for key in ("7#1", "7#2"):
            await kept(store, stalled(key))
        assert keys(await round_of(store, clock)) == ["7#1", "7#2"]
        await kept(store, stalled("7#3", has_conflict=True))
        await clock.advance(EVERY.total_seconds())
        assert keys(await round_of(store, clock)) == []


async def test_an_allotment_that_nobody_used_for_hours_is_decided_anew() -> None:
    clock = VirtualClock(NOW)
    async with opened("sqlite://", clock) as store:
        await kept(store, stalled("7#1"))
        (first,) = [each for each in await round_of(store, clock) if each.kind == ALLOTTED]
        await clock.advance(timedelta(hours=3).total_seconds())
        assert keys(await round_of(store, clock)) == ["7#1"]
        giving = Giving(store, Situations(*SITUATIONS, clock), lambda *_: "A word", clock)
        old = await giving.give(stalled("7#1"), (first,), POLICY, frozenset())
        assert old.replies == ()
        assert [each.kind for each in old.entries] == ["nudge_closed"]
        there = await giving.give(stalled("7#1"), (first,), POLICY, {"nudge/41/to_do"})
        assert [each.kind for each in there.entries] == ["nudge_closed", "nudged"]


async def test_of_a_comment_that_is_there_nobody_else_it_tells_of_is_told_anew() -> None:
    """The process ended between the comment and the journal, and then the mentor answered one."""
    clock = VirtualClock(NOW)
    plan: dict[str, Any] = {"pull": Pull.NONE, "since": None, "stage": Stage.AGREED, "opened": None}
    async with opened("sqlite://", clock) as store:
        for key in ("7#1", "7#2", "7#3"):
            await kept(store, stalled(key, **plan))
        (entry,) = [each for each in await round_of(store, clock) if each.kind == ALLOTTED]
        assert msgspec.json.decode(entry.data, type=Allotted).others == ("7#2", "7#3")
        await kept(store, stalled("7#3", **plan, is_held=True))
        giving = Giving(store, Situations(*SITUATIONS, clock), lambda *_: "A word", clock)
        answered = stalled("7#1", **plan, mentors_word=NOW, last_word=NOW)
        found = await giving.give(answered, (entry,), POLICY, {"nudge/before/plan"})
    assert found.replies == ()
    told = {each.subject.key: event for each in found.entries for event in nudged((each,))}
    assert told.keys() == {"7#1", "7#2"}
    assert told["7#2"].source == "nudge/before/plan"
    assert [each.comment for each in told.values()] == ["", "7#1"]
    assert {each.nudged_at for each in told.values()} == {NOW}


async def test_a_course_without_a_tracker_hears_nothing() -> None:
    clock = VirtualClock(NOW)
    async with opened("sqlite://", clock) as store:
        await kept(store, stalled("7#1"))
        await store.signal(ROUND, "1")
        leases = await store.claim(9)
        (lease,) = (each for each in leases if each.subject == ROUND)
        silent = cast("Policies", Same(Policy(version=1, cohorts=(COHORT,))))
        situations = Situations(*SITUATIONS, clock)
        assert await Nudging(store, silent, situations, clock)(lease) == Done(next_due=NOW + EVERY)


def test_an_allotment_is_stored_and_read_back() -> None:
    one = Allotted(rung=Rung.PLAN, at=NOW, to=("grace",), others=("7#2",))
    assert msgspec.json.decode(msgspec.json.encode(one), type=Allotted) == one
