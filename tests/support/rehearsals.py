"""The coach against the sandbox, quickly: a course with a fork, a student and a pull request."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from bot.clock import VirtualClock
from bot.operations.migration import migrate
from bot.rehearsal.coach_and_sandbox import Cast, Credentials, Pace, register, rehearsing
from bot.sandbox.world import World
from tests.support.virtual import passing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Comment, PullRequest, Repository, User

BODY = "The parser keeps the last token, so I reset it after each line."
FIX = {"engine/parser.py": "def parse(line):\n    return line.split()\n"}


@cache
def credentials() -> Credentials:
    """Return one key pair for the whole run: making one takes a while."""
    return Credentials.generate()


@dataclass
class Course:
    """A course whose App is installed, its fork of an upstream, and a student."""

    cast: Cast
    upstream: Repository
    fork: Repository
    student: User
    opened: int = field(default=0)

    @property
    def world(self) -> World:
        return self.cast.world

    def open(self, body: str = BODY, files: dict[str, str | None] | None = None) -> PullRequest:
        """Push a branch in the student's fork and open a pull request to the course's."""
        self.opened += 1
        head = self.world.fork(self.fork, self.student, name=f"engine-{self.opened}")
        branch = f"fix-{self.opened}"
        self.world.commit(head, branch, self.student, "Fix the parser", files or FIX)
        return self.world.open_pull_request(
            author=self.student,
            head=head,
            head_branch=branch,
            base=self.fork,
            title="Fix the parser for empty lines",
            body=body,
        )

    def push(self, pull: PullRequest, files: dict[str, str | None]) -> None:
        assert pull.head_repository is not None
        self.world.commit(pull.head_repository, pull.head_ref, self.student, "More", files)

    def checklists(self, pull: PullRequest) -> list[Comment]:
        """Return what the coach has said on a pull request and not been deleted."""
        return [
            comment
            for comment in self.world.comments.values()
            if comment.issue is pull and comment.author is self.cast.app.bot and not comment.deleted
        ]


def course() -> Course:
    """Make a course whose App is installed on its organisation."""
    world = World(VirtualClock())
    organisation = world.create_organisation("ai-course")
    upstream = world.create_repository(
        world.create_organisation("upstream"), "engine", files={"engine/parser.py": "old\n"}
    )
    app = register(world, organisation, credentials())
    fork = world.fork(upstream, organisation)
    world.install_app(app, organisation)
    return Course(Cast(world, app, credentials()), upstream, fork, world.create_user("ada"))


def show_a_project(world: World) -> None:
    """Put a pull request at a project into the sandbox, to be looked at as a test of sight."""
    maintainer = world.create_user("maintainer")
    upstream = world.create_repository(world.create_organisation("vllm-project"), "vllm")
    head = world.fork(upstream, maintainer)
    world.commit(head, "x", maintainer, "Mend", {"a.py": "a = 1\n"})
    world.open_pull_request(
        author=maintainer, head=head, head_branch="x", base=upstream, title="Mend"
    )


@asynccontextmanager
async def coached(
    given: Course, *, database_url: str = "sqlite://", parked: int | None = 0
) -> AsyncIterator[Rehearsal]:
    """Run the coach for a course; what it asked at its start is taken out of the counts.

    At the end `parked` subjects must have been given up (None: any number), and the coach may
    have asked for nothing that the sandbox does not know.
    """
    if database_url != "sqlite://":
        await migrate(database_url)
    clock, world = given.world.clock, given.world
    assert isinstance(clock, VirtualClock)

    def moving() -> tuple[int, int]:
        return len(world.requests), sum(each.status_code for each in world.deliveries)

    async with (
        passing(clock, moving),
        rehearsing(given.cast, clock=clock, database_url=database_url, pace=Pace()) as rehearsal,
    ):
        await rehearsal.quiet()
        given.world.requests.clear()
        yield rehearsal
        assert given.world.unknown_requests == []
        given_up = (await rehearsal.service.store.counts()).parked
        assert parked is None or given_up == parked
