"""Questions about the commit graph: reachable, merge base, commits of a pull request; pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.model import Commit


def commit_sha(*parts: object) -> str:
    """Return a sha that names exactly this content."""
    text = "\x00".join(map(str, parts))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def ancestors(objects: Mapping[str, Commit], tip: str) -> dict[str, int]:
    """Return every commit reachable from the tip with its distance."""
    found = {tip: 0}
    queue = [tip]
    for sha in queue:
        for parent in objects[sha].parents:
            if parent not in found:
                found[parent] = found[sha] + 1
                queue.append(parent)
    return found


def merge_base(objects: Mapping[str, Commit], base: str, head: str) -> str | None:
    """Return the nearest commit that both sides have, or None when they share nothing."""
    mine = ancestors(objects, base)
    if head in mine:
        return head
    seen = {head}
    queue = [head]
    for sha in queue:
        for parent in objects[sha].parents:
            if parent in mine:
                return parent
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return None


def ahead(objects: Mapping[str, Commit], base: str | None, head: str) -> list[Commit]:
    """Return the commits that head has and base, if any, has not; oldest first."""
    known = ancestors(objects, base).keys() if base is not None else frozenset[str]()
    order: list[Commit] = []
    done: set[str] = set()
    stack = [(head, False)]
    while stack:
        sha, leave = stack.pop()
        if leave:
            order.append(objects[sha])
        elif sha not in known and sha not in done:
            done.add(sha)
            stack.append((sha, True))
            stack.extend((parent, False) for parent in reversed(objects[sha].parents))
    return order
