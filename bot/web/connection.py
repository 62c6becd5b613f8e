"""One connection: requests are answered one after the other, within limits of time."""

from __future__ import annotations

import asyncio
import socket
from math import inf
from typing import TYPE_CHECKING, cast

import structlog

from bot.web.answers import CONTINUE, refused
from bot.web.reading import Part, Reader

if TYPE_CHECKING:
    from bot.kernel.exchange import Answer
    from bot.web.answers import Encoder
    from bot.web.reading import Receiver, Request

HEAD_SECONDS = 30
BODY_SECONDS = 30
"""GitHub Enterprise Server waits this long for an answer and github.com ten seconds; nobody
waits any more for what is still on its way then."""
IDLE_SECONDS = 3630
"""More than any usual proxy: if we hung up first, it could just be sending."""
LISTEN_SECONDS = 30
"""What the other side has for making room for answers that it asked for."""
LINGER_SECONDS = 5
"""What the other side has for reading a last answer: hanging up on bytes that nobody read would
destroy it. RFC 9112, section 9.6."""

_SLOW_HEAD = refused(408, f"The headers did not arrive within {HEAD_SECONDS} seconds.")
_FAILED = refused(500, "Something went wrong here; the log has more.")
_log = structlog.stdlib.get_logger(__name__)


class Connection(asyncio.Protocol):
    """HTTP/1.1 on one connection.

    While a request is answered the next may wait, but no third is read.

    Args:
        receiver: Answers.
        encoder: Writes the answers down.
        open_ones: Where the connection enters itself as long as it lasts.

    Attributes:
        ended: Set when it is closed and nothing of it is being answered.
    """

    def __init__(self, receiver: Receiver, encoder: Encoder, open_ones: set[Connection]) -> None:
        self._receiver = receiver
        self._encoder = encoder
        self._open_ones = open_ones
        self.ended = asyncio.Event()
        self._reader = Reader(receiver)
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._work: asyncio.Task[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._lost = False
        self._paused = False
        self._half_closed = False
        self._retiring = False
        self._answered_last = False
        self._part = 0
        self._deadline = inf
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # uvloop's transports only behave like asyncio's.
        self._transport = cast("asyncio.Transport", transport)
        self._open_ones.add(self)
        line = transport.get_extra_info("socket")
        if line is not None:
            # Whoever vanished without a word is noticed at some time.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._limit(IDLE_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        reader = self._reader
        reader.feed(data)
        if reader.requests:
            self._begin_work()
        elif reader.wanting and self._work is None:
            reader.wanting = False
            self._transport.write(CONTINUE)
        if reader.part is not Part.NOTHING and reader.parts != self._part:
            # A new part gets its time; more of the same part gets no more of it.
            self._part = reader.parts
            self._limit(HEAD_SECONDS if reader.part is Part.HEAD else BODY_SECONDS)

    def eof_received(self) -> bool:
        """Answer what is whole: the other side may still be listening."""
        self._half_closed = True
        self._reader.break_off()
        if self._reader.requests:
            self._begin_work()
        return self._work is not None

    def pause_writing(self) -> None:
        """Answer no more before some of it is read."""
        self._writable = self._loop.create_future()
        self._limit(LISTEN_SECONDS)

    def resume_writing(self) -> None:
        """Go on answering."""
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def connection_lost(self, _error: Exception | None) -> None:
        """Finish what is being answered, though nobody hears it; drop the rest."""
        self._reader.break_off()
        self._reader.requests.clear()
        self.resume_writing()
        if self._timer is not None:
            self._timer.cancel()
        self._lost = True
        if self._work is None:
            self._leave()

    def retire(self) -> None:
        """End as soon as nothing is on its way."""
        self._retiring = True
        if self._answered_last or (self._work is None and self._reader.part is Part.NOTHING):
            self._transport.close()

    def abort(self) -> None:
        """End now."""
        if self._work is not None:
            self._work.cancel()
        self._transport.abort()

    def _begin_work(self) -> None:
        if self._work is None:
            self._work = self._loop.create_task(self._answer_all())
        if len(self._reader.requests) > 1 and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    async def _answer_all(self) -> None:
        requests = self._reader.requests
        try:
            while requests:
                request = requests.popleft()
                answer = request.answer or await self._answer(request)
                if self._writable is not None:
                    await self._writable
                self._write(request, answer)
        finally:
            self._work = None
            self._go_on()

    def _go_on(self) -> None:
        if self._lost:
            self._leave()
        if self._answered_last or self._transport.is_closing():
            return
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        self._limit(IDLE_SECONDS if self._reader.part is Part.NOTHING else BODY_SECONDS)

    async def _answer(self, request: Request) -> Answer:
        if request.head is None:
            return _FAILED
        try:
            return await self._receiver.answer(request.head, request.body)
        except Exception:  # noqa: BLE001 - one request must not end the others
            _log.exception("request failed", path=request.head.path)
            return _FAILED

    def _write(self, request: Request, answer: Answer) -> None:
        if self._transport.is_closing():
            return
        reader = self._reader
        none_left = not reader.requests and reader.part is Part.NOTHING
        last = none_left and (reader.ended or self._retiring)
        bodiless = request.head is not None and request.head.method == "HEAD"
        self._transport.write(self._encoder.encode(answer, last=last, bodiless=bodiless))
        if last:
            reader.ended = True
            self._end()

    def _end(self) -> None:
        self._answered_last = True
        if self._half_closed or self._retiring:
            self._transport.close()
        else:
            self._transport.write_eof()
            self._limit(LINGER_SECONDS)

    def _leave(self) -> None:
        self._open_ones.discard(self)
        self.ended.set()

    def _limit(self, seconds: float) -> None:
        """Give what comes next so much time; mostly without touching the timer."""
        self._deadline = self._loop.time() + seconds
        if self._timer is None or self._timer.when() > self._deadline:
            self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._deadline, self._check_time)

    def _check_time(self) -> None:
        self._timer = None
        if self._loop.time() < self._deadline:
            self._arm()
        elif self._writable is not None:
            self._transport.abort()
        elif self._work is not None:
            # What is being answered is ours to end; the next part gets its time afterwards.
            self._limit(BODY_SECONDS)
        elif self._answered_last or self._reader.part is Part.NOTHING:
            self._transport.abort()
        else:
            if self._reader.part is Part.HEAD:
                self._reader.end_with(_SLOW_HEAD)
            else:
                self._reader.break_off(late=True)
            self._begin_work()
