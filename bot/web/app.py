"""The service's own endpoints: the webhook, and whether the process is alive and ready."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from bot.kernel.errors import CoachError
from bot.kernel.exchange import Answer
from bot.web.answers import refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.kernel.exchange import Head
    from bot.web.reading import Receiver

_PING_SECONDS = 5
_LONGEST_QUESTION = 64 * 1024
"""Bytes of body that a question may have, which needs none."""


class Pingable(Protocol):
    """The store, as far as readiness needs it."""

    async def ping(self) -> None:
        """Return when a write would succeed.

        Raises:
            CoachError: It would not.
        """
        ...


class Endpoint(NamedTuple):
    """What answers at a path: the one method it takes, and who answers."""

    method: str
    receiver: Receiver


def endpoints(store: Pingable, webhook: Receiver) -> Mapping[str, Endpoint]:
    """Return what is served, by path.

    Args:
        store: Asked by `/readyz`.
        webhook: Takes deliveries, from the intake.
    """

    async def readyz() -> Answer:
        try:
            async with asyncio.timeout(_PING_SECONDS):
                await store.ping()
        except (CoachError, TimeoutError) as error:
            reason = str(error) or "the database does not answer"
            return _answer(503, {"ready": False, "reason": reason})
        return _answer(200, {"ready": True})

    return {
        "/webhook": Endpoint("POST", webhook),
        "/healthz": Endpoint("GET", Question(_healthz)),
        "/readyz": Endpoint("GET", Question(readyz)),
    }


class Question:
    """Answers the same whatever the request holds."""

    def __init__(self, ask: Callable[[], Awaitable[Answer]]) -> None:
        self._ask = ask

    def refuse(self, _head: Head, length: int) -> Answer | None:
        """Refuse a body that nobody can mean."""
        return refused(413, "No body is wanted here.") if length > _LONGEST_QUESTION else None

    def lost(self, _head: Head, *, late: bool) -> Answer:
        """Say that it was not understood."""
        return refused(408 if late else 400, "The body did not arrive.")

    async def answer(self, _head: Head, _body: bytes) -> Answer:
        """Answer."""
        return await self._ask()


class Switch:
    """Leads each request to its endpoint.

    Args:
        served: What is served, by path.
    """

    def __init__(self, served: Mapping[str, Endpoint]) -> None:
        self._served = served

    def refuse(self, head: Head, length: int) -> Answer | None:
        """Refuse what no endpoint takes, and what its endpoint refuses."""
        endpoint = self._served.get(head.path)
        if endpoint is None:
            known = ", ".join(sorted(self._served))
            return refused(404, f"Nothing is here; see {known}.")
        if head.method != endpoint.method:
            allow = ("Allow", endpoint.method)
            return refused(405, f"Only {endpoint.method} is taken here.", allow)
        return endpoint.receiver.refuse(head, length)

    def lost(self, head: Head, *, late: bool) -> Answer:
        """Let the endpoint say it."""
        return self._served[head.path].receiver.lost(head, late=late)

    async def answer(self, head: Head, body: bytes) -> Answer:
        """Let the endpoint answer."""
        return await self._served[head.path].receiver.answer(head, body)


async def _healthz() -> Answer:
    return _answer(200, {"alive": True})


def _answer(status: int, told: Mapping[str, object]) -> Answer:
    return Answer(status, msgspec.json.encode(told))
