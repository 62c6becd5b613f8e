"""Reconcile the weekly summaries of an installation: one issue a cohort and week, never two."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

import msgspec
import structlog
from msgspec import UNSET

from bot.kernel.errors import UserError
from bot.kernel.work import Done
from bot.reconcile.contribution.contributions import may_tell
from bot.reconcile.people import zone_of
from bot.reconcile.recalling import recalled
from bot.reconcile.weeks.held_back import Held, HeldBack
from bot.reconcile.weeks.week_writing import WeekWriting
from bot.summary.issue import pages
from bot.summary.names import Names
from bot.summary.week import missed, newest_told, parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.work import Lease, Outcome, Subject
    from bot.policy.model import Cohort, Policy, Summary
    from bot.reconcile.policies import Policies
    from bot.reconcile.weeks.cohort_week import Cohorts
    from bot.summary.week import IsoWeek

AGAIN: Final = "summary_again:"
"""Begins the name of the fact that says which week to tell again; the installation follows."""

EVERY: Final = timedelta(hours=1)
"""How long a changed hour of the policy may go unnoticed."""

MADE_UP_FOR: Final = 4
"""Weeks that are told late after an outage; older ones are in the database for whoever asks."""

AFTERWARDS: Final = 4
"""Weeks after the course in which its summary still comes."""

_SECRET: Final = "summary_secret"  # noqa: S105 - the name of a fact

_log = structlog.get_logger()


class Remembered(msgspec.Struct, frozen=True):
    """The last week that was told of each cohort, by the cohort's key."""

    told: dict[str, str] = {}

    @classmethod
    def decode(cls, stored: bytes | None) -> Remembered:
        """Read the stored form; what cannot be read is forgotten."""
        found = recalled(stored, cls)
        try:
            for week in found.told.values() if found else ():
                parse(week)
        except UserError:
            return cls()
        return found or cls()

    def with_told(self, key: str, week: IsoWeek) -> Remembered:
        """Return it with the last week of one cohort."""
        return Remembered({**self.told, key: str(week)})


class StorePort(Protocol):
    """What the summaries need of the store."""

    async def state(self, subject: Subject) -> bytes | None:
        """Return what is remembered of a subject."""
        ...

    async def repositories(self, installation_id: int) -> Sequence[RepositoryRecord]:
        """Return every repository of an installation."""
        ...

    async def repository_named(self, full_name: str) -> RepositoryRecord | None:
        """Return a repository of the installation list by `owner/name`, in any case."""
        ...

    async def meta(self, name: str) -> str | None:
        """Return a small fact."""
        ...

    async def set_meta(self, name: str, value: str) -> None:
        """Keep a small fact."""
        ...


