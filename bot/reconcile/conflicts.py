"""Remembers a conflict while GitHub does not know whether it still holds; pure.

GitHub forgets it whenever somebody else's change is merged, and finds it out anew only after it
was asked for.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from bot.nudges.situation import Seen
from bot.reconcile.recalling import recalled
from bot.review.events import Kind

if TYPE_CHECKING:
    from bot.review.events import Snapshot

_PUSHES: Final = frozenset({Kind.PUSHED, Kind.FORCE_PUSHED})


def is_in_doubt(raw: dict[str, Any]) -> bool:
    """Return whether GitHub has not found out yet if an open pull request conflicts."""
    node = _node(raw)
    return (node.get("state"), node.get("mergeable")) == ("OPEN", "UNKNOWN")


def still_conflicts(state: bytes | None, snapshot: Snapshot) -> bool:
    """Return whether the conflict that was seen before holds, as far as is known.

    Commits may have resolved it.

    Args:
        state: What the last run of the contribution left.
        snapshot: The pull request as it is.
    """
    before = recalled(state, Seen)
    since = None if before is None else before.updated
    return (
        before is not None
        and before.has_conflict
        and before.number == snapshot.number
        and since is not None
        and not any(each.kind in _PUSHES and each.at > since for each in snapshot.events)
    )


def with_conflict(raw: dict[str, Any]) -> dict[str, Any]:
    """Return an answer of GitHub's as one that tells of a conflict."""
    found = copy.deepcopy(raw)
    _node(found)["mergeable"] = "CONFLICTING"
    return found


def _node(raw: dict[str, Any]) -> dict[str, Any]:
    repository = (raw.get("data") or {}).get("repository") or {}
    found: dict[str, Any] = repository.get("pullRequest") or {}
    return found
