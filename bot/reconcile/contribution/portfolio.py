"""Judges the repository that a student names as the work of a portfolio contribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.checklist.portfolio import Repository, judge_portfolio
from bot.kernel.contribution import ContributionKind
from bot.progress.own_repository import OwnWork

if TYPE_CHECKING:
    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.kernel.contribution import Contribution
    from bot.reconcile.contribution.place import Place


@dataclass(frozen=True, slots=True)
class Portfolios:
    """Judges.

    Attributes:
        github: Read from, as anybody may.
        guard: Says whose repository may be looked at.
    """

    github: GitHub
    guard: Guard

    async def of(self, place: Place, contribution: Contribution) -> OwnWork | None:
        """Return what is to be said of a contribution's own repository.

        It is read only where the contribution is for the portfolio, and still goes on.

        Returns:
            None where there is nothing to say.
        """
        name, is_judged = contribution.portfolio, is_portfolio(contribution)
        if not name:
            return OwnWork() if is_judged else None
        if not is_judged:
            return OwnWork(name)
        # Before a claim it is whose issue it is.
        student = contribution.student or place.talk.author.login
        visible = self.guard.look_at_own(place.repository, name, student)
        if visible is None:
            return OwnWork(name, problem="It is not under your account, so it was not looked at.")
        found = await self.github.portfolios.read(visible)
        if found is None:
            return OwnWork(name, problem="It is not there, or not public.")
        seen = Repository(found.name, found.description, found.files, found.readme, found.licence)
        return OwnWork(name, judge_portfolio(seen))


def is_portfolio(contribution: Contribution) -> bool:
    """Return whether a contribution's own repository is what it is about, and is not ended."""
    is_kind = contribution.kind is ContributionKind.PORTFOLIO
    return is_kind and not contribution.stage.has_ended
