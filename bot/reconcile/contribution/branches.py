"""Finds the branch of a contribution that has no pull request yet; reads, and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.kernel.errors import CoachError, RateLimited
from bot.policy.effective import serves
from bot.reconcile.contribution.meant import Meant, Pushed, Whose, meant, newest_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.kernel.contribution import Contribution
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.upstream import Origin
    from bot.projects.load import Projects
    from bot.reconcile.contribution.place import Place
    from bot.reconcile.ports import StorePort

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Branches:
    """Finds branches.

    Attributes:
        github: Read from, with the installation that covers each fork.
        store: Knows the forks, and the contributions.
        guard: Says what may be read.
        projects: The projects of the course.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    projects: Projects

    async def find(self, place: Place, contribution: Contribution, named: str) -> Meant:
        """Return the branch that is meant; nothing where none is claimed or none is found.

        Args:
            place: Where it was asked.
            contribution: The contribution.
            named: The branch that the student named, as `name` or `owner:name`; may be empty.
        """
        issue = contribution.issue
        if issue is None:
            return Meant()
        pushed: list[Pushed] = []
        for installation in await self._installations(place, contribution.student):
            pushed += await self._read(place, installation, issue.repository, named)
        if named:
            return Meant(next(iter(newest_first(pushed)), None))
        asked = contribution.readiness
        whose = Whose(
            contribution.student,
            issue.repository.lower(),
            issue.number,
            begun=contribution.happened[0].at,
            before=asked.branch if asked else "",
        )
        running = await self.store.open_contributions(str(place.repository.installation))
        return meant(
            pushed, whose, [each for each in running if each.subject != place.contribution]
        )

    async def _installations(self, place: Place, student: str) -> tuple[int, ...]:
        """Return the organisation's installation, and the student's own where it may be used."""
        home = place.repository.installation
        own = (
            each.id
            for each in await self.store.installations()
            if each.id != home
            and each.account.casefold() == student.casefold()
            and not each.suspended
            and serves(place.policy, each.id, each.account)
        )
        return (home, *own)

    async def _read(
        self, place: Place, installation: int, project: str, named: str
    ) -> list[Pushed]:
        """Return the branches of the forks of a project that an installation covers."""
        forks = [each for each in await self.store.repositories(installation) if each.is_fork]
        try:
            return await self._branches(forks, project, named)
        except RateLimited:
            raise
        except CoachError as error:
            if installation == place.repository.installation:
                raise
            # The student paused or removed it a moment ago; the course's forks are left.
            _log.warning("own_forks_unreadable", installation=installation, reason=str(error))
            return []

    async def _branches(
        self, forks: Sequence[RepositoryRecord], project: str, named: str
    ) -> list[Pushed]:
        if not forks:
            return []
        finder = self.github.finder
        node_ids = [each.node_id for each in forks]
        origins = await finder.origins(self.guard.admit(forks[0]), node_ids)
        owner, _, name = named.rpartition(":")
        found: list[Pushed] = []
        for fork in forks:
            origin = self._of(origins.get(fork.node_id, ()), project)
            if origin is None or (owner and owner.casefold() != _owner(fork)):
                continue
            admitted = self.guard.admit(fork)
            if name:
                read = await finder.branch(admitted, fork.node_id, name)
            else:
                read = await finder.branches(admitted, fork.node_id)
            found += [Pushed(fork, origin, each) for each in read.branches]
        return found

    def _of(self, origins: tuple[Origin, ...], project: str) -> Origin | None:
        """Return that of these which is the project, by any of its names."""
        for origin in origins:
            known = self.projects.find(origin.name)
            if known is not None and known.name.casefold() == project.casefold():
                return origin
        return None


def _owner(fork: RepositoryRecord) -> str:
    return fork.full_name.partition("/")[0].casefold()
