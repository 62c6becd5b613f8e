"""Tells the weeks that are due to those who read them: all who run the course, or one mentor."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from bot.kernel.errors import CoachError, RateLimited, Transient
from bot.reconcile.contribution.contributions import may_tell
from bot.reconcile.people import zone_of
from bot.reconcile.weeks.held_back import Held, HeldBack
from bot.reconcile.weeks.readers import Remembered, hour_of, is_told
from bot.reconcile.weeks.week_writing import WeekWriting
from bot.summary.names import Names
from bot.summary.week import missed, newest_told, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.summaries import OwnIssue
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.subject import Subject
    from bot.kernel.work import Lease
    from bot.policy.model import Cohort, Policy, Summary
    from bot.reconcile.weeks.cohort_week import Cohorts
    from bot.reconcile.weeks.readers import Reader
    from bot.summary.report import Report
    from bot.summary.week import IsoWeek

MADE_UP_FOR: Final = 4
"""Weeks that are told late after an outage; older ones are in the database for whoever asks."""

_SECRET: Final = "summary_secret"  # noqa: S105 - the name of a fact

_log = structlog.get_logger()


class StorePort(Protocol):
    """What the weeks need of the store."""

    async def state(self, subject: Subject) -> bytes | None:
        """Return what is remembered of a subject."""
        ...

    async def repository(self, repository_id: int) -> RepositoryRecord | None:
        """Return a repository of the installation list by GitHub's number."""
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

    async def first_meta(self, name: str, value: str) -> str:
        """Keep a small fact unless there is one; return the one that there is."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Attributes:
        lease: Of it.
        policy: What holds.
        asked: The weeks that somebody asked for.
        weeks: What was read of the cohorts in it.
        left: Those of the weeks asked for that could not be told to somebody and may be later.
        failures: What went wrong.
    """

    lease: Lease
    policy: Policy
    asked: frozenset[IsoWeek] = frozenset()
    weeks: dict[tuple[str, IsoWeek], Report] = field(default_factory=dict)
    left: set[IsoWeek] = field(default_factory=set)
    failures: list[CoachError] = field(default_factory=list)

    @property
    def summary(self) -> Summary:
        """Return on which day and at which hour weeks are told."""
        return hour_of(self.policy)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a reader's weeks go.

    Attributes:
        run: In which they are told.
        reader: Whose they are.
        repository: Where they go.
        told: The last one that was told before.
        made: What was written in this run; a read that is behind does not show it yet.
    """

    run: Run
    reader: Reader
    repository: Admitted
    told: IsoWeek | None
    made: dict[IsoWeek, OwnIssue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DueWeeks:
    """Tells what is due.

    Attributes:
        github: Read from and written to.
        store: Remembers which week was told last; what is told is found by looking.
        guard: Decides what may be touched.
        cohorts: Tells the weeks.
        clock: Tells whose hour has come.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    cohorts: Cohorts
    clock: Clock

    async def tell(self, run: Run, readers: Iterable[Reader]) -> Remembered:
        """Tell each reader what is due; return what is then remembered.

        What fails for one is noted in the run, and keeps no other from theirs.
        """
        remembered = Remembered.decode(await self.store.state(run.lease.subject))
        for reader in readers:
            try:
                remembered = await self._reader(run, reader, remembered)
            except RateLimited:
                raise
            except CoachError as error:
                _log.error("summary_failed", cohort=reader.cohort.name, error=str(error))
                run.failures.append(error)
                if isinstance(error, Transient):
                    run.left.update(run.asked)
        return remembered

    async def asked(self, fact: str) -> frozenset[IsoWeek]:
        """Return the weeks that a fact asks for."""
        return frozenset(map(parse, (await self.store.meta(fact) or "").split()))

    async def done(self, run: Run, fact: str) -> None:
        """Strike out of a fact what was asked for and told; what came meanwhile stays."""
        told = run.asked - run.left
        if told:
            left = sorted(await self.asked(fact) - told)
            await self.store.set_meta(fact, " ".join(map(str, left)))

    async def _reader(self, run: Run, reader: Reader, remembered: Remembered) -> Remembered:
        """Tell one reader what is due; return what is then remembered."""
        cohort, key, when = reader.cohort, reader.key, run.summary
        newest = newest_told(self.clock.now(), when.weekday, when.hour, zone_of(cohort))
        last = remembered.told.get(key)
        before = told = None if last is None else parse(last)
        due = tuple(missed(told, newest, MADE_UP_FOR))
        again = {week for week in run.asked if week <= newest}
        repository = await self._repository(run, reader) if due or again else None
        if repository is None:
            return remembered
        held = Held(run.lease, run.policy, when, repository, cohort, key, reader.setting)
        held_back = HeldBack(self.github, self.guard, self.store)
        place = _Place(run, reader, repository, told)
        for week in sorted(again.union(due)):
            if is_told(cohort, week) and not await self._tell(place, week):
                run.left.update(again)
                return await _held(held_back, held, told, due, remembered)
            if told is None or told < week:
                told = week
                remembered = remembered.with_told(key, week)
        if told != before:
            await held_back.settle(held, before, remembered.notices.get(key))
            remembered = remembered.with_notice(key, None)
        return remembered

    async def _tell(self, place: _Place, week: IsoWeek) -> bool:
        """Write one week; return whether it may be written where the policy wants it."""
        run, reader, repository = place.run, place.reader, place.repository
        report = await self._week(run, reader.cohort, week)
        names = await names_for(self.store, run.policy)
        last = week.later(-1)
        # Read last of all, so that a repository that has just become public is noticed.
        shelf = await self.github.summaries.read(repository, last.bounds(zone_of(reader.cohort))[0])
        if not may_tell(run.policy, is_private=shelf.repository.is_private):
            _log.error("summary_repository_is_public", repository=repository.full_name)
            return False
        before = shelf.find(reader.mark(last)) or place.made.get(last)
        earlier = f"#{before.number}" if before else ""
        wanted = reader.pages(report, names, hides=run.summary.readers == "course", before=earlier)
        writing = WeekWriting(self.github, self.guard, run.lease.subject, repository, shelf)
        is_past = place.told is not None and week < place.told
        place.made[week] = await writing.write(reader.mark(week), wanted, before, is_past=is_past)
        return True

    async def _repository(self, run: Run, reader: Reader) -> Admitted | None:
        record = await self.store.repository_named(reader.repository)
        if record is None or str(record.installation_id) != run.lease.subject.key:
            _log.warning("summary_repository_not_covered", repository=reader.repository)
            return None
        return self.guard.admit(record)

    async def _week(self, run: Run, cohort: Cohort, week: IsoWeek) -> Report:
        """Return a cohort's week, read once for all of its readers."""
        known = run.weeks.get((cohort.name, week))
        if known is None:
            scope = run.lease.scope
            known = await self.cohorts.week(scope, run.policy, cohort, week, self.clock.now())
            run.weeks[cohort.name, week] = known
        return known


async def _held(
    held_back: HeldBack,
    held: Held,
    told: IsoWeek | None,
    due: Sequence[IsoWeek],
    remembered: Remembered,
) -> Remembered:
    """Tell the instructors that a week is missed; one told again is none."""
    missing = [week for week in due if told is None or told < week]
    if not missing:
        return remembered
    place = await held_back.tell(held, told, missing[0], remembered.notices.get(held.key))
    return remembered.with_notice(held.key, place)


async def names_for(store: StorePort, policy: Policy) -> Names:
    """Return how the policy wants students to be named; makes the secret of the pseudonyms once."""
    if not policy.privacy.pseudonyms:
        return Names()
    # Several ask at the same hour, and all must name everybody alike.
    secret = await store.meta(_SECRET) or await store.first_meta(_SECRET, secrets.token_hex())
    return Names(bytes.fromhex(secret))
