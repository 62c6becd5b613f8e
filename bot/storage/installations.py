"""Installations of the App and the repositories that each covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from bot.kernel.installation import InstallationRecord, RepositoryRecord
from bot.storage.sql import chunks, insert_into
from bot.storage.tables import installation, installation_repository
from bot.storage.times import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping


@dataclass(frozen=True, slots=True)
class Replacing:
    """What an installation covers now."""

    record: InstallationRecord
    repositories: tuple[RepositoryRecord, ...]


_repository = installation_repository


def replace(conn: Connection, replacings: Sequence[Replacing]) -> list[None]:
    """Write what installations cover; what they covered before and no longer do goes."""
    for one in sorted(replacings, key=lambda replacing: replacing.record.id):
        record = one.record
        row: dict[str, Any] = {
            "id": record.id,
            "account": record.account,
            "account_id": record.account_id,
            "suspended": record.suspended,
            "synced_at": record.synced_at.timestamp(),
        }
        statement = insert_into(conn, installation)
        fresh = {name: statement.excluded[name] for name in row if name != "id"}
        conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=fresh), row)
        conn.execute(delete(_repository).where(_repository.c.installation_id == record.id))
        _cover(conn, one.repositories)
    return [None] * len(replacings)


def _cover(conn: Connection, repositories: Sequence[RepositoryRecord]) -> None:
    # A repository that moved here from another installation is overwritten.
    statement = insert_into(conn, _repository)
    names = [column.name for column in _repository.columns if column.name != "repository_id"]
    statement = statement.on_conflict_do_update(
        index_elements=["repository_id"], set_={name: statement.excluded[name] for name in names}
    )
    rows = [
        {"repository_id": one.id} | {name: getattr(one, name) for name in names}
        for one in sorted(repositories, key=lambda repository: repository.id)
    ]
    for some in chunks(rows):
        conn.execute(statement, some)


def remove(conn: Connection, ids: Sequence[int]) -> list[None]:
    """Forget installations and what they covered."""
    for some in chunks(sorted(ids)):
        conn.execute(delete(_repository).where(_repository.c.installation_id.in_(some)))
        conn.execute(delete(installation).where(installation.c.id.in_(some)))
    return [None] * len(ids)


def by_id(conn: Connection, repository_id: int) -> RepositoryRecord | None:
    """Find a covered repository by GitHub's number."""
    return _find(conn, _repository.c.repository_id == repository_id)


def by_name(conn: Connection, full_name: str) -> RepositoryRecord | None:
    """Find a covered repository by `owner/name`, in any case of letters as GitHub does."""
    return _find(conn, func.lower(_repository.c.full_name) == full_name.lower())


def _find(conn: Connection, condition: ColumnElement[bool]) -> RepositoryRecord | None:
    # After a rename an old name may stand twice for a while; the younger repository has it.
    query = select(_repository).where(condition).order_by(_repository.c.repository_id.desc())
    row = conn.execute(query.limit(1)).mappings().one_or_none()
    return None if row is None else _record(row)


def _record(row: RowMapping) -> RepositoryRecord:
    values = dict(row)
    return RepositoryRecord(id=values.pop("repository_id"), **values)


def covered(conn: Connection, installation_id: int) -> list[RepositoryRecord]:
    """List the repositories of an installation by number."""
    c = _repository.c
    query = select(_repository).where(c.installation_id == installation_id)
    rows = conn.execute(query.order_by(c.repository_id)).mappings()
    return [_record(row) for row in rows]


def everywhere(conn: Connection) -> list[InstallationRecord]:
    """List all installations by number."""
    rows = conn.execute(select(installation).order_by(installation.c.id)).mappings()
    return [InstallationRecord(**{**row, "synced_at": instant(row["synced_at"])}) for row in rows]
