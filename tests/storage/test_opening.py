"""Opening a store: where, in which version, and who else has it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import MetaData, create_engine, inspect, update
from sqlalchemy.ext.asyncio import create_async_engine

from bot.kernel.errors import UserError
from bot.storage import migrations
from bot.storage.errors import StoreUnavailable
from bot.storage.location import PostgresLocation, SqliteLocation, locate
from bot.storage.migrate import migrate
from bot.storage.store import Store
from bot.storage.tables import metadata, schema_version
from tests.support.stores import (
    DURABLE_DATABASES,
    FILE,
    delivery,
    empty_url,
    migrated_url,
    opened,
    pull,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from bot.clock import VirtualClock


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///data/coach.db", "data/coach.db"),
        ("sqlite:////var/lib/coach.db", "/var/lib/coach.db"),
    ],
)
def test_a_sqlite_url_names_a_file_or_memory(text: str, path: str | None) -> None:
    location = locate(text)
    assert isinstance(location, SqliteLocation)
    assert (str(location.path) if location.path else None) == path


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_a_postgres_url_may_be_as_hosting_providers_write_it(scheme: str) -> None:
    location = locate(f"{scheme}://u:p@db.example/coach?sslmode=require")
    assert isinstance(location, PostgresLocation)
    assert location.url.drivername == "postgresql+asyncpg"
    assert location.url.query == {"ssl": "require"}
    assert location.dsn == "postgresql://u:p@db.example/coach?sslmode=require"


@pytest.mark.parametrize("text", ["", "coach.db", "mysql://u:secret@host/db", "postgres://h:x/y"])
def test_another_url_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UserError, match=r"sqlite:///path/to/coach\.db") as caught:
        locate(text)
    assert "secret" not in str(caught.value)


async def test_a_fresh_database_in_memory_needs_no_migration(clock: VirtualClock) -> None:
    async with opened("sqlite://", clock) as store:
        await store.ping()


@pytest.mark.parametrize("database", DURABLE_DATABASES)
async def test_a_database_that_is_behind_asks_for_migrate(
    database: str, tmp_path: Path, clock: VirtualClock
) -> None:
    url = empty_url(database, tmp_path)
    with pytest.raises(UserError, match="Run `upstream-coach migrate`"):
        await Store.open(url, clock=clock)
    with pytest.raises(UserError, match="Run `upstream-coach migrate`"):
        await Store.visit(url, clock=clock)
    assert await migrate(url) == len(migrations.MIGRATIONS)
    assert await migrate(url) == 0
    async with opened(url, clock) as store:
        await store.ping()


@pytest.mark.parametrize("database", DURABLE_DATABASES)
async def test_a_database_that_is_newer_asks_for_its_release(
    database: str, tmp_path: Path, clock: VirtualClock
) -> None:
    url = await migrated_url(database, tmp_path)
    await _run(url, lambda conn: conn.execute(update(schema_version).values(version=999)))
    with pytest.raises(UserError, match="newer than this program"):
        await Store.open(url, clock=clock)
    with pytest.raises(UserError, match="newer than this program"):
        await migrate(url)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.parametrize("database", DURABLE_DATABASES)
async def test_the_migrations_make_the_tables_that_the_queries_expect(
    database: str, tmp_path: Path
) -> None:
    found = MetaData()
    await _run(await migrated_url(database, tmp_path), found.reflect)
    assert set(found.tables) - {"sqlite_sequence"} == set(metadata.tables)
    for name, table in metadata.tables.items():
        there = found.tables[name]
        assert {column.name for column in there.c} == {column.name for column in table.c}
        for column in table.c:
            assert column.primary_key or there.c[column.name].nullable == column.nullable, column
            assert there.c[column.name].primary_key == column.primary_key, column
            assert issubclass(there.c[column.name].type.python_type, column.type.python_type), (
                column
            )


@pytest.mark.parametrize("database", DURABLE_DATABASES)
async def test_the_claim_and_the_inbox_have_their_indexes(database: str, tmp_path: Path) -> None:
    names: set[str | None] = set()

    def look(conn: Connection) -> None:
        for table in ("inbox", "task", "journal"):
            names.update(index["name"] for index in inspect(conn).get_indexes(table))

    await _run(await migrated_url(database, tmp_path), look)
    assert {"inbox_unfinished", "task_due", "journal_kind"} <= names


async def test_a_second_process_is_refused_and_told_who_has_the_file(
    tmp_path: Path, clock: VirtualClock
) -> None:
    url = await migrated_url(FILE, tmp_path)
    async with opened(url, clock):
        with pytest.raises(UserError, match=f"in use by process {os.getpid()}"):
            await Store.open(url, clock=clock)
        with pytest.raises(UserError, match="in use"):
            await migrate(url)
    async with opened(url, clock) as store:
        await store.ping()


async def test_a_visitor_looks_beside_the_process_that_works(
    tmp_path: Path, clock: VirtualClock
) -> None:
    url = await migrated_url(FILE, tmp_path)
    async with opened(url, clock) as store:
        await store.signal(pull(), "7")
        [lease] = await store.claim(1)
        visitor = await Store.visit(url, clock=clock)
        [row] = await visitor.tasks()
        await visitor.close()
        assert row.leased
        assert await store.extend([lease]) == [lease]


async def test_a_missing_folder_is_named(tmp_path: Path, clock: VirtualClock) -> None:
    with pytest.raises(UserError, match="Make its folder"):
        await Store.open(f"sqlite:///{tmp_path / 'nowhere' / 'coach.db'}", clock=clock)


async def test_the_file_is_for_its_owner_alone_and_written_ahead_with_every_commit_synced(
    tmp_path: Path, clock: VirtualClock
) -> None:
    url = await migrated_url(FILE, tmp_path)
    async with opened(url, clock) as store:
        await store.ping()
        for name in ("coach.db", "coach.db-wal", "coach.db.lock"):
            assert os.stat(tmp_path / name).st_mode & 0o077 == 0, name  # noqa: PTH116 - no Path in async code
        settings = [
            await store._runner.write(partial(_pragma, name=name))
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]
        assert settings == ["wal", 2, 5000]


async def test_a_full_disk_makes_the_store_unavailable_and_leaves_it_working_later(
    tmp_path: Path, clock: VirtualClock
) -> None:
    async with opened(await migrated_url(FILE, tmp_path), clock) as store:
        runner = store._runner
        await runner.write(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count = 60"))
        with pytest.raises(StoreUnavailable, match="full"):
            await store.accept(delivery(pull(), payload=os.urandom(400_000)))
        await runner.write(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count = 100000"))
        assert await store.accept(delivery(pull(), payload=os.urandom(400_000)))


async def test_a_locked_database_makes_the_store_unavailable(
    tmp_path: Path, clock: VirtualClock
) -> None:
    async with opened(await migrated_url(FILE, tmp_path), clock) as store:
        await store._runner.write(lambda conn: conn.exec_driver_sql("PRAGMA busy_timeout = 1"))
        with closing(sqlite3.connect(tmp_path / "coach.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="locked"):
                await store.ping()
            assert await store.meta("reading works") is None
            other.execute("ROLLBACK")
        await store.ping()


async def test_an_absent_server_makes_the_store_unavailable(
    tmp_path: Path, clock: VirtualClock
) -> None:
    with pytest.raises(StoreUnavailable):
        await Store.open(f"postgresql://nobody@/coach?host={tmp_path}", clock=clock)
    with pytest.raises(StoreUnavailable):
        await migrate(f"postgresql://nobody@/coach?host={tmp_path}")


def _pragma(conn: Connection, name: str) -> object:
    return conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()


async def _run(url: str, work: Callable[[Connection], object]) -> None:
    location = locate(url)
    if isinstance(location, PostgresLocation):
        engine = create_async_engine(location.url)
        async with engine.begin() as conn:
            await conn.run_sync(work)
        await engine.dispose()
    else:
        plain = create_engine(url)
        with plain.begin() as sync:
            work(sync)
        plain.dispose()


@pytest.mark.parametrize("place", ["memory", "file"])
async def test_a_store_that_was_written_to_closes_without_a_complaint(
    place: str, tmp_path: Path, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    url = "sqlite://"
    if place == "file":
        url = f"sqlite:///{tmp_path}/coach.db"
        await migrate(url)
    store = await Store.open(url, clock=clock)
    await store.set_meta("name", "value")
    assert await store.meta("name") == "value"
    await store.close()
    assert caplog.records == []
