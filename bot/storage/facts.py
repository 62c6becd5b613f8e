"""Small things that are remembered: facts by name, and the state of a subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.storage.sql import insert_into
from bot.storage.tables import meta, schema_version, subject_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from bot.kernel.subject import Subject


@dataclass(frozen=True, slots=True)
class Fact:
    """A value by name, for example the App's slug."""

    name: str
    value: str


def keep(conn: Connection, facts: Sequence[Fact]) -> list[None]:
    """Remember facts; a later value replaces an earlier one."""
    statement = insert_into(conn, meta)
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_={"value": statement.excluded.value}
    )
    for fact in facts:
        conn.execute(statement, {"name": fact.name, "value": fact.value})
    return [None] * len(facts)


def keep_first(conn: Connection, facts: Sequence[Fact]) -> list[str]:
    """Remember facts that are not known yet; return what is known then."""
    for fact in facts:
        statement = insert_into(conn, meta).on_conflict_do_nothing(index_elements=["name"])
        conn.execute(statement, {"name": fact.name, "value": fact.value})
    return [recall(conn, fact.name) or "" for fact in facts]


def recall(conn: Connection, name: str) -> str | None:
    """Return a fact; None when it was never kept."""
    query = select(meta.c.value).where(meta.c.name == name)
    value: str | None = conn.execute(query).scalar_one_or_none()
    return value


def state(conn: Connection, subject: Subject) -> bytes | None:
    """Return what the last successful run of a subject left; None when nothing."""
    query = select(subject_state.c.state).where(
        subject_state.c.kind == subject.kind, subject_state.c.key == subject.key
    )
    value: bytes | None = conn.execute(query).scalar_one_or_none()
    return value


def left_at(conn: Connection, subject: Subject) -> float | None:
    """Return when the last successful run of a subject left its state; None when none did."""
    query = select(subject_state.c.updated).where(
        subject_state.c.kind == subject.kind, subject_state.c.key == subject.key
    )
    value: float | None = conn.execute(query).scalar_one_or_none()
    return value


def touch(conn: Connection, callers: Sequence[None]) -> list[None]:
    """Prove that the database takes a write: a change that changes nothing."""
    conn.execute(update(schema_version).values(version=schema_version.c.version))
    return list(callers)
