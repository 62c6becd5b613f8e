"""The clock: the only place that asks what time it is and the only way to wait."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits; handed to every part that needs either."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for this many seconds; zero or less only yields to other tasks."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(max(seconds, 0))


class TravellingClock:
    """The machine's clock, set back; it goes on by itself and can be moved forward.

    Args:
        behind: How far it is set back at first.
    """

    def __init__(self, behind: timedelta) -> None:
        self._behind = behind
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """Return its instant in UTC."""
        return datetime.now(UTC) - self._behind

    async def sleep(self, seconds: float) -> None:
        """Wait until it has gone on by this much, by itself or because it was moved."""
        until = self.now() + timedelta(seconds=max(seconds, 0))
        await asyncio.sleep(0)
        while (left := (until - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._moved.wait()

    async def travel(self, span: timedelta) -> None:
        """Move it forward, never beyond the present; whoever sleeps until then wakes."""
        self._behind = max(self._behind - span, timedelta(0))
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        await asyncio.sleep(0)


class VirtualClock:
    """A clock that stands still until it is advanced; for tests, demo and simulation.

    Args:
        start: The first instant; aware.
    """

    def __init__(self, start: datetime = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        """Return the virtual instant."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been advanced by this much."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        wake = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (wake, next(self._order), waiter))
        await waiter

    def next_wake(self) -> datetime | None:
        """Return when the next sleeper is due, or None when nobody sleeps."""
        self._drop_cancelled()
        return self._sleepers[0][0] if self._sleepers else None

    async def advance(self, seconds: float) -> None:
        """Move forward, waking sleepers in the order of their time."""
        target = self._now + timedelta(seconds=seconds)
        # Tasks that were just made have not slept yet.
        await self._settle()
        while True:
            wake = self.next_wake()
            if wake is None or wake > target:
                break
            self._now = max(self._now, wake)
            _, _, waiter = heapq.heappop(self._sleepers)
            waiter.set_result(None)
            await self._settle()
        self._now = target
        await self._settle()

    def _drop_cancelled(self) -> None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)

    @staticmethod
    async def _settle() -> None:
        # Tasks that were woken hand on to others; a few rounds let a chain of them run.
        for _ in range(10):
            await asyncio.sleep(0)


def monotonic() -> float:
    """Return seconds on a clock that never goes back; for measuring durations only."""
    return time.monotonic()
