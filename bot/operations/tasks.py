"""The work of a database: lists what waits, revives what was parked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.errors import UserError
from bot.kernel.subject import Subject, SubjectKind
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.clock import Clock

_MOST_ROWS = 1_000


async def list_tasks(
    database_url: str, clock: Clock, *, parked_only: bool
) -> list[Mapping[str, str | int | None]]:
    """Return the subjects that wait, each as a row for a table or for JSON."""
    store = await Store.visit(database_url, clock=clock)
    try:
        rows = await store.tasks(parked=True if parked_only else None, limit=_MOST_ROWS)
    finally:
        await store.close()
    return [
        {
            "subject": str(row.subject),
            "scope": row.scope,
            "due": row.due.isoformat() if row.due else None,
            "attempts": row.attempts,
            "unfinished": row.unfinished,
            "error": row.error,
        }
        for row in rows
    ]


async def revive_tasks(database_url: str, clock: Clock, subject: Subject | None) -> int:
    """Make one parked subject due, or all of them; return how many."""
    store = await Store.visit(database_url, clock=clock)
    try:
        return await store.revive(subject)
    finally:
        await store.close()


def parse_subject(text: str) -> Subject:
    """Read a subject as `tasks list` prints it, `kind:key`.

    Raises:
        UserError: It is not of that form.
    """
    kind, _, key = text.partition(":")
    if kind not in set(SubjectKind) or not key:
        kinds = ", ".join(SubjectKind)
        raise UserError(f"{text!r} is not `kind:key` with a kind of {kinds}")
    return Subject(SubjectKind(kind), key)
