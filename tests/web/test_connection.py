"""One connection, from the other side of a socket."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest
import structlog

from bot.clock import VirtualClock
from bot.kernel.exchange import Answer
from bot.web import connection, server
from bot.web.server import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.kernel.exchange import Head

POST = b"POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n%b\r\nbody"
_ANSWER = re.compile(rb"HTTP/1.1 (\d+) [^\r]+\r\n(.*?)\r\n\r\n", re.DOTALL)


class Slow:
    """Answers with the path when told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.done: list[str] = []
        self.losses: list[bool] = []
        self.something = asyncio.Event()
        self.go = asyncio.Event()
        self.go.set()
        self.answers = 0

    def refuse(self, head: Head, _length: int) -> Answer | None:
        return Answer(401, b'"no"') if b"unwanted" in head.headers else None

    def lost(self, _head: Head, *, late: bool) -> Answer:
        self.losses.append(late)
        self.something.set()
        return Answer(408 if late else 400, b'"lost"')

    async def answer(self, head: Head, body: bytes) -> Answer:
        self.asked.append(head.path)
        self.something.set()
        await self.go.wait()
        if head.path == "/broken":
            raise ValueError("a defect")
        self.done.append(head.path)
        return Answer(200, head.path.encode() * max(self.answers, 1), (("Told", body.decode()),))


class Said(NamedTuple):
    status: int
    head: bytes
    body: bytes


class Caller(NamedTuple):
    """The other side."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, sent: bytes) -> None:
        self.writer.write(sent)
        await self.writer.drain()

    async def says_on(self, sent: bytes) -> None:
        while True:
            await self.says(sent)

    async def hears(self, *, bodiless: bool = False) -> Said:
        head = await self.reader.readuntil(b"\r\n\r\n")
        found = _ANSWER.fullmatch(head)
        assert found, head
        length = re.search(rb"Content-Length: (\d+)", head)
        body = b""
        if length and not bodiless:
            body = await self.reader.readexactly(int(length[1]))
        return Said(int(found[1]), head, body)

    async def hears_late(self, answers: int) -> None:
        """Listen only after the buffers have been full for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                await asyncio.Event().wait()
        for _ in range(answers):
            await self.hears()

    async def hears_the_end(self) -> bytes:
        return await self.reader.read()


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture(autouse=True)
async def _in_time() -> AsyncIterator[None]:
    async with asyncio.timeout(10):
        yield


@asynccontextmanager
async def called(port: int) -> AsyncIterator[Caller]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Caller(reader, writer)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@asynccontextmanager
async def calling(slow: Slow) -> AsyncIterator[Caller]:
    async with (
        listening(slow, VirtualClock(), "127.0.0.1", 0) as port,
        called(port) as caller,
    ):
        yield caller


async def test_an_answer_says_its_type_its_length_and_the_date(slow: Slow) -> None:
    async with calling(slow) as caller:
        await caller.says(POST % (1, b""))
        said = await caller.hears()
    assert said.body == b"/1"
    assert said.head == (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        b"Date: Mon, 07 Sep 2026 09:00:00 GMT\r\nTold: body\r\n\r\n"
    )


async def test_one_connection_carries_many_requests_in_order(slow: Slow) -> None:
    async with calling(slow) as caller:
        for number in range(3):
            await caller.says(POST % (number, b""))
            assert (await caller.hears()).body == b"/%d" % number
        await caller.says(b"".join(POST % (number, b"") for number in range(50)))
        assert [(await caller.hears()).body for _ in range(50)] == [
            b"/%d" % number for number in range(50)
        ]


async def test_one_request_is_answered_at_a_time(slow: Slow) -> None:
    slow.go.clear()
    async with calling(slow) as caller:
        await caller.says(POST % (1, b"") + POST % (2, b""))
        await slow.something.wait()
        await caller.says(POST % (3, b""))
        assert slow.asked == ["/1"]
        slow.go.set()
        assert [(await caller.hears()).body for _ in range(3)] == [b"/1", b"/2", b"/3"]


