"""Everything that is kept about one person, to be shown or deleted."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, delete, false, or_, select
from zstandard import ZstdDecompressor

from bot.kernel.subject import SubjectKind
from bot.storage.naming import person
from bot.storage.sql import is_postgres
from bot.storage.tables import (
    contribution,
    effect,
    inbox,
    installation,
    installation_repository,
    journal,
    subject_state,
    task,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping, Table

    from bot.storage.naming import Person

_AT_ONCE: Final = 500
"""Deliveries that are unpacked at one time."""

_PULL: Final = SubjectKind.PULL_REQUEST
_IN_REPOSITORY: Final = (_PULL, SubjectKind.FORK, SubjectKind.BRANCH)


@dataclass(frozen=True, slots=True)
class Erasing:
    """Whose rows go; `deliveries` are those that name the person, see `delivered`."""

    login: str
    deliveries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Own:
    """What belongs to a person.

    Attributes:
        person: Who.
        subjects: The keys of their contributions.
        pulls: The keys of the pull requests in forks that belong to these.
        installations: Those on their own account.
        repositories: What these cover.
    """

    person: Person
    subjects: tuple[str, ...]
    pulls: tuple[str, ...]
    installations: tuple[int, ...]
    repositories: tuple[int, ...]

    def has(self, kind: str, key: str) -> bool:
        """Return whether a subject is about this person alone."""
        if kind == SubjectKind.CONTRIBUTION:
            return key in self.subjects
        if kind in _IN_REPOSITORY:
            return key in self.pulls or int(re.split("[#:]", key)[0]) in self.repositories
        return kind != SubjectKind.POLICY and key in map(str, self.installations)


def everything(conn: Connection, login: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row about a person, by table; texts and times as they are stored.

    Of what remembers several people at once the parts that name this one.

    Args:
        conn: The database.
        login: In any case of letters.
    """
    own = _own(conn, login)
    places = _places(conn, own, delivered(conn, login))
    return {
        table.name: [_told(row, own) for row in conn.execute(select(table).where(which)).mappings()]
        for table, which in places
    }


def _told(row: RowMapping, own: _Own) -> dict[str, Any]:
    """Return a row with the body of a delivery unpacked, and without what is others'."""
    found = dict(row)
    if "payload" in found:
        found["payload"] = ZstdDecompressor().decompress(found["payload"])
    if "state" in found and not own.has(row["kind"], row["key"]):
        found["state"] = own.person.parts(found["state"])
    return found


def delivered(conn: Connection, login: str) -> tuple[int, ...]:
    """Return the sequences of the deliveries that name a person, whatever they are about.

    It unpacks every delivery that is kept, a few at a time: ten seconds for a hundred thousand.
    """
    known = person(login)
    decompressor = ZstdDecompressor()
    found: list[int] = []
    after = 0
    query = select(inbox.c.seq, inbox.c.payload).order_by(inbox.c.seq).limit(_AT_ONCE)
    while rows := conn.execute(query.where(inbox.c.seq > after)).all():
        after = rows[-1].seq
        found += (row.seq for row in rows if known.is_in(decompressor.decompress(row.payload)))
    return tuple(found)


def policies(conn: Connection, login: str) -> list[int]:
    """Return the numbers of the repositories whose policy, as last read, names a person."""
    s = subject_state.c
    rows = conn.execute(select(s.key, s.state).where(s.kind == SubjectKind.POLICY.value))
    words = person(login).words
    return sorted(int(row.key) for row in rows if words.search(row.state.decode(errors="replace")))


def erase(conn: Connection, erasings: Sequence[Erasing]) -> list[dict[str, int]]:
    """Delete every row about each person; return how many there were, by table.

    What was deleted does not stay readable in the file of SQLite:
    https://www.sqlite.org/pragma.html#pragma_secure_delete
    """
    if not is_postgres(conn):
        conn.exec_driver_sql("PRAGMA secure_delete = ON")
    return [_erase(conn, one) for one in erasings]


def _erase(conn: Connection, one: Erasing) -> dict[str, int]:
    # What tells which rows they are is read before any of them goes.
    places = _places(conn, _own(conn, one.login), one.deliveries)
    return {
        table.name: conn.execute(delete(table).where(which)).rowcount for table, which in places
    }


def _own(conn: Connection, login: str) -> _Own:
    c = contribution.c
    rows = conn.execute(select(c.subject, c.fork_pull).where(c.student == login.lower())).all()
    subjects = tuple(row.subject for row in rows)
    accounts = conn.execute(select(installation.c.id, installation.c.account)).all()
    others = select(c.scope).where(c.student != login.lower()).distinct()
    courses = set(conn.execute(others).scalars())
    installed = tuple(
        row.id
        for row in accounts
        if row.account.lower() == login.lower() and str(row.id) not in courses
    )
    r = installation_repository.c
    covered = select(r.repository_id).where(r.installation_id.in_(installed))
    return _Own(
        person=person(login, subjects),
        subjects=subjects,
        pulls=tuple(row.fork_pull for row in rows if row.fork_pull),
        installations=installed,
        repositories=tuple(conn.execute(covered).scalars()),
    )


def _places(
    conn: Connection, own: _Own, deliveries: Sequence[int]
) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return where a person's rows are."""
    scopes = [str(each) for each in own.installations]
    effects = (
        effect.c.key.startswith(f"{kind.value}:{key}:", autoescape=True)
        for kind, keys in ((SubjectKind.CONTRIBUTION, own.subjects), (_PULL, own.pulls))
        for key in keys
    )
    return [
        (contribution, contribution.c.student == own.person.login),
        (
            journal,
            or_(journal.c.subject.in_(own.subjects), journal.c.actor == own.person.login),
        ),
        (subject_state, _of_subjects(subject_state, _states(conn, own))),
        (task, or_(task.c.scope.in_(scopes), _of_subjects(task, _subjects(conn, task, own)))),
        (
            inbox,
            or_(
                inbox.c.scope.in_(scopes),
                inbox.c.seq.in_(deliveries),
                _of_subjects(inbox, _subjects(conn, inbox, own)),
            ),
        ),
        (effect, or_(false(), *effects)),
        (installation, installation.c.id.in_(own.installations)),
        (
            installation_repository,
            installation_repository.c.installation_id.in_(own.installations),
        ),
    ]


def _subjects(conn: Connection, table: Table, own: _Own) -> Iterator[tuple[str, str]]:
    """Yield the subjects of a table that are about the person alone."""
    c = table.c
    query = select(c.kind, c.key).where(c.kind.is_not(None)).distinct()
    yield from ((row.kind, row.key) for row in conn.execute(query) if own.has(row.kind, row.key))


def _states(conn: Connection, own: _Own) -> Iterator[tuple[str, str]]:
    """Yield the subjects of which is remembered what names the person.

    What remembers several people may be lost at any time, and is then made anew. A policy is
    the course's own file, and read again.
    """
    s = subject_state.c
    query = select(s.kind, s.key, s.state).where(s.kind != SubjectKind.POLICY.value)
    for row in conn.execute(query):
        if own.has(row.kind, row.key) or own.person.parts(row.state) is not None:
            yield row.kind, row.key


def _of_subjects(table: Table, subjects: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        kinds[kind].append(key)
    return or_(
        false(),
        *(and_(table.c.kind == kind, table.c.key.in_(keys)) for kind, keys in kinds.items()),
    )
