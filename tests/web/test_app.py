"""The service's own endpoints."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.clock import VirtualClock
from bot.kernel.errors import Transient, UserError
from bot.kernel.exchange import Answer
from bot.web.app import Question, Switch, endpoints
from bot.web.server import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class FakeStore:
    """A store that is well, or not."""

    error: Exception | None = None

    async def ping(self) -> None:
        if self.error:
            raise self.error


async def taken() -> Answer:
    return Answer(202, b'"taken"')


@asynccontextmanager
async def served(store: FakeStore) -> AsyncIterator[str]:
    switch = Switch(endpoints(store, Question(taken)))
    async with listening(switch, VirtualClock(), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/healthz", 200, '"alive":true'),
        ("GET", "/readyz", 200, '"ready":true'),
        ("POST", "/webhook", 202, "taken"),
        ("GET", "/webhook", 405, "Only POST is taken here"),
        ("POST", "/healthz", 405, "Only GET is taken here"),
        ("GET", "/", 404, "/healthz, /readyz, /webhook"),
        ("GET", "/webhook/", 404, "Nothing is here"),
        ("GET", "/healthz?since=ever", 200, "alive"),
    ],
)
async def test_each_path_takes_one_method(method: str, path: str, status: int, said: str) -> None:
    async with (
        served(FakeStore()) as url,
        aiohttp.ClientSession() as session,
        session.request(method, url + path, data="body") as answer,
    ):
        assert answer.status == status
        assert said in await answer.text()


@pytest.mark.parametrize(
    ("error", "reason"), [(Transient("disk full"), "disk full"), (TimeoutError(), "not answer")]
)
async def test_a_store_that_takes_no_writes_is_not_ready_and_says_why(
    error: Exception, reason: str
) -> None:
    async with served(FakeStore(error)) as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/readyz") as answer:
            assert answer.status == 503
            assert reason in await answer.text()
        async with session.get(f"{url}/healthz") as answer:
            assert answer.status == 200


async def test_a_taken_port_is_named_with_the_way_out() -> None:
    async with served(FakeStore()) as url:
        port = int(url.rpartition(":")[2])
        switch = Switch(endpoints(FakeStore(), Question(taken)))
        with pytest.raises(UserError, match=f"127.0.0.1:{port}.*choose another port"):
            async with listening(switch, VirtualClock(), "127.0.0.1", port):
                pass
