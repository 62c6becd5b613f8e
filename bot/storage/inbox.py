"""The inbox: deliveries are read back, and pruned when they are old."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from zstandard import ZstdDecompressor

from bot.kernel.work import StoredDelivery
from bot.storage.sql import chunks
from bot.storage.tables import inbox
from bot.storage.times import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


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
