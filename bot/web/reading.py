"""From bytes to requests: whatever a sender cuts, joins or sends wrongly."""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from httptools import (
    HttpParserCallbackError,
    HttpParserError,
    HttpParserUpgrade,
    HttpRequestParser,
    parse_url,
)

from bot.kernel.exchange import Head
from bot.web.answers import refused

if TYPE_CHECKING:
    from bot.kernel.exchange import Answer

HEAD_BYTES = 32 * 1024
"""Of a head, and of whatever else in a message is not body."""

MALFORMED = refused(400, "This is not a request in HTTP/1.1.")
LONG_HEAD = refused(431, f"The headers are longer than {HEAD_BYTES // 1024} KiB.")
UPGRADE = refused(400, "Nothing but HTTP/1.1 is spoken here.")


class Receiver(Protocol):
    """What requests are for."""

    def refuse(self, head: Head, length: int) -> Answer | None:
        """Refuse a request of whose body `length` bytes are announced or came; None: go on.

        Asked before a body is read and, where its length was not announced, while it is.
        """
        ...

    def lost(self, head: Head, *, late: bool) -> Answer:
        """Answer a request whose body broke off, or is `late`."""
        ...

    async def answer(self, head: Head, body: bytes) -> Answer:
        """Answer a whole request."""
        ...


class Request(NamedTuple):
    """A request that nothing more is read of.

    Attributes:
        head: None where it is not known.
        body: Whole, unless there is an answer already.
        answer: Why it is refused; None where the receiver has to answer.
    """

    head: Head | None
    body: bytes
    answer: Answer | None


class Part(Enum):
    """What comes next."""

    NOTHING = "nothing, or a new message"
    HEAD = "the rest of a head"
    BODY = "the rest of a body"


class _Message:
    """A message that is being read.

    Attributes:
        target: What stands behind the method.
        size: Bytes of names and values up to now.
        unread: Bytes that came since the last piece of body.
        length: Bytes of body up to now; None where they were announced.
        answer: Why it is refused.
    """

    __slots__ = ("answer", "chunks", "head", "headers", "length", "size", "target", "unread")

    def __init__(self) -> None:
        self.target = b""
        self.headers: dict[bytes, bytes] = {}
        self.size = 0
        self.unread = 0
        self.head: Head | None = None
        self.length: int | None = 0
        self.chunks: list[bytes] = []
        self.answer: Answer | None = None


class Reader:
    """Reads the requests of one connection.

    The grammar is that of httptools; the limits are ours.

    Args:
        receiver: Says early what it will not have.

    Attributes:
        requests: What is whole, or refused, in order; to be taken from the left.
        ended: Whether nothing more is read: the last request is the last of its connection.
        wanting: Whether a sender waits to be told that its body is wanted; to be reset.
        parts: Counts the beginnings of heads and bodies, to tell a new one from more of one.
    """

    def __init__(self, receiver: Receiver) -> None:
        self.requests: deque[Request] = deque()
        self.ended = False
        self.wanting = False
        self.parts = 0
        self._receiver = receiver
        self._parser = HttpRequestParser(self)
        self._message: _Message | None = None

    @property
    def part(self) -> Part:
        """Return what comes next."""
        if self._message is None:
            return Part.NOTHING
        return Part.HEAD if self._message.head is None else Part.BODY

    def feed(self, data: bytes) -> None:
        """Read on; nothing once it has ended.

        Raises:
            HttpParserCallbackError: A defect of the receiver; nothing more can be read.
        """
        if self.ended:
            return
        if self._message is not None:
            self._message.unread += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserCallbackError:
            raise
        except HttpParserUpgrade:  # what follows is in another language
            self.ended = True
        except HttpParserError:
            if not self.ended:
                self.end_with(MALFORMED)
        message = self._message
        if message is not None:
            if message.answer is not None:
                self.end_with(message.answer)
            elif message.unread > HEAD_BYTES:
                self.end_with(LONG_HEAD)

    def end_with(self, answer: Answer) -> None:
        """Answer what was begun, and read no further."""
        self.ended = True
        self._message = None
        self.requests.append(Request(None, b"", answer))

    def break_off(self, *, late: bool = False) -> None:
        """Read no further: the sender is gone or too slow."""
        if self._message is not None and self._message.head is not None:
            self.end_with(self._receiver.lost(self._message.head, late=late))
        self.ended = True
        self._message = None

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a message."""
        self.parts += 1
        self._message = _Message()

    def on_url(self, piece: bytes) -> None:
        """Take a piece of the target."""
        if self._message is not None:
            self._message.target += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one behind the body is dropped."""
        message = self._message
        if message is not None and message.head is None:
            message.size += len(name) + len(value)
            message.headers.setdefault(name.lower(), value)

    def on_headers_complete(self) -> None:
        """Ask whether the body is wanted."""
        message = self._message
        if message is None:
            return
        self.parts += 1
        method = self._parser.get_method().decode()
        message.head = head = Head(method, _path(message.target), message.headers)
        announced = head.length()
        if announced is not None:
            message.length = None
        if message.size + len(message.target) > HEAD_BYTES:
            message.answer = LONG_HEAD
        elif self._parser.should_upgrade():
            message.answer = UPGRADE
        else:
            message.answer = self._receiver.refuse(head, announced or 0)
        self.wanting = b"expect" in message.headers

    def on_body(self, chunk: bytes) -> None:
        """Take a piece of the body."""
        message = self._message
        if message is None or message.head is None or message.answer is not None:
            return
        message.unread = 0
        message.chunks.append(chunk)
        if message.length is not None:
            message.length += len(chunk)
            message.answer = self._receiver.refuse(message.head, message.length)

    def on_message_complete(self) -> None:
        """Queue the request."""
        message = self._message
        if message is None:
            return
        self._message = None
        self.wanting = False
        chunks = message.chunks
        body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        self.requests.append(Request(message.head, body, message.answer))
        if not self._parser.should_keep_alive():
            self.ended = True


def _path(target: bytes) -> str:
    if not target.startswith(b"/"):  # `http://host/path`, which every server must take
        try:
            target = parse_url(target).path or b"/"
        except (HttpParserError, ValueError):
            target = b"/"
    return target.partition(b"?")[0].decode("latin-1")
