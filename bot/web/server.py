"""Listening: a socket, its connections, and an end that loses no answer."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.kernel.errors import UserError
from bot.web.answers import Encoder
from bot.web.connection import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.clock import Clock
    from bot.web.reading import Receiver

_BACKLOG = 1024
_GRACE_SECONDS = 10


@asynccontextmanager
async def listening(receiver: Receiver, clock: Clock, host: str, port: int) -> AsyncIterator[int]:
    """Listen as long as the block lasts; then answer what has come, and hang up.

    Args:
        receiver: Answers.
        clock: Tells the date.
        host: The address.
        port: The port; 0 takes a free one.

    Yields:
        The port.

    Raises:
        UserError: The address cannot be had.
    """
    open_ones: set[Connection] = set()
    encoder = Encoder(clock)
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(
            lambda: Connection(receiver, encoder, open_ones), host, port, backlog=_BACKLOG
        )
    except OSError as error:
        raise UserError(
            f"cannot listen on {host}:{port}: {error.strerror};"
            " choose another port or end the program that holds it"
        ) from error
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await _end(open_ones)
        await server.wait_closed()


async def _end(open_ones: set[Connection]) -> None:
    for each in tuple(open_ones):
        each.retire()
    try:
        async with asyncio.timeout(_GRACE_SECONDS):
            await _all_ended(open_ones)
    except TimeoutError:
        for each in tuple(open_ones):
            each.abort()
        await _all_ended(open_ones)


async def _all_ended(open_ones: set[Connection]) -> None:
    for each in tuple(open_ones):
        await each.ended.wait()
