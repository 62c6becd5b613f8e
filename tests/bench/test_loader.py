"""The loader against a tiny server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.loader import Load, measure
from bench.wire import Hook, sign

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp.test_utils import BaseTestServer

HOOKS = [Hook("ping", body, sign(body, "secret")) for body in (b'{"zen":"a"}', b'{"zen":"b"}')]


class Tiny:
    """A server that remembers the delivery ids and fails on demand."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.bodies: set[bytes] = set()
        self.fail_from = 10**9
        self.hang_up = False

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.add(await request.read())
        self.ids.append(request.headers["X-GitHub-Delivery"])
        if self.hang_up and request.transport is not None:
            request.transport.close()
        return web.Response(status=500 if len(self.ids) > self.fail_from else 202, text="x" * 100)


@pytest.fixture
async def tiny() -> AsyncIterator[tuple[Tiny, BaseTestServer]]:
    tiny, app = Tiny(), web.Application()
    app.router.add_post("/webhook", tiny.take)
    async with TestServer(app) as server:
        yield tiny, server


def load(server: BaseTestServer, **changes: float) -> Load:
    asked = {"requests": 60, "connections": 4, **changes}
    return Load(
        host="127.0.0.1",
        port=server.port or 0,
        path="/webhook",
        hooks="",
        requests=int(asked["requests"]),
        connections=int(asked["connections"]),
        rate=asked.get("rate"),
        expected=int(asked.get("expected", 2)),
    )


@pytest.mark.parametrize("rate", [None, 2000.0])
async def test_every_request_is_sent_once_with_an_id_of_its_own(
    tiny: tuple[Tiny, BaseTestServer], rate: float | None
) -> None:
    seen, server = tiny
    measured = await measure(load(server, **({"rate": rate} if rate else {})), HOOKS)
    assert measured.requests == 60
    assert measured.errors == 0
    assert len(set(seen.ids)) == 60
    assert seen.bodies == {hook.body for hook in HOOKS}
    assert 0 < measured.p50 <= measured.p99 <= measured.slowest
    assert measured.per_second == pytest.approx(60 / measured.seconds)


async def test_an_answer_that_was_not_expected_counts_as_an_error(
    tiny: tuple[Tiny, BaseTestServer],
) -> None:
    seen, server = tiny
    seen.fail_from = 50
    measured = await measure(load(server), HOOKS)
    assert measured.errors == 10
    assert "500" in measured.first_error


async def test_a_refusal_is_no_error_when_it_is_what_was_asked_for(
    tiny: tuple[Tiny, BaseTestServer],
) -> None:
    seen, server = tiny
    seen.fail_from = 0
    assert (await measure(load(server, expected=5), HOOKS)).errors == 0


async def test_a_server_that_hangs_up_fails_the_run(tiny: tuple[Tiny, BaseTestServer]) -> None:
    seen, server = tiny
    seen.hang_up = True
    with pytest.raises(ConnectionError):
        await measure(load(server), HOOKS)
