"""Webhook requests as bytes on the wire, and the least reading of an answer."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

_GUID_PLACE = b"00000000-0000-0000-0000-000000000000"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook: its event, its raw body and the value of `X-Hub-Signature-256`."""

    event: str
    body: bytes
    signature: str


def sign(body: bytes, secret: str) -> str:
    """Return `sha256=<hex>` for the raw body, as GitHub computes it.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Template:
    """A request around the place of its delivery id."""

    before: bytes
    after: bytes

    def request(self, guid: bytes) -> bytes:
        """Return the whole request with this delivery id of 36 characters."""
        return b"".join((self.before, guid, self.after))


def template(hook: Hook, *, host: str, path: str) -> Template:
    """Return the request that GitHub would send for this hook, its delivery id left open."""
    head = (
        f"POST {path} HTTP/1.1\r\n"
        f"Host: {host}\r\n"
        "User-Agent: GitHub-Hookshot/0000000\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/json\r\n"
        f"X-GitHub-Delivery: {_GUID_PLACE.decode()}\r\n"
        f"X-GitHub-Event: {hook.event}\r\n"
        "X-GitHub-Hook-ID: 1\r\n"
        "X-GitHub-Hook-Installation-Target-ID: 1\r\n"
        "X-GitHub-Hook-Installation-Target-Type: integration\r\n"
        f"X-Hub-Signature-256: {hook.signature}\r\n"
        f"Content-Length: {len(hook.body)}\r\n\r\n"
    ).encode()
    before, _, after = head.partition(_GUID_PLACE)
    return Template(before=before, after=after + hook.body)


def guid(prefix: int, number: int) -> bytes:
    """Return a delivery id, unique for each pair of run and number."""
    return b"%08x-0000-4000-8000-%012x" % (prefix & 0xFFFFFFFF, number)


@dataclass(frozen=True, slots=True)
class Answer:
    """The first whole answer in a buffer: its status and how many bytes it takes."""

    status: int
    length: int


def read_answer(buffer: bytes) -> Answer | None:
    """Return the answer at the front of the buffer, or None while it is incomplete.

    Raises:
        ValueError: The bytes are not an HTTP/1.1 answer with a stated end.
    """
    end = buffer.find(_HEAD_END)
    if end < 0:
        return None
    if not buffer.startswith(b"HTTP/1.1 "):
        raise ValueError(f"not an HTTP/1.1 answer: {buffer[:40]!r}")
    status, head, start = int(buffer[9:12]), buffer[:end], end + len(_HEAD_END)
    if stated := _LENGTH.search(head):
        length = start + int(stated[1])
    elif _CHUNKED.search(head):
        last = buffer.find(_LAST_CHUNK, start)
        if last < 0:
            return None
        length = last + len(_LAST_CHUNK)
    elif status == 204:  # noqa: PLR2004 - the one status that never has a body
        length = start
    else:
        raise ValueError(f"an answer without a stated end: {head!r}")
    return Answer(status, length) if len(buffer) >= length else None
