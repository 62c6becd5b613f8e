"""The pace of writes: one at a time for an installation, with a pause between two.

GitHub asks for at least a second between requests that create content, and for no two at
once: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import asyncio
import uuid
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.clock import Clock


_HOLD = timedelta(seconds=6)
"""How long a slot outlives a process that died in a write."""
_SHORTEST_WAIT = 0.02


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


class SlotPort(Protocol):
    """Where several processes agree on who may write."""

    async def take_write_slot(self, scope: str, holder: str, hold: timedelta) -> datetime | None:
        """Take or prolong a slot; None when it was had, else when it may become free."""
        ...

    async def leave_write_slot(self, scope: str, holder: str, pause: timedelta) -> None:
        """Give a slot back, not to be taken before the pause is over."""
        ...


class SharedWriteSlots:
    """Write slots of several processes on one database.

    A slot is held for a few seconds and prolonged while a write lasts, so that one whose
    holder died is soon free. No transaction stays open meanwhile.

    Args:
        port: Where the processes agree.
        clock: Waits for a slot.
        pause: As for `LocalWriteSlots`.
    """

    def __init__(self, port: SlotPort, clock: Clock, pause: float) -> None:
        self._port = port
        self._clock = clock
        self._pause = timedelta(seconds=pause)
        self._locks: dict[str, asyncio.Lock] = {}
        self._holder = uuid.uuid4().hex

    @asynccontextmanager
    async def slot(self, scope: str) -> AsyncIterator[None]:
        """Wait for the turn of this installation."""
        async with self._locks.setdefault(scope, asyncio.Lock()):
            while (free_at := await self._take(scope)) is not None:
                wait = (free_at - self._clock.now()).total_seconds()
                await self._clock.sleep(max(wait, _SHORTEST_WAIT))
            prolonging = asyncio.create_task(self._prolong(scope))
            try:
                yield
            finally:
                prolonging.cancel()
                await asyncio.wait([prolonging])
                await self._port.leave_write_slot(scope, self._holder, self._pause)

    async def _take(self, scope: str) -> datetime | None:
        return await self._port.take_write_slot(scope, self._holder, _HOLD)

    async def _prolong(self, scope: str) -> None:
        while True:
            await self._clock.sleep(_HOLD.total_seconds() / 3)
            await self._take(scope)
