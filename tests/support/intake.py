"""A fake inbox, a signed POST and a way to send it, for everything that tests the webhook."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, NamedTuple

import aiohttp

from bot.clock import VirtualClock
from bot.intake.signature import sign
from bot.web.app import Endpoint, Switch
from bot.web.server import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.intake.webhook import Webhook
    from bot.kernel.errors import Transient
    from bot.kernel.work import Delivery

SECRET = b"a webhook secret"


class FakeInbox:
    """Records deliveries in memory; `fails` makes it unavailable."""

    def __init__(self) -> None:
        self.deliveries: dict[str, Delivery] = {}
        self.fails: Transient | None = None
        self.expected = 0
        self.expected_at_accept = 0
        self.announced = asyncio.Event()

    @contextmanager
    def expecting(self) -> Iterator[None]:
        self.expected += 1
        self.announced.set()
        try:
            yield
        finally:
            self.expected -= 1

    async def accept(self, delivery: Delivery) -> bool:
        self.expected_at_accept = self.expected
        if self.fails:
            raise self.fails
        is_new = delivery.guid not in self.deliveries
        self.deliveries.setdefault(delivery.guid, delivery)
        return is_new


def signed(
    body: bytes, event: str = "pull_request", guid: str = "guid-1", secret: bytes = SECRET
) -> dict[str, str]:
    """Return the headers that GitHub sends with this body."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/4c8e4b0",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": "1",
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature-256": sign(body, secret),
    }


class Client(NamedTuple):
    """Somebody who sends to the webhook."""

    session: aiohttp.ClientSession
    port: int


@asynccontextmanager
async def serving(webhook: Webhook) -> AsyncIterator[Client]:
    """Serve `/webhook` on loopback while the block runs."""
    served = Switch({"/webhook": Endpoint("POST", webhook)})
    async with (
        listening(served, VirtualClock(), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield Client(session, port)
