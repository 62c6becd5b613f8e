"""Lets virtual time pass by itself whenever nothing else happens."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Hashable

    from bot.clock import VirtualClock

_LOOK = 0.003
_STILL = 4


@asynccontextmanager
async def passing(clock: VirtualClock, moving: Callable[[], Hashable]) -> AsyncIterator[None]:
    """Jump to the next sleeper's time when `moving` has stood still for a dozen milliseconds.

    Real work (a socket, a database on its thread) goes on in real time meanwhile; only what
    waits for the clock is shortened.
    """
    driver = asyncio.create_task(_drive(clock, moving))
    try:
        yield
    finally:
        driver.cancel()
        with suppress(asyncio.CancelledError):
            await driver


async def _drive(clock: VirtualClock, moving: Callable[[], Hashable]) -> None:
    last, still = moving(), 0
    while True:
        await asyncio.sleep(_LOOK)  # noqa: TID251 - the real time in which things move
        now = moving()
        still = still + 1 if now == last else 0
        last = now
        wake = clock.next_wake()
        if still >= _STILL and wake is not None:
            still = 0
            await clock.advance((wake - clock.now()).total_seconds())
