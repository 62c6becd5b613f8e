"""The ledger of writes to GitHub: begun before, ended after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from bot.storage.records import EffectRecord, EffectStatus
from bot.storage.sql import insert_into
from bot.storage.tables import effect
from bot.storage.times import instant, instant_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Beginning:
    """A write is about to be sent."""

    key: str
    now: float


@dataclass(frozen=True, slots=True)
class Ending:
    """How a write ended; `result` is what to remember of it."""

    key: str
    result: bytes
    now: float


def begin(conn: Connection, beginnings: Sequence[Beginning]) -> list[EffectRecord]:
    """Write down what is about to be sent; a key that is known stays as it is."""
    return [_begin(conn, one) for one in beginnings]


def _begin(conn: Connection, one: Beginning) -> EffectRecord:
    c = effect.c
    values = {"key": one.key, "status": EffectStatus.BEGUN, "begun_at": one.now}
    fresh = conn.execute(
        insert_into(conn, effect).on_conflict_do_nothing(index_elements=["key"]).returning(c.key),
        values,
    ).all()
    row = conn.execute(
        select(c.status, c.begun_at, c.ended_at, c.result).where(c.key == one.key)
    ).one()
    return EffectRecord(
        key=one.key,
        status=EffectStatus(row.status),
        begun_at=instant(row.begun_at),
        ended_at=instant_or_none(row.ended_at),
        result=row.result,
        fresh=bool(fresh),
    )


def end(conn: Connection, endings: Sequence[Ending]) -> list[None]:
    """Write down how writes ended."""
    for one in endings:
        conn.execute(
            update(effect)
            .where(effect.c.key == one.key)
            .values(status=EffectStatus.DONE, result=one.result, ended_at=one.now)
        )
    return [None] * len(endings)


def forget(conn: Connection, keys: Sequence[str]) -> list[None]:
    """Drop lines, so that the writes may be begun anew."""
    for key in keys:
        conn.execute(delete(effect).where(effect.c.key == key))
    return [None] * len(keys)
