"""Reads a contribution's issue and what belongs to it at a project in one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.github.claim_document import CONTRIBUTION_AND_CLAIM
from bot.github.errors import Refused
from bot.github.issue_observation import remarks
from bot.github.transport import Answer, FieldError
from bot.github.turn_document import CONTRIBUTION_AND_TURN
from bot.kernel.errors import RateLimited, Transient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.github.guard import Admitted, Visible
    from bot.github.installations import Installations
    from bot.github.issue_observation import IssueObservation
    from bot.github.issues import IssueReader
    from bot.github.turns import TurnReader
    from bot.kernel.snapshot import Actor

_HERE = "repository"
_THERE = "project"
_STAYS_REFUSED = "FORBIDDEN"


@dataclass(frozen=True, slots=True)
class Pair:
    """What was read.

    Attributes:
        issue: The issue of the tracker; None when there is none.
        pull: The answer to `bot.github.turn_document.TURN`; None when it has to be read by
            itself, which tells what is the matter.
        said: What was last said in the claimed issue: who, what and when, oldest first.
    """

    issue: IssueObservation | None
    pull: dict[str, Any] | None = None
    said: tuple[tuple[Actor, str, datetime], ...] = ()


class PairReader:
    """Reads pairs.

    Args:
        installations: Sends the request.
        issues: Reads what a conversation has more, and the issue alone where both fail together.
        turns: Reads what a pull request has more.
    """

    def __init__(
        self, installations: Installations, issues: IssueReader, turns: TurnReader
    ) -> None:
        self._installations = installations
        self._issues = issues
        self._turns = turns

    async def read(self, repository: Admitted, issue: int, project: Visible, pull: int) -> Pair:
        """Read both; neither hides the other, whatever is the matter with one of them.

        Args:
            repository: The tracker.
            issue: The number of the contribution's issue.
            project: Where the pull request is.
            pull: Its number.

        Raises:
            RateLimited, Transient, Refused: As `IssueReader.read` does.
        """
        wanted = {"issue": issue, "number": pull, "before": None}
        observed, answer = await self._ask(
            CONTRIBUTION_AND_TURN, repository, issue, project, wanted
        )
        if observed is None or answer is None:
            return Pair(observed)
        there = _part(answer, _THERE)
        if not _is_whole(there):
            return Pair(observed)
        return Pair(observed, await self._turns.read(project, pull, there))

    async def read_claim(
        self, repository: Admitted, issue: int, project: Visible, claimed: int
    ) -> Pair:
        """Read the issue, and what was last said in the one that is claimed in it.

        Args:
            repository: The tracker.
            issue: The number of the contribution's issue.
            project: Where the claimed issue is.
            claimed: Its number.

        Raises:
            RateLimited, Transient, Refused: As `IssueReader.read` does.
        """
        wanted = {"number": issue, "claimed": claimed}
        observed, answer = await self._ask(
            CONTRIBUTION_AND_CLAIM, repository, issue, project, wanted
        )
        data = {} if answer is None else answer.data
        there = (data.get(_THERE) or {}).get("issue") or {}
        return Pair(observed, said=remarks(there.get("comments")))

    async def _ask(
        self,
        document: str,
        repository: Admitted,
        issue: int,
        project: Visible,
        wanted: Mapping[str, int | None],
    ) -> tuple[IssueObservation | None, Answer | None]:
        """Return the issue, and the answer on both unless the issue had to be read alone."""
        places = {
            "owner": repository.owner,
            "name": repository.name,
            "projectOwner": project.owner,
            "projectName": project.name,
        }
        try:
            answer = await self._installations.graphql(
                repository.installation, document, {**places, **wanted}
            )
            observed = await self._issues.complete(repository, issue, _part(answer, _HERE))
        except RateLimited:
            raise
        except (Transient, Refused):
            # Perhaps it is too much at once, or what is not ours.
            return await self._issues.read(repository, issue), None
        return observed, answer


def _part(answer: Answer, field: str) -> Answer:
    """Return what an answer says of one of the repositories, as if it alone had been asked for."""
    data = {name: answer.data.get(name) for name in ("viewer", "rateLimit") if name in answer.data}
    errors = (
        FieldError(each.path.replace(field, _HERE, 1), each.type, each.message)
        for each in answer.errors
        if not each.path or each.path.partition(".")[0] == field
    )
    return Answer({**data, _HERE: answer.data.get(field)}, tuple(errors))


def _is_whole(answer: Answer) -> bool:
    """Return whether nothing is missing but what would be refused again."""
    page = (answer.data.get(_HERE) or {}).get("pullRequest")
    return page is not None and all(each.type == _STAYS_REFUSED for each in answer.errors)
