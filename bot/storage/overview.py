"""What an operator sees: tasks listed, work counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from bot.kernel.subject import Subject, SubjectKind
from bot.storage.records import Counts, TaskRow
from bot.storage.tables import gate, inbox, task
from bot.storage.times import instant_or_none

if TYPE_CHECKING:
    from sqlalchemy import Connection

_UNFINISHED = and_(inbox.c.done.is_(None), inbox.c.kind.is_not(None))


@dataclass(frozen=True, slots=True)
class Listing:
    """Which tasks: parked ones, others, or both (None); at most `limit`."""

    parked: bool | None
    limit: int


def tasks(conn: Connection, listing: Listing) -> list[TaskRow]:
    """List tasks, the earliest due first, parked ones last."""
    c = task.c
    waiting = (
        select(func.count())
        .select_from(inbox)
        .where(_UNFINISHED, inbox.c.kind == c.kind, inbox.c.key == c.key)
        .scalar_subquery()
    )
    query = select(
        c.kind, c.key, c.scope, c.due, c.gen, c.attempts, c.lease, c.error, waiting.label("waiting")
    )
    if listing.parked is not None:
        query = query.where(c.due.is_(None) if listing.parked else c.due.is_not(None))
    query = query.order_by(c.due.is_(None), c.due, c.kind, c.key).limit(listing.limit)
    return [
        TaskRow(
            subject=Subject(SubjectKind(row.kind), row.key),
            scope=row.scope,
            due=instant_or_none(row.due),
            generation=row.gen,
            attempts=row.attempts,
            leased=row.lease is not None,
            error=row.error,
            unfinished=row.waiting,
        )
        for row in conn.execute(query)
    ]


def counts(conn: Connection, now: float) -> Counts:
    """Count what waits, runs and was given up."""
    c = task.c
    ready = and_(c.due <= now, c.lease.is_(None))
    shut = select(gate.c.scope).where(gate.c.until > now)
    due, earliest = conn.execute(
        select(func.count(), func.min(c.due)).where(ready, c.scope.not_in(shut))
    ).one()
    leased = func.count().filter(c.lease.is_not(None))
    parked = func.count().filter(c.due.is_(None))
    leased_count, parked_count = conn.execute(select(leased, parked).select_from(task)).one()
    unfinished, oldest = conn.execute(
        select(func.count(), func.min(inbox.c.received)).where(_UNFINISHED)
    ).one()
    gates = conn.execute(select(func.count()).select_from(gate).where(gate.c.until > now))
    return Counts(
        due=due,
        lag=now - earliest if due else 0.0,
        leased=leased_count,
        parked=parked_count,
        unfinished=unfinished,
        oldest_unfinished=now - oldest if unfinished else 0.0,
        gates=gates.scalar_one(),
    )
