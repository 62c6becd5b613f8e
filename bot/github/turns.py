"""Reads all of a pull request that decides whose turn it is; writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.github.turn_document import TURN
from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from bot.github.guard import Visible
    from bot.github.installations import Installations
    from bot.github.transport import Answer, Connection

MOST_PAGES: Final = 10
"""Pages of 100 entries of the timeline that are read, the newest first."""


class TurnReader:
    """Reads pull requests at the projects for the turn.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def read(
        self, project: Visible, number: int, newest: Answer | None = None
    ) -> dict[str, Any]:
        """Return the answer to `TURN`; see `read_for_turn`."""

        async def ask(connection: Connection) -> dict[str, Any]:
            return await read_for_turn(connection, project.owner, project.name, number, newest)

        return await self._installations.with_connection(project.installation, ask)


async def read_for_turn(
    connection: Connection, owner: str, name: str, number: int, newest: Answer | None = None
) -> dict[str, Any]:
    """Return the answer to `TURN`, with the earlier pages of the timeline put together.

    Args:
        connection: Asked.
        owner: Of the repository.
        name: The repository's.
        number: The pull request's.
        newest: The answer with the newest page, where that was read already.

    Raises:
        UserError: The repository or the pull request is not there, or not to be seen.
        RateLimited, Transient, Refused: As the connection says.
    """
    found: dict[str, Any] = {}
    whole: dict[str, Any] = {}
    nodes: list[Any] = []
    info: dict[str, Any] = {}
    before: str | None = None
    conflicts = True
    for _ in range(MOST_PAGES):
        variables = {
            "owner": owner,
            "name": name,
            "number": number,
            "before": before,
            "conflicts": conflicts,
        }
        answer = newest or await connection.graphql_answer(TURN, variables, writes=False)
        newest = None
        page = (answer.data.get("repository") or {}).get("pullRequest")
        if page is None and conflicts and _is_refused(answer):
            conflicts = False
            continue
        if page is None:
            raise UserError(
                f"{owner}/{name}#{number} cannot be read. Check the address, and that the token"
                " may see the repository."
            )
        earlier = page.get("timelineItems") or {}
        nodes = [*(earlier.get("nodes") or ()), *nodes]
        info = earlier.get("pageInfo") or {}
        if not whole:
            found["data"], whole = answer.data, page
        if answer.errors:
            found["errors"] = [{"path": each.path, "type": each.type} for each in answer.errors]
        before = info.get("startCursor") if info.get("hasPreviousPage") else None
        if before is None:
            break
    if nodes:
        whole["timelineItems"] = {"nodes": nodes, "pageInfo": info}
    return found


def _is_refused(answer: Answer) -> bool:
    """Return whether a field about the merge is what hides the pull request."""
    return any(each.path.endswith((".mergeable", ".mergeStateStatus")) for each in answer.errors)
