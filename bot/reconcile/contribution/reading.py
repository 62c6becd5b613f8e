"""Reads a contribution's issue, and what belongs to it at the project, in one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reconcile.contribution.place import ReadPull
from bot.reconcile.turns import followed

if TYPE_CHECKING:
    from datetime import datetime

    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.issue_observation import IssueObservation
    from bot.kernel.contribution import Contribution
    from bot.kernel.snapshot import Actor


@dataclass(frozen=True, slots=True)
class Read:
    """What was read.

    Attributes:
        issue: The issue of the tracker; None when it is gone.
        beside: The pull request at the project, where one is followed.
        said: Else what was last said in the claimed issue: who, what and when, oldest first.
    """

    issue: IssueObservation | None
    beside: ReadPull | None = None
    said: tuple[tuple[Actor, str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads.

    Attributes:
        github: Read from.
        guard: Says where one may look.
    """

    github: GitHub
    guard: Guard

    async def read(self, repository: Admitted, number: int, known: Contribution) -> Read:
        """Read the issue, and beside it the pull request or else the claimed issue.

        Args:
            repository: The tracker.
            number: The number of the contribution's issue.
            known: The contribution, as far as it is known.
        """
        pull = followed(known)
        there = pull or (None if known.stage.has_ended else known.issue)
        visible = None if there is None else self.guard.look(repository, there.repository)
        if there is None or visible is None:
            return Read(await self.github.issues.read(repository, number))
        pairs = self.github.pairs
        if pull is None:
            pair = await pairs.read_claim(repository, number, visible, there.number)
            return Read(pair.issue, said=pair.said)
        pair = await pairs.read(repository, number, visible, pull.number)
        return Read(pair.issue, None if pair.pull is None else ReadPull(pull, pair.pull))
