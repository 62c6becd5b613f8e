"""Runs the service: the web role, the worker role, or both in one process."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import structlog

from bot import bootstrap
from bot.kernel.errors import UserError
from bot.web.server import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.bootstrap import Service
    from bot.clock import Clock
    from bot.settings import Settings

_log = structlog.get_logger()


def run(program: Coroutine[Any, Any, None]) -> None:
    """Run a program to its end, on uvloop where it exists: a fifth less CPU for a delivery."""
    factory = None
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - absent on Windows

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(program)


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


async def serve(settings: Settings, clock: Clock, role: Role) -> None:
    """Serve until the process is asked to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    async with running(settings, clock, role):
        freeze_the_start()
        await stop.wait()
        _log.info("stopping")


def freeze_the_start() -> None:
    """Exempt what was loaded up to now from garbage collection.

    These 100,000 objects stay for ever. Walking through them would stop the process for 60
    milliseconds, once in some thousand deliveries.
    """
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock, role: Role
) -> AsyncIterator[tuple[Service, int]]:
    """Run the service as long as the block lasts.

    Yields:
        The service, and the port that it listens on; 0 where it does not listen.
    """
    if role is not Role.ALL and settings.database_url.startswith("sqlite"):
        raise UserError(
            "SQLite serves one process: use the role `all`,"
            " or a COACH_DATABASE_URL of PostgreSQL for several"
        )
    port = 0
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(bootstrap.assembled(settings, clock))
        if role is not Role.WEB:
            await bootstrap.start_standing_work(service, clock)
            await stack.enter_async_context(_working(service))
        else:
            await bootstrap.learn_identity(service)
        if role is not Role.WORKER:
            listener = listening(service.web, clock, settings.host, settings.port)
            port = await stack.enter_async_context(listener)
        _log.info("serving", role=role.value, host=settings.host, port=port)
        yield service, port


@asynccontextmanager
async def _working(service: Service) -> AsyncIterator[None]:
    task = asyncio.create_task(service.worker.run())
    try:
        yield
    finally:
        await service.worker.stop()
        await task
