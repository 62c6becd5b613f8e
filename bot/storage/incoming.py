"""Recording deliveries and making their subjects due: what an acknowledgement waits for.

It is written for the drivers: with SQLAlchemy's handling of every row's parameters it would
cost twice as much, and it runs for every delivery.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from threading import get_ident
from typing import TYPE_CHECKING

from zstandard import ZstdCompressor

from bot.storage.signals import CHANNEL, Signal, upsert, upsert_text
from bot.storage.sql import is_postgres, sqlite_driver, storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from bot.kernel.work import Delivery

_LEVEL = 1
"""Of zstd: 16 to 21 us for 24 kB, to a tenth; higher levels gain little."""
_LABEL = 200
"""Characters kept of a guid, an event and an action."""

Row = tuple[str, str, str, str, str | None, str | None, str, bytes, float, float | None]

_NAMES = "guid, event, action, scope, kind, key, ignored, payload, received, done"
_SQLITE_KNOWN = "SELECT guid FROM inbox WHERE guid IN (SELECT value FROM json_each(?))"
_SQLITE_INSERT = f"INSERT INTO inbox ({_NAMES}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
_TOUCHED = """
    SELECT kind, key, (array_agg(scope ORDER BY due))[1], min(due), 1, 0
    FROM unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::float8[])
        AS touched (guid, kind, key, scope, due) JOIN added USING (guid)
    GROUP BY kind, key ORDER BY kind, key
"""
# One statement: it needs no transaction around it, and so asks the server once, not five times.
_POSTGRES = f"""
    WITH added AS (
        INSERT INTO inbox ({_NAMES}) SELECT {_NAMES} FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::bytea[], $9::float8[], $10::float8[]
        ) WITH ORDINALITY AS fresh ({_NAMES}, place) ORDER BY place
        ON CONFLICT (guid) DO NOTHING RETURNING guid
    ), signalled AS ({upsert_text(_TOUCHED)})
    SELECT guid, pg_notify('{CHANNEL}', '') FROM added
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery, when it came and when its subjects become due, in epoch seconds."""

    delivery: Delivery
    received: float
    due: float


def accept(conn: Connection, arrivals: Sequence[Arrival]) -> list[bool]:
    """Record deliveries and make their subjects due; on PostgreSQL in one statement.

    Returns:
        For each whether it is new; False for a guid that is known.
    """
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(arrival.delivery.guid, arrival)
    new = _accept_postgres(conn, first) if is_postgres(conn) else _accept_sqlite(conn, first)
    return [
        arrival.delivery.guid in new and first[arrival.delivery.guid] is arrival
        for arrival in arrivals
    ]


def _accept_sqlite(conn: Connection, first: dict[str, Arrival]) -> set[str]:
    # The transaction is the only writer, so that looking first is safe, and a redelivery
    # costs no compression.
    driver = sqlite_driver(conn)
    known = driver.execute(_SQLITE_KNOWN, (json.dumps(list(first)),)).fetchall()
    new = first.keys() - {guid for (guid,) in known}
    if new:
        arrivals = [arrival for guid, arrival in first.items() if guid in new]
        compressor = _compressor(get_ident())
        driver.executemany(_SQLITE_INSERT, [_row(one, compressor) for one in arrivals])
        upsert(conn, [each for one in arrivals for each in _signals(one)])
    return new


def _accept_postgres(conn: Connection, first: dict[str, Arrival]) -> set[str]:
    compressor = _compressor(get_ident())
    columns = zip(*(_row(one, compressor) for one in first.values()), strict=True)
    touched = [
        (one.delivery.guid, each.subject.kind, each.subject.key, each.scope, each.due)
        for one in first.values()
        for each in _signals(one)
    ]
    signals = zip(*touched, strict=True) if touched else ([],) * 5
    found = conn.exec_driver_sql(_POSTGRES, (*map(list, columns), *map(list, signals)))
    return {guid for guid, _ in found}


def _signals(arrival: Arrival) -> list[Signal]:
    scope = arrival.delivery.scope
    return [Signal(subject, scope, arrival.due) for subject in arrival.delivery.subjects]


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
