"""What the statements of this room share: upserts, chunks, text that any database takes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Table

T = TypeVar("T")

CHUNK = 1000
"""Values in one `IN (...)`; both databases allow about 32,000 parameters."""


def insert_into(conn: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an insert that knows `ON CONFLICT`, in the connection's dialect."""
    if is_postgres(conn):
        return postgresql.insert(table)
    return sqlite.insert(table)


def is_postgres(conn: Connection) -> bool:
    """Return whether the other side is PostgreSQL; it is SQLite otherwise."""
    return conn.dialect.name == "postgresql"


def sqlite_driver(conn: Connection) -> sqlite3.Connection:
    """Return Python's own connection behind one to SQLite, in the same transaction."""
    return cast("sqlite3.Connection", conn.connection.driver_connection)


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Split into lists of at most `size`."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def storable(text: str, cap: int = 2000) -> str:
    """Return the text without what PostgreSQL cannot store, cut to `cap` characters.

    A NUL and a lone surrogate are valid in Python and JSON, but not in PostgreSQL's text:
    https://www.postgresql.org/docs/current/datatype-character.html
    """
    text = text[:cap]
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
