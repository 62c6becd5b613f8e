"""`POST /webhook`: cap, verify, route and record one delivery, then answer; no call to GitHub."""

from __future__ import annotations

import asyncio
import math
import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec
import structlog
from aiohttp import hdrs, web

from bot.intake.routing import NotJson, Own, route
from bot.intake.signature import refusal
from bot.kernel.errors import Transient
from bot.kernel.work import Delivery

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

    from bot.clock import Clock
    from bot.intake.routing import Identity, Route
    from bot.intake.signature import Secrets
    from bot.policy.allowed import Allowed

LONGEST_BODY = 25 * 1024 * 1024
"""GitHub sends nothing larger:
https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap"""

_BODY_SECONDS = 30
"""GitHub Enterprise Server waits this long for an answer and github.com ten seconds; nobody
waits any more for what is still on its way then."""

_RETRY_SECONDS = 30
"""What `Retry-After` says when the store names no instant."""

_QUIET_SECONDS = 60
_EVENT = re.compile(r"[a-z0-9_]{1,64}")
_GUID = re.compile(r"[0-9A-Za-z-]{1,64}")
_JSON = {hdrs.CONTENT_TYPE: "application/json"}
_log = structlog.stdlib.get_logger(__name__)


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


class _Headers(NamedTuple):
    guid: str
    event: str


class _Answer(msgspec.Struct, omit_defaults=True):
    delivery: str
    result: str
    subjects: tuple[str, ...] = ()
    reason: str = ""


