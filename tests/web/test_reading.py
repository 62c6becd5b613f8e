"""From bytes to requests."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest
from httptools import HttpParserCallbackError
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.exchange import Answer
from bot.web.reading import HEAD_BYTES, LONG_HEAD, MALFORMED, UPGRADE, Part, Reader

if TYPE_CHECKING:
    from bot.kernel.exchange import Head

LONGEST = 1000
TOO_LONG = Answer(413, b"too long")
UNWANTED = Answer(401, b"unwanted")
BROKEN = Answer(400, b"broken off")
LATE = Answer(408, b"late")


class Wary:
    """Refuses what is long or says that it is unwanted."""

    def refuse(self, head: Head, length: int) -> Answer | None:
        if b"unwanted" in head.headers:
            return UNWANTED
        return TOO_LONG if length > LONGEST else None

    def lost(self, _head: Head, *, late: bool) -> Answer:
        return LATE if late else BROKEN

    async def answer(self, _head: Head, _body: bytes) -> Answer:
        raise NotImplementedError


class Seen(NamedTuple):
    """A request in short: what was read, or how it is refused."""

    method: str
    path: str
    body: bytes
    status: int | None


def seen(reader: Reader) -> list[Seen]:
    return [
        Seen(
            request.head.method if request.head else "",
            request.head.path if request.head else "",
            b"" if request.answer else request.body,
            request.answer.status if request.answer else None,
        )
        for request in reader.requests
    ]


def read(*pieces: bytes) -> Reader:
    reader = Reader(Wary())
    for piece in pieces:
        reader.feed(piece)
    return reader


def post(body: bytes = b"body", *headers: bytes, path: bytes = b"/webhook") -> bytes:
    lines = [b"POST %b HTTP/1.1" % path, b"Host: x", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


def chunked(*chunks: bytes, trailer: bytes = b"") -> bytes:
    head = b"POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    sizes = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head + sizes + b"0\r\n" + trailer + b"\r\n"


GET = b"GET /healthz?x=1 HTTP/1.1\r\nHost: x\r\n\r\n"
WHOLE = Seen("POST", "/webhook", b"body", None)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (post(), [WHOLE]),
        (chunked(b"bo", b"dy"), [WHOLE]),
        (chunked(b"body", trailer=b"Unwanted: 1\r\n"), [WHOLE]),
        (GET, [Seen("GET", "/healthz", b"", None)]),
        (post() + GET + post(), [WHOLE, Seen("GET", "/healthz", b"", None), WHOLE]),
        (post(path=b"http://coach.example:80/webhook?a=b"), [WHOLE]),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", [Seen("OPTIONS", "*", b"", None)]),
        (post(b"x" * LONGEST), [Seen("POST", "/webhook", b"x" * LONGEST, None)]),
        (post(b"x" * (LONGEST + 1)), [Seen("POST", "/webhook", b"", 413)]),
        (chunked(b"x" * 600, b"x" * 600), [Seen("POST", "/webhook", b"", 413)]),
        (post(b"body", b"Unwanted: 1") + GET,
         [Seen("POST", "/webhook", b"", 401), Seen("GET", "/healthz", b"", None)]),
        (b"", []),
    ],
)  # fmt: skip
def test_requests_are_read_as_they_were_meant(sent: bytes, expected: list[Seen]) -> None:
    reader = read(sent)
    assert seen(reader) == expected
    assert reader.part is Part.NOTHING
    assert not reader.ended


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nHost x\r\n\r\n",
        b"POST /webhook HTTP/9.9\r\n\r\n",
        b"PO ST /webhook HTTP/1.1\r\n\r\n",
        b"POST /web\x00hook HTTP/1.1\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nHost : x\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nA: b\r\n folded\r\nContent-Length: x\r\n\r\n",
        b"POST /webhook HTTP/1.1\nHost: x\n\n",
        post(b"body", b"Content-Length: 5"),
        post(b"body", b"Transfer-Encoding: chunked"),
        b"POST /webhook HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nContent-Length: 4, 4\r\n\r\nbody",
        b"POST /webhook HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        b"POST /webhook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        chunked(b"body").replace(b"4\r\nbody", b"3\r\nbody"),
    ],
)
def test_what_is_malformed_is_refused_and_nothing_behind_it_is_read(sent: bytes) -> None:
    reader = read(sent, GET)
    assert [request.answer for request in reader.requests] == [MALFORMED]
    assert reader.ended


def test_what_stands_before_the_malformed_is_still_answered() -> None:
    assert seen(read(post() + b"\x00" + GET)) == [WHOLE, Seen("", "", b"", 400)]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET /\r\n\r\n",
    ],
)
def test_a_sender_that_ends_the_connection_is_read_no_further(sent: bytes) -> None:
    reader = read(sent + GET, GET)
    assert seen(reader) == [Seen("GET", "/", b"", None)]
    assert reader.ended


def test_another_language_is_not_spoken() -> None:
    wanted = b"Connection: Upgrade", b"Upgrade: websocket"
    reader = read(post(b"body", *wanted) + b"\x81\x05hello", GET)
    assert [request.answer for request in reader.requests] == [UPGRADE]
    assert reader.ended
    reader = read(b"CONNECT github.com:443 HTTP/1.1\r\nHost: github.com\r\n\r\n", GET)
    assert [request.answer for request in reader.requests] == [UPGRADE]
    assert reader.ended


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (post(b"body", b"Unwanted: 1"), UNWANTED),
        (post(b"x" * 2000), TOO_LONG),
        (chunked(b"x" * 600, b"x" * 600), TOO_LONG),
    ],
)
def test_what_is_refused_is_answered_before_the_rest_of_it_comes(
    sent: bytes, answer: Answer
) -> None:
    reader = read(sent[:-3], sent[-3:], GET)
    assert [request.answer for request in reader.requests] == [answer]
    assert reader.ended


@pytest.mark.parametrize(
    "pieces",
    [
        [b"POST /", *[b"x" * 1000] * 40],
        [b"POST / HTTP/1.1\r\nA: ", *[b"x" * 1000] * 40],
        [b"POST / HTTP/1.1\r\n", *[b"A: b\r\n"] * (HEAD_BYTES // 6 + 2)],
        [chunked()[:-2] + b"Trailer: ", *[b"x" * 1000] * 40],
        [b"POST / HTTP/1.1\r\nA: " + b"x" * HEAD_BYTES + b"\r\n\r\n"],
    ],
)
def test_headers_without_end_are_cut_off(pieces: list[bytes]) -> None:
    reader = read(*pieces)
    assert [request.answer for request in reader.requests] == [LONG_HEAD]


def test_a_defect_of_the_receiver_is_not_called_a_malformed_request() -> None:
    class Broken(Wary):
        def refuse(self, _head: Head, _length: int) -> Answer | None:
            raise ValueError("a defect")

    with pytest.raises(HttpParserCallbackError):
        Reader(Broken()).feed(post())


def test_the_first_of_two_equal_headers_counts_and_case_does_not() -> None:
    request = read(post(b"", b"X-Hub-Signature-256: one", b"x-hub-SIGNATURE-256: two")).requests[0]
    assert request.head
    assert request.head.text(b"x-hub-signature-256") == "one"
    assert request.head.text(b"x-hub-signature") is None


@pytest.mark.parametrize(
    ("sent", "late", "answers"),
    [
        (b"", False, []),
        (b"POST /webhook HT", False, []),
        (post()[:-1], False, [BROKEN]),
        (post()[:-1], True, [LATE]),
        (post(), False, [None]),
    ],
)
def test_a_sender_that_stops_is_answered_if_it_said_what_it_wants(
    sent: bytes, *, late: bool, answers: list[Answer | None]
) -> None:
    reader = read(sent)
    reader.break_off(late=late)
    assert [request.answer for request in reader.requests] == answers
    assert reader.ended
    assert reader.part is Part.NOTHING


def test_what_comes_next_is_known_at_each_byte() -> None:
    reader, parts = Reader(Wary()), [Part.NOTHING]
    for number in post():
        reader.feed(bytes([number]))
        if reader.part is not parts[-1]:
            parts.append(reader.part)
    assert parts == [Part.NOTHING, Part.HEAD, Part.BODY, Part.NOTHING]


def test_a_sender_that_asks_first_is_known_until_its_body_comes() -> None:
    sent = post(b"body", b"Expect: 100-continue")
    assert read(sent[:-4]).wanting
    assert not read(sent[:-4], sent[-4:]).wanting
    assert not read(sent).wanting


bodies = st.binary(max_size=60)
requests = st.one_of(
    st.builds(post, bodies),
    st.builds(lambda body: post(body, b"Unwanted: 1"), bodies),
    st.builds(lambda chunks: chunked(*chunks), st.lists(st.binary(min_size=1, max_size=20))),
    st.just(GET),
    st.just(b"\r\n"),
)
cuts = st.lists(st.integers(0, 1500), max_size=8)


def cut(sent: bytes, at: list[int]) -> list[bytes]:
    places = sorted({min(place, len(sent)) for place in at} | {0, len(sent)})
    return [sent[start:end] for start, end in pairwise(places)]


@given(st.lists(requests, max_size=5), cuts)
def test_it_does_not_matter_where_the_bytes_are_cut(sent: list[bytes], at: list[int]) -> None:
    stream = b"".join(each for each in sent if b"Unwanted" not in each)
    whole, pieces = read(stream), read(*cut(stream, at))
    assert seen(pieces) == seen(whole)
    assert pieces.part is whole.part


@given(st.lists(requests, min_size=1, max_size=5), cuts)
def test_a_refusal_comes_in_its_turn_wherever_the_bytes_are_cut(
    sent: list[bytes], at: list[int]
) -> None:
    stream = b"".join(sent)
    whole, pieces = read(stream), read(*cut(stream, at))
    statuses = [each.status for each in seen(whole)]
    cut_off = [each.status for each in seen(pieces)]
    # A refusal that comes early ends the connection; up to there nothing differs.
    assert cut_off == statuses[: len(cut_off)]
    assert cut_off == statuses or (pieces.ended and cut_off[-1] == UNWANTED.status)


@given(st.lists(requests, max_size=3), st.binary(max_size=80), st.integers(0, 400), cuts)
def test_no_bytes_whatever_raise(
    sent: list[bytes], noise: bytes, place: int, at: list[int]
) -> None:
    stream = b"".join(sent)
    spoiled = stream[:place] + noise + stream[place + len(noise) // 2 :]
    reader = read(*cut(spoiled, at))
    reader.break_off()
    assert all(each.answer or each.head for each in reader.requests)
    assert reader.ended
