"""A cohort's week, read from the store: journals in, the summary's rows out, a few at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, Protocol

import holidays
from msgspec import UNSET

from bot.kernel.errors import UserError
from bot.nudges.outcome import outcomes
from bot.nudges.report import corrections, muted
from bot.progress.calibration import calibrate, week_of
from bot.progress.stages import fold
from bot.projects.course import Reached
from bot.reconcile.lines import happened
from bot.reconcile.nudges.allotments import NUDGED
from bot.reconcile.nudges.muting import told_of
from bot.reconcile.nudges.reminders import reminders
from bot.reconcile.people import cohort_of, mentors_of, students_in, zone_of
from bot.shipped import shipped_course, summary_facts
from bot.summary.given import Aim, Given, Uncoached, until, work_of
from bot.summary.report import report
from bot.summary.rows import row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bot.kernel.contribution import Contribution
    from bot.kernel.journal import ContributionRecord, Entry
    from bot.kernel.subject import Subject
    from bot.policy.model import Cohort, Policy
    from bot.progress.calibration import Calibrated
    from bot.projects.course import Course
    from bot.summary.given import ProjectFacts, Work
    from bot.summary.report import Report
    from bot.summary.rows import Row
    from bot.summary.week import IsoWeek

AT_ONCE: Final = 50
"""Contributions whose journals are in memory at one time, or one student's if there are more."""


class JournalPort(Protocol):
    """Where journals are read."""

    async def contributions(self, scope: str) -> Sequence[ContributionRecord]:
        """Return all contributions of an installation, those of a student together."""
        ...

    async def journals(self, subjects: Sequence[Subject]) -> Mapping[Subject, Sequence[Entry]]:
        """Return several journals, each in the order in which it was written."""
        ...

    async def journal_of_kind(self, kind: str, scope: str | None = None) -> Sequence[Entry]:
        """Return the lines of one kind of all journals, or of those of one installation."""
        ...


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Tells the weeks of cohorts.

    Attributes:
        store: Read from.
        course: What the course teaches.
        projects: What is known of each project, by present name and former ones in lower case.
    """

    store: JournalPort
    course: Course
    projects: Mapping[str, ProjectFacts]

    async def week(
        self, scope: str, policy: Policy, cohort: Cohort, week: IsoWeek, now: datetime
    ) -> Report:
        """Return a cohort's week as it stood at its end, or at `now` while it lasts.

        Raises:
            UserError: The week has not begun.
        """
        begin, end = week.bounds(zone_of(cohort))
        if now < begin:
            raise UserError(f"{week} has not begun. Give a week that has.")
        known = min(end, now)
        everybody = members(policy, cohort, known)
        wanted = everybody - {each.casefold() for each in policy.privacy.left_out}
        records = [
            record
            for record in await self.store.contributions(scope)
            if record.student.casefold() in wanted
        ]
        rows: list[Row] = []
        calibrated: dict[str, Calibrated] = {}
        given = self._given(policy, cohort, week, known)
        for some in batches(records, AT_ONCE):
            journals = await self.store.journals([record.subject for record in some])
            for student, own in groupby(some, key=lambda record: record.student):
                found, place = self._student(tuple(own), journals, given, cohort)
                rows += found
                calibrated[student] = place
        nothing = calibrate(cohort, self.course, (), known)
        given = replace(
            given,
            students=tuple(sorted(wanted)),
            left_out=len(everybody - wanted),
            mentors={student: mentors_of(cohort, student) for student in everybody},
            aims={each: _aims(calibrated.get(each, nothing)) for each in wanted},
            muted=await self._muted(scope, policy, known),
        )
        return report(rows, given)

    async def _muted(self, scope: str, policy: Policy, known: datetime) -> tuple[str, ...]:
        """Return the kinds of reminders that had been corrected too often by then."""
        lines = until(await self.store.journal_of_kind(NUDGED, scope), known)
        counts = corrections(outcomes(told_of(lines)))
        return tuple(sorted(muted(counts, policy.nudges.mute_percent)))

    def _student(
        self,
        records: Sequence[ContributionRecord],
        journals: Mapping[Subject, Sequence[Entry]],
        given: Given,
        cohort: Cohort,
    ) -> tuple[list[Row], Calibrated]:
        """Return a student's rows, and where they are in the course."""
        rows: list[Row] = []
        contributions: list[Contribution] = []
        for record in records:
            entries = until(journals.get(record.subject, ()), given.until)
            if entries:
                contribution = fold(happened(entries))
                contributions.append(contribution)
                rows.append(row(_work(record, contribution, entries), given))
        return rows, calibrate(cohort, self.course, contributions, given.until)

    def _given(self, policy: Policy, cohort: Cohort, week: IsoWeek, known: datetime) -> Given:
        place = week_of(cohort, week.sunday)
        return Given(
            cohort=cohort.name,
            week=week,
            zone=zone_of(cohort),
            course_week=str(place),
            course_week_number=place.number,
            until=known,
            instructors=cohort.instructors,
            projects=self.projects,
            uncoached=_uncoached(self.course),
            days_off=days_off(cohort, known.year),
            tracker="" if policy.tracker is UNSET else policy.tracker.repository,
        )


def _work(record: ContributionRecord, contribution: Contribution, entries: Sequence[Entry]) -> Work:
    student = contribution.student or record.student
    return work_of(record, contribution, entries, reminders(entries, student))


def cohorts_of(store: JournalPort) -> Cohorts:
    """Return who tells the weeks from a store, with the course and the projects as shipped."""
    return Cohorts(store, shipped_course(), summary_facts())


def members(policy: Policy, cohort: Cohort, now: datetime) -> frozenset[str]:
    """Return the logins of those who are students of this cohort at a moment, in lower case."""
    named = students_in(cohort)
    return frozenset(each for each in named if cohort_of(policy, each, now) is cohort)


def _aims(calibrated: Calibrated) -> tuple[Aim, ...]:
    return tuple(
        Aim(
            name=one.milestone.name,
            due=one.due,
            is_reached=one.is_reached,
            needs_merge=all(goal.reached is not Reached.OPEN for goal in one.milestone.goals),
        )
        for one in calibrated.expected
    )


def _uncoached(course: Course) -> Uncoached | None:
    known = course.calibration.uncoached
    return None if known is None else Uncoached(known.students, known.opened, known.merged)


def batches(
    records: Iterable[ContributionRecord], size: int
) -> Iterator[tuple[ContributionRecord, ...]]:
    """Split the records into parts of about a size without parting a student's."""
    found: list[ContributionRecord] = []
    for _, own in groupby(records, key=lambda record: record.student):
        found += own
        if len(found) >= size:
            yield tuple(found)
            found = []
    if found:
        yield tuple(found)


def days_off(cohort: Cohort, year: int) -> tuple[date, ...]:
    """Return a cohort's days off in a year and the one after it."""
    found = set(cohort.holidays.dates)
    country = cohort.holidays.country
    if country is not UNSET and country in holidays.list_supported_countries():
        found |= set(holidays.country_holidays(country, years=(year, year + 1)))
    return tuple(sorted(found))
