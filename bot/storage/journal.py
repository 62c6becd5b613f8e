"""The journals of contributions, and where each contribution stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.kernel.journal import ContributionRecord, Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.storage.sql import chunks, insert_into
from bot.storage.tables import contribution, journal
from bot.storage.times import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contribution stands at a moment, in epoch seconds."""

    record: ContributionRecord
    now: float


def append(conn: Connection, entries: Iterable[Entry]) -> None:
    """Add lines to journals; one whose key stands there already is dropped."""
    rows = [
        {
            "subject": one.subject.key,
            "key": one.key,
            "at": one.at.timestamp(),
            "actor": one.actor,
            "kind": one.kind,
            "data": one.data,
        }
        for one in entries
    ]
    if rows:
        statement = insert_into(conn, journal)
        conn.execute(statement.on_conflict_do_nothing(index_elements=["subject", "key"]), rows)


def of(conn: Connection, subject: Subject) -> list[Entry]:
    """Return a journal in the order in which it was written."""
    query = select(journal).where(journal.c.subject == subject.key).order_by(journal.c.seq)
    return [_entry(row) for row in conn.execute(query).mappings()]


def of_kind(
    conn: Connection, kind: str, scope: str | None = None, since: datetime | None = None
) -> list[Entry]:
    """Return the lines of one kind of all journals, in the order in which they were written.

    Args:
        conn: Read from.
        kind: Which lines.
        scope: Of the contributions of this installation only.
        since: Only those that are dated later.
    """
    query = select(journal).where(journal.c.kind == kind).order_by(journal.c.seq)
    if since is not None:
        query = query.where(journal.c.at > since.timestamp())
    if scope is not None:
        query = query.join(contribution, contribution.c.subject == journal.c.subject)
        query = query.where(contribution.c.scope == scope)
    return [_entry(row) for row in conn.execute(query).mappings()]


def looked(conn: Connection) -> dict[Subject, datetime]:
    """Return when each contribution was last looked at."""
    query = select(contribution.c.subject, contribution.c.updated)
    return {
        Subject(SubjectKind.CONTRIBUTION, subject): instant(updated)
        for subject, updated in conn.execute(query)
    }


def place(conn: Connection, standings: Sequence[Standing]) -> None:
    """Write down where contributions stand."""
    if not standings:
        return
    rows = [_row(one) for one in standings]
    statement = insert_into(conn, contribution)
    fresh = {name: statement.excluded[name] for name in rows[0] if name != "subject"}
    conn.execute(statement.on_conflict_do_update(index_elements=["subject"], set_=fresh), rows)


def of_student(conn: Connection, student: str) -> list[ContributionRecord]:
    """List all contributions of a student, given by login in any case of letters."""
    c = contribution.c
    query = select(contribution).where(c.student == student.lower())
    return _records(conn.execute(query.order_by(c.subject)).mappings())


def to_issue(conn: Connection, project: str, issue: int) -> list[ContributionRecord]:
    """List the open contributions to one upstream issue."""
    c = contribution.c
    query = select(contribution).where(
        c.project == project.lower(), c.issue == issue, c.is_open.is_(True)
    )
    return _records(conn.execute(query.order_by(c.subject)).mappings())


def opened(conn: Connection, scope: str) -> list[ContributionRecord]:
    """List the open contributions of an installation."""
    c = contribution.c
    query = select(contribution).where(c.scope == scope, c.is_open.is_(True)).order_by(c.subject)
    return _records(conn.execute(query).mappings())


def in_scope(conn: Connection, scope: str) -> list[ContributionRecord]:
    """List all contributions of an installation, those of a student together."""
    c = contribution.c
    query = select(contribution).where(c.scope == scope).order_by(c.student, c.subject)
    return _records(conn.execute(query).mappings())


def of_many(conn: Connection, subjects: Sequence[Subject]) -> dict[Subject, list[Entry]]:
    """Return several journals, each in the order in which it was written."""
    found: dict[Subject, list[Entry]] = {subject: [] for subject in subjects}
    for some in chunks(subject.key for subject in subjects):
        query = select(journal).where(journal.c.subject.in_(some)).order_by(journal.c.seq)
        for row in conn.execute(query).mappings():
            entry = _entry(row)
            found[entry.subject].append(entry)
    return found


def _row(standing: Standing) -> dict[str, Any]:
    record = standing.record
    return {
        "subject": record.subject.key,
        "scope": record.scope,
        "student": record.student.lower(),
        "project": record.project.lower(),
        "issue": record.issue,
        "stage": record.stage,
        "is_open": record.is_open,
        "fork_pull": record.fork_pull,
        "upstream_pull": record.upstream_pull,
        "title": record.title,
        "updated": standing.now,
    }


def _records(rows: Iterable[RowMapping]) -> list[ContributionRecord]:
    return [_record({**row}) for row in rows]


def _record(row: dict[str, Any]) -> ContributionRecord:
    del row["updated"]
    subject = Subject(SubjectKind.CONTRIBUTION, row.pop("subject"))
    return ContributionRecord(subject=subject, **row)


def _entry(row: RowMapping) -> Entry:
    return Entry(
        subject=Subject(SubjectKind.CONTRIBUTION, row["subject"]),
        key=row["key"],
        at=instant(row["at"]),
        actor=row["actor"],
        kind=row["kind"],
        data=row["data"],
    )
