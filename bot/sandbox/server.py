"""Runs the sandbox's API on a port of this machine."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.rest import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.sandbox.faults import Faults
    from bot.sandbox.world import World


@asynccontextmanager
async def running(
    world: World,
    faults: Faults | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    prefix: str = "",
) -> AsyncIterator[str]:
    """Serve the API while the block runs, and tell the world its address.

    Args:
        world: What is served.
        faults: What goes wrong.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        prefix: As for `create_app`.

    Yields:
        The root of the REST API, without a slash at the end.
    """
    async with serving(create_app(world, faults, prefix=prefix), host=host, port=port) as root:
        world.links.api = f"{root}{prefix}"
        yield world.links.api


@asynccontextmanager
async def serving(
    app: web.Application, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve any application while the block runs.

    Yields:
        `http://<host>:<port>`.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        taken = runner.addresses[0][1]
        yield f"http://{host}:{taken}"
    finally:
        await runner.cleanup()
