"""Where in the course a student is, and what the course expects by when."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.kernel.contribution import Stage
from bot.projects.course import Reached

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.kernel.contribution import Contribution
    from bot.policy.model import Cohort
    from bot.projects.course import Course, Due, Goal, Milestone


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the course.

    Attributes:
        number: From 1; 0 before the course begins, above `of` once it has ended.
        of: How many weeks the cohort has.
    """

    number: int
    of: int

    def __str__(self) -> str:
        """Return it in words."""
        if self.number < 1:
            return "Before week 1"
        return f"Week {self.number} of {self.of}" if self.number <= self.of else "After the course"


@dataclass(frozen=True, slots=True)
class Expected:
    """A milestone for one student.

    Attributes:
        milestone: What the course expects.
        due: The last day for it.
        is_reached: Whether one of its goals is fulfilled.
        is_late: Whether the day has passed and it is not.
    """

    milestone: Milestone
    due: date
    is_reached: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A student's place in the course; `expected` are all milestones, the earliest first."""

    week: Week
    expected: tuple[Expected, ...]

    @property
    def next(self) -> Expected | None:
        """Return the first milestone that is not reached."""
        return next((one for one in self.expected if not one.is_reached), None)


def calibrate(
    cohort: Cohort, course: Course, contributions: Iterable[Contribution], now: datetime
) -> Calibrated:
    """Return where a student is in the course.

    Args:
        cohort: The student's cohort.
        course: What the course teaches.
        contributions: All of the student's.
        now: The present instant; the day is that of the cohort's time zone.
    """
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    own = tuple(contributions)
    expected = []
    for milestone in course.calibration.milestones:
        due = due_date(milestone.due, cohort)
        reached = any(_fulfils(goal, milestone, one) for goal in milestone.goals for one in own)
        expected.append(Expected(milestone, due, reached, is_late=not reached and today > due))
    expected.sort(key=lambda one: one.due)
    return Calibrated(week_of(cohort, today), tuple(expected))


def week_of(cohort: Cohort, today: date) -> Week:
    """Return the cohort's week on a day of its time zone."""
    days = (today - cohort.start).days
    number = 0 if days < 0 else min(days // 7, cohort.weeks) + 1
    return Week(number, cohort.weeks)


def due_date(due: Due, cohort: Cohort) -> date:
    """Return the last day of a milestone: of a week, or so many months after the end."""
    weeks = cohort.weeks if due.week is None else due.week
    end = cohort.start + timedelta(weeks=weeks, days=-1)
    months = due.months_after_end or 0
    year, month = divmod(end.month - 1 + months, 12)
    last = monthrange(end.year + year, month + 1)[1]
    return date(end.year + year, month + 1, min(end.day, last))


def _fulfils(goal: Goal, milestone: Milestone, contribution: Contribution) -> bool:
    if goal.kind is not None and str(contribution.kind) != goal.kind.value:
        return False
    if goal.reached is Reached.PUBLISHED:
        return bool(contribution.portfolio)
    issue = contribution.issue
    if issue is None or (milestone.projects and issue.repository not in milestone.projects):
        return False
    if goal.reached is Reached.MERGED:
        return contribution.stage is Stage.MERGED
    return bool(contribution.pull_requests)
