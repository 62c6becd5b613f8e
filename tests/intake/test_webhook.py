from __future__ import annotations

import asyncio
import gzip
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import structlog

from bot.clock import VirtualClock
from bot.intake import webhook as module
from bot.intake.routing import Identity
from bot.intake.signature import Secrets, sign
from bot.intake.webhook import LONGEST_BODY, Webhook
from bot.kernel.errors import Transient
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Delivery
from bot.policy.allowed import Allowed
from bot.web import connection
from tests.support.intake import SECRET, FakeInbox, serving, signed
from tests.support.stores import opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.intake.webhook import InboxPort
    from tests.support.intake import Client


BODY = msgspec.json.encode(
    {
        "action": "opened",
        "pull_request": {"number": 5},
        "repository": {"id": 9, "owner": {"login": "course"}},
        "installation": {"id": 3},
        "sender": {"login": "student", "type": "User"},
    }
)


class Counted:
    def __init__(self) -> None:
        self.outcomes: list[tuple[str, str]] = []
        self.something = asyncio.Event()

    def delivery(self, event: str, outcome: str) -> None:
        self.outcomes.append((event, outcome))
        self.something.set()


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
async def client(inbox: FakeInbox, clock: VirtualClock, counted: Counted) -> AsyncIterator[Client]:
    async with serving(webhook(inbox, clock, counted)) as client:
        yield client


def webhook(inbox: InboxPort, clock: VirtualClock, counted: Counted | None = None) -> Webhook:
    return Webhook(
        inbox,
        secrets=Secrets(current=SECRET, previous=b"the one before"),
        allowed=Allowed(accounts=frozenset({"course"})),
        identity=lambda: Identity(slug="upstream-coach", app_id=4711),
        clock=clock,
        metrics=counted,
    )


async def post(
    client: Client,
    body: bytes | io.BytesIO | AsyncIterator[bytes] = BODY,
    headers: dict[str, str] | None = None,
    **changes: str | None,
) -> tuple[int, dict[str, Any]]:
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    sent = {**(signed(BODY) if headers is None else headers), **named}
    given = {name: value for name, value in sent.items() if value is not None}
    async with client.session.post("/webhook", data=body, headers=given) as response:
        return response.status, await response.json()


