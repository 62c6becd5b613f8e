"""Takes the README's pictures from the sandbox's page, with the coach at work behind it.

Run `python -m tests.pictures` after a change of the page or of the checklist's words.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from yarl import URL

from bot.clock import SystemClock
from bot.operations.migration import migrate
from bot.rehearsal.coach_and_sandbox import Cast, Credentials, Pace, register, rehearsing
from bot.sandbox import story
from bot.sandbox.world import World
from tests.support.browser import browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

FOLDER = Path(__file__).parents[1] / "docs" / "images"
SHOWN = "tomas"
"""Whose pull request is in the pictures: the one with something left to do at the end."""

PACE = Pace(settle=0.1, write_pause=0.0)
SHARPNESS = 1.5


@asynccontextmanager
async def told() -> AsyncIterator[str]:
    """Play the story before the real coach; yields the address of the shown pull request."""
    clock = SystemClock()
    world = World(clock)
    stage = story.prepare(world)
    credentials = Credentials.generate()
    app = register(world, stage.organisation, credentials)
    world.install_app(app, stage.organisation)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'pictures.db'}"
        await migrate(database)
        async with rehearsing(
            Cast(world, app, credentials), clock=clock, database_url=database, pace=PACE
        ) as rehearsal:
            await rehearsal.quiet()
            await story.play(stage, clock, settle=rehearsal.quiet)
            pull = stage.pulls[SHOWN]
            yield f"{rehearsal.url}/{pull.repository.full_name}/pull/{pull.number}"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is seen on a picture: a part of the page at a width in CSS pixels."""

    name: str
    part: str
    width: int
    scheme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("checklist.png", ".from-bot", 860),
    Picture("sandbox.png", "body", 1100),
)


async def take(chromium: Browser, url: str, picture: Picture) -> None:
    """Take one picture."""
    context = await chromium.new_context(
        viewport={"width": picture.width, "height": 1000},
        device_scale_factor=SHARPNESS,
        color_scheme=picture.scheme,
    )
    try:
        root = str(URL(url).origin())
        await context.add_cookies([{"name": "sandbox_actor", "value": SHOWN, "url": root}])
        page = await context.new_page()
        await page.goto(url)
        part = page.locator(picture.part).first
        await part.screenshot(path=FOLDER / picture.name, animations="disabled")
    finally:
        await context.close()


async def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with told() as url, browser() as chromium:
        for picture in PICTURES:
            await take(chromium, url, picture)


if __name__ == "__main__":
    asyncio.run(main())
