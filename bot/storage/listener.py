"""Hearing from other processes, by PostgreSQL's LISTEN, that something may be due."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import asyncpg
import structlog

from bot.storage.signals import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.clock import Clock
    from bot.storage.location import PostgresLocation

_RETRY_SECONDS = 5.0

_log = structlog.get_logger()


class Listener:
    """Keeps one connection that listens; makes a new one when it is lost.

    Args:
        location: The database.
        clock: Waits between attempts to connect.
        heard: Called for every note, and after every connect, since notes may have been missed.
    """

    def __init__(self, location: PostgresLocation, clock: Clock, heard: Callable[[], None]) -> None:
        self._location = location
        self._clock = clock
        self._heard = heard
        self._task = asyncio.create_task(self._listen(), name="postgres-listener")

    async def close(self) -> None:
        """Stop listening."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _listen(self) -> None:
        while True:
            try:
                await self._until_lost()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("listen_failed", error=type(error).__name__)
            # Meanwhile the workers poll.
            await self._clock.sleep(_RETRY_SECONDS)

    async def _until_lost(self) -> None:
        connection = await asyncpg.connect(self._location.dsn)
        try:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._note)
            self._heard()
            await lost.wait()
        finally:
            connection.terminate()

    def _note(self, *_: Any) -> None:  # noqa: ANN401 - asyncpg passes four things, none needed
        self._heard()
