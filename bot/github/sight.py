"""What an installation may see of a project where the App is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.github.discovery_documents import SEARCHED
from bot.github.nodes import nodes_of
from bot.github.watch_documents import SIGHT

if TYPE_CHECKING:
    from bot.github.transport import Connection

PROJECT = "vllm-project/vllm"
"""Where it is tried: a project that always has pull requests."""

_PARTS = {
    "state": "state",
    "reviewRequests": "requests for review",
    "reviewThreads": "review threads",
    "commits": "checks",
}
_SEARCH = "search"


async def sight(
    connection: Connection, full_name: str = PROJECT
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return what may be read of a project's newest pull request and what is refused, in words.

    Args:
        connection: With an installation's token.
        full_name: The project, `owner/name`.

    Returns:
        None when the project or every pull request of it is out of sight.

    Raises:
        RateLimited, Transient, Unauthorized, Refused: As the connection says.
    """
    owner, _, name = full_name.partition("/")
    answer = await connection.graphql_answer(SIGHT, {"owner": owner, "name": name}, writes=False)
    pulls = ((answer.data.get("repository") or {}).get("pullRequests") or {}).get("nodes") or ()
    if not any(pulls):
        return None
    hidden = {field for field in _PARTS for error in answer.errors if f".{field}" in error.path}
    seen = [words for field, words in _PARTS.items() if field not in hidden]
    refused = [words for field, words in _PARTS.items() if field in hidden]
    # GitHub does not say whether an installation's search covers what it is not installed on.
    found = await connection.graphql_answer(
        SEARCHED, {"query": f"is:pr repo:{full_name}", "after": None}, writes=False
    )
    (seen if nodes_of(found.data.get("search")) else refused).append(_SEARCH)
    return tuple(seen), tuple(refused)
