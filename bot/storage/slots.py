"""Write slots: which process may write for a scope now, and when the next one may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.storage.sql import insert_into
from bot.storage.tables import write_slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Taking:
    """`holder` wants the slot of `scope` until `until`; instants in epoch seconds."""

    scope: str
    holder: str
    now: float
    until: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """`holder` gives the slot back; nobody may have it before `free_at`."""

    scope: str
    holder: str
    free_at: float


def take(conn: Connection, takings: Sequence[Taking]) -> list[float | None]:
    """Take or prolong slots; None for a slot that was had, else when it may become free."""
    # Row locks are taken in one order, so that two processes do not wait for each other.
    order = sorted(range(len(takings)), key=lambda index: takings[index].scope)
    found = {index: _take(conn, takings[index]) for index in order}
    return [found[index] for index in range(len(takings))]


def _take(conn: Connection, one: Taking) -> float | None:
    c = write_slot.c
    insert = insert_into(conn, write_slot)
    statement = insert.on_conflict_do_update(
        index_elements=["scope"],
        set_={"holder": insert.excluded.holder, "until": insert.excluded.until},
        where=(c.until <= one.now) | (c.holder == one.holder),
    ).returning(c.scope)
    values = {"scope": one.scope, "holder": one.holder, "until": one.until}
    if conn.execute(statement, values).first():
        return None
    free_at: float = conn.execute(select(c.until).where(c.scope == one.scope)).scalar_one()
    return free_at


def leave(conn: Connection, leavings: Sequence[Leaving]) -> list[None]:
    """Give slots back; one that somebody else has by now stays theirs."""
    c = write_slot.c
    for one in sorted(leavings, key=lambda leaving: leaving.scope):
        conn.execute(
            update(write_slot)
            .where(c.scope == one.scope, c.holder == one.holder)
            .values(holder="", until=one.free_at)
        )
    return [None] * len(leavings)
