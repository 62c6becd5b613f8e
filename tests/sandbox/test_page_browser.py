from __future__ import annotations

from contextlib import asynccontextmanager
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import expect

from bot.clock import SystemClock
from bot.sandbox import story
from bot.sandbox import story_words as words
from bot.sandbox.page import add_page
from bot.sandbox.server import serving
from bot.sandbox.world import World
from tests.support.browser import browser
from tests.support.coach import LocalCoach, install

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, Page

    from bot.sandbox.model import PullRequest
    from bot.sandbox.story import Stage

# One browser serves all tests here, so they share its event loop.
pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]

# A change must be seen within a second; a busy machine gets a little more.
SOON = 3_000
BOT = ".from-bot"
TEXT = f"{BOT} .prose"

RICH = """\
> [!WARNING]
> Read this first.

- [x] done
- [ ] open

| name | size |
|:-----|-----:|
| a | 1 |

<details><summary>More</summary>

Hidden text.

</details>
"""

HOSTILE = """\
<script>window.canary = 1</script><img src=x onerror="window.canary = 2">
<svg onload="window.canary = 3"></svg>
<a id=lure href="javascript:window.canary=4">lure</a> [lure](javascript:window.canary=5)
<details open ontoggle="window.canary = 6"><summary>x</summary></details>
<form action="/-/act-as" method=post><input name=login value=ines><button>Press</button></form>
<iframe srcdoc="<script>parent.canary = 7</script>"></iframe>
<style>* { background: url(https://elsewhere.example/seen) }</style>
![seen](https://elsewhere.example/pixel.png)
<img src="https://elsewhere.example/pixel.png">
"""


class Site:
    """The story, told so far, on a page with the coach listening.

    Args:
        stage: The story's people and repositories.
        root: Where the page is.
        chromium: The browser.
    """

    def __init__(self, stage: Stage, root: str, chromium: Browser) -> None:
        self.stage = stage
        self.root = root
        self.chromium = chromium
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def pull(self, login: str) -> str:
        pull = self.stage.pulls[login]
        return f"{self.root}/{pull.repository.full_name}/pull/{pull.number}"

    def pages(self) -> list[str]:
        pull = self.pull("yuki")
        handbook = f"{self.root}/{story.ORGANISATION}/handbook"
        return [
            self.root,
            pull,
            f"{pull}/files",
            f"{pull}/commits",
            handbook,
            f"{handbook}/issues/1",
            f"{self.root}/nothing/here",
        ]

    async def visit(self, login: str, *, width: int = 1200, scripts: bool = True) -> Page:
        """Return a page on which one acts as this person."""
        context: BrowserContext = await self.chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        await context.add_cookies([{"name": "sandbox_actor", "value": login, "url": self.root}])
        page = await context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


@asynccontextmanager
async def told(chromium: Browser, steps: int) -> AsyncIterator[Site]:
    """Tell the first steps of the story and open the page."""
    world = World(SystemClock())
    stage = story.prepare(world)
    coach = LocalCoach(world, install(world, stage.organisation))
    for step in story.STEPS[:steps]:
        step.act(stage)
    coach.look()
    app = web.Application()
    add_page(app, world)
    async with serving(app) as root:
        site = Site(stage, root, chromium)
        yield site
        for context in site.contexts:
            await context.close()


def opened() -> int:
    """Return the number of steps until every pull request is open."""
    return 1 + next(n for n, step in enumerate(story.STEPS) if step.caption.startswith("Leo opens"))


async def test_a_pull_request_can_be_read(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        site.stage.world.edit(site.stage.pulls["yuki"], site.stage.people["yuki"], body=RICH)
        page = await site.visit("mara")
        await page.goto(site.pull("yuki"))
        text = page.locator("#description .prose")

        await expect(page.get_by_role("heading", level=1)).to_contain_text("Fix labels")
        await expect(text.get_by_role("checkbox").nth(0)).to_be_checked()
        await expect(text.get_by_role("checkbox").nth(1)).not_to_be_checked()
        await expect(text.get_by_role("table")).to_contain_text("size")
        await expect(text.locator(".markdown-alert-warning")).to_contain_text("Read this first.")
        await expect(text.get_by_text("Hidden text.")).to_be_hidden()
        await text.get_by_text("More").click()
        await expect(text.get_by_text("Hidden text.")).to_be_visible()
        assert site.complaints == []


async def test_a_typed_comment_and_the_checklist_it_changes_appear_without_reload(
    chromium: Browser,
) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))
        await page.evaluate("window.stayed = true")
        before = await page.locator(TEXT).inner_text()

        await page.get_by_label("Comment", exact=True).fill(words.REPRODUCTION)
        await page.get_by_role("button", name="Comment", exact=True).click()

        await expect(page.locator("#timeline")).to_contain_text("Here is the smallest way")
        await expect(page.locator(TEXT)).not_to_have_text(before, timeout=SOON, use_inner_text=True)
        await expect(page.locator(f"{BOT} .fresh").first).to_be_visible()
        await expect(page.get_by_label("Comment", exact=True)).to_have_value("")
        await expect(page.locator("#announce")).to_contain_text("upstream-coach")
        assert await page.evaluate("window.stayed") is True
        assert site.complaints == []


