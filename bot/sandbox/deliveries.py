"""Carries webhook deliveries to the App as GitHub does: signed, once, ten seconds to answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from bot.sandbox.app_model import PENDING
from bot.sandbox.faults import Delayed, Doubled, Dropped, Faults, Overtaken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.sandbox.app_model import Delivery
    from bot.sandbox.state import State

LIMIT = 10.0
"""Seconds until GitHub gives up:
https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks
"""

_GOOD = range(200, 300)
_TOGETHER = 32
"""How many deliveries are under way at once."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the App answered."""

    status: int
    headers: Mapping[str, str]
    body: str


Post = Callable[[str, Mapping[str, str], bytes], Awaitable[Reply]]
"""Sends a body to a URL with headers."""


def session_post(session: aiohttp.ClientSession) -> Post:
    """Return a `Post` over HTTP."""

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        async with session.post(url, headers=headers, data=body) as response:
            return Reply(response.status, dict(response.headers), await response.text())

    return post


class Deliverer:
    """Sends what the world queues, in the background.

    Args:
        state: Whose deliveries; several Apps share the one URL.
        post: How to send.
        url: The App's webhook.
        secret: Signs every body.
        faults: What goes wrong on the way.
    """

    def __init__(
        self,
        state: State,
        post: Post,
        url: str,
        secret: str,
        *,
        faults: Faults | None = None,
    ) -> None:
        self._state = state
        self._post = post
        self._url = url
        self._secret = secret.encode()
        self._faults = faults or Faults()
        self._room = asyncio.Semaphore(_TOGETHER)
        self._waiting: asyncio.Queue[tuple[Delivery, bool]] = asyncio.Queue()
        self._overtaken: list[Delivery] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def start(self) -> None:
        """Begin to send, also what was queued before."""
        for delivery in self._state.deliveries:
            if delivery.status == PENDING:
                self._queue(delivery)
        self._state.delivery_listeners.append(self._queue)
        self._spawn(self._run())

    async def stop(self) -> None:
        """Stop; what was not sent stays queued in the world."""
        self._state.delivery_listeners.remove(self._queue)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Wait until everything queued was sent, but for what a fault delays."""
        await self._idle.wait()
        while self._overtaken:
            # Nothing follows that could overtake it.
            self._release()
            await self._idle.wait()

    def _queue(self, delivery: Delivery, *, spared: bool = False) -> None:
        self._open += 1
        self._idle.clear()
        self._waiting.put_nowait((delivery, spared))

    def _close(self) -> None:
        self._open -= 1
        if self._open == 0:
            self._idle.set()

    def _release(self) -> None:
        parked, self._overtaken = self._overtaken, []
        for delivery in parked:
            self._queue(delivery, spared=True)

    async def _run(self) -> None:
        while True:
            delivery, spared = await self._waiting.get()
            fault = None if spared else self._faults.striking_delivery(delivery)
            if isinstance(fault, Overtaken):
                self._overtaken.append(delivery)
                self._close()
            elif isinstance(fault, Delayed):
                self._spawn(self._later(delivery, fault.seconds))
                self._close()
            elif isinstance(fault, Dropped):
                self._drop(delivery, fault)
                self._close()
            else:
                await self._room.acquire()
                self._spawn(self._carry(delivery, 2 if isinstance(fault, Doubled) else 1))

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _later(self, delivery: Delivery, seconds: float) -> None:
        await self._state.clock.sleep(seconds)
        self._queue(delivery, spared=True)

    def _drop(self, delivery: Delivery, fault: Dropped) -> None:
        if not fault.recorded:
            self._state.deliveries.remove(delivery)
            return
        delivery.delivered_at = self._state.clock.now()
        delivery.status, delivery.status_code = fault.status, fault.status_code

    async def _carry(self, delivery: Delivery, times: int) -> None:
        try:
            for _ in range(times):
                await self._attempt(delivery)
        finally:
            self._room.release()
            self._release()
            self._close()

    async def _attempt(self, delivery: Delivery) -> None:
        started = self._state.clock.now()
        headers = self._headers(delivery)
        try:
            async with asyncio.timeout(LIMIT):
                reply = await self._post(self._url, headers, delivery.body)
        except TimeoutError:
            status, reply = "timed out", Reply(0, {}, "")
        except (aiohttp.ClientError, OSError):
            status, reply = "failed to connect to host", Reply(0, {}, "")
        else:
            good = reply.status in _GOOD
            status = "OK" if good else f"Invalid HTTP Response: {reply.status}"
        delivery.request_headers = headers
        delivery.response_headers = reply.headers
        delivery.response_body = reply.body
        delivery.duration = round((self._state.clock.now() - started).total_seconds(), 2)
        delivery.status_code = reply.status
        delivery.delivered_at = started
        delivery.status = status

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        signature = hmac.new(self._secret, delivery.body, hashlib.sha256).hexdigest()
        return {
            "Accept": "*/*",
            "Content-Type": "application/json",
            "User-Agent": f"GitHub-Hookshot/{delivery.guid[:7]}",
            "X-GitHub-Delivery": delivery.guid,
            "X-GitHub-Event": delivery.event,
            "X-GitHub-Hook-ID": str(delivery.app.hook_id),
            "X-GitHub-Hook-Installation-Target-ID": str(delivery.app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            "X-Hub-Signature-256": f"sha256={signature}",
        }


@asynccontextmanager
async def delivering(deliverer: Deliverer) -> AsyncIterator[Deliverer]:
    """Let a deliverer run while the block does."""
    await deliverer.start()
    try:
        yield deliverer
    finally:
        await deliverer.stop()