async def connect(
    port: int, headers: dict[str, str]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection and send exactly these headers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"POST /webhook HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
    return reader, writer


async def raw(client: Client, headers: dict[str, str], body: bytes = b"") -> str:
    """Send exactly these bytes and return the status line of the answer."""
    reader, writer = await connect(client.port, headers)
    writer.write(body)
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return status.decode()


async def test_a_signed_delivery_is_recorded_and_answered_with_its_subjects(
    client: Client, inbox: FakeInbox, counted: Counted
) -> None:
    assert await post(client) == (
        202,
        {"delivery": "guid-1", "result": "queued", "subjects": ["pull_request:9#5"]},
    )
    assert inbox.deliveries["guid-1"] == Delivery(
        guid="guid-1",
        event="pull_request",
        action="opened",
        scope="3",
        subjects=(Subject(SubjectKind.PULL_REQUEST, "9#5"),),
        ignored="",
        payload=BODY,
    )
    assert counted.outcomes == [("pull_request", "queued")]


async def test_the_store_knows_of_the_request_until_it_is_answered(
    client: Client, inbox: FakeInbox
) -> None:
    await post(client)
    assert (inbox.expected_at_accept, inbox.expected) == (1, 0)
    await post(client, X_Hub_Signature_256="sha256=00")
    assert inbox.expected == 0


async def test_a_redelivery_is_answered_as_a_duplicate(client: Client, inbox: FakeInbox) -> None:
    await post(client)
    assert await post(client) == (202, {"delivery": "guid-1", "result": "duplicate"})
    assert len(inbox.deliveries) == 1


async def test_an_ignored_delivery_is_recorded_with_the_reason(
    client: Client, inbox: FakeInbox
) -> None:
    status, answer = await post(client, headers=signed(BODY, event="push"))
    assert (status, answer["result"]) == (202, "ignored")
    assert inbox.deliveries["guid-1"].ignored == answer["reason"] != ""


async def test_the_coach_does_not_record_its_own_doing(client: Client, inbox: FakeInbox) -> None:
    body = BODY.replace(b"student", b"upstream-coach[bot]")
    status, answer = await post(client, body, signed(body))
    assert (status, answer["result"]) == (202, "dropped")
    assert not inbox.deliveries


async def test_the_secret_before_the_rotation_is_still_valid(client: Client) -> None:
    status, _ = await post(client, headers=signed(BODY, secret=b"the one before"))
    assert status == 202


FORM = b"payload=%7B%7D"


@pytest.mark.parametrize(
    ("body", "changes", "status", "words"),
    [
        (BODY, {"X_Hub_Signature_256": None}, 401, "not signed"),
        (
            BODY,
            {"X_Hub_Signature_256": None, "X_Hub_Signature": "sha1=0f"},
            401,
            "SHA-1 only",
        ),
        (BODY, {"X_Hub_Signature_256": sign(BODY, b"stranger")}, 401, "does not match"),
        (BODY + b" ", {}, 401, "does not match"),
        (gzip.compress(BODY), {"Content_Encoding": "gzip"}, 415, "compressed"),
        (BODY, {"Content_Type": "text/plain"}, 415, "must be application/json"),
        (
            FORM,
            {
                "Content_Type": "application/x-www-form-urlencoded",
                "X_Hub_Signature_256": sign(FORM, SECRET),
            },
            415,
            "App's settings",
        ),
        (BODY, {"X_GitHub_Event": None}, 400, "X-GitHub-Event"),
        (BODY, {"X_GitHub_Event": "Robert'); drop"}, 400, "X-GitHub-Event"),
        (BODY, {"X_GitHub_Delivery": None}, 400, "X-GitHub-Delivery"),
        (BODY, {"X_GitHub_Delivery": "g" * 65}, 400, "X-GitHub-Delivery"),
        (b"{", {"X_Hub_Signature_256": sign(b"{", SECRET)}, 400, "not JSON"),
        (b"", {"X_Hub_Signature_256": sign(b"", SECRET)}, 400, "not JSON"),
    ],
)
async def test_a_wrong_request_is_refused_with_the_reason(
    client: Client, body: bytes, changes: dict[str, str | None], status: int, words: str
) -> None:
    answered, answer = await post(client, body, None, **changes)
    assert answered == status
    assert words in answer["error"]


async def test_a_refused_request_is_counted_and_not_recorded(
    client: Client, inbox: FakeInbox, counted: Counted
) -> None:
    await post(client, X_Hub_Signature_256="sha256=00")
    assert not inbox.deliveries
    # Nothing that an unverified sender claims becomes the name of a figure.
    assert counted.outcomes == [("", "401")]


@pytest.mark.parametrize("length", [24_000, 3_000_000])
async def test_a_body_is_taken_whole_however_it_is_cut(client: Client, length: int) -> None:
    body = BODY[:-1] + b',"padding":"' + b"x" * length + b'"}'

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    assert (await post(client, io.BytesIO(body), signed(body)))[1]["result"] == "queued"
    assert (await post(client, chunks(), signed(body)))[1]["result"] == "duplicate"


async def test_a_body_that_announces_more_than_25_mib_is_not_read(client: Client) -> None:
    head = {**signed(b""), "Content-Length": str(LONGEST_BODY + 1)}
    assert " 413 " in await raw(client, head)


@pytest.mark.parametrize("ends", [True, False])
async def test_a_body_that_grows_beyond_25_mib_is_cut_off(
    client: Client, monkeypatch: pytest.MonkeyPatch, *, ends: bool
) -> None:
    monkeypatch.setattr(module, "LONGEST_BODY", 100_000)
    answered = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 50_000
        if not ends:
            await answered.wait()

    assert (await post(client, chunks()))[0] == 413
    answered.set()


async def test_a_body_that_stops_on_its_way_is_given_up(
    client: Client, inbox: FakeInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BODY_SECONDS", 0.01)
    waiting = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        yield b"{"
        await waiting.wait()

    async with client.session.post("/webhook", data=chunks(), headers=signed(b"{")) as response:
        assert response.status == 408
        waiting.set()
    assert inbox.expected == 0


async def test_a_body_that_breaks_off_is_a_refused_request(
    client: Client, inbox: FakeInbox, counted: Counted
) -> None:
    _, writer = await connect(client.port, {**signed(b"{}"), "Content-Length": "2"})
    writer.write(b"{")
    async with asyncio.timeout(5):
        writer.close()
        await writer.wait_closed()
        await counted.something.wait()
    assert counted.outcomes == [("", "400")]
    assert not inbox.deliveries


@pytest.mark.parametrize(("pause", "retry_after"), [(None, "30"), (4.2, "5"), (-3, "1")])
async def test_an_unavailable_store_is_answered_with_the_pause_to_take(
    client: Client,
    inbox: FakeInbox,
    clock: VirtualClock,
    pause: float | None,
    retry_after: str,
) -> None:
    at = None if pause is None else clock.now() + timedelta(seconds=pause)
    inbox.fails = Transient("the disk is full at /secret/path", retry_at=at)
    async with client.session.post("/webhook", data=BODY, headers=signed(BODY)) as response:
        assert response.status == 503
        assert response.headers["Retry-After"] == retry_after
        assert "secret" not in await response.text()
    inbox.fails = None
    assert (await post(client))[0] == 202


async def test_a_flood_of_bad_signatures_leaves_one_line_a_minute_without_a_body(
    client: Client, clock: VirtualClock
) -> None:
    with structlog.testing.capture_logs() as lines:
        for _ in range(5):
            await post(client, X_Hub_Signature_256="sha256=00")
        await clock.advance(60)
        await post(client, X_Hub_Signature_256="sha256=00")
    assert [line["unsaid"] for line in lines] == [0, 4]
    assert {line["delivery"] for line in lines} == {"guid-1"}
    assert not any("course" in str(line) for line in lines)


async def test_headers_of_an_enterprise_server_change_nothing(client: Client) -> None:
    status, _ = await post(
        client,
        X_GitHub_Enterprise_Host="ghe.example.org",
        X_GitHub_Enterprise_Version="3.19.0",
        X_Hub_Signature="sha1=0123",
        Content_Type="application/json; charset=utf-8",
    )
    assert status == 202


async def test_the_real_store_keeps_what_was_answered(clock: VirtualClock) -> None:
    async with (
        opened("sqlite://", clock, settle=timedelta(0)) as store,
        serving(webhook(store, clock)) as client,
    ):
        head = {**signed(BODY), "Content-Length": str(len(BODY))}
        assert " 202 " in await raw(client, head, BODY)
        assert " 202 " in await raw(client, head, BODY)
        (lease,) = await store.claim(10)
        (kept,) = await store.payloads(lease.deliveries)
    assert (str(lease.subject), lease.scope) == ("pull_request:9#5", "3")
    assert (kept.guid, kept.event, kept.action, kept.payload) == (
        "guid-1",
        "pull_request",
        "opened",
        BODY,
    )
