"""Answers as bytes on the wire."""

from __future__ import annotations

import asyncio
from email.utils import format_datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from bot.kernel.exchange import Answer

if TYPE_CHECKING:
    from bot.clock import Clock

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Encoder:
    """Writes answers; says the time anew each second.

    Args:
        clock: Tells the date, which an answer must have: RFC 9110, section 6.6.1.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._second = -1
        self._date = b""

    def encode(self, answer: Answer, *, last: bool, bodiless: bool) -> bytes:
        """Return a whole answer.

        Args:
            answer: What to say.
            last: Whether the connection ends with it.
            bodiless: Whether it answers a HEAD, which gets the headers alone.
        """
        second = int(self._loop.time())
        if second != self._second:
            self._second = second
            self._date = format_datetime(self._clock.now(), usegmt=True).encode()
        parts = [
            _beginning(answer.status),
            b"%d\r\nDate: %b\r\n" % (len(answer.body), self._date),
            *(f"{name}: {value}\r\n".encode("latin-1") for name, value in answer.headers),
            b"Connection: close\r\n\r\n" if last else b"\r\n",
            b"" if bodiless else answer.body,
        ]
        return b"".join(parts)


def refused(status: int, reason: str, *headers: tuple[str, str]) -> Answer:
    """Return an answer that says why not."""
    return Answer(status, msgspec.json.encode({"error": reason}), headers)


@cache
def _beginning(status: int) -> bytes:
    line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
    return f"{line}\r\nContent-Type: application/json\r\nContent-Length: ".encode()
