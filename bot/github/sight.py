"""What an installation may see of a project where the App is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.github.watch_documents import SIGHT

if TYPE_CHECKING:
    from bot.github.transport import Connection

_PARTS = {
    "state": "state",
    "reviewRequests": "requests for review",
    "reviewThreads": "review threads",
    "commits": "checks",
}


async def sight(
    connection: Connection, full_name: str
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
    seen = tuple(words for field, words in _PARTS.items() if field not in hidden)
    return seen, tuple(words for field, words in _PARTS.items() if field in hidden)
