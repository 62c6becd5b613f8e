"""A small world with a page, and a visitor who fills in its forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot.clock import VirtualClock
from bot.sandbox.page import add_page
from bot.sandbox.world import World

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from aiohttp.test_utils import TestClient

    from bot.sandbox.app_model import App
    from bot.sandbox.model import PullRequest, Repository, User

PULL = "/course/engine/pull/1"
BOT_BODY = "**One thing to do**\n\n- [ ] Tests\n- [x] Plan"


@dataclass(slots=True)
class Scene:
    """A course with one mentor, one pull request by a student, and an App."""

    world: World
    clock: VirtualClock
    alice: User
    ben: User
    mentor: User
    base: Repository
    fork: Repository
    pull: PullRequest
    app: App

    def application(self) -> web.Application:
        """Return the page as an application."""
        app = web.Application()
        add_page(app, self.world)
        return app


def scene() -> Scene:
    """Return the small world."""
    clock = VirtualClock()
    world = World(clock)
    alice, ben, mentor = (world.create_user(login) for login in ("alice", "ben", "mentor"))
    course = world.create_organisation("course", members=(mentor,))
    upstream = world.create_repository(
        world.create_organisation("upstream"),
        "engine",
        files={"README.md": "# Engine\n", "engine/core.py": "def run():\n    return 1\n"},
    )
    base = world.fork(upstream, course)
    app = world.create_app(
        course,
        "upstream-coach",
        public_key="",
        permissions={"pull_requests": "write", "checks": "write"},
        events=("pull_request", "issue_comment"),
        name="Upstream Coach",
    )
    world.install_app(app, course)
    fork = world.fork(base, alice)
    world.commit(
        fork,
        "fix",
        alice,
        "Return two\n\nBecause one is too few.",
        {"engine/core.py": "def run():\n    return 2\n", "docs/run.md": "# Run\n"},
    )
    pull = world.open_pull_request(
        author=alice,
        head=fork,
        head_branch="fix",
        base=base,
        title="Fix the engine's answer",
        body="It returns **one**.\n\n- [ ] open\n- [x] done",
    )
    clock_later(clock)
    world.comment(pull, app.bot, BOT_BODY, app=app)
    world.create_check_run(
        base,
        app,
        pull.head_sha,
        "Upstream Coach",
        conclusion="neutral",
        title="One thing left to do",
        summary="- [ ] Tests",
    )
    return Scene(world, clock, alice, ben, mentor, base, fork, pull, app)


def clock_later(clock: VirtualClock, seconds: float = 60) -> None:
    """Move the clock where nobody sleeps and no loop runs."""
    clock._now += timedelta(seconds=seconds)


class Visitor:
    """Somebody who reads the page and sends its forms."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client

    async def read(self, path: str, status: int = 200) -> str:
        """Return a page, which must answer with this status."""
        async with self.client.get(path) as answer:
            assert answer.status == status
            return await answer.text()

    async def act_as(self, login: str) -> None:
        """Become somebody."""
        await self.send("/-/act-as", login=login, back="/")

    async def send(self, where: str, /, status: int = 200, **fields: str) -> str:
        """Send a form with the token of the home page; return the page it leads to."""
        found = re.search(r'name="token" value="([^"]+)"', await self.read("/"))
        assert found is not None
        answer: ClientResponse
        async with self.client.post(where, data={"token": found[1], **fields}) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return text