@dataclass(frozen=True, slots=True)
class Summaries:
    """The use case.

    Attributes:
        github: Read from and written to.
        store: Remembers which week was told last; what is told is found by looking.
        guard: Decides what may be touched.
        policies: Names cohorts, hour and repository.
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
        """Tell the weeks whose hour has come."""
        now = self.clock.now()
        course = await self.policies.of_course(int(lease.subject.key))
        if course is None:
            return Done()
        _, policy = course
        summary = policy.summary
        if summary is UNSET:
            return Done(next_due=now + EVERY)
        record = await self.store.repository_named(summary.repository)
        if record is None or record.installation_id != int(lease.subject.key):
            _log.warning("summary_repository_not_covered", repository=summary.repository)
            return Done(next_due=now + EVERY)
        place = _Place(lease, self.guard.admit(record), policy, summary)
        remembered = Remembered.decode(await self.store.state(lease.subject))
        for cohort in policy.cohorts:
            told = await self._cohort(place, cohort, remembered.told.get(key_of(cohort)))
            if told is not None:
                remembered = remembered.with_told(key_of(cohort), told)
        await self._again(place)
        state = msgspec.msgpack.encode(remembered)
        return Done(next_due=next_hour(policy, summary, now), state=state)

    async def _cohort(self, place: _Place, cohort: Cohort, last: str | None) -> IsoWeek | None:
        """Tell what is due of one cohort; return the last week that was told."""
        zone = zone_of(cohort)
        newest = newest_told(self.clock.now(), place.summary.weekday, place.summary.hour, zone)
        before = told = None if last is None else parse(last)
        held = Held(
            place.lease, place.policy, place.summary, place.repository, cohort, key_of(cohort)
        )
        held_back = HeldBack(self.github, self.guard, self.store)
        for week in missed(told, newest, MADE_UP_FOR):
            if is_told(cohort, week) and not await self._tell(place, cohort, week):
                await held_back.tell(held, told, week)
                return told
            told = week
        if told != before:
            await held_back.settle(held, before)
        return told

    async def _again(self, place: _Place) -> None:
        """Tell a week again that somebody asked for; one whose hour has not come is left."""
        name = f"{AGAIN}{place.lease.subject.key}"
        asked = await self.store.meta(name)
        if not asked:
            return
        week = parse(asked)
        for cohort in place.policy.cohorts:
            hour = week.told(place.summary.weekday, place.summary.hour, zone_of(cohort))
            if hour <= self.clock.now() and is_told(cohort, week):
                await self._tell(place, cohort, week)
        await self.store.set_meta(name, "")

    async def _tell(self, place: _Place, cohort: Cohort, week: IsoWeek) -> bool:
        """Write one week; return whether it may be written where the policy wants it."""
        scope, policy = place.lease.scope, place.policy
        report = await self.cohorts.week(scope, policy, cohort, week, self.clock.now())
        names = await names_for(self.store, policy)
        since = week.later(-1).bounds(zone_of(cohort))[0]
        # Read last of all, so that a repository that has just become public is noticed.
        shelf = await self.github.summaries.read(place.repository, since)
        if not may_tell(policy, is_private=shelf.repository.is_private):
            _log.error("summary_repository_is_public", repository=place.repository.full_name)
            return False
        before = shelf.find(mark_of(cohort, week.later(-1)))
        earlier = f"#{before.number}" if before else ""
        hides = place.summary.readers == "course"
        wanted = pages(report, names, hides=hides, before=earlier)
        writing = WeekWriting(self.github, self.guard, place.lease.subject, place.repository, shelf)
        await writing.write(mark_of(cohort, week), wanted, before)
        return True


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an installation's summaries go."""

    lease: Lease
    repository: Admitted
    policy: Policy
    summary: Summary


async def names_for(store: StorePort, policy: Policy) -> Names:
    """Return how the policy wants students to be named; makes the secret of the pseudonyms once."""
    if not policy.privacy.pseudonyms:
        return Names()
    if await store.meta(_SECRET) is None:
        await store.set_meta(_SECRET, secrets.token_hex())
    return Names(bytes.fromhex(await store.meta(_SECRET) or ""))


def key_of(cohort: Cohort) -> str:
    """Return what a cohort is called in marks and keys; names can hold what those cannot."""
    return hashlib.sha256(cohort.name.casefold().encode()).hexdigest()[:12]


def mark_of(cohort: Cohort, week: IsoWeek) -> str:
    """Return by what the issue of a week is found again."""
    return f"{key_of(cohort)}/{week}"


def is_told(cohort: Cohort, week: IsoWeek) -> bool:
    """Return whether a week is one of the course, or of the few after it."""
    end = cohort.start + timedelta(weeks=cohort.weeks + AFTERWARDS)
    return cohort.start <= week.sunday and week.monday < end


def next_hour(policy: Policy, summary: Summary, now: datetime) -> datetime:
    """Return when the next hour comes, or when to look whether the policy has changed."""
    weekday, hour = summary.weekday, summary.hour
    hours = [now + EVERY]
    for cohort in policy.cohorts:
        zone = zone_of(cohort)
        hours.append(newest_told(now, weekday, hour, zone).later(1).told(weekday, hour, zone))
    return min(hours)
