"""The coach and the sandbox in one process: for the demo, for tests and for benchmarks."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot import serve
from bot.kernel.markers import CHECKLIST, carries
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import APP_SCOPE
from bot.policy.allowed import Allowed
from bot.policy.manifest import read_manifest
from bot.sandbox.deliveries import Deliverer, session_post
from bot.sandbox.faults import Faults
from bot.sandbox.page import add_page
from bot.sandbox.rest import create_app
from bot.sandbox.server import serving
from bot.settings import Settings
from bot.shipped import manifest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.bootstrap import Service
    from bot.clock import Clock
    from bot.sandbox.app_model import App, Delivery
    from bot.sandbox.model import User
    from bot.sandbox.world import World

SLUG = "upstream-coach"
SECRET = "only-for-the-sandbox"  # noqa: S105 - the sandbox is a stand-in; nothing is behind it
_PREFIX = "/api/v3"
_KEY_BITS = 2048
_FAR = timedelta(seconds=60)
"""What comes due later than this is standing work, not an answer to anything."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The key pair of the sandbox's App, PEM."""

    private: str
    public: str

    @classmethod
    def generate(cls) -> Credentials:
        """Make a new pair."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return cls(private.decode(), public.decode())


@dataclass(frozen=True, slots=True)
class Cast:
    """The sandbox's side.

    Attributes:
        world: What the sandbox shows.
        app: The App that `register` made.
        credentials: Its keys.
        faults: What goes wrong between the two.
    """

    world: World
    app: App
    credentials: Credentials
    faults: Faults = field(default_factory=Faults)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the coach goes in a rehearsal; see the settings of the same names."""

    settle: float = 0.25
    write_pause: float = 1.0
    read_back: float = 10.0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Both sides, running.

    Attributes:
        world: The sandbox's state.
        app: The coach's App in it.
        url: The root of the sandbox's pages.
        deliverer: Carries deliveries to the coach.
        service: The coach.
        settings: How the coach runs.
    """

    world: World
    app: App
    url: str
    deliverer: Deliverer
    service: Service
    settings: Settings
    clock: Clock

    async def quiet(self) -> None:
        """Return when every delivery was carried and the coach has nothing left to do soon."""
        while True:
            await self.deliverer.drain()
            await self.service.worker.idle()
            due = await self.service.store.next_due()
            if due is None or due > self.clock.now() + _FAR:
                return
            await self.clock.sleep((due - self.clock.now()).total_seconds())

    async def heal(self) -> None:
        """Look for missed deliveries now instead of at the next quarter of an hour."""
        subject = Subject(SubjectKind.REDELIVERY, APP_SCOPE)
        await self.service.store.signal(subject, APP_SCOPE)
        await self.service.worker.idle()

    def figures(self) -> dict[str, int]:
        """Count what happened, from the sandbox's side."""
        return figures(self.world, self.app)


def figures(world: World, app: App) -> dict[str, int]:
    """Count deliveries, comments and requests, as the sandbox saw them.

    `duplicate_comments` counts checklists beyond the first on each pull request.
    """
    checklists = [
        comment
        for comment in world.comments.values()
        if comment.author is app.bot and carries(comment.body, CHECKLIST)
    ]
    places = {comment.issue.id for comment in checklists}
    done = [each for each in world.requests if each.status == 200]  # noqa: PLR2004 - HTTP's OK
    return {
        "deliveries": len(world.deliveries),
        "comments_created": len(checklists),
        "comments_edited": sum(1 for each in world.deliveries if _is_own_edit(each, app)),
        "duplicate_comments": len(checklists) - len(places),
        "github_requests": len(world.requests),
        "github_writes": sum(1 for each in done if each.write),
    }


def _is_own_edit(delivery: Delivery, app: App) -> bool:
    if (delivery.event, delivery.action) != ("issue_comment", "edited"):
        return False
    return bool(json.loads(delivery.body)["sender"]["id"] == app.bot.id)


def register(world: World, owner: User, credentials: Credentials) -> App:
    """Register the coach's App in the sandbox, as `app.yaml` says."""
    wanted = read_manifest(manifest())
    return world.create_app(
        owner,
        SLUG,
        public_key=credentials.public,
        permissions=wanted.permissions,
        events=sorted(wanted.events),
        name="Upstream Coach",
    )


@asynccontextmanager
async def rehearsing(
    cast: Cast,
    *,
    clock: Clock,
    database_url: str,
    pace: Pace,
    port: int = 0,
) -> AsyncIterator[Rehearsal]:
    """Run the sandbox with its page and the coach, as long as the block lasts.

    Args:
        cast: The sandbox's side.
        clock: The time of both sides.
        database_url: The coach's database, migrated.
        pace: How fast the coach goes.
        port: Where the sandbox listens; 0 takes a free port.
    """
    world, app, faults = cast.world, cast.app, cast.faults
    accounts = {each.account.login.lower() for each in world.installations.values()}
    async with AsyncExitStack() as stack:
        api = create_app(world, faults, prefix=_PREFIX)
        add_page(api, world)
        url = await stack.enter_async_context(serving(api, port=port))
        world.links.api, world.links.web = f"{url}{_PREFIX}", url
        settings = Settings(
            app_id=app.client_id,
            private_key=cast.credentials.private,
            webhook_secret=SECRET,
            allowed=Allowed(accounts=frozenset(accounts)),
            database_url=database_url,
            api_url=f"{url}{_PREFIX}",
            port=0,
            settle=pace.settle,
            write_pause=pace.write_pause,
            read_back=pace.read_back,
        )
        service, hook_port = await stack.enter_async_context(
            serve.running(settings, clock, serve.Role.ALL)
        )
        session = await stack.enter_async_context(aiohttp.ClientSession())
        deliverer = Deliverer(
            world,
            session_post(session),
            f"http://127.0.0.1:{hook_port}/webhook",
            SECRET,
            faults=faults,
        )
        await deliverer.start()
        stack.push_async_callback(deliverer.stop)
        yield Rehearsal(world, app, url, deliverer, service, settings, clock)
