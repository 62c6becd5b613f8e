"""Weeks of cohorts are told from a database, and the service is asked for their issues."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.kernel.errors import UserError
from bot.operations import summaries
from bot.policy.model import Policy, Privacy
from bot.reconcile.weeks.due_weeks import names_for
from bot.reconcile.weeks.mentor_weeks import AGAIN as MENTORS_AGAIN
from bot.reconcile.weeks.summaries import AGAIN
from bot.storage.store import Store
from bot.summary.week import IsoWeek
from tests.summary.cohorts import WEEK
from tests.support.cohort_databases import MENTORED, NOW, POLICY, fact, filled, lives

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_week_of_every_cohort_is_told_without_those_who_wish_to_be_left_out(
    tmp_path: Path,
) -> None:
    url = await filled(tmp_path, *lives())
    (told,) = await summaries.told(url, VirtualClock(NOW), WEEK)
    assert {one.student for one in told.report.students} == {"ada", "bob"}
    assert told.report.given.left_out == 1
    assert told.report.given.course_week == "Week 11 of 24"


async def test_the_service_is_asked_only_when_the_hour_has_come(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    clock = VirtualClock(NOW)
    for week, asked in ((WEEK.later(1), None), (WEEK, str(WEEK))):
        told = await summaries.told(url, clock, week)
        (line,) = await summaries.asked_again(url, clock, week, told)
        assert str(week) in line
        assert await fact(url, f"{AGAIN}1") == asked


async def test_a_mentor_is_told_of_their_own_students_and_the_service_is_asked_for_that_issue(
    tmp_path: Path,
) -> None:
    url = await filled(tmp_path, *lives(), policy=MENTORED)
    clock = VirtualClock(NOW)
    found = await summaries.told(url, clock, WEEK)
    (own,) = summaries.of_mentors(found, "mira")
    assert [one.student for one in own.report.students] == ["ada"]
    (line,) = await summaries.asked_again(url, clock, WEEK, [own])
    assert "the issue of 2026-W47 for mira is brought up to date" in line
    assert await fact(url, f"{MENTORS_AGAIN}1") == "2026-W47"
    assert await fact(url, f"{AGAIN}1") is None
    (line,) = await summaries.asked_again(url, clock, WEEK.later(1), [own])
    assert "has not come" in line
    (line,) = await summaries.asked_again(url, clock, WEEK, summaries.of_mentors(found, "noor"))
    assert "names no repository for noor" in line
    with pytest.raises(UserError, match="'zoe' looks after nobody"):
        summaries.of_mentors(found, "zoe")


async def test_without_a_repository_for_summaries_nothing_is_asked(tmp_path: Path) -> None:
    bare = POLICY.replace(b"summary: {repository: course/staff}\n", b"")
    url = await filled(tmp_path, *lives(), policy=bare)
    clock = VirtualClock(NOW)
    told = await summaries.told(url, clock, WEEK)
    (line,) = await summaries.asked_again(url, clock, WEEK, told)
    assert "names no repository" in line


async def test_what_cannot_be_told_is_refused_with_the_fix(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    clock = VirtualClock(NOW)
    with pytest.raises(UserError, match="no cohort 'spring'"):
        await summaries.told(url, clock, WEEK, "spring")
    with pytest.raises(UserError, match="has not begun"):
        await summaries.told(url, clock, IsoWeek(2030, 1))
    with pytest.raises(UserError, match="names no cohort"):
        await summaries.told(await filled(folder(tmp_path), policy=b"version: 1\n"), clock, WEEK)


def folder(parent: Path) -> Path:
    made = parent / "other"
    made.mkdir()
    return made


async def test_weeks_that_are_asked_for_one_after_another_all_wait_for_the_service(
    tmp_path: Path,
) -> None:
    url = await filled(tmp_path, *lives())
    clock = VirtualClock(NOW)
    for week in (WEEK, WEEK.later(-1), WEEK):
        told = await summaries.told(url, clock, week)
        await summaries.asked_again(url, clock, week, told)
    assert await fact(url, f"{AGAIN}1") == "2026-W46 2026-W47"


async def test_whoever_asks_for_pseudonyms_at_the_same_moment_gets_the_same(tmp_path: Path) -> None:
    url = await filled(tmp_path)
    store = await Store.open(url, clock=VirtualClock(NOW))
    try:
        policy = Policy(version=1, privacy=Privacy(pseudonyms=True))
        found = await asyncio.gather(*(names_for(store, policy) for _ in range(5)))
        assert len({names.plain("ada") for names in (*found, await names_for(store, policy))}) == 1
    finally:
        await store.close()
