"""A private PostgreSQL server as it is installed, its settings untouched; gone after the run."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import asyncpg

from bench import npm, proc
from bench.servers import HOST, free_port
from bot.clock import SystemClock, monotonic

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_OWNER = "coach"
_START_WITHIN = 30
_UNPRIVILEGED = "postgres"
"""The account that Debian's package makes; PostgreSQL refuses to run as root."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server.

    Attributes:
        port: Where it listens on loopback.
    """

    port: int

    async def database(self, name: str) -> str:
        """Create an empty database and return its URL."""
        connection = await self._connect("postgres")
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        return f"postgresql://{_OWNER}@{HOST}:{self.port}/{name}"

    async def _connect(self, database: str) -> asyncpg.Connection:
        return await asyncpg.connect(
            host=HOST, port=self.port, user=_OWNER, database=database, ssl=False
        )

    async def answers(self) -> bool:
        """Return whether it takes connections by now."""
        try:
            connection = await self._connect("postgres")
        except (OSError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True


def available() -> bool:
    """Return whether PostgreSQL's programs are installed."""
    return _program("initdb") is not None and _program("postgres") is not None


def _program(name: str) -> str | None:
    # Debian keeps the server's programs off the path.
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(debian[-1]) if debian else None)


@asynccontextmanager
async def cluster() -> AsyncIterator[Cluster]:
    """Make a server on the disk of the checkout, on the cores of the loader.

    Raises:
        RuntimeError: PostgreSQL is not installed or did not start; the text says why.
    """
    initdb, postgres = _program("initdb"), _program("postgres")
    if initdb is None or postgres is None:
        raise RuntimeError("PostgreSQL's programs were not found; install its server package")
    folder = Path(mkdtemp(dir=npm.CACHE, prefix="postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _UNPRIVILEGED)
    data = folder / "data"
    try:
        made = await _start(folder, initdb, "-D", str(data), "-U", _OWNER, "--auth=trust")
        if await made.wait():
            raise RuntimeError(f"initdb failed: {_said(folder)}")
        port = free_port()
        listening = (f"listen_addresses={HOST}", f"port={port}", "unix_socket_directories=")
        options = [word for setting in listening for word in ("-c", setting)]
        server = await _start(folder, postgres, "-D", str(data), *options)
        try:
            await _answering(server, Cluster(port), folder)
            yield Cluster(port)
        finally:
            await _stop(server)
    finally:
        shutil.rmtree(folder)


async def _start(folder: Path, *command: str) -> asyncio.subprocess.Process:
    user = _UNPRIVILEGED if os.geteuid() == 0 else None
    with (folder / "log").open("ab") as log, proc.pinned(proc.loader_cores()):
        return await asyncio.create_subprocess_exec(
            *command, cwd=folder, user=user, stdout=log, stderr=log
        )


def _said(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")[-2000:]


async def _answering(server: asyncio.subprocess.Process, made: Cluster, folder: Path) -> None:
    deadline = monotonic() + _START_WITHIN
    while monotonic() < deadline and server.returncode is None:
        if await made.answers():
            return
        await SystemClock().sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {_said(folder)}")


async def _stop(server: asyncio.subprocess.Process) -> None:
    if server.returncode is None:
        server.send_signal(signal.SIGINT)
        await server.wait()
