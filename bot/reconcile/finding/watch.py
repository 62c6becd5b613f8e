"""Finds and follows the students' pull requests at the projects; nothing is written there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from msgspec import UNSET

from bot.github.searches import searches
from bot.kernel.errors import CoachError
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.policy.effective import serves
from bot.progress.stages import fold
from bot.reconcile.finding.following import is_news, to_look_at, told
from bot.reconcile.finding.readers import readers
from bot.reconcile.finding.rounds import (
    A_DAY,
    ROUND,
    Linked,
    Round,
    appointed,
    due,
    interval,
    unknown,
)
from bot.reconcile.finding.sorting import News, Sorting, open_first
from bot.reconcile.lines import happened
from bot.reconcile.people import students_of

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.watching import Spent
    from bot.kernel.journal import ContributionRecord
    from bot.kernel.upstream import StudentPull
    from bot.kernel.work import Lease, Outcome
    from bot.policy.model import Policy
    from bot.projects.load import Projects
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort

SEARCHES: Final = 4
"""Searches of a round. GitHub allows 30 a minute, and one that it refuses becomes seven."""

SEARCHED_BACK: Final = 7 * A_DAY
"""How far back is searched: GitHub's index may be a day behind, and the coach may have been out."""

SOUGHT: Final = 100
"""Pull requests of a round that are asked for by number; that costs two points."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Watch:
    """The use case.

    Attributes:
        github: Asked what changed.
        store: Knows the contributions.
        guard: Decides with whose token is read.
        policies: Names the tracker, the students, and the share of the budget.
        projects: The projects of the course; pull requests elsewhere are nobody's business.
        clock: Tells whose turn to be looked at it is.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    policies: Policies
    projects: Projects
    clock: Clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Look at whoever is due of one installation, and at all that is linked."""
        now = self.clock.now()
        course = await self.policies.of_course(int(lease.subject.key))
        if course is None:
            return Done()
        _, policy = course
        tracker = policy.tracker
        home = None if tracker is UNSET else await self.store.repository_named(tracker.repository)
        if home is None:
            return Done(next_due=now + ROUND)
        known = Round.decode(await self.store.state(lease.subject))
        news = News()
        admitted = self.guard.admit(home)
        records = await self._records(str(home.installation_id), policy)
        known = await self._students(admitted, policy, records, known, news)
        known = await self._search(admitted, records, known, news)
        known = await self._sought(admitted, known.with_linked(news.linked))
        percent = policy.watching.budget_percent
        known = await self._linked(admitted, known, news, percent)
        _log.info(
            "watched",
            linked=len(known.linked),
            news=len(news.wakes),
            waiting=news.waiting,
            spent=known.spent,
        )
        return Done(
            next_due=known.next_due(percent, now),
            state=known.encode(),
            entries=tuple(news.entries),
            wakes=tuple(news.wakes.items()),
        )

    @property
    def _sorting(self) -> Sorting:
        return Sorting(self.store, self.projects)

    async def _students(
        self,
        home: Admitted,
        policy: Policy,
        records: dict[str, list[ContributionRecord]],
        known: Round,
        news: News,
    ) -> Round:
        """Look for new pull requests of whoever is due."""
        now = self.clock.now()
        every: dict[str, timedelta] = {login: interval(own) for login, own in records.items()}
        whom = due(every, known.looked, now)
        pulls, spent = await self._listed(home, policy, whom, known)
        for login, listed in pulls.items():
            for pull in open_first(listed):
                await self._sorting.of_student(pull, login, records[login], news)
        known = known.paid(spent.points, spent.limit, now)
        looked = {login: known.looked[login] for login in every if login in known.looked}
        return msgspec.structs.replace(known, looked=looked | dict.fromkeys(whom, now))

    async def _listed(
        self, home: Admitted, policy: Policy, whom: tuple[str, ...], known: Round
    ) -> tuple[dict[str, tuple[StudentPull, ...]], Spent]:
        """Return what people have opened, and what that cost the organisation's installation."""
        is_scarce = known.is_scarce(policy.watching.budget_percent, self.clock.now())
        installations = [
            each
            for each in (await self.store.installations() if is_scarce else ())
            if serves(policy, each.id, each.account)
        ]
        pulls: dict[str, tuple[StudentPull, ...]] = {}
        left: list[str] = []
        for reader, some in readers(
            whom, installations, home.installation, is_scarce=is_scarce
        ).items():
            own = None if reader == home.installation else await self._own(reader, some)
            if own is None:
                left += some
            else:
                pulls |= own
        found, spent = await self.github.watcher.students(home, sorted(left))
        return pulls | found, spent

    async def _own(
        self, reader: int, students: tuple[str, ...]
    ) -> dict[str, tuple[StudentPull, ...]] | None:
        """Return what people have opened as their own installation reads it; None if it fails."""
        covered = await self.store.repositories(reader)
        if not covered:
            return None
        try:
            found, _ = await self.github.watcher.students(self.guard.admit(covered[0]), students)
        except CoachError as error:
            # Paused or removed a moment ago, or used up: then anybody may read what is public.
            _log.warning("own_installation_failed", installation=reader, reason=str(error))
            return None
        return found

    async def _search(
        self,
        home: Admitted,
        records: dict[str, list[ContributionRecord]],
        known: Round,
        news: News,
    ) -> Round:
        """Search once a day for what is not among the newest of somebody's pull requests."""
        now = self.clock.now()
        since = (now - SEARCHED_BACK).date()
        searched = appointed(records, known.searched, now)
        whom = due(dict.fromkeys(records, A_DAY), searched, now)
        groups = searches(whom, since)
        for group in groups[:SEARCHES]:
            pulls, spent = await self.github.finder.search(home, group, since)
            known = known.paid(spent.points, spent.limit, now)
            for pull in open_first(pulls):
                login = pull.author.lower()
                if login in records:
                    await self._sorting.of_student(pull, login, records[login], news)
        searched |= dict.fromkeys(whom, now)
        # Whoever is too many is the next round's.
        for group in groups[SEARCHES:]:
            searched |= dict.fromkeys(group, now - A_DAY)
        return msgspec.structs.replace(known, searched=searched)

    async def _sought(self, home: Admitted, known: Round) -> Round:
        """Ask for the pull requests that contributions name, where no list has shown them."""
        now = self.clock.now()
        running = await self.store.open_contributions(str(home.installation))
        whom = unknown(running, known, now)[:SOUGHT]
        named = {record.subject: await self._named(record) for record in whom}
        asked = dict.fromkeys(pull for pull in named.values() if pull is not None)
        ids, spent = await self.github.finder.node_ids(home, tuple(asked))
        for record in whom:
            pull = named[record.subject]
            if pull in ids:
                one = Linked(record.subject.key, record.scope, number=pull[1])
                known = known.with_linked({ids[pull]: one})
        keys = {record.subject.key for record in running}
        sought = {key: at for key, at in known.sought.items() if key in keys}
        sought |= {record.subject.key: now for record in whom}
        known = known.paid(spent.points, spent.limit, now)
        return msgspec.structs.replace(known, sought=sought)

    async def _named(self, record: ContributionRecord) -> tuple[str, int] | None:
        """Return the pull request that a contribution names, which may be at another project."""
        known = fold(happened(await self.store.journal(record.subject)))
        pull = known.pull_request
        return None if pull is None else (pull.repository, pull.number)

    async def _records(self, scope: str, policy: Policy) -> dict[str, list[ContributionRecord]]:
        """Return everybody who is watched, each with their running contributions."""
        found: dict[str, list[ContributionRecord]] = {login: [] for login in students_of(policy)}
        for record in await self.store.open_contributions(scope):
            found.setdefault(record.student, []).append(record)
        return found

    async def _linked(self, home: Admitted, known: Round, news: News, percent: int) -> Round:
        """Look at the pull requests that belong to running contributions."""
        running = {
            record.subject.key: record
            for record in await self.store.open_contributions(str(home.installation))
        }
        named = {node_id: one.named_by(running) for node_id, one in known.linked.items()}
        linked = {node_id: one for node_id, one in named.items() if one is not None}
        now = self.clock.now()
        marks, spent = await self.github.watcher.marks(home, to_look_at(linked, now))
        known = msgspec.structs.replace(known, linked=linked).paid(spent.points, spent.limit, now)
        known, whom = told(known, marks, percent, now)
        left = (is_news(known.linked[each].mark, mark) for each, mark in marks.items())
        news.waiting = sum(left)
        for one in whom:
            for key in one.contributions:
                news.wakes[Subject(SubjectKind.CONTRIBUTION, key)] = one.scope
        return known