async def test_the_question_alone_is_answered_without_a_body(slow: Slow) -> None:
    async with calling(slow) as caller:
        await caller.says(b"HEAD /1 HTTP/1.1\r\nHost: x\r\n\r\n" + POST % (2, b""))
        assert b"Content-Length: 2" in (await caller.hears(bodiless=True)).head
        assert (await caller.hears()).body == b"/2"


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_whoever_wants_an_end_gets_it_after_the_answer(slow: Slow, version: bytes) -> None:
    async with calling(slow) as caller:
        sent = POST % (1, b"Connection: close\r\n")
        await caller.says(sent.replace(b"HTTP/1.1", b"HTTP/" + version) + POST % (2, b""))
        said = await caller.hears()
        assert b"Connection: close" in said.head
        assert not await caller.hears_the_end()
    assert slow.asked == ["/1"]


async def test_a_caller_that_has_said_all_still_hears_the_answer(slow: Slow) -> None:
    slow.go.clear()
    async with calling(slow) as caller:
        await caller.says(POST % (1, b""))
        await slow.something.wait()
        caller.writer.write_eof()
        slow.go.set()
        assert (await caller.hears()).body == b"/1"
        assert not await caller.hears_the_end()


async def test_a_body_is_asked_for_when_its_sender_waits(slow: Slow) -> None:
    async with calling(slow) as caller:
        head, body = (POST % (1, b"Expect: 100-continue\r\n"))[:-4], b"body"
        await caller.says(head)
        assert await caller.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        await caller.says(body)
        assert (await caller.hears()).status == 200


@pytest.mark.parametrize("expect", [b"", b"Expect: 100-continue\r\n"])
async def test_a_refusal_does_not_wait_for_the_body_and_arrives_although_it_comes(
    slow: Slow, expect: bytes
) -> None:
    async with calling(slow) as caller:
        head = b"POST /1 HTTP/1.1\r\nUnwanted: 1\r\nContent-Length: 20000000\r\n%b\r\n" % expect
        await caller.says(head)
        said = await caller.hears()
        await caller.says(b"x" * 1_000_000)
        assert not await caller.hears_the_end()
    assert said.status == 401
    assert b"Connection: close" in said.head
    assert not slow.asked


async def test_a_refused_request_that_is_whole_leaves_the_connection_open(slow: Slow) -> None:
    async with calling(slow) as caller:
        await caller.says(POST % (1, b"Unwanted: 1\r\n"))
        assert (await caller.hears()).status == 401
        await caller.says(POST % (2, b""))
        assert (await caller.hears()).status == 200


