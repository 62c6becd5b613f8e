"""One measurement: a load from the loader's process, the server's CPU time beside it."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bench import proc
from bench.loader import Load, Measured
from bench.servers import HOST

if TYPE_CHECKING:
    from bench.servers import Running

_ROOT = Path(__file__).parents[1]


class ServerError(RuntimeError):
    """A server answered otherwise than it had to, so its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Mode:
    """How a load is sent; see `bench.loader.Load`."""

    name: str
    connections: int
    requests: int
    rate: float | None = None
    expected: int = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """What one load measured; `cpu_us` is the server's CPU time for each request."""

    measured: Measured
    cpu_us: float


async def sample(server: Running, mode: Mode, hooks: Path) -> Sample:
    """Put one load on a server.

    Raises:
        ServerError: An answer was not of the expected kind, or the connection broke.
    """
    load = Load(
        host=HOST,
        port=server.port,
        path=server.contender.path,
        hooks=str(hooks),
        requests=mode.requests,
        connections=mode.connections,
        rate=mode.rate,
        expected=mode.expected,
    )
    before = server.cpu_seconds()
    measured = await _loaded(load, server.contender.name)
    used = server.cpu_seconds() - before
    if measured.errors:
        raise ServerError(
            f"{server.contender.name}: {measured.errors} of {measured.requests} answers were"
            f" not {mode.expected}xx, the first {measured.first_error}"
        )
    return Sample(measured, cpu_us=used / measured.requests * 1_000_000)


async def _loaded(load: Load, name: str) -> Measured:
    with proc.pinned(proc.loader_cores()):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.loader"),
            cwd=_ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    output, errors = await process.communicate(msgspec.json.encode(load))
    if process.returncode:
        raise ServerError(f"{name}: {errors.decode(errors='replace').strip().splitlines()[-1]}")
    return msgspec.json.decode(output, type=Measured)
