"""Everything that is kept about one person, to be shown or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, false, or_, select
from zstandard import ZstdDecompressor

from bot.kernel.work import SubjectKind
from bot.storage.tables import (
    contribution,
    inbox,
    journal,
    subject_state,
    task,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping, Table

SHARED_STATES = (SubjectKind.WATCH, SubjectKind.NUDGE)
"""What remembers several people at once; it may be lost at any time, and is then made anew."""


def everything(conn: Connection, login: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row about a person, by table; texts and times as they are stored.

    Args:
        conn: The database.
        login: In any case of letters.
    """
    return {
        table.name: [_told(row) for row in conn.execute(select(table).where(which)).mappings()]
        for table, which in _places(conn, login.lower())
    }


def _told(row: RowMapping) -> dict[str, Any]:
    """Return a row with the body of a delivery unpacked."""
    found = dict(row)
    if "payload" in found:
        found["payload"] = ZstdDecompressor().decompress(found["payload"])
    return found


def erase(conn: Connection, logins: Sequence[str]) -> list[dict[str, int]]:
    """Delete every row about each person; return how many there were, by table."""
    return [_erase(conn, login.lower()) for login in logins]


def _erase(conn: Connection, login: str) -> dict[str, int]:
    # What tells which rows they are goes last.
    places = [*_places(conn, login)]
    return {
        table.name: conn.execute(delete(table).where(which)).rowcount
        for table, which in reversed(places)
    }


def _places(conn: Connection, login: str) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return where a person's rows are, from one reading of their contributions."""
    c = contribution.c
    query = select(c.subject, c.fork_pull).where(c.student == login)
    rows = conn.execute(query).all()
    own = [row.subject for row in rows]
    pulls = [row.fork_pull for row in rows if row.fork_pull]
    return [
        (contribution, c.student == login),
        (journal, or_(journal.c.subject.in_(own), journal.c.actor == login)),
        (subject_state, or_(_about(subject_state, own, pulls), _shared(conn, login))),
        (task, _about(task, own, pulls)),
        (inbox, _about(inbox, own, pulls)),
    ]


def _about(table: Table, own: list[str], pulls: list[str]) -> ColumnElement[bool]:
    kind, key = table.c.kind, table.c.key
    return or_(
        and_(kind == SubjectKind.CONTRIBUTION.value, key.in_(own)),
        and_(kind == SubjectKind.PULL_REQUEST.value, key.in_(pulls)),
    )


def _shared(conn: Connection, login: str) -> ColumnElement[bool]:
    s = subject_state.c
    kinds = [kind.value for kind in SHARED_STATES]
    rows = conn.execute(select(s.kind, s.key, s.state).where(s.kind.in_(kinds))).all()
    told = [row for row in rows if login.encode() in row.state.lower()]
    return or_(false(), *(and_(s.kind == row.kind, s.key == row.key) for row in told))
