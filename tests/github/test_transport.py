"""One request to GitHub and every way in which it can end."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.clock import VirtualClock
from bot.github.errors import AnswerLost, NotFound, Refused
from bot.github.transport import API_VERSION, Connection, Endpoints, Unauthorized
from bot.kernel.errors import RateLimited, Transient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

QUERY = "query { viewer { login } }"


@dataclass
class Script:
    """Answers requests in order and keeps what was asked; the last answer repeats."""

    answers: list[web.Response | None]
    asked: list[web.Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return answer


@asynccontextmanager
async def connected(script: Script, clock: VirtualClock | None = None) -> AsyncIterator[Connection]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        root = str(server.make_url("")).rstrip("/")
        yield Connection(
            session,
            scope="7",
            clock=clock or VirtualClock(),
            endpoints=Endpoints(root, f"{root}/graphql"),
            token="ghs_x",
        )


def answer(status: int, content: object, **headers: str) -> web.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response(content, status=status, headers=named)


async def test_a_read_carries_token_and_pinned_version_and_gives_the_next_page() -> None:
    link = '<https://api.example.org/more?page=2>; rel="next"'
    script = Script([answer(200, [1, 2], link=link)])

    async with connected(script) as connection:
        body, more = await connection.rest("GET", "/things")

    assert (body, more) == ([1, 2], "https://api.example.org/more?page=2")
    headers = script.asked[0].headers
    assert headers["authorization"] == "token ghs_x"
    assert headers["x-github-api-version"] == API_VERSION


async def test_a_jwt_takes_the_place_of_the_token() -> None:
    script = Script([answer(200, {})])

    async with connected(script) as connection:
        await connection.rest("GET", "/app", jwt="a.b.c")

    assert script.asked[0].headers["authorization"] == "bearer a.b.c"


async def test_a_second_read_sends_the_etag_and_uses_what_it_has() -> None:
    script = Script([answer(200, {"n": 1}, etag='"x"'), web.Response(status=304)])

    async with connected(script) as connection:
        await connection.rest("GET", "/things")
        body, _ = await connection.rest("GET", "/things")

    assert body == {"n": 1}
    assert script.asked[1].headers["if-none-match"] == '"x"'


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Unauthorized),
        (403, Refused),
        (404, NotFound),
        (406, Refused),
        (422, Refused),
        (500, Transient),
        (502, Transient),
    ],
)
async def test_a_refusal_of_a_read_has_a_meaning(status: int, error: type[Exception]) -> None:
    script = Script([answer(status, {"message": "no"})])

    async with connected(script) as connection:
        with pytest.raises(error) as raised:
            await connection.rest("GET", "/things")

    assert not isinstance(raised.value, AnswerLost)


@pytest.mark.parametrize("outcome", [answer(502, {}), None], ids=["5xx", "connection lost"])
async def test_a_write_without_a_clear_answer_may_have_taken_effect(
    outcome: web.Response | None,
) -> None:
    script = Script([outcome])

    async with connected(script) as connection:
        with pytest.raises(AnswerLost):
            await connection.graphql_answer("mutation { x }", {}, writes=True)


async def test_a_lost_answer_to_a_read_is_only_transient() -> None:
    script = Script([None])

    async with connected(script) as connection:
        with pytest.raises(Transient) as raised:
            await connection.graphql_answer(QUERY, {}, writes=False)

    assert not isinstance(raised.value, AnswerLost)


async def test_a_write_that_never_left_cannot_have_taken_effect() -> None:
    root = f"http://127.0.0.1:{unused_port()}"
    async with aiohttp.ClientSession() as session:
        connection = Connection(
            session, scope="7", clock=VirtualClock(), endpoints=Endpoints(root, f"{root}/graphql")
        )
        with pytest.raises(Transient) as raised:
            await connection.graphql_answer("mutation { x }", {}, writes=True)

    assert not isinstance(raised.value, AnswerLost)


async def test_a_limit_closes_the_gate_and_nothing_more_is_sent_until_it_opens() -> None:
    clock = VirtualClock()
    script = Script([answer(403, {"message": "secondary rate limit"}, retry_after="30")])

    async with connected(script, clock) as connection:
        with pytest.raises(RateLimited) as raised:
            await connection.rest("GET", "/things")
        with pytest.raises(RateLimited):
            await connection.graphql_answer(QUERY, {}, writes=True)
        assert len(script.asked) == 1

        script.answers = [answer(200, {})]
        await clock.advance(30)
        await connection.rest("GET", "/things")

    assert raised.value.scope == "7"
    assert raised.value.until == clock.now()


async def test_refusals_in_a_row_wait_longer_and_a_success_starts_anew() -> None:
    clock = VirtualClock()
    limit = {"message": "You have exceeded a secondary rate limit"}
    refused = [answer(403, limit) for _ in range(2)]
    script = Script([*refused, answer(200, {}), answer(403, limit)])
    waits = []

    async with connected(script, clock) as connection:
        for _ in range(4):
            try:
                await connection.rest("GET", "/things")
            except RateLimited as error:
                waits.append(error.until - clock.now())
                await clock.advance(waits[-1].total_seconds())

    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=1)]


async def test_graphql_says_limits_with_status_200() -> None:
    errors = [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]
    script = Script([answer(200, {"errors": errors})])

    async with connected(script) as connection:
        with pytest.raises(RateLimited):
            await connection.graphql_answer(QUERY, {}, writes=False)


async def test_one_refused_field_does_not_blank_the_rest() -> None:
    content = {
        "data": {"a": 1, "b": None},
        "errors": [{"type": "FORBIDDEN", "path": ["b", "c", 0], "message": "not accessible"}],
    }
    script = Script([answer(200, content)])

    async with connected(script) as connection:
        found = await connection.graphql_answer(QUERY, {}, writes=False)

    assert found.data["a"] == 1
    error = found.error_at("b")
    assert error is not None
    assert (error.path, error.type) == ("b.c.0", "FORBIDDEN")
    assert found.error_at("a") is None


@pytest.mark.parametrize("content", [{}, [], "text", {"data": None}])
async def test_an_answer_of_another_form_is_not_taken_for_success(content: object) -> None:
    script = Script([answer(200, content)])

    async with connected(script) as connection:
        with pytest.raises(Transient):
            await connection.graphql_answer(QUERY, {}, writes=False)


async def test_a_page_of_html_with_an_error_status_is_understood() -> None:
    script = Script([web.Response(status=503, text="<h1>Unicorn</h1>", content_type="text/html")])

    async with connected(script) as connection:
        with pytest.raises(AnswerLost, match="503"):
            await connection.graphql_answer(QUERY, {}, writes=True)


async def test_a_redirected_write_is_refused_rather_than_turned_into_a_read() -> None:
    script = Script([web.Response(status=301, headers={"location": "/elsewhere"})])

    async with connected(script) as connection:
        with pytest.raises(Refused, match="301"):
            await connection.graphql_answer(QUERY, {}, writes=True)

    assert len(script.asked) == 1


async def test_no_error_text_carries_the_token() -> None:
    script = Script([answer(403, {"message": "no"})])

    async with connected(script) as connection:
        with pytest.raises(Refused) as raised:
            await connection.rest("POST", "/things", body={"a": 1})

    assert "ghs_x" not in str(raised.value)
