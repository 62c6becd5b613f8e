"""`POST /webhook`: cap, verify, route and record one delivery, then answer; no call to GitHub."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from bot.intake.refusals import Refusals
from bot.intake.routing import NotJson, Own, route
from bot.intake.signature import refusal
from bot.kernel.errors import Transient
from bot.kernel.exchange import Answer
from bot.kernel.work import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from bot.clock import Clock
    from bot.intake.routing import Identity, Route
    from bot.intake.signature import Secrets
    from bot.kernel.exchange import Head
    from bot.policy.allowed import Allowed

LONGEST_BODY = 25 * 1024 * 1024
"""GitHub sends nothing larger:
https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap"""

_RETRY_SECONDS = 30
"""What `Retry-After` says when the store names no instant."""

_EVENT = re.compile(r"[a-z0-9_]{1,64}")
_GUID = re.compile(r"[0-9A-Za-z-]{1,64}")


class InboxPort(Protocol):
    """Where deliveries are recorded."""

    def expecting(self) -> AbstractContextManager[None]:
        """Announce a request, so that its delivery may share a commit with others."""
        ...

    async def accept(self, delivery: Delivery) -> bool:
        """Record durably; return False when this GUID is already recorded.

        Raises:
            Transient: The store is full or cannot be reached.
        """
        ...


class Metrics(Protocol):
    """Counts what became of deliveries."""

    def delivery(self, event: str, outcome: str) -> None:
        """Count one; `event` is empty when the sender was not verified."""
        ...


class _Refused(NamedTuple):
    status: int
    reason: str
    retry_after: int | None = None


_TOO_LONG = _Refused(413, "The body is larger than 25 MiB, which GitHub never sends.")
_LATE = _Refused(408, "The body did not arrive in time.")
_BROKEN = _Refused(400, "The body broke off.")


class _Sent(NamedTuple):
    guid: str
    event: str


class _Taken(msgspec.Struct, omit_defaults=True):
    delivery: str
    result: str
    subjects: tuple[str, ...] = ()
    reason: str = ""


class Webhook:
    """What happens to a request to `/webhook`; a `bot.web.reading.Receiver`.

    Args:
        store: Where deliveries are recorded.
        secrets: What a body may be signed with.
        allowed: Which installations are served.
        identity: Tells who the coach is; asked for each delivery, as it is learned late.
        clock: For the pause that a 503 names and for the quiet between two log lines.
        metrics: Counts outcomes, if somebody wants them.
    """

    def __init__(  # noqa: PLR0913 - the parts that the composition root hands over, each by name
        self,
        store: InboxPort,
        *,
        secrets: Secrets,
        allowed: Allowed,
        identity: Callable[[], Identity],
        clock: Clock,
        metrics: Metrics | None = None,
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._allowed = allowed
        self._identity = identity
        self._clock = clock
        self._metrics = metrics
        self._refusals = Refusals(clock)

    def refuse(self, head: Head, length: int) -> Answer | None:
        """Refuse what needs no body to be refused, and a body beyond the cap."""
        headers = head.headers
        if b"x-hub-signature-256" not in headers:
            # There is nothing to verify a body with, so none is read.
            reason = refusal(b"", None, head.text(b"x-hub-signature"), self._secrets)
            return self._refused(head, "", _Refused(401, reason))
        if b"content-encoding" in headers:
            # The signature is over the bytes on the wire, and GitHub sends plain ones.
            reason = "The body is compressed; GitHub sends it as it is."
            return self._refused(head, "", _Refused(415, reason))
        return self._refused(head, "", _TOO_LONG) if length > LONGEST_BODY else None

    def lost(self, head: Head, *, late: bool) -> Answer:
        """Note a body that never came whole."""
        return self._refused(head, "", _LATE if late else _BROKEN)

    async def answer(self, head: Head, body: bytes) -> Answer:
        """Verify, route and record."""
        with self._store.expecting():
            event, taken = await self._take(head, body)
        if isinstance(taken, _Refused):
            return self._refused(head, event, taken)
        if self._metrics:
            self._metrics.delivery(event, taken.result)
        return Answer(202, msgspec.json.encode(taken))

    async def _take(self, head: Head, body: bytes) -> tuple[str, _Taken | _Refused]:
        sent = _verified(head, body, self._secrets)
        if isinstance(sent, _Refused):
            return "", sent
        routed = route(sent.event, body, self._allowed, self._identity())
        if isinstance(routed, NotJson):
            return sent.event, _Refused(400, routed.reason)
        if isinstance(routed, Own):
            return sent.event, _Taken(sent.guid, "dropped", reason="the coach's own event")
        return sent.event, await self._record(sent, routed, body)

    async def _record(self, sent: _Sent, routed: Route, body: bytes) -> _Taken | _Refused:
        delivery = Delivery(
            guid=sent.guid,
            event=sent.event,
            action=routed.action,
            scope=routed.scope,
            subjects=routed.subjects,
            ignored=routed.ignored,
            payload=body,
        )
        try:
            is_new = await self._store.accept(delivery)
        except Transient as error:
            pause = _pause(error, self._clock)
            return _Refused(503, "The delivery could not be stored.", pause)
        if not is_new:
            return _Taken(sent.guid, "duplicate")
        if routed.ignored:
            return _Taken(sent.guid, "ignored", reason=routed.ignored)
        return _Taken(sent.guid, "queued", subjects=tuple(map(str, routed.subjects)))

    def _refused(self, head: Head, event: str, refused: _Refused) -> Answer:
        self._refusals.note(head, refused.status, refused.reason)
        if self._metrics:
            self._metrics.delivery(event, str(refused.status))
        body = msgspec.json.encode({"error": refused.reason})
        if refused.retry_after is None:
            return Answer(refused.status, body)
        return Answer(refused.status, body, (("Retry-After", str(refused.retry_after)),))


def _verified(head: Head, body: bytes, secrets: Secrets) -> _Sent | _Refused:
    legacy = head.text(b"x-hub-signature")
    reason = refusal(body, head.text(b"x-hub-signature-256"), legacy, secrets)
    if reason:
        return _Refused(401, reason)
    media_type = (head.text(b"content-type") or "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        return _wrong_type(media_type)
    guid = head.text(b"x-github-delivery") or ""
    event = head.text(b"x-github-event") or ""
    if not _GUID.fullmatch(guid):
        return _Refused(400, "X-GitHub-Delivery is missing or is not an id.")
    if not _EVENT.fullmatch(event):
        return _Refused(400, "X-GitHub-Event is missing or is not the name of an event.")
    return _Sent(guid, event)


def _wrong_type(media_type: str) -> _Refused:
    if media_type == "application/x-www-form-urlencoded":
        return _Refused(
            415,
            "The body is a form. Open the webhook in the App's settings and choose"
            " application/json as its content type.",
        )
    return _Refused(415, "The content type must be application/json.")


def _pause(error: Transient, clock: Clock) -> int:
    if error.retry_at is None:
        return _RETRY_SECONDS
    return max(1, math.ceil((error.retry_at - clock.now()).total_seconds()))
