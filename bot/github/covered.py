"""What an installation covers and how it is set up there, read for an examination."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from bot.github.errors import NotFound
from bot.policy.homes import Covered

if TYPE_CHECKING:
    from bot.github.transport import Connection


async def covered(connection: Connection) -> dict[str, Covered]:
    """Return the repositories of an installation by `owner/name` in lower case.

    Args:
        connection: With the installation's token.

    Raises:
        RateLimited, Transient, Unauthorized, Refused: As the connection says.
    """
    found: dict[str, Covered] = {}
    path: str | None = "/installation/repositories?per_page=100"
    while path:
        page, path = await connection.rest("GET", path)
        for each in page["repositories"]:
            found[each["full_name"].lower()] = Covered(
                is_private=each["private"],
                is_archived=each["archived"],
                has_issues=each["has_issues"],
            )
    return found


async def content(connection: Connection, full_name: str, path: str) -> bytes | None:
    """Return a file of the default branch; None where there is none that can be handed out.

    Raises:
        RateLimited, Transient, Unauthorized, Refused: As the connection says.
    """
    try:
        found, _ = await connection.rest("GET", f"/repos/{full_name}/contents/{path}")
    except NotFound:
        return None
    is_file = isinstance(found, dict) and found.get("encoding") == "base64"
    return base64.b64decode(found["content"]) if is_file else None