async def test_what_is_not_http_is_told_so_once(slow: Slow) -> None:
    async with calling(slow) as caller:
        await caller.says(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        assert (await caller.hears()).status == 400
        assert not await caller.hears_the_end()


async def test_a_defect_is_logged_and_ends_no_connection(slow: Slow) -> None:
    async with calling(slow) as caller:
        with structlog.testing.capture_logs() as lines:
            await caller.says((POST % (1, b"")).replace(b"POST /1", b"POST /broken"))
            said = await caller.hears()
        await caller.says(POST % (2, b""))
        assert (await caller.hears()).status == 200
    assert (said.status, b"defect" in said.body) == (500, False)
    assert [(line["event"], line["path"]) for line in lines] == [("request failed", "/broken")]


@pytest.mark.parametrize(
    ("sent", "status"), [(b"POST / HT", 408), ((POST % (1, b""))[:-1], 408), (b"", None)]
)
async def test_who_stops_on_the_way_is_given_up(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, sent: bytes, status: int | None
) -> None:
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(connection, name, 0.02)
    async with calling(slow) as caller:
        await caller.says(sent)
        if status:
            assert (await caller.hears()).status == status
        assert not await caller.hears_the_end()
    assert not slow.asked


async def test_who_keeps_sending_little_gains_no_time(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.05)
    async with calling(slow) as caller:
        await caller.says(b"POST / HTTP/1.1\r\n")
        answered = asyncio.ensure_future(caller.hears())
        while not answered.done():
            await caller.says(b"A: b\r\n")
            await asyncio.wait([answered], timeout=0.01)
        assert answered.result().status == 408


async def test_a_slow_answer_is_no_fault_of_the_caller(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BODY_SECONDS", "IDLE_SECONDS"):
        monkeypatch.setattr(connection, name, 0.02)
    slow.go.clear()
    async with calling(slow) as caller:
        await caller.says(POST % (1, b""))
        hearing = asyncio.ensure_future(caller.hears())
        await asyncio.wait([hearing], timeout=0.1)
        slow.go.set()
        assert (await hearing).status == 200


async def test_who_does_not_hang_up_after_the_last_answer_is_hung_up_on(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LINGER_SECONDS", 0.02)
    async with calling(slow) as caller:
        await caller.says(POST % (1, b"Connection: close\r\n"))
        assert (await caller.hears_the_end()).endswith(b"/1")
        with pytest.raises(ConnectionError):
            await caller.says_on(b"x" * 100_000)


async def test_the_work_for_a_caller_that_is_gone_is_finished(slow: Slow) -> None:
    slow.go.clear()
    async with listening(slow, VirtualClock(), "127.0.0.1", 0) as port:
        async with called(port) as caller:
            await caller.says(POST % (1, b"") + (POST % (2, b""))[:-1])
            await slow.something.wait()
            slow.something.clear()
            caller.writer.transport.abort()
        await slow.something.wait()
        assert slow.losses == [False]
        slow.go.set()
    assert slow.done == ["/1"]


async def test_who_does_not_listen_is_read_no_further(slow: Slow) -> None:
    slow.answers = 300_000
    async with calling(slow) as caller:
        requests = 40
        sending = asyncio.ensure_future(caller.says(b"".join([POST % (1, b"")] * requests)))
        while len(slow.asked) < 2:
            slow.something.clear()
            await slow.something.wait()
        # What fits into the buffers of both sides is answered; the rest waits for a listener.
        await asyncio.wait([sending], timeout=0.1)
        assert len(slow.asked) < requests
        for _ in range(requests):
            assert len((await caller.hears()).body) == 600_000
        await sending


async def test_who_never_listens_is_hung_up_on(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LISTEN_SECONDS", 0.05)
    slow.answers = 300_000
    async with calling(slow) as caller:
        requests = 40
        await caller.says(b"".join([POST % (1, b"")] * requests))
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await caller.hears_late(requests)
    assert len(slow.asked) < requests


async def test_the_end_waits_for_answers_and_not_for_the_idle(slow: Slow) -> None:
    slow.go.clear()
    async with asyncio.TaskGroup() as group:
        listener = listening(slow, VirtualClock(), "127.0.0.1", 0)
        port = await listener.__aenter__()
        async with called(port) as busy, called(port) as idle, called(port) as slowly:
            await slowly.says((POST % (2, b""))[:-1])
            await busy.says(POST % (1, b""))
            await slow.something.wait()
            end = group.create_task(listener.__aexit__(None, None, None))
            assert not await idle.hears_the_end()
            assert not end.done()
            slow.go.set()
            assert b"Connection: close" in (await busy.hears()).head
            assert not await busy.hears_the_end()
            await slowly.says(b"y")
            assert (await slowly.hears()).status == 200
            await end


async def test_the_end_waits_only_so_long(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_GRACE_SECONDS", 0.02)
    slow.go.clear()
    async with listening(slow, VirtualClock(), "127.0.0.1", 0) as port, called(port) as caller:
        await caller.says(POST % (1, b""))
        await slow.something.wait()
    assert not slow.done
