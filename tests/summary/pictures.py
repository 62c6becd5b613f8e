"""Takes the pictures of docs/summary.md: the golden issue on the sandbox's page, wide and narrow.

Run `python -m tests.summary.pictures` after a change of the issue's words or of the page.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import web
from yarl import URL

from bot.clock import VirtualClock
from bot.kernel.door import door
from bot.policy.model import Weekday
from bot.sandbox.page import add_page
from bot.sandbox.server import serving
from bot.sandbox.world import World
from bot.summary.issue import pages
from bot.summary.names import Names
from tests.pictures import FOLDER
from tests.summary.cohorts import WEEK, ZONE, full, reported
from tests.support.browser import browser
from tests.support.mermaid import draw, load

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, FloatRect, Page

READER: Final = "ida"
HOME: Final = "ai-course/staff"
PHONE: Final = 390
DESK: Final = 1280
END: Final = "Method and privacy"


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of the issue: from one heading to another, at a width in CSS pixels.

    Attributes:
        name: The file's.
        width: Of the screen.
        begin: The heading with which it begins; empty for the top of the page.
        end: The heading before which it ends.
        most: CSS pixels that it is high at most.
        sharpness: Pixels of the picture for one CSS pixel.
    """

    name: str
    width: int
    begin: str
    end: str
    most: int = 2400
    sharpness: float = 1.0


PICTURES: Final = (
    Picture("summary-wide-1.png", DESK, "", "The cohort"),
    Picture("summary-wide-2.png", DESK, "The cohort", "Students"),
    Picture("summary-wide-3.png", DESK, "Students", "Projects", most=900),
    Picture("summary-wide-4.png", DESK, "Projects", END),
    Picture("summary-narrow-1.png", PHONE, "", "Achieved", sharpness=1.5),
    Picture("summary-narrow-2.png", PHONE, "Achieved", "Students", sharpness=1.5),
    Picture("summary-narrow-3.png", PHONE, "Students", "Projects", most=800, sharpness=1.5),
    Picture("summary-narrow-4.png", PHONE, "Projects", END, sharpness=1.5),
)


@asynccontextmanager
async def shown() -> AsyncIterator[str]:
    """Put the golden issue into a sandbox as the App would; yields its address."""
    world = World(VirtualClock(WEEK.told(Weekday.MONDAY, 8, ZONE)))
    ida = world.create_user(READER)
    course = world.create_organisation("ai-course", members=(ida,))
    staff = world.create_repository(course, "staff", private=True)
    app = world.create_app(
        course,
        "upstream-coach",
        public_key="",
        permissions={"issues": "write"},
        events=("issues",),
        name="Upstream Coach",
    )
    world.install_app(app, course)
    lives, known = full()
    told = pages(reported(lives, known), Names(), before="#11")
    issue = world.create_issue(staff, app.bot, told.title, door(told.body, home=HOME))
    site = web.Application()
    add_page(site, world)
    async with serving(site) as root:
        yield f"{root}/{HOME}/issues/{issue.number}"


async def taken(chromium: Browser, url: str, picture: Picture) -> None:
    """Take one picture."""
    context = await chromium.new_context(
        viewport={"width": picture.width, "height": 900},
        device_scale_factor=picture.sharpness,
        color_scheme="light",
        # The page takes no script from elsewhere; here the charts are drawn as GitHub draws them.
        bypass_csp=True,
    )
    try:
        root = str(URL(url).origin())
        await context.add_cookies([{"name": "sandbox_actor", "value": READER, "url": root}])
        page = await context.new_page()
        await page.goto(url)
        await load(page)
        await draw(page)
        clip = await part(page, picture)
        await page.screenshot(
            path=FOLDER / picture.name, full_page=True, clip=clip, animations="disabled"
        )
    finally:
        await context.close()


async def part(page: Page, picture: Picture) -> FloatRect:
    """Return where on the page a picture's part is."""
    top = await _top(page, picture.begin) if picture.begin else 0.0
    bottom = min(await _top(page, picture.end), top + picture.most)
    return {"x": 0, "y": top, "width": picture.width, "height": bottom - top}


async def _top(page: Page, heading: str) -> float:
    place = page.locator(".prose h2, .prose summary").filter(has_text=heading).first
    box = await place.bounding_box()
    if box is None:
        raise RuntimeError(f"the page does not show {heading!r}")
    return box["y"] - 12


async def main() -> None:
    """Take all pictures."""
    async with shown() as url, browser() as chromium:
        for picture in PICTURES:
            await taken(chromium, url, picture)


if __name__ == "__main__":
    asyncio.run(main())
