"""How the small parts of GraphQL's answers are read: people, comments, times; pure.

Anything that GitHub may withhold has a stated meaning here, so that nobody further in has to
think of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.kernel.markers import carries
from bot.kernel.snapshot import GHOST, Actor, Comment

if TYPE_CHECKING:
    from collections.abc import Mapping

    Node = Mapping[str, Any]


def nodes_of(connection: Node | None) -> list[Node]:
    """Return the nodes of a page; GitHub puts null in place of one that may not be seen."""
    return [node for node in (connection or {}).get("nodes") or () if node]


def after(connection: Node | None) -> str | None:
    """Return the cursor of the next page, or None on the last."""
    page = (connection or {}).get("pageInfo") or {}
    return page.get("endCursor") if page.get("hasNextPage") else None


def instant_of(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def actor_of(node: Node | None) -> Actor:
    """Return who did something; a ghost for an account that is gone."""
    if not node:
        return GHOST
    return Actor(
        login=node["login"],
        id=node.get("databaseId"),
        is_bot=node.get("__typename") == "Bot",
    )


def comment_of(node: Node) -> Comment:
    """Return a comment."""
    edited = node.get("lastEditedAt")
    return Comment(
        id=node["id"],
        author=actor_of(node.get("author")),
        body=node["body"],
        created_at=instant_of(node["createdAt"]),
        edited_at=instant_of(edited) if edited else None,
    )


def is_ours(node: Node, me: int | None, mark: str) -> bool:
    """Return whether a comment is ours: it begins with the mark *and* we wrote it.

    Anybody can paste a mark, so the author decides.
    """
    author = (node.get("author") or {}).get("databaseId")
    by_us = node.get("viewerDidAuthor") is True or (me is not None and author == me)
    return by_us and carries(node["body"], mark)
