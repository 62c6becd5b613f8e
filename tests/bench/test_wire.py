"""Requests as bytes, and answers read back."""

from __future__ import annotations

import pytest
from gidgethub import sansio
from hypothesis import given
from hypothesis import strategies as st

from bench.wire import Answer, Hook, guid, read_answer, sign, template

BODY = b'{"action":"opened"}'
HOOK = Hook("pull_request", BODY, sign(BODY, "secret"))


def headers_of(request: bytes) -> dict[str, str]:
    head = request.partition(b"\r\n\r\n")[0].decode()
    return dict(line.split(": ", 1) for line in head.splitlines()[1:])


def test_a_request_is_one_that_an_independent_receiver_accepts() -> None:
    request = template(HOOK, host="127.0.0.1:1", path="/webhook").request(guid(1, 2))
    event = sansio.Event.from_http(
        {name.lower(): value for name, value in headers_of(request).items()}, BODY, secret="secret"
    )
    assert event.event == "pull_request"
    assert event.delivery_id == guid(1, 2).decode()
    assert request.startswith(b"POST /webhook HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\n" + BODY)
    assert headers_of(request)["Content-Length"] == str(len(BODY))


def test_the_signature_is_that_of_githubs_own_documentation() -> None:
    expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert sign(b"Hello, World!", "It's a Secret to Everybody") == expected


@given(
    runs=st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=2, unique=True),
    number=st.integers(0, 2**40),
)
def test_delivery_ids_have_the_form_of_githubs_and_never_meet(runs: list[int], number: int) -> None:
    ids = {guid(run, each) for run in runs for each in (number, number + 1)}
    assert len(ids) == 4
    assert {len(each) for each in ids} == {36}


@pytest.mark.parametrize(
    ("buffer", "expected"),
    [
        (b"", None),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n", None),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\no", None),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok", Answer(202, 46)),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500", Answer(200, 38)),
        (b"HTTP/1.1 204 No Content\r\n\r\n", Answer(204, 27)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", None),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            Answer(200, 59),
        ),
    ],
)
def test_an_answer_is_read_once_it_is_whole(buffer: bytes, expected: Answer | None) -> None:
    assert read_answer(buffer) == expected


@pytest.mark.parametrize(
    "buffer", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"]
)
def test_what_is_no_answer_with_a_stated_end_is_an_error(buffer: bytes) -> None:
    with pytest.raises(ValueError, match="answer"):
        read_answer(buffer)
