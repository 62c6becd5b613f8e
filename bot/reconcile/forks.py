"""The pull request in the course's repositories that belongs to a contribution; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.kernel.work import Subject

FORK: Final = "fork"
"""The kind of the journal's entries that name such a pull request; they are no events."""


def fork_pull(journal: Iterable[Entry]) -> str | None:
    """Return the key of the last one that was seen; None where none was."""
    keys = [entry.data.decode() for entry in journal if entry.kind == FORK]
    return keys[-1] if keys else None


def fork_entry(contribution: Subject, pull: Subject, actor: str, at: datetime) -> Entry:
    """Return the journal's line of one that was seen."""
    return Entry(contribution, f"{FORK}:{pull.key}", at, actor.lower(), FORK, pull.key.encode())
