"""Finds and follows the students' pull requests at the projects; nothing is written there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import structlog
from msgspec import UNSET

from bot.kernel.contribution import Reference
from bot.kernel.happening import PullRequestOpened
from bot.kernel.snapshot import PullRequestState
from bot.kernel.work import Done, Subject, SubjectKind
from bot.reconcile.lines import entry_of
from bot.reconcile.matching import upstream_contribution
from bot.reconcile.people import students_of
from bot.reconcile.proposals import proposal
from bot.reconcile.rounds import ROUND, Linked, Round, due, interval

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.kernel.journal import ContributionRecord, Entry
    from bot.kernel.upstream import StudentPull
    from bot.kernel.work import Lease, Outcome
    from bot.policy.model import Policy
    from bot.projects.load import Projects
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort

_log = structlog.get_logger()


@dataclass(slots=True)
class _News:
    """What a round came upon."""

    linked: dict[str, Linked] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    wakes: dict[Subject, str] = field(default_factory=dict)


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
        news = _News()
        admitted = self.guard.admit(home)
        known = await self._students(admitted, policy, known, news)
        known = await self._linked(admitted, known, news)
        _log.info("watched", linked=len(known.linked), news=len(news.wakes), spent=known.spent)
        return Done(
            next_due=known.next_due(policy.watching.budget_percent, now),
            state=known.encode(),
            entries=tuple(news.entries),
            wakes=tuple(news.wakes.items()),
        )

    async def _students(self, home: Admitted, policy: Policy, known: Round, news: _News) -> Round:
        """Look for new pull requests of whoever is due."""
        now = self.clock.now()
        records = await self._records(str(home.installation), policy)
        every: dict[str, timedelta] = {login: interval(own) for login, own in records.items()}
        whom = due(every, known.looked, now)
        pulls, spent = await self.github.watcher.students(home, whom)
        for login, listed in pulls.items():
            for pull in listed:
                await self._sort(pull, login, records[login], news)
        known = known.paid(spent.points, spent.limit, now)
        looked = {login: known.looked[login] for login in every if login in known.looked}
        return msgspec.structs.replace(known, looked=looked | dict.fromkeys(whom, now))

    async def _records(self, scope: str, policy: Policy) -> dict[str, list[ContributionRecord]]:
        """Return everybody who is watched, each with their running contributions."""
        found: dict[str, list[ContributionRecord]] = {login: [] for login in students_of(policy)}
        for record in await self.store.open_contributions(scope):
            found.setdefault(record.student, []).append(record)
        return found

    async def _sort(
        self, pull: StudentPull, login: str, running: Sequence[ContributionRecord], news: _News
    ) -> None:
        """Give a pull request to its contribution, or ask its student once where it belongs."""
        project = self.projects.find(pull.repository)
        if project is None:
            return
        record = upstream_contribution(pull, project.name, running)
        if record is not None:
            subject = record.subject
            news.linked[pull.node_id] = Linked(subject.key, record.scope)
            if record.upstream_pull is None:
                event = PullRequestOpened(
                    at=pull.created_at,
                    by=login,
                    source=pull.node_id,
                    pull_request=Reference(project.name, pull.number),
                )
                news.entries.append(entry_of(subject, event))
                news.wakes[subject] = record.scope
        elif pull.state is PullRequestState.OPEN and running:
            ended = await self.store.contributions_of(login)
            if not any(_is_of(each, project.name, pull) for each in ended):
                self._propose(pull, project.name, running[-1], news)

    @staticmethod
    def _propose(pull: StudentPull, project: str, record: ContributionRecord, news: _News) -> None:
        reference = Reference(project, pull.number)
        news.entries.append(proposal(record.subject, reference, pull.created_at))
        news.wakes[record.subject] = record.scope

    async def _linked(self, home: Admitted, known: Round, news: _News) -> Round:
        """Look at every pull request that belongs to a running contribution."""
        running = {
            record.subject.key
            for record in await self.store.open_contributions(str(home.installation))
        }
        linked = {
            node_id: one
            for node_id, one in (news.linked | known.linked).items()
            if one.contribution in running
        }
        marks, spent = await self.github.watcher.marks(home, tuple(linked))
        for node_id, mark in marks.items():
            one = linked[node_id]
            if one.mark != mark:
                linked[node_id] = msgspec.structs.replace(one, mark=mark)
                subject = Subject(SubjectKind.CONTRIBUTION, one.contribution)
                news.wakes[subject] = one.scope
        known = known.paid(spent.points, spent.limit, self.clock.now())
        return msgspec.structs.replace(known, linked=linked)


def _is_of(record: ContributionRecord, project: str, pull: StudentPull) -> bool:
    return record.project == project.lower() and record.upstream_pull == pull.number
