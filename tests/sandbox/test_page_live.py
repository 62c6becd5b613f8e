from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, web

from bot.sandbox import page_live
from bot.sandbox.page_live import Changes
from bot.sandbox.server import serving
from tests.support.sandbox_page import PULL, Visitor, scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientResponse
    from pytest_aiohttp.plugin import AiohttpClient

    from tests.support.sandbox_page import Scene


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
async def visitor(place: Scene, aiohttp_client: AiohttpClient) -> Visitor:
    return Visitor(await aiohttp_client(place.application()))


@pytest.fixture
async def stream(visitor: Visitor) -> AsyncIterator[ClientResponse]:
    """An open page's ear; what it hears first is where things stand."""
    async with visitor.client.get("/-/changes") as answer:
        assert answer.content_type == "text/event-stream"
        await heard(answer)
        yield answer


async def heard(answer: ClientResponse) -> str:
    async with asyncio.timeout(5):
        line = await answer.content.readline()
        await answer.content.readline()
    return line.decode().removeprefix("data: ").strip()


async def test_an_event_in_the_world_is_told_to_open_pages(
    place: Scene, stream: ClientResponse
) -> None:
    place.world.comment(place.pull, place.ben, "Hello.")

    assert await heard(stream)


async def test_a_form_sent_by_one_page_is_told_to_the_others(
    visitor: Visitor, stream: ClientResponse
) -> None:
    await visitor.send(f"{PULL}/title", title="Another title")

    assert await heard(stream)


async def test_each_change_has_another_number(place: Scene, stream: ClientResponse) -> None:
    numbers = []
    for text in ("One.", "Two."):
        place.world.comment(place.pull, place.ben, text)
        numbers.append(await heard(stream))

    assert len(set(numbers)) == 2


async def test_reading_is_no_change(place: Scene, visitor: Visitor, stream: ClientResponse) -> None:
    await visitor.read("/")
    await visitor.read(PULL)
    place.world.comment(place.pull, place.ben, "The only change.")

    first = int(await heard(stream))
    place.world.comment(place.pull, place.ben, "The next.")

    assert int(await heard(stream)) == first + 1


async def test_the_sandbox_closes_at_once_though_pages_are_open(
    visitor: Visitor, stream: ClientResponse
) -> None:
    async with asyncio.timeout(5):
        await visitor.client.server.close()

    await stream.content.read()
    assert stream.content.at_eof()


async def test_a_silent_stream_says_that_it_still_lives(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_live, "_QUIET", 0.01)

    async with visitor.client.get("/-/changes") as answer:
        await heard(answer)
        assert await heard(answer) == ": quiet"


async def test_a_page_that_was_left_is_forgotten(
    place: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_live, "_QUIET", 0.01)
    app = web.Application()
    changes = Changes(app, place.world)
    app.router.add_get("/changes", changes.stream)

    # Not the test client: its server cancels a handler whose visitor left, the real one does not.
    async with serving(app) as root, ClientSession() as session:
        async with session.get(f"{root}/changes") as answer:
            await heard(answer)
            assert len(changes._waiting) == 1
            answer.close()
        async with asyncio.timeout(5):
            while changes._waiting:
                # Any exchange gives the server its turn.
                async with session.get(f"{root}/nothing"):
                    pass
