"""The service's own endpoints: the webhook, and whether the process is alive and ready."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.kernel.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_PING_SECONDS = 5


class Pingable(Protocol):
    """The store, as far as readiness needs it."""

    async def ping(self) -> None:
        """Return when a write would succeed.

        Raises:
            CoachError: It would not.
        """
        ...


def create_app(
    store: Pingable, webhook: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
) -> web.Application:
    """Return the web application.

    Args:
        store: Asked by `/readyz`.
        webhook: The handler of deliveries, from the intake.
    """
    app = web.Application()
    app.router.add_post("/webhook", webhook)
    app.router.add_get("/healthz", _healthz)

    async def readyz(_request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_PING_SECONDS):
                await store.ping()
        except (CoachError, TimeoutError) as error:
            reason = str(error) or "the database does not answer"
            return web.json_response({"ready": False, "reason": reason}, status=503)
        return web.json_response({"ready": True})

    app.router.add_get("/readyz", readyz)
    return app


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})
