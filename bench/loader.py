"""The load: a lean HTTP client, run as a process of its own beside the measured server."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
import uvloop

from bench.figures import percentile
from bench.wire import Hook, guid, read_answer, template
from bot.clock import monotonic

if TYPE_CHECKING:
    from bench.wire import Template

_TICK = 0.001
_LATEST_START = 0.002
_PATIENCE = 120


class Load(msgspec.Struct, frozen=True):
    """What to send.

    Attributes:
        host: Where the server listens.
        port: Its port.
        path: Where it takes webhooks.
        hooks: A file of hooks, as `save_hooks` writes it.
        requests: How many to send in all.
        connections: How many are open; in a closed loop, how many requests are in flight.
        rate: Requests a second for an open loop; None is a closed loop.
        expected: The hundreds of the statuses that are no error: 2 for 2xx.
    """

    host: str
    port: int
    path: str
    hooks: str
    requests: int
    connections: int
    rate: float | None = None
    expected: int = 2


class Measured(msgspec.Struct, frozen=True):
    """What came of it; times in milliseconds, `seconds` from the first to the last."""

    requests: int
    errors: int
    seconds: float
    per_second: float
    p50: float
    p99: float
    slowest: float
    first_error: str = ""


def save_hooks(file: Path, hooks: list[Hook]) -> None:
    """Write hooks to a file that the loader's process reads."""
    file.write_bytes(msgspec.msgpack.encode(hooks))


class _Run:
    """The state of one load: what is left to send and what was measured."""

    def __init__(self, load: Load, templates: list[Template]) -> None:
        self.load = load
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waits: list[float] = []
        self.errors = 0
        self.first_error = ""
        self.idle: deque[_Connection] = deque()
        self._templates = templates
        self._prefix = int.from_bytes(os.urandom(4), "big")
        self._taken = 0

    def next_request(self) -> bytes | None:
        """Return the next request, or None when all were handed out."""
        number = self._taken
        if number >= self.load.requests:
            return None
        self._taken += 1
        return self._templates[number % len(self._templates)].request(guid(self._prefix, number))

    def finished(self, wait: float, status: int, answer: bytes) -> None:
        """Note one answer."""
        self.waits.append(wait)
        if status // 100 != self.load.expected:
            self.errors += 1
            self.first_error = self.first_error or repr(answer[:200])
        if len(self.waits) == self.load.requests and not self.done.done():
            self.done.set_result(None)

    def broken(self, reason: Exception) -> None:
        """Give up: a connection that breaks is a defect of the server."""
        if not self.done.done():
            self.done.set_exception(reason)


class _Connection(asyncio.Protocol):
    """One kept-alive connection with at most one request in flight."""

    def __init__(self, run: _Run, *, closed_loop: bool) -> None:
        self._run = run
        self._closed_loop = closed_loop
        self._transport: asyncio.Transport
        self._buffer = b""
        self._since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports only behave like asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def send(self, since: float, request: bytes) -> None:
        """Send a request whose wait counts from `since`."""
        self._since = since
        self._transport.write(request)

    def send_next(self) -> None:
        """Send the next request, if one is left."""
        request = self._run.next_request()
        if request is not None:
            self.send(monotonic(), request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            answer = read_answer(self._buffer)
        except ValueError as error:
            self._run.broken(error)
            return
        if answer is None:
            return
        text, self._buffer = self._buffer, self._buffer[answer.length :]
        self._run.finished(monotonic() - self._since, answer.status, text)
        if self._closed_loop:
            self.send_next()
        else:
            self._run.idle.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._run.broken(exc or ConnectionError("the server closed a connection"))

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


async def _connect(run: _Run, load: Load) -> list[_Connection]:
    loop = asyncio.get_running_loop()
    closed_loop = load.rate is None
    opened = [
        await loop.create_connection(
            lambda: _Connection(run, closed_loop=closed_loop), load.host, load.port
        )
        for _ in range(load.connections)
    ]
    return [connection for _, connection in opened]


class _Arrivals:
    """An open loop: requests arrive when the plan says, whatever the server does."""

    def __init__(self, run: _Run, rate: float) -> None:
        self._run = run
        self._gap = 1 / rate
        self._next = monotonic()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._loop = asyncio.get_running_loop()

    def tick(self) -> None:
        """Send what has become due; called every millisecond until all is answered."""
        now = monotonic()
        while self._next <= now:
            request = self._run.next_request()
            if request is None:
                break
            # The timer is a millisecond coarse: only a real delay counts against the server.
            late = now - self._next > _LATEST_START
            self._waiting.append((self._next if late else now, request))
            self._next += self._gap
        while self._waiting and self._run.idle:
            since, request = self._waiting.popleft()
            self._run.idle.popleft().send(since, request)
        if not self._run.done.done():
            self._loop.call_later(_TICK, self.tick)


async def measure(load: Load, hooks: list[Hook]) -> Measured:
    """Send the load, taking the hooks in turn, and return what was measured.

    Raises:
        ConnectionError: The server hung up.
        ValueError: The server did not answer in HTTP/1.1.
        TimeoutError: It took more than two minutes.
    """
    host = f"{load.host}:{load.port}"
    run = _Run(load, [template(hook, host=host, path=load.path) for hook in hooks])
    connections = await _connect(run, load)
    gc.disable()
    start = monotonic()
    if load.rate is None:
        for connection in connections:
            connection.send_next()
    else:
        run.idle.extend(connections)
        _Arrivals(run, load.rate).tick()
    try:
        async with asyncio.timeout(_PATIENCE):
            await run.done
    finally:
        gc.enable()
        for connection in connections:
            connection.close()
    return _summary(run, monotonic() - start)


def _summary(run: _Run, seconds: float) -> Measured:
    waits = run.waits
    return Measured(
        requests=len(waits),
        errors=run.errors,
        seconds=seconds,
        per_second=len(waits) / seconds,
        p50=percentile(waits, 0.5) * 1000,
        p99=percentile(waits, 0.99) * 1000,
        slowest=max(waits) * 1000,
        first_error=run.first_error,
    )


def main() -> None:
    """Read a load from standard input, write what was measured to standard output."""
    load = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    hooks = msgspec.msgpack.decode(Path(load.hooks).read_bytes(), type=list[Hook])
    measured = uvloop.run(measure(load, hooks))
    sys.stdout.buffer.write(msgspec.json.encode(measured))


if __name__ == "__main__":
    main()
