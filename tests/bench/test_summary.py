"""The made cohort is one whose week can be told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.summary import fill
from bench.summary_sql import WEEK, counted, same
from bot.clock import VirtualClock
from bot.operations.migration import migrate
from bot.policy.model import Cohort, Policy, Weekday
from bot.reconcile.weeks.cohort_week import cohorts_of
from bot.storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from bot.summary.report import Report


async def told(folder: Path, students: int, pulls: int) -> Report:
    """Fill a database, and tell the week."""
    url = f"sqlite:///{folder}/summary.db"
    await migrate(url)
    await fill(url, students=students, pulls=pulls)
    clock = VirtualClock(WEEK.told(Weekday.MONDAY, 8, ZoneInfo("UTC")))
    store = await Store.visit(url, clock=clock)
    cohort = Cohort(
        name="bench",
        start=date(2026, 9, 7),
        students=tuple(f"student{n:04}" for n in range(students)),
    )
    try:
        policy = Policy(version=1, cohorts=(cohort,))
        return await cohorts_of(store).week("1", policy, cohort, WEEK, clock.now())
    finally:
        await store.close()


async def test_a_made_cohort_has_as_many_contributions_as_asked(tmp_path: Path) -> None:
    report = await told(tmp_path, students=5, pulls=30)
    assert report.figures.opened == 30
    assert report.figures.merged == 10
    assert [len(one.rows) for one in report.students] == [6] * 5


async def test_the_rival_counts_the_same(tmp_path: Path) -> None:
    report = await told(tmp_path, students=10, pulls=150)
    ours = same(report.figures)
    assert ours == counted(f"{tmp_path}/summary.db")
    assert all(ours.values())
