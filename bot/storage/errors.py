"""What the database's own errors mean to the rest of the house."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.kernel.errors import Transient

if TYPE_CHECKING:
    from collections.abc import Iterator

_SQLITE_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
# SQLite's extended codes keep the primary code in the low byte:
# https://www.sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes
_PRIMARY = 0xFF

# Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection lost,
# resources used up, operator intervention, and a server that is read-only for now.
_POSTGRES_PASSING = ("08", "53", "57", "25006", "28", "3D")
_POSTGRES_CONTENTION = ("40001", "40P01", "55P03")


class StoreUnavailable(Transient):
    """The database cannot take this now: full, locked, unreachable or overloaded."""


def is_contention(error: BaseException) -> bool:
    """Return whether two transactions met (deadlock, serialisation); repeating cures it."""
    return _sqlstate(error).startswith(_POSTGRES_CONTENTION)


def unavailable(error: BaseException) -> StoreUnavailable | None:
    """Translate an error that says nothing about the statement, but about the database.

    Args:
        error: What the driver, SQLAlchemy's pool or the operating system raised.

    Returns:
        The error to raise instead, free of statements and parameters; None when the
        statement itself was at fault.
    """
    if isinstance(error, StoreUnavailable):
        return error
    if isinstance(error, (OSError, PoolTimeoutError)):
        return StoreUnavailable(f"The database cannot be reached: {type(error).__name__}")
    passing = (
        (isinstance(error, DBAPIError) and error.connection_invalidated)
        or _sqlstate(error).startswith(_POSTGRES_PASSING)
        or _sqlite_code(error) in _SQLITE_PASSING
    )
    return StoreUnavailable(f"The database refused: {_original(error)}") if passing else None


@contextmanager
def translated() -> Iterator[None]:
    """Raise `StoreUnavailable` in place of what means the same.

    Raises:
        StoreUnavailable: See `unavailable`.
    """
    try:
        yield
    except Exception as error:
        outage = unavailable(error)
        if outage is None or outage is error:
            raise
        raise outage from error


def _original(error: BaseException) -> BaseException:
    # SQLAlchemy's wrapper repeats statement and parameters, which are nobody's business.
    return error.orig if isinstance(error, DBAPIError) and error.orig else error


def _sqlstate(error: BaseException) -> str:
    return str(getattr(_original(error), "sqlstate", None) or "")


def _sqlite_code(error: BaseException) -> int:
    return int(getattr(_original(error), "sqlite_errorcode", 0)) & _PRIMARY
