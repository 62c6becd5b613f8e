"""Webhook deliveries: what is sent, what is listed, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox import deliveries
from bot.sandbox.deliveries import Deliverer, Reply, delivering, session_post
from bot.sandbox.faults import Delayed, Doubled, Dropped, Faults, Overtaken
from bot.sandbox.server import serving
from tests.support.sandbox import course, stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.sandbox.world import World
    from tests.support.sandbox import Stage

URL = "http://coach.test/webhook"


@dataclass(slots=True)
class Receiver:
    """Plays the App: keeps what arrives and answers with the next of `answers`, then 202."""

    arrived: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    answers: list[int | Exception] = field(default_factory=list)

    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        assert url == URL
        self.arrived.append((headers, body))
        answer = self.answers.pop(0) if self.answers else 202
        if isinstance(answer, Exception):
            raise answer
        return Reply(answer, {"X-Answer": "yes"}, "thanks")

    def events(self) -> list[str]:
        return [headers["X-GitHub-Event"] for headers, _ in self.arrived]


@asynccontextmanager
async def sending(
    world: World, receiver: Receiver, faults: Faults | None = None
) -> AsyncIterator[Deliverer]:
    deliverer = Deliverer(world, receiver, URL, "secret", faults=faults)
    async with delivering(deliverer):
        yield deliverer


async def test_a_delivery_is_signed_and_says_where_it_comes_from() -> None:
    made, receiver = course(), Receiver()
    async with sending(made.world, receiver) as deliverer:
        made.world.comment(made.pull, made.alice, "Grüße")
        await deliverer.drain()
    headers, body = receiver.arrived[-1]
    signature = hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    sent = made.world.deliveries[-1]
    assert headers == {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": f"GitHub-Hookshot/{sent.guid[:7]}",
        "X-GitHub-Delivery": sent.guid,
        "X-GitHub-Event": "issue_comment",
        "X-GitHub-Hook-ID": str(made.app.hook_id),
        "X-GitHub-Hook-Installation-Target-ID": str(made.app.id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature-256": f"sha256={signature}",
    }
    assert "Grüße".encode() in body
    assert (sent.status, sent.status_code, sent.response_body) == ("OK", 202, "thanks")


async def test_what_was_queued_before_the_start_is_sent_in_order() -> None:
    made, receiver = course(), Receiver()
    made.world.comment(made.pull, made.alice, "Early")
    async with sending(made.world, receiver) as deliverer:
        await deliverer.drain()
        assert receiver.events() == ["installation", "issue_comment"]
    made.world.comment(made.pull, made.alice, "Late")
    assert made.world.deliveries[-1].status == "pending"


async def test_guids_differ() -> None:
    made = course()
    for _ in range(20):
        made.world.comment(made.pull, made.alice, "x")
    assert len({each.guid for each in made.world.deliveries}) == 21


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (503, "Invalid HTTP Response: 503", 503),
        (301, "Invalid HTTP Response: 301", 301),
        (aiohttp.ClientConnectionError("refused"), "failed to connect to host", 0),
        (ConnectionResetError(), "failed to connect to host", 0),
        (TimeoutError(), "timed out", 0),
    ],
)
async def test_a_failed_delivery_is_recorded_and_not_repeated(
    answer: int | Exception, status: str, code: int
) -> None:
    made, receiver = course(), Receiver(answers=[answer])
    async with sending(made.world, receiver) as deliverer:
        await deliverer.drain()
    (only,) = made.world.deliveries
    assert (only.status, only.status_code) == (status, code)
    assert len(receiver.arrived) == 1


async def test_an_app_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "LIMIT", 0.01)

    async def hang(_url: str, _headers: Mapping[str, str], _body: bytes) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    made = course()
    deliverer = Deliverer(made.world, hang, URL, "secret")
    async with delivering(deliverer):
        await deliverer.drain()
    assert made.world.deliveries[0].status == "timed out"


async def test_stopping_leaves_what_hangs_unsent() -> None:
    async def hang(_url: str, _headers: Mapping[str, str], _body: bytes) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    made = course()
    async with delivering(Deliverer(made.world, hang, URL, "secret")):
        await made.clock.advance(1)
    assert made.world.deliveries[0].status == "pending"


async def test_deliveries_go_over_http() -> None:
    seen: list[tuple[str, bytes]] = []

    async def webhook(request: web.Request) -> web.Response:
        seen.append((request.headers["X-GitHub-Event"], await request.read()))
        return web.Response(status=202, text="ok")

    app = web.Application()
    app.router.add_post("/webhook", webhook)
    made = course()
    async with serving(app) as root, aiohttp.ClientSession() as session:
        deliverer = Deliverer(made.world, session_post(session), f"{root}/webhook", "secret")
        async with delivering(deliverer):
            await deliverer.drain()
    assert seen == [("installation", made.world.deliveries[0].body)]
    assert made.world.deliveries[0].response_body == "ok"


async def test_a_dropped_delivery_fails_in_the_list_and_can_be_sent_again() -> None:
    made, receiver, faults = course(), Receiver(), Faults()
    faults.add(Dropped(event="issue_comment"))
    async with sending(made.world, receiver, faults) as deliverer, stage(made) as here:
        made.world.comment(made.pull, made.alice, "Lost")
        await deliverer.drain()
        assert receiver.events() == ["installation"]
        listed = (await here.get("/app/hook/deliveries", here.jwt())).json
        assert [(each["event"], each["status"]) for each in listed] == [
            ("issue_comment", "failed to connect to host"),
            ("installation", "OK"),
        ]
        path = f"/app/hook/deliveries/{listed[0]['id']}/attempts"
        assert (await here.send("POST", path, here.jwt())).status == 202
        await deliverer.drain()
        assert receiver.arrived[-1][0]["X-GitHub-Delivery"] == listed[0]["guid"]
        again = (await here.get("/app/hook/deliveries", here.jwt())).json[0]
        assert (again["guid"], again["redelivery"], again["status"]) == (
            listed[0]["guid"],
            True,
            "OK",
        )


async def test_a_delivery_can_vanish_without_a_trace() -> None:
    made, receiver, faults = course(), Receiver(), Faults()
    faults.add(Dropped(recorded=False))
    async with sending(made.world, receiver, faults) as deliverer:
        await deliverer.drain()
    assert (receiver.arrived, made.world.deliveries) == ([], [])


async def test_a_doubled_delivery_arrives_twice_with_one_guid() -> None:
    made, receiver, faults = course(), Receiver(), Faults()
    faults.add(Doubled())
    async with sending(made.world, receiver, faults) as deliverer:
        await deliverer.drain()
    first, second = receiver.arrived
    assert first == second


async def test_a_delayed_delivery_comes_late() -> None:
    made, receiver, faults = course(), Receiver(), Faults()
    faults.add(Delayed(seconds=90, event="issue_comment", action="created"))
    async with sending(made.world, receiver, faults) as deliverer:
        comment = made.world.comment(made.pull, made.alice, "Slow")
        made.world.edit_comment(comment, made.alice, "Slower")
        await deliverer.drain()
        assert receiver.events() == ["installation", "issue_comment"]
        await made.clock.advance(90)
        await deliverer.drain()
    assert b'"action":"created"' in receiver.arrived[-1][1]


async def test_an_overtaken_delivery_comes_after_the_next_one() -> None:
    made, receiver, faults = course(), Receiver(), Faults()
    faults.add(Overtaken(event="issue_comment", action="created"))
    async with sending(made.world, receiver, faults) as deliverer:
        comment = made.world.comment(made.pull, made.alice, "First")
        await deliverer.drain()
        assert receiver.events()[-1] == "issue_comment"
        faults.add(Overtaken(event="issue_comment", action="edited"))
        made.world.edit_comment(comment, made.alice, "Second")
        made.world.delete_comment(comment, made.alice)
        await deliverer.drain()
    actions = [body.partition(b'"action":"')[2].split(b'"')[0] for _, body in receiver.arrived]
    assert actions == [b"created", b"created", b"deleted", b"edited"]


async def test_redeliveries_are_spared_unless_meant() -> None:
    made, receiver, faults = course(), Receiver(), Faults()
    faults.add(Dropped(times=None, redeliveries=True))
    async with sending(made.world, receiver, faults) as deliverer, stage(made) as here:
        await deliverer.drain()
        path = f"/app/hook/deliveries/{made.world.deliveries[0].id}/attempts"
        await here.send("POST", path, here.jwt())
        await deliverer.drain()
    assert receiver.arrived == []
    assert [each.redelivery for each in made.world.deliveries] == [False, True]


async def _all(here: Stage, path: str) -> list[int]:
    found: list[int] = []
    while path:
        page = await here.get(path, here.jwt())
        found += [each["id"] for each in page.json]
        link = page.headers.get("Link", "")
        path = link.partition("<")[2].partition(">")[0]
    return found


async def test_the_list_goes_from_new_to_old_by_cursor() -> None:
    made, receiver = course(), Receiver()
    for _ in range(4):
        made.world.comment(made.pull, made.alice, "x")
    async with sending(made.world, receiver) as deliverer, stage(made) as here:
        await deliverer.drain()
        ids = [each.id for each in made.world.deliveries]
        assert await _all(here, "/app/hook/deliveries?per_page=2") == ids[::-1]
        bad = await here.get("/app/hook/deliveries?cursor=x", here.jwt())
        assert bad.status == 422


async def test_the_list_can_be_asked_for_failures_or_successes() -> None:
    made = course()
    made.world.comment(made.pull, made.alice, "x")
    made.world.comment(made.pull, made.alice, "y")
    receiver = Receiver(answers=[202, 503, TimeoutError()])
    async with sending(made.world, receiver) as deliverer, stage(made) as here:
        await deliverer.drain()
        ids = [each.id for each in made.world.deliveries]
        assert await _all(here, "/app/hook/deliveries?status=success") == ids[:1]
        # As on GitHub, a delivery without any answer is no failure of this list.
        assert await _all(here, "/app/hook/deliveries?status=failure") == ids[1:2]


async def test_one_delivery_shows_what_was_sent_and_answered() -> None:
    made, receiver = course(), Receiver()
    async with sending(made.world, receiver) as deliverer, stage(made) as here:
        await deliverer.drain()
        path = f"/app/hook/deliveries/{made.world.deliveries[0].id}"
        found = (await here.get(path, here.jwt())).json
        assert found["request"]["headers"]["X-GitHub-Event"] == "installation"
        assert found["request"]["payload"]["action"] == "created"
        assert found["response"] == {"headers": {"X-Answer": "yes"}, "payload": "thanks"}
        assert (await here.get("/app/hook/deliveries/1", here.jwt())).status == 404
        assert (await here.get("/app/hook/deliveries")).status == 401
