"""Gates: scopes that must rest because GitHub said so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, select

from bot.storage.sql import insert_into, storable
from bot.storage.tables import gate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Closing:
    """Nothing of `scope` is claimed before `until`, in epoch seconds."""

    scope: str
    until: float
    reason: str


def close(conn: Connection, closings: Sequence[Closing]) -> list[None]:
    """Close gates; one that is closed for longer already stays so."""
    statement = insert_into(conn, gate)
    excluded = statement.excluded
    later = excluded.until > gate.c.until
    statement = statement.on_conflict_do_update(
        index_elements=["scope"],
        set_={
            "until": case((later, excluded.until), else_=gate.c.until),
            "reason": case((later, excluded.reason), else_=gate.c.reason),
        },
    )
    for one in sorted(closings, key=lambda closing: closing.scope):
        values = {"scope": one.scope, "until": one.until, "reason": storable(one.reason)}
        conn.execute(statement, values)
    return [None] * len(closings)


def closed_until(conn: Connection, scope: str, now: float) -> float | None:
    """Return when the gate opens; None when it is open."""
    query = select(gate.c.until).where(gate.c.scope == scope, gate.c.until > now)
    value: float | None = conn.execute(query).scalar_one_or_none()
    return value


def drop_open(conn: Connection, instants: Sequence[float]) -> list[None]:
    """Forget the gates that have opened by now."""
    conn.execute(delete(gate).where(gate.c.until <= max(instants)))
    return [None] * len(instants)
