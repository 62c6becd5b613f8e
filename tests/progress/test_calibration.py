"""Where in the course a student is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.contribution import Contribution, ContributionKind, Reference, Stage
from bot.policy.model import Cohort
from bot.progress.calibration import Week, calibrate, due_date, week_of
from bot.projects.course import Due
from tests.progress.cards import COURSE
from tests.support.contributions import COHORT, NOW, at_stage

if TYPE_CHECKING:
    from bot.progress.calibration import Calibrated

OPEN, MERGED = at_stage(Stage.OPEN), at_stage(Stage.MERGED)


def calibrated(*contributions: Contribution, now: datetime = NOW) -> Calibrated:
    return calibrate(COHORT, COURSE, contributions, now)


def reached(*contributions: Contribution) -> list[str]:
    return [one.milestone.name for one in calibrated(*contributions).expected if one.is_reached]


@pytest.mark.parametrize(
    ("day", "week", "words"),
    [
        ("2026-09-06", 0, "Before week 1"),
        ("2026-09-07", 1, "Week 1 of 24"),
        ("2026-09-13", 1, "Week 1 of 24"),
        ("2026-09-14", 2, "Week 2 of 24"),
        ("2027-02-21", 24, "Week 24 of 24"),
        ("2027-02-22", 25, "After the course"),
        ("2030-01-01", 25, "After the course"),
    ],
)
def test_weeks_count_from_the_first_day(day: str, week: int, words: str) -> None:
    found = week_of(COHORT, date.fromisoformat(day))
    assert found == Week(week, 24)
    assert str(found) == words


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (Due(week=1), "2026-09-13"),
        (Due(week=23), "2027-02-14"),
        (Due(months_after_end=0), "2027-02-21"),
        (Due(months_after_end=6), "2027-08-21"),
        (Due(months_after_end=11), "2028-01-21"),
    ],
)
def test_a_milestone_is_due_on_the_last_day(due: Due, day: str) -> None:
    assert due_date(due, COHORT) == date.fromisoformat(day)


def test_a_month_without_that_day_ends_earlier() -> None:
    cohort = Cohort(name="c", start=date(2026, 1, 25), weeks=1)
    assert due_date(Due(months_after_end=0), cohort) == date(2026, 1, 31)
    assert due_date(Due(months_after_end=1), cohort) == date(2026, 2, 28)


def test_the_day_is_that_of_the_cohort() -> None:
    tokyo = msgspec.structs.replace(COHORT, time_zone="Asia/Tokyo")
    late = datetime(2026, 9, 13, 20, tzinfo=UTC)
    assert calibrate(tokyo, COURSE, (), late).week.number == 2
    assert calibrate(COHORT, COURSE, (), late).week.number == 1


def test_what_was_done_fulfils_milestones() -> None:
    assert reached() == []
    assert reached(at_stage(Stage.BUILDING)) == []
    assert reached(OPEN) == ["first pull request"]
    assert reached(MERGED) == ["first pull request", "first merge"]
    assert reached(replace(MERGED, kind=ContributionKind.KERNEL)) == [
        "first pull request",
        "first merge",
        "substantive contribution",
    ]
    assert reached(replace(Contribution(), portfolio="ada/flash")) == [
        "first merge",
        "substantive contribution",
    ]


def test_a_milestone_of_other_projects_is_not_reached() -> None:
    elsewhere = replace(MERGED, issue=Reference("pytorch/pytorch", 1))
    assert reached(elsewhere) == []
    kernel = replace(elsewhere, kind=ContributionKind.KERNEL)
    assert reached(kernel) == ["substantive contribution"]


def test_the_next_milestone_is_the_first_that_is_not_reached() -> None:
    following = calibrated(OPEN).next
    assert following
    assert following.milestone.name == "first merge"
    everything = replace(MERGED, kind=ContributionKind.KERNEL)
    assert calibrated(everything).next is None


def test_a_milestone_is_late_from_the_day_after() -> None:
    due = datetime(2027, 2, 14, 23, tzinfo=UTC)
    (on_time, *_) = calibrated(now=due).expected
    (late, *_) = calibrated(now=due + timedelta(hours=2)).expected
    assert (on_time.is_late, late.is_late) == (False, True)
    (done, *_) = calibrated(OPEN, now=due + timedelta(days=99)).expected
    assert not done.is_late


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 104), st.integers(0, 60))
def test_due_dates_rise_with_the_months(start: date, weeks: int, months: int) -> None:
    cohort = Cohort(name="c", start=start, weeks=weeks)
    assert due_date(Due(months_after_end=months), cohort) < due_date(
        Due(months_after_end=months + 1), cohort
    )
    assert due_date(Due(week=weeks), cohort) == due_date(Due(months_after_end=0), cohort)
