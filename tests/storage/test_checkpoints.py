"""Checkpoints beside the writer."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.storage.checkpoints import EVERY, NET, Checkpoints
from bot.storage.location import SqliteLocation
from bot.storage.runner import SqliteRunner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


@pytest.fixture
def writer(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE kept (value BLOB)")
    yield connection
    connection.close()


def size(path: Path) -> int:
    return path.stat().st_size


def fill(connection: sqlite3.Connection) -> None:
    connection.executemany("INSERT INTO kept VALUES (?)", [(bytes(4000),)] * 50)


def test_nothing_is_copied_before_there_is_enough(path: Path, writer: sqlite3.Connection) -> None:
    before = path.stat().st_size
    checkpoints = Checkpoints(path)
    fill(writer)
    checkpoints.committed(50)
    checkpoints.close()
    assert path.stat().st_size == before


def test_the_log_is_copied_while_the_writer_is_in_a_transaction(
    path: Path, writer: sqlite3.Connection
) -> None:
    checkpoints = Checkpoints(path)
    fill(writer)
    writer.execute("BEGIN IMMEDIATE")
    fill(writer)
    checkpoints.committed(EVERY)
    checkpoints.close()
    assert path.stat().st_size > 50 * 4000
    writer.execute("COMMIT")
    assert writer.execute("SELECT count(*) FROM kept").fetchone() == (100,)


def test_a_checkpoint_that_fails_is_only_put_off(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "nowhere" / "coach.db")
    checkpoints.committed(EVERY)
    checkpoints.committed(EVERY)
    checkpoints.close()


async def test_the_writer_leaves_it_to_them_but_for_the_net(path: Path) -> None:
    def setting(conn: Connection) -> int:
        found: int = conn.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one()
        return found

    def grow(conn: Connection) -> None:
        conn.exec_driver_sql("CREATE TABLE IF NOT EXISTS kept (value BLOB)")
        conn.exec_driver_sql("INSERT INTO kept VALUES (?)", [(bytes(4000),)] * EVERY)

    runner = SqliteRunner(SqliteLocation(path), alone=True)
    try:
        assert await runner.write(setting) == NET
        await runner.write(grow)
        await runner.write(setting)
        async with asyncio.timeout(10):
            while size(path) < EVERY * 4000:
                await runner.read(setting)
    finally:
        await runner.close()
