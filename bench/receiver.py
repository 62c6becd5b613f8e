"""The coach's receiving half alone: what `upstream-coach serve` does with a delivery, no worker.

SQLite serves one process, so that the web role cannot be had from the command line there; and
a worker would call GitHub, which Probot's idle handler does not.
"""

from __future__ import annotations

import asyncio

import uvloop

from bot import bootstrap, logs
from bot.clock import SystemClock
from bot.serve import freeze_the_start
from bot.settings import Settings
from bot.web.server import listening


async def receive() -> None:
    """Take deliveries until the process is ended."""
    settings = Settings.from_environment()
    logs.set_up(settings.log_level)
    clock = SystemClock()
    async with (
        bootstrap.assembled(settings, clock) as service,
        listening(service.web, clock, settings.host, settings.port),
    ):
        freeze_the_start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(receive())
