"""Making subjects due: the upsert behind `accept`, `signal`, `ensure` and `revive`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from bot.storage.sql import chunks, insert_into, is_postgres, sqlite_driver
from bot.storage.tables import task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from bot.kernel.subject import Subject

CHANNEL = "upstream_coach"
"""PostgreSQL's NOTIFY channel; a note on it says only that something may be due."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something may have changed.

    Attributes:
        due: When to look, in epoch seconds; the earlier of this and what is planned wins.
        replace: Whether `due` wins in any case.
    """

    subject: Subject
    scope: str
    due: float
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Revival:
    """Parked subjects to run again: one, or all when `subject` is None."""

    subject: Subject | None
    now: float


# A leased row keeps its due, which is the end of the lease; `gen` tells the finish about us.
_UPSERT = """
    INSERT INTO task (kind, key, scope, due, gen, attempts) {rows}
    ON CONFLICT (kind, key) DO UPDATE SET
        scope = excluded.scope,
        gen = task.gen + 1,
        attempts = 0,
        error = NULL,
        due = CASE
            WHEN task.lease IS NOT NULL THEN task.due
            {planned}
            ELSE excluded.due
        END
"""
_EARLIER_STAYS = "WHEN task.due <= excluded.due THEN task.due"

_SQLITE_ROWS = "VALUES (?, ?, ?, ?, 1, 0)"
_POSTGRES_ROWS = """
    SELECT kind, key, scope, due, 1, 0
    FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[]) AS fresh (kind, key, scope, due)
    ORDER BY kind, key
"""


@cache
def upsert_text(rows: str, *, replace: bool = False) -> str:
    """Return the statement that writes these rows, given as SQL: kind to due, 1, 0."""
    return _UPSERT.format(rows=rows, planned="" if replace else _EARLIER_STAYS)


def signal(conn: Connection, signals: Sequence[Signal]) -> list[None]:
    """Make subjects due; parked ones are revived, `gen` rises, failures are forgotten."""
    for replace in (False, True):
        upsert(conn, [one for one in signals if one.replace is replace], replace=replace)
    notify(conn)
    return [None] * len(signals)


def upsert(conn: Connection, signals: Iterable[Signal], *, replace: bool = False) -> None:
    """Write signals, one row for each subject, in one order of locks."""
    earliest: dict[tuple[str, str], Signal] = {}
    for one in signals:
        key = (one.subject.kind, one.subject.key)
        if key not in earliest or one.due < earliest[key].due:
            earliest[key] = one
    if not earliest:
        return
    rows = [(kind, key, one.scope, one.due) for (kind, key), one in earliest.items()]
    if is_postgres(conn):
        statement = upsert_text(_POSTGRES_ROWS, replace=replace)
        conn.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True))))
    else:
        # Past SQLAlchemy, as it runs for every delivery.
        sqlite_driver(conn).executemany(upsert_text(_SQLITE_ROWS, replace=replace), rows)


def ensure(conn: Connection, signals: Sequence[Signal]) -> list[None]:
    """Add subjects that are absent; those present are left as they are."""
    ordered = sorted(signals, key=lambda one: one.subject)
    statement = insert_into(conn, task).on_conflict_do_nothing(index_elements=["kind", "key"])
    for one in ordered:
        values = {"kind": one.subject.kind, "key": one.subject.key, "scope": one.scope}
        conn.execute(statement, {**values, "due": one.due, "gen": 1, "attempts": 0})
    notify(conn)
    return [None] * len(signals)


def revive(conn: Connection, revivals: Sequence[Revival]) -> list[int]:
    """Make parked subjects due; return how many for each request."""
    counts = []
    for one in revivals:
        parked = select(task.c.id).where(task.c.due.is_(None))
        if one.subject:
            parked = parked.where(task.c.kind == one.subject.kind, task.c.key == one.subject.key)
        parked = parked.order_by(task.c.kind, task.c.key).with_for_update()
        ids = conn.execute(parked).scalars().all()
        for some in chunks(ids):
            conn.execute(
                update(task)
                .where(task.c.id.in_(some))
                .values(due=one.now, gen=task.c.gen + 1, attempts=0, error=None)
            )
        counts.append(len(ids))
    notify(conn)
    return counts


def notify(conn: Connection) -> None:
    """Tell other processes, once this commits, that something may be due."""
    if is_postgres(conn):
        conn.execute(select(func.pg_notify(CHANNEL, "")))
