"""The private PostgreSQL server of the tests, with its settings untouched, for measuring."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bench import proc
from bot.storage.migrate import migrate
from tests.support.postgres import PostgresServer, programs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


def available() -> bool:
    """Return whether PostgreSQL's programs are installed."""
    return programs() is not None


@asynccontextmanager
async def server() -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """Start a server on the cores of the loader; yields what makes a migrated database.

    Raises:
        RuntimeError: PostgreSQL is not installed or did not start; the text says why.
    """
    binaries = programs()
    if binaries is None:
        raise RuntimeError("PostgreSQL's programs were not found; install its server package")
    with proc.pinned(proc.loader_cores()):
        started = PostgresServer(binaries)

    async def database() -> str:
        url = started.database()
        await migrate(url)
        return url

    try:
        yield database
    finally:
        started.stop()
