"""Gives a pull request at a project to its contribution, or asks its student once about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.kernel.contribution import Reference
from bot.kernel.happening import PullRequestOpened
from bot.kernel.snapshot import PullRequestState
from bot.reconcile.contribution.matching import of_branch, upstream_contribution
from bot.reconcile.contribution.proposals import proposal
from bot.reconcile.finding.rounds import Linked
from bot.reconcile.lines import entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.kernel.journal import ContributionRecord, Entry
    from bot.kernel.subject import Subject
    from bot.kernel.upstream import ForkBranch, StudentPull
    from bot.projects.load import Projects
    from bot.reconcile.ports import StorePort


@dataclass(slots=True)
class News:
    """What a look came upon.

    Attributes:
        linked: Pull requests that belong to contributions, by node id.
        entries: What is to be added to journals.
        wakes: What has something new to look at, each with its scope.
        begun: When contributions began, as far as that was asked for.
        taken: The number of the pull request that a contribution was given in this look.
        waiting: How many known pull requests changed and wait for the budget to be read.
    """

    linked: dict[str, Linked] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    wakes: dict[Subject, str] = field(default_factory=dict)
    begun: dict[Subject, datetime | None] = field(default_factory=dict)
    taken: dict[Subject, int] = field(default_factory=dict)
    waiting: int = 0

    def known(self, running: Sequence[ContributionRecord]) -> list[ContributionRecord]:
        """Return contributions as they are after what was found so far."""
        return [
            replace(each, upstream_pull=self.taken.get(each.subject, each.upstream_pull))
            for each in running
        ]


@dataclass(frozen=True, slots=True)
class Sorting:
    """Sorts what was found.

    Attributes:
        store: Knows the contributions.
        projects: The projects of the course; pull requests elsewhere are nobody's business.
    """

    store: StorePort
    projects: Projects

    async def of_student(
        self, pull: StudentPull, login: str, running: Sequence[ContributionRecord], news: News
    ) -> None:
        """Sort a pull request that a student has opened.

        Args:
            pull: The pull request.
            login: The student, in lower case.
            running: The student's contributions that have not ended.
            news: What comes of it is added here.
        """
        project = self.projects.find(pull.repository)
        if project is None:
            return
        record = upstream_contribution(pull, project.name, news.known(running))
        if record is not None:
            await self._give(pull, project.name, record, news)
        elif running:
            await self._ask(pull, project.name, login, running[-1], news)

    async def of_branch(
        self, branch: ForkBranch, owner: str, running: Sequence[ContributionRecord], news: News
    ) -> None:
        """Sort the pull requests that a branch of a fork leads to, whoever opened them.

        Args:
            branch: The branch.
            owner: Whose the fork is, a login.
            running: The contributions of the whole course that have not ended.
            news: What comes of it is added here.
        """
        for pull in open_first(branch.pulls):
            project = self.projects.find(pull.repository)
            if project is None:
                continue
            record = of_branch(branch, pull, owner, project.name, news.known(running))
            if record is not None:
                await self._give(pull, project.name, record, news)
                continue
            login = pull.author.lower()
            own = [each for each in running if each.student == login]
            if own:
                await self._ask(pull, project.name, login, own[-1], news)

    async def _give(
        self, pull: StudentPull, project: str, record: ContributionRecord, news: News
    ) -> None:
        subject = record.subject
        if record.upstream_pull is None:
            if await self._is_of_before(pull, subject, news):
                return
            event = PullRequestOpened(
                at=pull.created_at,
                by=record.student,
                source=pull.node_id,
                pull_request=Reference(project, pull.number),
            )
            news.entries.append(entry_of(subject, event))
            news.wakes[subject] = record.scope
            news.taken[subject] = pull.number
        news.linked[pull.node_id] = Linked(subject.key, record.scope, number=pull.number)

    async def _is_of_before(self, pull: StudentPull, subject: Subject, news: News) -> bool:
        """Return whether a pull request had ended before a contribution to be linked began.

        What somebody did at a project before the course settles nothing in it.
        """
        if pull.state is PullRequestState.OPEN:
            return False
        if subject not in news.begun:
            journal = await self.store.journal(subject)
            news.begun[subject] = min((line.at for line in journal), default=None)
        begun = news.begun[subject]
        return begun is None or pull.created_at < begun

    async def _ask(
        self,
        pull: StudentPull,
        project: str,
        login: str,
        record: ContributionRecord,
        news: News,
    ) -> None:
        if pull.state is not PullRequestState.OPEN:
            return
        asked = proposal(record.subject, Reference(project, pull.number), pull.created_at)
        for each in await self.store.contributions_of(login):
            if _names(each, project, pull):
                return
            if any(line.key == asked.key for line in await self.store.journal(each.subject)):
                return
        news.entries.append(asked)
        news.wakes[record.subject] = record.scope


def open_first(pulls: Iterable[StudentPull]) -> list[StudentPull]:
    """Return pull requests in the order in which a contribution is looked for.

    Of several that one contribution may mean, the open one is meant.
    """
    return sorted(pulls, key=lambda pull: pull.state is not PullRequestState.OPEN)


def _names(record: ContributionRecord, project: str, pull: StudentPull) -> bool:
    return record.project == project.lower() and record.upstream_pull == pull.number
