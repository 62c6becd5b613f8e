"""Leases: claiming due subjects, keeping them, giving them up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Double,
    Text,
    bindparam,
    case,
    select,
    text,
    update,
)

from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Lease
from bot.storage.sql import chunks
from bot.storage.tables import inbox, task
from bot.storage.times import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Row, TextClause, Update


@dataclass(frozen=True, slots=True)
class Claiming:
    """A worker asks for up to `limit` subjects until `until`; instants in epoch seconds."""

    limit: int
    now: float
    until: float


@dataclass(frozen=True, slots=True)
class Extending:
    """A worker is still at it and asks for time until `until`."""

    lease: Lease
    until: float


# A loose index scan: one step in the index (scope, due) for each scope, however many tasks
# it has. https://wiki.postgresql.org/wiki/Loose_indexscan; SQLite does the same with it.
_SCOPES = """
    WITH RECURSIVE known (scope) AS (
        SELECT (SELECT min(scope) FROM task WHERE due IS NOT NULL)
        UNION ALL
        SELECT (SELECT min(scope) FROM task WHERE due IS NOT NULL AND task.scope > known.scope)
        FROM known WHERE known.scope IS NOT NULL
    ), ready (scope, at) AS (
        SELECT known.scope, (
            SELECT min(due) FROM task WHERE due IS NOT NULL AND task.scope = known.scope
        )
        FROM known WHERE known.scope IS NOT NULL
    )
"""


@cache
def _ready_scopes() -> TextClause:
    # The scope with the least at work goes first: whoever has much due would otherwise take
    # each place that becomes free, since its oldest is always older. A lease ends by `until`.
    return text(
        _SCOPES  # noqa: S608 - constants
        + """
        SELECT ready.scope FROM ready LEFT JOIN gate ON gate.scope = ready.scope
        WHERE ready.at <= :now AND (gate.until IS NULL OR gate.until <= :now)
        ORDER BY (
            SELECT count(*) FROM task WHERE task.scope = ready.scope
            AND task.due > :now AND task.due <= :until AND task.lease IS NOT NULL
        ), ready.at, ready.scope
        LIMIT :limit
        """
    ).bindparams(
        bindparam("now", type_=Double),
        bindparam("until", type_=Double),
        bindparam("limit", type_=BigInteger),
    )


@cache
def _next_due() -> TextClause:
    return text(
        _SCOPES  # noqa: S608 - constants
        + """
        SELECT min(CASE WHEN gate.until > ready.at THEN gate.until ELSE ready.at END)
        FROM ready LEFT JOIN gate ON gate.scope = ready.scope
        """
    )


def next_due(conn: Connection) -> float | None:
    """Return when something can next be claimed: due, lease run out or gate open."""
    value: float | None = conn.execute(_next_due()).scalar_one()
    return value


def claim(conn: Connection, claims: Sequence[Claiming]) -> list[list[Lease]]:
    """Lease due subjects, a fair share for each scope, the longest due first."""
    return [_claim(conn, one) for one in claims]


def _claim(conn: Connection, claiming: Claiming) -> list[Lease]:
    bounds = {"now": claiming.now, "until": claiming.until, "limit": claiming.limit}
    waiting = list(conn.execute(_ready_scopes(), bounds).scalars())
    rows: list[Row[Any]] = []
    while waiting and len(rows) < claiming.limit:
        # What a scope leaves of its share falls to those after it.
        share = -(-(claiming.limit - len(rows)) // len(waiting))
        rows += conn.execute(
            _due_in_scope(), {"scope": waiting.pop(0), "now": claiming.now, "share": share}
        )
    if not rows:
        return []
    token = secrets.token_hex(8)
    ids = [row.id for row in rows]
    # An expired lease means that a run died, perhaps of this very subject: it counts.
    attempts = task.c.attempts + case((task.c.lease.is_not(None), 1), else_=0)
    for some in chunks(ids):
        conn.execute(
            update(task)
            .where(task.c.id.in_(some))
            .values(lease=token, due=claiming.until, attempts=attempts)
        )
    deliveries = _unfinished(conn, ids)
    until = instant(claiming.until)
    return [
        Lease(
            subject=Subject(SubjectKind(row.kind), row.key),
            scope=row.scope,
            token=f"{row.id}.{token}",
            generation=row.gen,
            attempts=row.attempts + (row.lease is not None),
            until=until,
            deliveries=tuple(sequence for sequence, _ in deliveries.get(row.id, ())),
            delivery=deliveries[row.id][-1][1] if row.id in deliveries else "",
        )
        for row in rows
    ]


@cache
def _due_in_scope() -> Any:  # noqa: ANN401 - a Select of nine columns has no short type
    c = task.c
    return (
        select(c.id, c.kind, c.key, c.scope, c.gen, c.attempts, c.lease)
        .where(c.scope == bindparam("scope", type_=Text))
        .where(c.due.is_not(None), c.due <= bindparam("now", type_=Double))
        .order_by(c.due, c.id)
        .limit(bindparam("share", type_=BigInteger))
        .with_for_update(skip_locked=True)
    )


def _unfinished(conn: Connection, ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    same = (inbox.c.kind == task.c.kind) & (inbox.c.key == task.c.key)
    for some in chunks(ids):
        rows = conn.execute(
            select(task.c.id, inbox.c.seq, inbox.c.guid)
            .join_from(task, inbox, same)
            .where(task.c.id.in_(some), inbox.c.done.is_(None), inbox.c.kind.is_not(None))
            .order_by(inbox.c.seq)
        )
        for identity, sequence, guid in rows:
            found.setdefault(identity, []).append((sequence, guid))
    return found


def extend(conn: Connection, extensions: Sequence[Extending]) -> list[Lease | None]:
    """Prolong leases; None for each that is lost."""
    held = held_rows(conn, [one.lease for one in extensions])
    kept = [one for one in extensions if one.lease.token in held]
    if kept:
        values = [{"row": held[one.lease.token].id, "at": one.until} for one in kept]
        conn.execute(_prolong(), values)
    return [
        replace(one.lease, until=instant(one.until)) if one.lease.token in held else None
        for one in extensions
    ]


def release_all(conn: Connection, now: float) -> None:
    """Free every lease; for a database that no other process uses. Each counts as a failure."""
    conn.execute(
        update(task)
        .where(task.c.lease.is_not(None))
        .values(lease=None, due=now, attempts=task.c.attempts + 1)
    )


@cache
def _prolong() -> Update:
    return (
        update(task)
        .where(task.c.id == bindparam("row", type_=BigInteger))
        .values(due=bindparam("at", type_=Double))
    )


def held_rows(conn: Connection, leases: Iterable[Lease]) -> dict[str, Row[Any, Any, Any, Any]]:
    """Lock and return the rows that these leases are about, by the token that now holds."""
    ids = sorted({int(lease.token.partition(".")[0]) for lease in leases})
    c = task.c
    held = {}
    for some in chunks(ids):
        rows = conn.execute(
            select(c.id, c.lease, c.gen, c.attempts)
            .where(c.id.in_(some))
            .order_by(c.kind, c.key)
            .with_for_update()
        )
        held.update({f"{row.id}.{row.lease}": row for row in rows})
    return held
