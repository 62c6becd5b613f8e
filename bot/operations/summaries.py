"""Weeks of cohorts, told from a database beside the service that works on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import UNSET

from bot.kernel.errors import UserError
from bot.kernel.subject import Subject, SubjectKind
from bot.operations.policies import kept_policy
from bot.reconcile.people import zone_of
from bot.reconcile.weeks.cohort_week import cohorts_of
from bot.reconcile.weeks.due_weeks import names_for
from bot.reconcile.weeks.mentor_weeks import AGAIN as MENTORS_AGAIN
from bot.reconcile.weeks.readers import hour_of
from bot.reconcile.weeks.summaries import AGAIN
from bot.storage.store import Store
from bot.summary.mentor import of_mentor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.clock import Clock
    from bot.policy.model import Cohort, Policy
    from bot.summary.names import Names
    from bot.summary.report import Report
    from bot.summary.week import IsoWeek


@dataclass(frozen=True, slots=True)
class Told:
    """A cohort's week, as the issue of it is written.

    Attributes:
        installation: Whose cohort it is.
        policy: What holds there.
        cohort: The cohort.
        report: The week.
        names: How students are named.
        hides: Whether it is for more people than the instructors.
    """

    installation: int
    policy: Policy
    cohort: Cohort
    report: Report
    names: Names
    hides: bool

    def for_mentor(self, mentor: str) -> Told | None:
        """Return a mentor's version; None where nobody in the cohort is theirs.

        It is for that mentor alone, so that nothing needs to be hidden in it.
        """
        report = of_mentor(self.report, mentor)
        is_theirs = report.given.students or report.given.left_out
        return replace(self, report=report, hides=False) if is_theirs else None


async def told(database_url: str, clock: Clock, week: IsoWeek, cohort: str = "") -> list[Told]:
    """Return the week of each cohort, or of the one of this name.

    Raises:
        UserError: There is no such cohort, or the week has not begun.
        StoreUnavailable: The database cannot be reached.
    """
    store = await Store.visit(database_url, clock=clock)
    try:
        found = []
        cohorts = cohorts_of(store)
        for record in await store.installations():
            policy = await kept_policy(store, record)
            hides = policy.summary is not UNSET and policy.summary.readers == "course"
            names = await names_for(store, policy)
            for one in _wanted(policy, cohort):
                scope = str(record.id)
                report = await cohorts.week(scope, policy, one, week, clock.now())
                found.append(Told(record.id, policy, one, report, names, hides))
    finally:
        await store.close()
    if not found:
        raise UserError(
            f"There is no cohort {cohort!r} in the policy that the database knows."
            " `upstream-coach config` shows how cohorts are named."
            if cohort
            else "The policy in the database names no cohort: add one to upstream-coach.yml."
        )
    return found


async def asked_again(
    database_url: str, clock: Clock, week: IsoWeek, found: list[Told]
) -> list[str]:
    """Ask the service to bring the issues of a week up to date; return what was asked, in words."""
    store = await Store.visit(database_url, clock=clock)
    lines = []
    try:
        for one in found:
            why_not = _why_not(one, week, clock)
            if why_not:
                lines.append(f"{one.cohort.name}: {why_not}")
                continue
            mentor = one.report.given.mentor
            fact, kind = (
                (MENTORS_AGAIN, SubjectKind.MENTOR) if mentor else (AGAIN, SubjectKind.SUMMARY)
            )
            name = f"{fact}{one.installation}"
            weeks = {str(week), *(await store.meta(name) or "").split()}
            await store.set_meta(name, " ".join(sorted(weeks)))
            await store.signal(Subject(kind, str(one.installation)), str(one.installation))
            whose = f" for {mentor}" if mentor else ""
            lines.append(f"{one.cohort.name}: the issue of {week}{whose} is brought up to date")
    finally:
        await store.close()
    return lines


def _why_not(one: Told, week: IsoWeek, clock: Clock) -> str:
    """Return why no issue of a week can be brought up to date; empty where one can."""
    mentor = one.report.given.mentor
    if not mentor and one.policy.summary is UNSET:
        return "the policy names no repository for summaries"
    if mentor and not _has_repository(one.cohort, mentor):
        return f"the policy names no repository for {mentor}"
    summary = hour_of(one.policy)
    if week.told(summary.weekday, summary.hour, zone_of(one.cohort)) > clock.now():
        return f"the hour of {week} has not come; nothing is asked"
    return ""


def of_mentors(found: list[Told], mentor: str) -> list[Told]:
    """Return a mentor's version of each week in which they have students.

    Raises:
        UserError: They have none in any.
    """
    theirs = [own for one in found if (own := one.for_mentor(mentor)) is not None]
    if not theirs:
        raise UserError(
            f"{mentor[:40]!r} looks after nobody. `upstream-coach config show` tells the mentors."
        )
    return theirs


def _has_repository(cohort: Cohort, mentor: str) -> bool:
    return any(
        each.login.casefold() == mentor.casefold() and each.repository is not UNSET
        for each in cohort.mentors
    )


def _wanted(policy: Policy, cohort: str) -> Iterator[Cohort]:
    for one in policy.cohorts:
        if not cohort or one.name.casefold() == cohort.casefold():
            yield one
