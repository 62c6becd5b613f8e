"""Reconcile the mentors' versions of the week: each in a repository that only that mentor reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from msgspec import UNSET

from bot.kernel.errors import CoachError, RateLimited, Transient
from bot.kernel.work import Done
from bot.policy.model import Summary
from bot.reconcile.contribution.contributions import may_tell
from bot.reconcile.people import zone_of
from bot.reconcile.weeks.held_back import Held, HeldBack
from bot.reconcile.weeks.summaries import (
    MADE_UP_FOR,
    Remembered,
    is_told,
    key_of,
    names_for,
    next_hour,
)
from bot.reconcile.weeks.week_writing import WeekWriting
from bot.summary.issue import pages
from bot.summary.mentor import of_mentor
from bot.summary.week import missed, newest_told, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.kernel.work import Lease, Outcome
    from bot.policy.model import Cohort, Mentor, Policy
    from bot.reconcile.policies import Policies
    from bot.reconcile.weeks.cohort_week import Cohorts
    from bot.reconcile.weeks.summaries import StorePort
    from bot.summary.report import Report
    from bot.summary.week import IsoWeek

AGAIN: Final = "mentors_again:"
"""Begins the name of the fact that says which week to tell again; the installation follows."""

SOON: Final = timedelta(minutes=5)
"""After so long is tried again what failed for one mentor, where GitHub names no other time."""

_SETTING: Final = "cohorts[].mentors[].repository"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MentorWeeks:
    """The use case.

    Attributes:
        github: Read from and written to.
        store: Remembers which week was told last; what is told is found by looking.
        guard: Decides what may be touched.
        policies: Names mentors, their repositories and the hour.
        cohorts: Tells the weeks.
        clock: Tells whose hour has come.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    policies: Policies
    cohorts: Cohorts
    clock: Clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Tell the weeks whose hour has come, each mentor theirs.

        What fails for one mentor is tried again and keeps no other from theirs.
        """
        now = self.clock.now()
        course = await self.policies.of_course(int(lease.subject.key))
        if course is None:
            return Done()
        _, policy = course
        remembered = Remembered.decode(await self.store.state(lease.subject))
        asked = await self.store.meta(f"{AGAIN}{lease.subject.key}")
        run = _Run(lease, policy, parse(asked) if asked else None)
        for cohort, mentor in _readers(policy):
            try:
                remembered = await self._mentor(run, cohort, mentor, remembered)
            except RateLimited:
                raise
            except CoachError as error:
                _log.error("mentor_week_failed", cohort=cohort.name, error=str(error))
                if isinstance(error, Transient):
                    # What may have been created is looked for at the moment that the error names.
                    run.retry.append(error.retry_at or now + SOON)
        if asked and not run.retry:
            await self.store.set_meta(f"{AGAIN}{lease.subject.key}", "")
        state = msgspec.msgpack.encode(remembered)
        hour = next_hour(policy, hour_of(policy), now)
        return Done(next_due=min((hour, *run.retry)), state=state)

    async def _mentor(
        self, run: _Run, cohort: Cohort, mentor: Mentor, remembered: Remembered
    ) -> Remembered:
        """Tell one mentor what is due; return what is then remembered."""
        key = reader_key(cohort, mentor)
        last = remembered.told.get(key)
        summary, zone, now = hour_of(run.policy), zone_of(cohort), self.clock.now()
        newest = newest_told(now, summary.weekday, summary.hour, zone)
        before = told = None if last is None else parse(last)
        due = set(missed(told, newest, MADE_UP_FOR))
        if run.again is not None and run.again <= newest:
            due.add(run.again)
        repository = await self._repository(run, mentor) if due else None
        if repository is None:
            return remembered
        held = Held(run.lease, run.policy, summary, repository, cohort, key, _SETTING)
        held_back = HeldBack(self.github, self.guard, self.store)
        for week in sorted(due):
            reader = _Reader(cohort, mentor, repository)
            if is_told(cohort, week) and not await self._tell(run, reader, week):
                await held_back.tell(held, told, week)
                return remembered
            if told is None or told < week:
                told = week
                remembered = remembered.with_told(key, week)
        if told != before:
            await held_back.settle(held, before)
        return remembered

    async def _tell(self, run: _Run, reader: _Reader, week: IsoWeek) -> bool:
        """Write one mentor's week; return whether it may be written where the policy wants it."""
        cohort, mentor, repository = reader.cohort, reader.mentor, reader.repository
        whole = await self._week(run, cohort, week)
        names = await names_for(self.store, run.policy)
        since = week.later(-1).bounds(zone_of(cohort))[0]
        # Read last of all, so that a repository that has just become public is noticed.
        shelf = await self.github.summaries.read(repository, since)
        if not may_tell(run.policy, is_private=shelf.repository.is_private):
            _log.error("mentor_repository_is_public", repository=repository.full_name)
            return False
        before = shelf.find(f"{reader_key(cohort, mentor)}/{week.later(-1)}")
        earlier = f"#{before.number}" if before else ""
        wanted = pages(of_mentor(whole, mentor.login), names, before=earlier)
        writing = WeekWriting(self.github, self.guard, run.lease.subject, repository, shelf)
        await writing.write(f"{reader_key(cohort, mentor)}/{week}", wanted, before)
        return True

    async def _repository(self, run: _Run, mentor: Mentor) -> Admitted | None:
        named = "" if mentor.repository is UNSET else mentor.repository
        record = await self.store.repository_named(named)
        if record is None or str(record.installation_id) != run.lease.scope:
            _log.warning("mentor_repository_not_covered", repository=named)
            return None
        return self.guard.admit(record)

    async def _week(self, run: _Run, cohort: Cohort, week: IsoWeek) -> Report:
        """Return a cohort's week, read once for all of its mentors."""
        known = run.weeks.get((cohort.name, week))
        if known is None:
            scope = run.lease.scope
            known = await self.cohorts.week(scope, run.policy, cohort, week, self.clock.now())
            run.weeks[cohort.name, week] = known
        return known


@dataclass(frozen=True, slots=True)
class _Reader:
    """A mentor, of which cohort, and where they read."""

    cohort: Cohort
    mentor: Mentor
    repository: Admitted


@dataclass(frozen=True, slots=True)
class _Run:
    """One run.

    Attributes:
        lease: Of it.
        policy: What holds.
        again: The week that somebody asked for.
        weeks: What was read of the cohorts in it.
        retry: When to try again what failed for a mentor and may pass.
    """

    lease: Lease
    policy: Policy
    again: IsoWeek | None
    weeks: dict[tuple[str, IsoWeek], Report] = field(default_factory=dict)
    retry: list[datetime] = field(default_factory=list)


def hour_of(policy: Policy) -> Summary:
    """Return on which day and at which hour weeks are told."""
    return Summary(repository="") if policy.summary is UNSET else policy.summary


def reader_key(cohort: Cohort, mentor: Mentor) -> str:
    """Return what a mentor's version is called in marks and keys."""
    login = hashlib.sha256(mentor.login.casefold().encode()).hexdigest()[:12]
    return f"{key_of(cohort)}/mentor/{login}"


def _readers(policy: Policy) -> Iterator[tuple[Cohort, Mentor]]:
    for cohort in policy.cohorts:
        for mentor in cohort.mentors:
            if mentor.repository is not UNSET:
                yield cohort, mentor
