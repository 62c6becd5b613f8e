"""Finds pull requests by the branches of forks: soon after a push, and once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from bot.kernel.work import Done
from bot.policy.effective import serves
from bot.reconcile.finding.pushes import Followed
from bot.reconcile.finding.sorting import News, Sorting, open_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.journal import ContributionRecord
    from bot.kernel.upstream import Fork
    from bot.kernel.work import Lease, Outcome
    from bot.projects.load import Projects
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort

AGAIN: Final = timedelta(days=1)
"""How often all branches of a fork are read."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ForkBranches:
    """The use cases.

    Attributes:
        github: Asked with the fork's own installation, which may be the student's.
        store: Knows forks and contributions.
        guard: Decides what may be read.
        policies: Tells for which installations a course is.
        projects: The projects of the course.
        clock: Tells when to look.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    policies: Policies
    projects: Projects
    clock: Clock

    async def read(self, lease: Lease) -> Outcome:
        """Look at all branches of one fork."""
        record = await self.store.repository(int(lease.subject.key))
        if record is None or not record.is_fork:
            return Done()
        running = await self._running(record)
        again = self.clock.now() + AGAIN
        if not running:
            return Done(next_due=again)
        fork = await self.github.finder.branches(self.guard.admit(record), record.node_id)
        if not self._is_of_the_course(fork):
            return Done()
        news = await self._sorted(fork, record, running)
        _log.info("fork_read", branches=len(fork.branches), news=len(news.wakes))
        return _done(news, Done(next_due=again))

    async def follow(self, lease: Lease) -> Outcome:
        """Follow a push into one branch of a fork."""
        number, _, branch = lease.subject.key.partition(":")
        record = await self.store.repository(int(number))
        if record is None or not record.is_fork:
            return Done()
        now = self.clock.now()
        known = Followed.decode(await self.store.state(lease.subject))
        if lease.deliveries:
            known = known.pushed(now)
        running = await self._running(record)
        if not any(each.upstream_pull is None for each in running):
            # What is known already is watched anyway.
            return Done(state=Followed().encode())
        if not known.is_due(now):
            return Done(next_due=known.next_due, state=known.encode())
        news = await self._look(record, branch, running)
        known = known.looked(now, found=bool(news.wakes))
        _log.info("push_followed", news=len(news.wakes))
        return _done(news, Done(next_due=known.next_due, state=known.encode()))

    async def _look(
        self, record: RepositoryRecord, branch: str, running: Sequence[ContributionRecord]
    ) -> News:
        admitted = self.guard.admit(record)
        fork = await self.github.finder.branch(admitted, record.node_id, branch)
        if not self._is_of_the_course(fork):
            return News()
        news = await self._sorted(fork, record, running)
        if news.wakes:
            return news
        # They may have opened it from elsewhere.
        pushing = (admitted.owner, *(each.author for each in fork.branches))
        whom = _expecting(pushing, running)
        pulls, _ = await self.github.watcher.students(admitted, whom)
        for login, listed in pulls.items():
            own = [each for each in running if each.student == login]
            for pull in open_first(listed):
                await Sorting(self.store, self.projects).of_student(pull, login, own, news)
        return news

    async def _sorted(
        self, fork: Fork, record: RepositoryRecord, running: Sequence[ContributionRecord]
    ) -> News:
        owner, _, _ = record.full_name.partition("/")
        news = News()
        for branch in fork.branches:
            await Sorting(self.store, self.projects).of_branch(branch, owner, running, news)
        return news

    async def _running(self, record: RepositoryRecord) -> Sequence[ContributionRecord]:
        """Return the running contributions of the fork's course.

        Where the fork is a student's own, the course is the one that the student contributes in,
        if its policy is for their installation too.
        """
        here = await self.store.open_contributions(str(record.installation_id))
        if here:
            return here
        owner, _, _ = record.full_name.partition("/")
        own = await self.store.contributions_of(owner)
        found: list[ContributionRecord] = []
        for scope in sorted({each.scope for each in own if each.is_open}):
            course = await self.policies.of_course(int(scope))
            if course is not None and serves(course[1], record.installation_id, owner):
                found += await self.store.open_contributions(scope)
        return found

    def _is_of_the_course(self, fork: Fork) -> bool:
        return any(self.projects.find(parent) is not None for parent in fork.parents)


def _expecting(logins: Iterable[str], running: Sequence[ContributionRecord]) -> tuple[str, ...]:
    """Return who of these has a contribution that no pull request is known of."""
    waiting = {each.student for each in running if each.upstream_pull is None}
    return tuple(sorted({login.lower() for login in logins} & waiting))


def _done(news: News, done: Done) -> Done:
    return Done(
        next_due=done.next_due,
        state=done.state,
        entries=tuple(news.entries),
        wakes=tuple(news.wakes.items()),
    )