async def test_an_edited_description_changes_checklist_and_check_without_reload(
    chromium: Browser,
) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))
        await page.evaluate("window.stayed = true")
        before = await page.locator("#check-runs").inner_text()
        form = page.locator("#description .edit")

        await form.locator("summary").click()
        await form.get_by_label("Text").fill(words.FIX_WITH_PLAN)
        await form.get_by_role("button", name="Save").click()

        await expect(page.locator("#description")).to_contain_text("the loss is computed")
        await expect(page.locator("#check-runs")).not_to_have_text(
            before, timeout=SOON, use_inner_text=True
        )
        await expect(form.get_by_label("Text")).to_be_hidden()
        assert await page.evaluate("window.stayed") is True


async def test_an_edited_title_is_shown_and_is_what_the_form_holds_next(
    chromium: Browser,
) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))
        await page.get_by_text("Edit the title").click()
        await page.get_by_label("Title").fill("Fix left padding of labels")
        await page.get_by_role("button", name="Save the title").click()

        await expect(page.get_by_role("heading", level=1)).to_contain_text("Fix left padding")
        await expect(page.get_by_label("Title")).to_be_hidden()
        await expect(page.get_by_label("Title")).to_have_value("Fix left padding of labels")


async def test_a_pushed_test_shows_in_the_conversation_and_in_the_check(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))
        before = await page.locator(TEXT).inner_text()

        await page.get_by_role("button", name="Push a small test").click()

        await expect(page.locator(TEXT)).not_to_have_text(before, timeout=SOON, use_inner_text=True)
        await expect(page.locator("#tabs")).to_contain_text("Commits2")


async def test_what_one_is_typing_survives_what_others_do(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        yuki = site.stage.people["yuki"]
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))
        form = page.locator("#description .edit")
        await form.locator("summary").click()
        await form.get_by_label("Text").fill("Half a sentence")
        await page.get_by_label("Comment", exact=True).fill("Half a comment")

        site.stage.world.edit(site.stage.pulls["yuki"], yuki, body="From another window.")
        site.stage.world.comment(site.stage.pulls["yuki"], yuki, "Seen?")

        await expect(page.locator("#timeline")).to_contain_text("Seen?")
        await expect(form.get_by_label("Text")).to_have_value("Half a sentence")
        await expect(page.get_by_label("Comment", exact=True)).to_have_value("Half a comment")


async def test_what_was_unfolded_stays_unfolded_when_the_comment_is_edited(
    chromium: Browser,
) -> None:
    async with told(chromium, opened()) as site:
        world, pull = site.stage.world, site.stage.pulls["yuki"]
        folded = "<details><summary>More</summary>\n\nInside.\n\n</details>"
        said = world.comment(pull, site.stage.people["leo"], folded)
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))
        comment = page.locator(f"#comment-{said.id}")
        await comment.get_by_text("More").click()

        world.edit_comment(said, said.author, f"{folded}\n\nOne more line.")

        await expect(comment).to_contain_text("One more line.")
        await expect(comment.get_by_text("Inside.")).to_be_visible()


async def test_a_refused_form_says_why_beside_the_button(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))
        await page.get_by_text("Write a file yourself").click()
        await page.get_by_label("File", exact=True).fill("../outside.py")

        await page.get_by_role("button", name="Commit and push").click()

        await expect(page.get_by_role("alert")).to_contain_text("path inside the repository")
        await expect(page.get_by_label("File", exact=True)).to_have_value("../outside.py")


