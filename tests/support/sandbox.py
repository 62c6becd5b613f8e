"""A sandbox with a course, a fork, a pull request and an installed App, reached over HTTP."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import aiohttp
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.clock import VirtualClock
from bot.sandbox.faults import Faults
from bot.sandbox.server import running
from bot.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.sandbox.app_model import App, Installation
    from bot.sandbox.model import PullRequest, Repository, User

EVENTS = (
    "check_run",
    "create",
    "delete",
    "fork",
    "issue_comment",
    "issues",
    "member",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_review_thread",
    "push",
    "repository",
)
PERMISSIONS = {
    "checks": "write",
    "contents": "read",
    "issues": "write",
    "members": "read",
    "metadata": "read",
    "pull_requests": "write",
}


@cache
def key_pair() -> tuple[str, str]:
    """Return a private and a public key as PEM; one for the whole run, since it takes a while."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


@dataclass(slots=True)
class Course:
    """The world of most tests: alice opens a pull request from her fork of `course/lm`."""

    clock: VirtualClock
    world: World
    alice: User
    mentor: User
    course: User
    app: App
    base: Repository
    fork: Repository
    pull: PullRequest
    installation: Installation

    def events(self) -> list[tuple[str, str | None]]:
        """Return event and action of every delivery so far."""
        return [(each.event, each.action) for each in self.world.deliveries]

    def payload(self, number: int = -1) -> dict[str, Any]:
        """Return the payload of a delivery, the newest one unless told otherwise."""
        found: dict[str, Any] = json.loads(self.world.deliveries[number].body)
        return found


def course() -> Course:
    """Return a fresh world; nothing was delivered yet but that the App is installed."""
    clock = VirtualClock()
    world = World(clock)
    alice, mentor = world.create_user("alice"), world.create_user("mentor")
    owner = world.create_organisation("course", (mentor,))
    app = world.create_app(
        owner, "coach", public_key=key_pair()[1], permissions=PERMISSIONS, events=EVENTS
    )
    base = world.create_repository(owner, "lm", files={"a.py": "one\ntwo\n", "b.py": "1\n"})
    fork = world.fork(base, alice)
    world.commit(fork, "fix", alice, "Fix the sum", {"a.py": "one\n2\n", "c.py": "new\n"})
    pull = world.open_pull_request(
        author=alice, head=fork, head_branch="fix", base=base, title="Fix", body="A plan"
    )
    installation = world.install_app(app, owner)
    return Course(clock, world, alice, mentor, owner, app, base, fork, pull, installation)


@dataclass(slots=True)
class Reply:
    """An answer: `json` is None when the body is not JSON."""

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any


@dataclass(slots=True)
class Stage:
    """A running sandbox and a client."""

    course: Course
    faults: Faults
    root: str
    session: aiohttp.ClientSession
    token: str = field(init=False)

    def __post_init__(self) -> None:
        """Mint the token that most requests carry."""
        self.token = self.course.world.create_token(self.course.installation).value

    @property
    def world(self) -> World:
        """The world behind."""
        return self.course.world

    def jwt(self, **changes: object) -> str:
        """Return the App's own credential, with these claims changed."""
        now = int(self.course.clock.now().timestamp())
        claims = {"iat": now - 60, "exp": now + 500, "iss": self.course.app.client_id}
        return jwt.encode(claims | changes, key_pair()[0], algorithm="RS256")

    def user_token(self, user: User) -> str:
        """Return a person's token."""
        return self.world.create_user_token(user).value

    async def send(
        self,
        method: str,
        path: str,
        token: str | None = "",
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request; the token is the installation's unless given, None for nobody."""
        sent = dict(headers or {})
        token = self.token if token == "" else token
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        url = path if path.startswith("http") else self.root + path
        async with self.session.request(
            method, url, headers=sent, json=body, allow_redirects=False
        ) as response:
            text = await response.text()
            is_json = response.content_type == "application/json" and bool(text)
            found = json.loads(text) if is_json else None
            return Reply(response.status, response.headers.copy(), text, found)

    async def get(self, path: str, token: str | None = "", **headers: str) -> Reply:
        """Send a GET; header names come with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.send("GET", path, token, headers=named)

    async def query(self, document: str, token: str | None = "", **variables: object) -> Reply:
        """Send a GraphQL document."""
        body = {"query": document, "variables": variables}
        return await self.send("POST", "/graphql", token, body=body)


@asynccontextmanager
async def stage(made: Course | None = None) -> AsyncIterator[Stage]:
    """Run a sandbox on loopback while the block runs.

    Args:
        made: The world; a fresh course when left out.
    """
    made = made or course()
    faults = Faults()
    async with running(made.world, faults) as root, aiohttp.ClientSession() as session:
        yield Stage(made, faults, root, session)
