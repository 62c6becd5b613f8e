from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.storage.errors import StoreUnavailable, is_contention, translated, unavailable


class FromPostgres(Exception):  # noqa: N818 - stands for the driver's many errors
    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"state {sqlstate}")
        self.sqlstate = sqlstate


def wrapped(original: BaseException, *, lost: bool = False) -> DBAPIError:
    error = DBAPIError("INSERT INTO inbox", {"payload": "private"}, original)
    error.connection_invalidated = lost
    return error


def from_sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        PoolTimeoutError(),
        wrapped(FromPostgres("XX000"), lost=True),
        *(wrapped(FromPostgres(state)) for state in ("08006", "53100", "57P01", "25006", "3D000")),
        FromPostgres("57P03"),
        wrapped(from_sqlite(sqlite3.SQLITE_FULL)),
        wrapped(from_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)),
        wrapped(from_sqlite(sqlite3.SQLITE_IOERR_FSYNC)),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_database_is_passing_and_names_no_parameter(
    error: Exception,
) -> None:
    outage = unavailable(error)
    assert outage is not None
    assert "private" not in str(outage)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a defect"),
        wrapped(FromPostgres("23505")),
        wrapped(from_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE)),
        wrapped(ValueError("no code at all")),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_statement_stays_as_it_is(error: Exception) -> None:
    assert unavailable(error) is None
    with pytest.raises(type(error)) as caught, translated():
        raise error
    assert caught.value is error


def test_an_error_is_translated_once() -> None:
    first = StoreUnavailable("closed")
    with pytest.raises(StoreUnavailable) as caught, translated():
        raise first
    assert caught.value is first
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("state", "meet"), [("40001", True), ("40P01", True), ("55P03", True), ("23505", False)]
)
def test_transactions_that_met_are_told_apart(state: str, *, meet: bool) -> None:
    assert is_contention(wrapped(FromPostgres(state))) is meet