class _Refusals:
    """Logs refused requests, at most one line a minute: a flood must not fill the disk."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._quiet_until = 0.0
        self._unsaid = 0

    def note(self, refused: _Refused, request: web.BaseRequest) -> None:
        now = self._clock.now().timestamp()
        if now < self._quiet_until:
            self._unsaid += 1
            return
        _log.warning(
            "delivery refused",
            delivery=request.headers.get("X-GitHub-Delivery", "")[:64],
            github_event=request.headers.get("X-GitHub-Event", "")[:64],
            status=refused.status,
            reason=refused.reason,
            unsaid=self._unsaid,
        )
        self._quiet_until = now + _QUIET_SECONDS
        self._unsaid = 0


def webhook(  # noqa: PLR0913 - the parts that the composition root hands over, each by name
    store: InboxPort,
    *,
    secrets: Secrets,
    allowed: Allowed,
    identity: Callable[[], Identity],
    clock: Clock,
    metrics: Metrics | None = None,
) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
    """Return the handler of `POST /webhook`.

    It reads the body itself, so that it works in an Application as well as in a bare
    `web.Server`, whatever `client_max_size` either has.

    Args:
        store: Where deliveries are recorded.
        secrets: What a body may be signed with.
        allowed: Which installations are served.
        identity: Tells who the coach is; asked for each delivery, as it is learned late.
        clock: For the pause that a 503 names and for the quiet between two log lines.
        metrics: Counts outcomes, if somebody wants them.
    """
    refusals = _Refusals(clock)

    async def take(request: web.BaseRequest) -> tuple[str, _Answer | _Refused]:
        body = await _read(request, secrets)
        if isinstance(body, _Refused):
            return "", body
        headers = _verified(request, body, secrets)
        if isinstance(headers, _Refused):
            return "", headers
        routed = route(headers.event, body, allowed, identity())
        if isinstance(routed, NotJson):
            return headers.event, _Refused(400, routed.reason)
        if isinstance(routed, Own):
            return headers.event, _Answer(headers.guid, "dropped", reason="the coach's own event")
        return headers.event, await _record(store, headers, routed, body, clock)

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        with store.expecting():
            event, answer = await take(request)
        if isinstance(answer, _Refused):
            refusals.note(answer, request)
            if metrics:
                metrics.delivery(event, str(answer.status))
            return _refuse(answer)
        if metrics:
            metrics.delivery(event, answer.result)
        return web.Response(status=202, body=msgspec.json.encode(answer), headers=_JSON)

    return handle


async def _read(request: web.BaseRequest, secrets: Secrets) -> bytes | _Refused:
    refused = _refused_unread(request, secrets)
    if refused is not None:
        return refused
    if request.content.is_eof():  # nearly always: it came with the headers
        body = request.content.read_nowait()
        return body if len(body) <= LONGEST_BODY else _TOO_LONG
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _stream(request)
    except TimeoutError:
        return _Refused(408, f"The body did not arrive within {_BODY_SECONDS} seconds.")
    except OSError:
        return _Refused(400, "The body broke off.")


def _refused_unread(request: web.BaseRequest, secrets: Secrets) -> _Refused | None:
    headers = request.headers
    if "X-Hub-Signature-256" not in headers:
        # There is nothing to verify a body with, so none is read.
        return _Refused(401, refusal(b"", None, headers.get("X-Hub-Signature"), secrets))
    if hdrs.CONTENT_ENCODING in headers:
        # aiohttp would unpack it, and the signature is over the bytes on the wire.
        return _Refused(415, "The body is compressed; GitHub sends it as it is.")
    length = request.content_length
    return _TOO_LONG if length is not None and length > LONGEST_BODY else None


async def _stream(request: web.BaseRequest) -> bytes | _Refused:
    chunks: list[bytes] = []
    length = 0
    while chunk := await request.content.readany():
        length += len(chunk)
        if length > LONGEST_BODY:
            return _TOO_LONG
        chunks.append(chunk)
    return b"".join(chunks)


def _verified(request: web.BaseRequest, body: bytes, secrets: Secrets) -> _Headers | _Refused:
    headers = request.headers
    reason = refusal(
        body, headers.get("X-Hub-Signature-256"), headers.get("X-Hub-Signature"), secrets
    )
    if reason:
        return _Refused(401, reason)
    media_type = headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        return _wrong_type(media_type)
    guid = headers.get("X-GitHub-Delivery", "")
    event = headers.get("X-GitHub-Event", "")
    if not _GUID.fullmatch(guid):
        return _Refused(400, "X-GitHub-Delivery is missing or is not an id.")
    if not _EVENT.fullmatch(event):
        return _Refused(400, "X-GitHub-Event is missing or is not the name of an event.")
    return _Headers(guid, event)


def _wrong_type(media_type: str) -> _Refused:
    if media_type == "application/x-www-form-urlencoded":
        return _Refused(
            415,
            "The body is a form. Open the webhook in the App's settings and choose"
            " application/json as its content type.",
        )
    return _Refused(415, "The content type must be application/json.")


async def _record(
    store: InboxPort, headers: _Headers, routed: Route, body: bytes, clock: Clock
) -> _Answer | _Refused:
    delivery = Delivery(
        guid=headers.guid,
        event=headers.event,
        action=routed.action,
        scope=routed.scope,
        subjects=routed.subjects,
        ignored=routed.ignored,
        payload=body,
    )
    try:
        is_new = await store.accept(delivery)
    except Transient as error:
        return _Refused(503, "The delivery could not be stored.", _retry_after(error, clock))
    if not is_new:
        return _Answer(headers.guid, "duplicate")
    if routed.ignored:
        return _Answer(headers.guid, "ignored", reason=routed.ignored)
    return _Answer(headers.guid, "queued", subjects=tuple(map(str, routed.subjects)))


def _retry_after(error: Transient, clock: Clock) -> int:
    if error.retry_at is None:
        return _RETRY_SECONDS
    return max(1, math.ceil((error.retry_at - clock.now()).total_seconds()))


def _refuse(refused: _Refused) -> web.Response:
    response = web.json_response({"error": refused.reason}, status=refused.status)
    if refused.retry_after is not None:
        response.headers[hdrs.RETRY_AFTER] = str(refused.retry_after)
    return response
