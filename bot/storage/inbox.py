"""The inbox: deliveries recorded once, read back, and pruned when they are old."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from threading import get_ident
from typing import TYPE_CHECKING, Any

from sqlalchemy import Double, LargeBinary, Text, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from zstandard import ZstdCompressor, ZstdDecompressor

from bot.kernel.work import StoredDelivery
from bot.storage.signals import Signal, notify, upsert
from bot.storage.sql import chunks, is_postgres, storable
from bot.storage.tables import inbox
from bot.storage.times import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, Connection, TextClause

    from bot.kernel.work import Delivery

_LEVEL = 1
"""Of zstd: 16 to 21 us for 24 kB, to a tenth; higher levels gain little."""
_LABEL = 200
"""Characters kept of a guid, an event and an action."""

Row = tuple[str, str, str, str, str | None, str | None, str, bytes, float, float | None]

_TEXTS = ("guid", "event", "action", "scope", "kind", "key", "ignored")
_COLUMNS = (*_TEXTS, "payload", "received", "done")
_NAMES = ", ".join(_COLUMNS)
_SQLITE_KNOWN = "SELECT guid FROM inbox WHERE guid IN (SELECT value FROM json_each(?))"
_SQLITE_INSERT = f"INSERT INTO inbox ({_NAMES}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery, when it came and when its subjects become due, in epoch seconds."""

    delivery: Delivery
    received: float
    due: float


@dataclass(frozen=True, slots=True)
class Pruning:
    """One step of pruning: delete what ended before `before`, looking after sequence `after`."""

    before: float
    after: int = 0


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a step deleted, and the sequence to go on from; None at the end."""

    deleted: int
    after: int | None


def accept(conn: Connection, arrivals: Sequence[Arrival]) -> list[bool]:
    """Record deliveries and make their subjects due.

    Returns:
        For each whether it is new; False for a guid that is known.
    """
    insert_new = _insert_postgres if is_postgres(conn) else _insert_sqlite
    new = insert_new(conn, arrivals)
    answers, signals = [], []
    for arrival in arrivals:
        guid = arrival.delivery.guid
        answers.append(guid in new)
        if guid in new:
            new.remove(guid)
            scope = arrival.delivery.scope
            signals += [Signal(one, scope, arrival.due) for one in arrival.delivery.subjects]
    if signals:
        upsert(conn, signals)
        notify(conn)
    return answers


def payloads(conn: Connection, sequences: Sequence[int]) -> list[StoredDelivery]:
    """Read deliveries back, in the order of their sequences."""
    found = []
    decompressor = ZstdDecompressor()
    c = inbox.c
    columns = (c.seq, c.guid, c.event, c.action, c.received, c.payload)
    for some in chunks(sorted(sequences)):
        for row in conn.execute(select(*columns).where(c.seq.in_(some)).order_by(c.seq)):
            payload = decompressor.decompress(row.payload)
            at = instant(row.received)
            found.append(StoredDelivery(row.seq, row.guid, row.event, row.action, at, payload))
    return found


def prune(conn: Connection, steps: Sequence[Pruning]) -> list[Pruned]:
    """Walk a stretch of the inbox from the oldest on and delete what ended long ago."""
    return [_prune(conn, step) for step in steps]


def _prune(conn: Connection, step: Pruning) -> Pruned:
    c = inbox.c
    stretch = conn.execute(
        select(c.seq, c.received, c.done).where(c.seq > step.after).order_by(c.seq).limit(1000)
    ).all()
    # Nothing ends before it is received: the first young one ends the walk.
    old = [row for row in stretch if row.received < step.before]
    ended = [row.seq for row in old if row.done is not None and row.done < step.before]
    for some in chunks(ended):
        conn.execute(delete(inbox).where(c.seq.in_(some)))
    complete = not stretch or len(old) < len(stretch)
    return Pruned(len(ended), None if complete else stretch[-1].seq)


def _row(arrival: Arrival, compressor: ZstdCompressor) -> Row:
    delivery = arrival.delivery
    subject = delivery.subjects[0] if delivery.subjects else None
    return (
        delivery.guid,
        storable(delivery.event, _LABEL),
        storable(delivery.action, _LABEL),
        delivery.scope,
        subject.kind.value if subject else None,
        subject.key if subject else None,
        storable(delivery.ignored),
        compressor.compress(delivery.payload),
        arrival.received,
        None if subject else arrival.received,
    )


@cache
def _compressor(_thread: int) -> ZstdCompressor:
    # Making one costs more than compressing with it, and each belongs to one thread.
    return ZstdCompressor(level=_LEVEL)


def _insert_sqlite(conn: Connection, arrivals: Sequence[Arrival]) -> set[str]:
    # The transaction is the only writer, so that looking first is safe, and a redelivery
    # costs no compression. Text handed to the driver as it is: at 100 rows a batch
    # SQLAlchemy's handling of each row's parameters would double the cost.
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(arrival.delivery.guid, arrival)
    for (guid,) in conn.exec_driver_sql(_SQLITE_KNOWN, (json.dumps(list(first)),)):
        del first[guid]
    if first:
        compressor = _compressor(get_ident())
        rows = [_row(arrival, compressor) for arrival in first.values()]
        conn.exec_driver_sql(_SQLITE_INSERT, rows)
    return set(first)


def _insert_postgres(conn: Connection, arrivals: Sequence[Arrival]) -> set[str]:
    compressor = _compressor(get_ident())
    rows = [_row(arrival, compressor) for arrival in arrivals]
    columns = map(list, zip(*rows, strict=True))
    parameters = dict(zip(_COLUMNS, columns, strict=True))
    return set(conn.execute(_postgres_insert(), parameters).scalars())


@cache
def _postgres_insert() -> TextClause:
    binds: list[BindParameter[Any]] = [bindparam(name, type_=ARRAY(Text)) for name in _TEXTS]
    binds += [
        bindparam("payload", type_=ARRAY[Any](LargeBinary)),
        bindparam("received", type_=ARRAY(Double)),
        bindparam("done", type_=ARRAY(Double)),
    ]
    marks = ", ".join(f":{name}" for name in _COLUMNS)
    return text(
        f"INSERT INTO inbox ({_NAMES}) SELECT {_NAMES} "  # noqa: S608 - constants
        f"FROM unnest({marks}) WITH ORDINALITY AS fresh ({_NAMES}, place) ORDER BY place "
        "ON CONFLICT (guid) DO NOTHING RETURNING guid"
    ).bindparams(*binds)
