"""The pace of writes: one at a time for an installation, with a pause between two.

GitHub asks for at least a second between requests that create content, and for no two at
once: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.clock import Clock


class WriteSlots(Protocol):
    """Hands out the right to write, one holder an installation."""

    def slot(self, scope: str) -> AbstractAsyncContextManager[None]:
        """Wait for the turn of this installation; the pause begins when it is given back."""
        ...


class LocalWriteSlots:
    """Write slots of one process.

    Args:
        clock: Measures the pause.
        pause: Seconds between the end of one write and the start of the next.
    """

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = timedelta(seconds=pause)
        self._locks: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, datetime] = {}

    @asynccontextmanager
    async def slot(self, scope: str) -> AsyncIterator[None]:
        """Wait for the turn of this installation."""
        async with self._locks.setdefault(scope, asyncio.Lock()):
            free_at = self._free_at.get(scope)
            if free_at is not None:
                await self._clock.sleep((free_at - self._clock.now()).total_seconds())
            try:
                yield
            finally:
                self._free_at[scope] = self._clock.now() + self._pause
