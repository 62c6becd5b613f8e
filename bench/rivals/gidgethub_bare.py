"""A bare gidgethub receiver on aiohttp: verifies, parses, dispatches, stores nothing."""

from __future__ import annotations

import os
import sys

import uvloop
from aiohttp import web
from gidgethub import ValidationFailure, routing, sansio

_LARGEST = 25 * 1024 * 1024
"""GitHub's own limit of a payload; aiohttp's default would refuse a large push."""


def application(secret: str) -> web.Application:
    """Return the server's application for this webhook secret."""
    router = routing.Router()

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        try:
            event = sansio.Event.from_http(request.headers, body, secret=secret)
        except ValidationFailure:
            return web.Response(status=401)
        await router.dispatch(event)
        return web.Response(status=200)

    app = web.Application(client_max_size=_LARGEST)
    app.router.add_post("/webhook", receive)
    return app


def main() -> None:
    """Serve on loopback; `uvloop` as the one argument picks that loop."""
    app = application(os.environ["WEBHOOK_SECRET"])
    loop = uvloop.new_event_loop() if sys.argv[1:] == ["uvloop"] else None
    web.run_app(
        app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None, loop=loop
    )


if __name__ == "__main__":
    main()