async def test_a_pull_request_is_opened_and_what_was_typed_survives_a_refusal(
    chromium: Browser,
) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("amina")
        await page.goto(f"{site.root}/{story.ORGANISATION}/vllm")
        form = page.locator("form", has=page.get_by_role("button", name="Open the pull request"))
        await form.get_by_label("Title").fill("docs: explain the scheduler")
        await form.get_by_label("Description").fill("Readers asked how it admits requests.")
        await form.get_by_label("File to add").fill("docs/scheduler.md")
        await form.get_by_label("Its whole text").fill("# The scheduler")
        await form.get_by_label("Branch").fill("two..dots")
        await form.get_by_role("button").click()

        await expect(page.get_by_role("alert")).to_contain_text("The branch must be made of")
        await form.get_by_label("Branch").fill("scheduler-guide")
        await form.get_by_role("button").click()

        await expect(page.get_by_role("heading", level=1)).to_contain_text("explain the scheduler")
        await expect(page.locator(TEXT)).to_contain_text("ready", timeout=SOON)


async def test_hostile_markdown_does_nothing_anywhere(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        world, pull = site.stage.world, site.stage.pulls["yuki"]
        yuki = site.stage.people["yuki"]
        world.edit(pull, yuki, title="<img src=x onerror='window.canary=8'>", body=HOSTILE)
        world.comment(pull, yuki, HOSTILE)
        _push_hostile(site, pull)
        page = await site.visit("mara")
        for path in site.pages():
            await page.goto(path)
            for lure in await page.get_by_text("lure").all():
                await lure.click()
            assert await page.evaluate("window.canary") is None
            assert await page.locator("main script, main img, main iframe").count() == 0
            assert page.url.startswith(path)
        assert await page.evaluate("document.querySelectorAll('.prose form').length") == 0
        assert {urlsplit(url).netloc for url in site.requests} == {urlsplit(site.root).netloc}
        assert site.complaints == []


def _push_hostile(site: Site, pull: PullRequest) -> None:
    assert pull.head_repository is not None
    site.stage.world.commit(
        pull.head_repository,
        pull.head_ref,
        pull.author,
        "<script>window.canary = 9</script>\n\n<img src=x onerror='window.canary=10'>",
        {"<img src=x onerror=window.canary=11>.py": "<script>window.canary = 12</script>\n"},
    )


async def test_no_page_asks_anything_of_another_machine(chromium: Browser) -> None:
    async with told(chromium, len(story.STEPS)) as site:
        page = await site.visit("mara")
        for path in site.pages():
            await page.goto(path)
            await page.wait_for_load_state("load")
        own = urlsplit(site.root).netloc
        assert len(site.requests) > len(site.pages())
        assert {urlsplit(url).netloc for url in site.requests} == {own}
        assert site.complaints == []


async def test_a_phone_needs_no_scrolling_to_the_side(chromium: Browser) -> None:
    async with told(chromium, len(story.STEPS)) as site:
        page = await site.visit("yuki", width=360)
        for path in site.pages():
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path


async def test_every_field_has_a_label_and_headings_are_in_order(chromium: Browser) -> None:
    async with told(chromium, len(story.STEPS)) as site:
        page = await site.visit("yuki")
        for path in site.pages():
            await page.goto(path)
            assert await page.evaluate(UNLABELLED) == [], path
            assert await page.evaluate(DOUBLE_IDS) == [], path
            levels = await page.evaluate(
                "[...document.querySelectorAll('h1, h2, h3')].filter(h => !h.closest('.prose'))"
                ".map(h => Number(h.tagName[1]))"
            )
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after <= before + 1 for before, after in pairwise(levels)), path


UNLABELLED = """[...document.querySelectorAll('input:not([type=hidden]), textarea, select, button')]
    .filter(field => !field.textContent.trim() && !field.labels?.length && !field.ariaLabel)
    .map(field => field.outerHTML)"""
DOUBLE_IDS = """[...document.querySelectorAll('[id]')].map(one => one.id)
    .filter((id, place, all) => all.indexOf(id) !== place)"""


async def test_the_keyboard_reaches_the_content_first(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("yuki")
        await page.goto(site.pull("yuki"))

        await page.keyboard.press("Tab")

        skip = page.get_by_role("link", name="Skip to the content")
        await expect(skip).to_be_focused()
        await expect(skip).to_be_in_viewport()


async def test_everything_can_be_read_and_sent_without_scripts(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("yuki", scripts=False)
        await page.goto(site.pull("yuki"))

        await page.get_by_label("Comment", exact=True).fill("Without scripts.")
        await page.get_by_role("button", name="Comment", exact=True).click()

        await expect(page.locator("#timeline")).to_contain_text("Without scripts.")


async def test_one_can_become_the_author_and_come_back_to_the_page(chromium: Browser) -> None:
    async with told(chromium, opened()) as site:
        page = await site.visit("mara")
        await page.goto(site.pull("yuki"))

        await page.get_by_role("button", name="Act as yuki").click()

        await expect(page.get_by_role("heading", name="Write as yuki")).to_be_visible()
        assert page.url == site.pull("yuki")
