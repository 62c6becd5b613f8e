"""Starts the servers that are measured, each a process on loopback, and stops them."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp

from bench import proc
from bench.wire import Hook, sign
from bot.clock import SystemClock, monotonic

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

HOST = "127.0.0.1"
SECRET = "a webhook secret of the benchmarks"  # noqa: S105 - guards nothing
_START_WITHIN = 60
_STOP_WITHIN = 20
_ASK_EVERY = 0.005


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that can be started.

    Attributes:
        name: What the report calls it.
        command: The program and its arguments; it finds its port and the webhook secret in the
            environment, as `PORT` and `WEBHOOK_SECRET`, or with `COACH_` before them.
        path: Where it takes webhooks.
        environment: What is added to the environment of this process.
    """

    name: str
    command: tuple[str, ...]
    path: str
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Running:
    """A started server.

    Attributes:
        contender: What was started.
        port: Where it listens on loopback.
        process: Its process.
        log: The file that takes what it says.
        started_ms: From the start of the process to its first 2xx answer to a webhook.
    """

    contender: Contender
    port: int
    process: asyncio.subprocess.Process
    log: Path
    started_ms: float

    def cpu_seconds(self) -> float:
        """Return the CPU time used up to now."""
        return proc.cpu_seconds(self.process.pid)

    def resident_megabytes(self) -> float:
        """Return the memory held now."""
        return proc.resident_megabytes(self.process.pid)

    def log_bytes(self) -> int:
        """Return how much it has said up to now."""
        return self.log.stat().st_size


def free_port() -> int:
    """Return a port of loopback that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(
    contender: Contender, log: Path, cores: set[int] | None = None
) -> AsyncIterator[Running]:
    """Start a server, wait for its first 2xx answer, and stop it in the end.

    Args:
        contender: What to start.
        log: A file for its standard output and error.
        cores: Where it may run; those of the server unless told.

    Raises:
        RuntimeError: It ended or did not answer within a minute; the text quotes its log.
    """
    port = free_port()
    since = monotonic()
    process = await spawn(contender, port, log, cores or proc.server_cores())
    try:
        await _answering(process, f"http://{HOST}:{port}{contender.path}", contender.name, log)
        yield Running(contender, port, process, log, (monotonic() - since) * 1000)
    finally:
        await stop(process)


async def spawn(
    contender: Contender, port: int, log: Path, cores: set[int] | None = None
) -> asyncio.subprocess.Process:
    """Start a server and return at once; what it says is added to the log.

    Args:
        contender: What to start.
        port: Where it is to listen.
        log: A file for its standard output and error.
        cores: Where it may run; anywhere unless told.
    """
    environment = {**os.environ, **contender.environment}
    for prefix in ("", "COACH_"):
        environment |= {f"{prefix}PORT": str(port), f"{prefix}WEBHOOK_SECRET": SECRET}
    with log.open("ab") as output, proc.pinned(cores or os.sched_getaffinity(0)):
        return await asyncio.create_subprocess_exec(
            *contender.command,
            env=environment,
            cwd=log.parent,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


async def _answering(process: asyncio.subprocess.Process, url: str, name: str, log: Path) -> None:
    ping = Hook("ping", b'{"zen":"Design for failure.","installation":{"id":4242}}', "")
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": ping.event,
        "X-GitHub-Delivery": "11111111-0000-4000-8000-000000000000",
        "X-Hub-Signature-256": sign(ping.body, SECRET),
    }
    deadline, answer = monotonic() + _START_WITHIN, "nothing"
    async with aiohttp.ClientSession() as session:
        while monotonic() < deadline and process.returncode is None:
            try:
                async with session.post(url, data=ping.body, headers=headers) as response:
                    if response.ok:
                        return
                    answer = f"{response.status} {await response.text()}"
            except aiohttp.ClientError as error:
                answer = str(error)
            await SystemClock().sleep(_ASK_EVERY)
    raise RuntimeError(f"{name} did not start: last answer {answer}; its log ends:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-3000:]


async def stop(process: asyncio.subprocess.Process) -> None:
    """End a process that we started, kindly at first."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_WITHIN):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
