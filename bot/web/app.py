"""The service's own endpoints: the webhook, and whether the process is alive and ready."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple, Protocol

from aiohttp import hdrs, web

from bot.kernel.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

_PING_SECONDS = 5


class Pingable(Protocol):
    """The store, as far as readiness needs it."""

    async def ping(self) -> None:
        """Return when a write would succeed.

        Raises:
            CoachError: It would not.
        """
        ...


class Endpoint(NamedTuple):
    """What answers at a path: the one method it takes, and the handler."""

    method: str
    handler: Handler


def endpoints(store: Pingable, webhook: Handler) -> Mapping[str, Endpoint]:
    """Return what is served, by path.

    Args:
        store: Asked by `/readyz`.
        webhook: The handler of deliveries, from the intake.
    """

    async def readyz(_request: web.BaseRequest) -> web.Response:
        try:
            async with asyncio.timeout(_PING_SECONDS):
                await store.ping()
        except (CoachError, TimeoutError) as error:
            reason = str(error) or "the database does not answer"
            return web.json_response({"ready": False, "reason": reason}, status=503)
        return web.json_response({"ready": True})

    return {
        "/webhook": Endpoint(hdrs.METH_POST, webhook),
        "/healthz": Endpoint(hdrs.METH_GET, _healthz),
        "/readyz": Endpoint(hdrs.METH_GET, readyz),
    }


def create_server(served: Mapping[str, Endpoint]) -> web.Server:
    """Return the server, not yet listening.

    Three fixed paths need no router: aiohttp's costs an eighth of a delivery's time.
    """

    async def serve(request: web.BaseRequest) -> web.StreamResponse:
        endpoint = served.get(request.rel_url.raw_path)
        if endpoint is None:
            known = ", ".join(sorted(served))
            return web.json_response({"error": f"Nothing is here; see {known}."}, status=404)
        if request.method != endpoint.method:
            allow = {hdrs.ALLOW: endpoint.method}
            error = {"error": f"Only {endpoint.method} is taken here."}
            return web.json_response(error, status=405, headers=allow)
        return await endpoint.handler(request)

    # The intake refuses compressed bodies unread; unpacking them first would be work for free.
    return web.Server(serve, access_log=None, auto_decompress=False)


async def _healthz(_request: web.BaseRequest) -> web.Response:
    return web.json_response({"alive": True})
