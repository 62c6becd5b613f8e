"""Tells open pages that something in the world changed, by server-sent events."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.sandbox.page_guard import HEADERS

if TYPE_CHECKING:
    from bot.sandbox.app_model import Delivery
    from bot.sandbox.world import World

_QUIET: Final = 15.0
"""Seconds after which a silent stream says that it still lives, or learns that nobody listens."""

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Changes:
    """Counts changes and wakes the streams that wait for one.

    A change is noticed by the event it causes, and by the answer to a request that may have
    written something; both are hints, and a page that looks once too often only finds
    nothing new.

    Args:
        app: The application whose requests may change the world.
        world: What may change.
    """

    def __init__(self, app: web.Application, world: World) -> None:
        self._version = 0
        self._closing = False
        self._waiting: set[asyncio.Event] = set()
        world.delivery_listeners.append(self._on_delivery)
        app.on_response_prepare.append(self._on_response)
        app.on_shutdown.append(self._on_shutdown)

    def bump(self) -> None:
        """Say that something may have changed."""
        self._version += 1
        for event in self._waiting:
            event.set()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Answer with the number of the newest change, again after each one, until the end."""
        response = web.StreamResponse(headers=HEADERS)
        response.content_type = "text/event-stream"
        await response.prepare(request)
        changed = asyncio.Event()
        self._waiting.add(changed)
        try:
            await self._speak(response, changed)
        except ConnectionResetError:
            # The page was closed.
            pass
        finally:
            self._waiting.discard(changed)
        return response

    async def _speak(self, response: web.StreamResponse, changed: asyncio.Event) -> None:
        changed.set()
        while not self._closing:
            if changed.is_set():
                changed.clear()
                await response.write(f"data: {self._version}\n\n".encode())
            try:
                async with asyncio.timeout(_QUIET):
                    await changed.wait()
            except TimeoutError:
                await response.write(b": quiet\n\n")

    def _on_delivery(self, _delivery: Delivery) -> None:
        self.bump()

    async def _on_response(self, request: web.Request, _response: web.StreamResponse) -> None:
        if request.method not in _READING:
            self.bump()

    async def _on_shutdown(self, _app: web.Application) -> None:
        self._closing = True
        self.bump()
