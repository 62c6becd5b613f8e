"""How a function of a connection is run: on a thread for SQLite, by asyncpg for PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from bot.storage.checkpoints import NET, Checkpoints
from bot.storage.filelock import FileLock
from bot.storage.location import PostgresLocation
from bot.storage.sql import sqlite_driver

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

    from bot.storage.location import SqliteLocation

T = TypeVar("T")

_READERS = 4
_BUSY_MILLISECONDS = 5000
_PAGE_BYTES = 8192
"""For a new file. A usual delivery takes 2.3 kB when compressed: three fit where in a page of
SQLite's default size there is room for one, and a commit writes half as many pages."""


class Runner(Protocol):
    """Runs functions of a connection, each in one transaction.

    Attributes:
        mixes: Whether unlike functions may share a transaction. With several processes on
            one database they may not: each function takes its row locks in one order, two
            in a row would not, and the processes would deadlock.
    """

    mixes: bool

    async def write(self, work: Callable[[Connection], T], *, atomic: bool = False) -> T:
        """Run and commit; return after the commit is durable.

        Args:
            work: What to do.
            atomic: Whether one statement is all of it, so that where there are several
                writers it needs no transaction around it.
        """
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run without the intention to write."""
        ...

    async def scrub(self) -> None:
        """Let nothing that was deleted be read in the files any more, as far as that can be had."""
        ...

    async def close(self) -> None:
        """Give up every connection."""
        ...


def runner_for(location: SqliteLocation | PostgresLocation, *, alone: bool = True) -> Runner:
    """Return the runner for a database.

    Args:
        location: Where it is.
        alone: Whether a SQLite file is kept from other processes; a visitor does without.

    Raises:
        UserError: The SQLite file is in use by another process or cannot be written.
    """
    if isinstance(location, PostgresLocation):
        return PostgresRunner(location)
    return SqliteRunner(location, alone=alone)


class SqliteRunner:
    """One thread that writes and a few that read; in memory, one thread for both.

    The journal is write-ahead and every commit is synced (`synchronous=FULL`), so that what
    was acknowledged survives a power failure: https://www.sqlite.org/pragma.html#pragma_synchronous
    """

    mixes = True

    def __init__(self, location: SqliteLocation, *, alone: bool) -> None:
        self._lock = FileLock(location.path) if location.path and alone else None
        self._writer_thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._writer = _engine(location, read_only=False)
        self._writing: Connection | None = None
        self._changes = 0
        self._checkpoints = Checkpoints(location.path) if location.path else None
        if location.path is None:
            self._reader_threads, self._reader = self._writer_thread, self._writer
        else:
            self._reader_threads = ThreadPoolExecutor(_READERS, thread_name_prefix="sqlite-reader")
            self._reader = _engine(location, read_only=True)

    async def write(self, work: Callable[[Connection], T], *, atomic: bool = False) -> T:
        """Run on the writer thread and commit."""
        del atomic  # on SQLite nothing is saved by it

        def transact() -> T:
            # One connection for ever: taking it from the pool would cost as much as the begin.
            if self._writing is None:
                self._writing = self._writer.connect()
            with self._writing.begin():
                result = work(self._writing)
            self._note_commit(self._writing)
            return result

        return await asyncio.get_running_loop().run_in_executor(self._writer_thread, transact)

    def _note_commit(self, conn: Connection) -> None:
        before, self._changes = self._changes, sqlite_driver(conn).total_changes
        if self._checkpoints is not None:
            self._checkpoints.committed(self._changes - before)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run on a reader thread, in a snapshot of its own."""

        def transact() -> T:
            with self._reader.begin() as conn:
                return work(conn)

        return await asyncio.get_running_loop().run_in_executor(self._reader_threads, transact)

    async def scrub(self) -> None:
        """Write the file anew, without what earlier changes left in it, and empty its log.

        Another process that writes has to wait meanwhile; a log that one reads stays until that
        is done: https://www.sqlite.org/lang_vacuum.html
        """

        def rewrite() -> None:
            with self._writer.connect() as conn:
                driver = sqlite_driver(conn)
                driver.execute("VACUUM")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        await asyncio.get_running_loop().run_in_executor(self._writer_thread, rewrite)

    async def close(self) -> None:
        """Close the connections and end the threads."""
        loop = asyncio.get_running_loop()
        if self._checkpoints is not None:
            await asyncio.to_thread(self._checkpoints.close)
        # Given back first: in memory both engines are one, and giving back rolls back, which a
        # connection that is closed already cannot.
        if self._writing is not None:
            await loop.run_in_executor(self._writer_thread, self._writing.close)
        await loop.run_in_executor(self._reader_threads, self._reader.dispose)
        await loop.run_in_executor(self._writer_thread, self._writer.dispose)
        self._reader_threads.shutdown()
        self._writer_thread.shutdown()
        if self._lock:
            self._lock.close()


class PostgresRunner:
    """A pool of asyncpg connections on the event loop."""

    mixes = False

    def __init__(self, location: PostgresLocation) -> None:
        # It loads the whole ORM, which SQLite's start need not pay for.
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - as said

        self._engine: AsyncEngine = create_async_engine(location.url, pool_size=5, max_overflow=5)
        self._plain = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def write(self, work: Callable[[Connection], T], *, atomic: bool = False) -> T:
        """Run and commit."""
        if atomic:
            async with self._plain.connect() as conn:
                return await conn.run_sync(work)
        async with self._engine.begin() as conn:
            return await conn.run_sync(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run and roll back."""
        async with self._engine.connect() as conn:
            return await conn.run_sync(work)

    async def scrub(self) -> None:
        """Do nothing: the server clears its files itself, at the next vacuum."""

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()


def _engine(location: SqliteLocation, *, read_only: bool) -> Engine:
    if location.path is None:
        # One connection for ever: a second one would see another, empty database.
        engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        # Student data: nobody else on the machine reads it. SQLite gives the journal files
        # the same rights.
        os.close(os.open(location.path, os.O_RDWR | os.O_CREAT, 0o600))
        engine = create_engine(f"sqlite:///{location.path}", pool_size=_READERS)

    # By default Python's sqlite3 begins transactions on its own and too late; here SQLAlchemy
    # does: https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {NET}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
