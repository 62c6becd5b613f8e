"""A course with a tracker: students, a mentor, a stranger, a project and its fork."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import VirtualClock
from bot.kernel.markers import CARD, REPLY
from bot.rehearsal.coach_and_sandbox import Cast, register
from bot.sandbox.world import World
from tests.support import rehearsals

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Comment, Issue, PullRequest, Repository, User

POLICY = """\
version: 1
tracker: {{repository: ai-course/tracker}}
cohorts:
  - name: autumn 2026
    start: {start}
    students: [ada, bob]
    mentors: [{{login: mira, students: [ada, bob]}}]
    instructors: [ida]
"""

PLAN = (
    "I make the scheduler skip empty prompts in `vllm/core/scheduler.py`, answer them with an"
    " error, and add `tests/core/test_scheduler.py`, which hangs without the change."
)

BODY = """\
## Purpose

Fixes vllm-project/vllm#1. An empty prompt takes nothing from the budget, so `schedule` in
`vllm/core/scheduler.py` went round for ever; it is skipped now and answered with an error.

## Test Plan

```bash
pytest tests/core/test_scheduler.py -k empty
```

## Test Result

Expected an error for an empty prompt; before, the call hung. One test passed.
"""

FILES: dict[str, str | None] = {
    "vllm/core/scheduler.py": "def schedule(prompts):\n    return [p for p in prompts if p]\n",
    "tests/core/test_scheduler.py": (
        "from vllm.core.scheduler import schedule\n\n\n"
        "def test_empty():\n    assert schedule(['']) == []\n"
    ),
}


@dataclass
class Classroom:
    """The course and who is in it."""

    cast: Cast
    upstream: Repository
    fork: Repository
    tracker: Repository
    ada: User
    bob: User
    mira: User
    ida: User
    stranger: User
    maintainer: User
    bug: Issue

    @property
    def world(self) -> World:
        return self.cast.world

    @property
    def clock(self) -> VirtualClock:
        clock = self.world.clock
        assert isinstance(clock, VirtualClock)
        return clock

    def take(self, title: str = "I take vllm#1", body: str = "", by: User | None = None) -> Issue:
        """Open an issue in the tracker."""
        return self.world.create_issue(self.tracker, by or self.ada, title, body)

    def say(self, issue: Issue, body: str, by: User | None = None) -> Comment:
        """Comment, as the student unless somebody else is named."""
        return self.world.comment(issue, by or self.ada, body)

    def work(self, body: str = BODY, *, signed: bool = True) -> PullRequest:
        """Push a branch and open a pull request in the course's fork."""
        head = self.world.fork(self.fork, self.ada)
        message = "Skip empty prompts\n\nSigned-off-by: ada <ada@example.org>"
        self.world.commit(
            head, "skip-empty", self.ada, message if signed else "Skip empty prompts", FILES
        )
        return self.world.open_pull_request(
            author=self.ada,
            head=head,
            head_branch="skip-empty",
            base=self.fork,
            title="[Bugfix][Core] Skip empty prompts in the scheduler",
            body=body,
        )

    def go_upstream(self) -> PullRequest:
        """Open a pull request at the project itself."""
        head = self.world.fork(self.upstream, self.ada, name="vllm-mine")
        self.world.commit(head, "skip-empty", self.ada, "Skip empty prompts", FILES)
        return self.world.open_pull_request(
            author=self.ada,
            head=head,
            head_branch="skip-empty",
            base=self.upstream,
            title="[Bugfix][Core] Skip empty prompts in the scheduler",
            body=BODY,
        )

    def ours(self, issue: Issue, mark: str) -> list[str]:
        """Return what the coach has said there and not been deleted, by its mark."""
        return [
            comment.body
            for comment in issue.comments
            if comment.author is self.cast.app.bot and comment.body.startswith(mark)
        ]

    def card(self, issue: Issue) -> str:
        """Return the only card."""
        (card,) = self.ours(issue, CARD)
        return card

    def replies(self, issue: Issue) -> list[str]:
        """Return the answers without their marks."""
        return [body.split("\n", 1)[1].strip() for body in self.ours(issue, REPLY)]

    def reactions(self, thing: Comment | Issue) -> list[str]:
        """Return how the coach reacted."""
        return [content for by, content in thing.reactions if by is self.cast.app.bot]


def classroom(*, private: bool = True, policy: str = POLICY) -> Classroom:
    """Make a course; its project is one that the coach knows."""
    world = World(VirtualClock())
    organisation = world.create_organisation("ai-course")
    maintainer = world.create_user("maintainer")
    project = world.create_organisation("vllm-project", (maintainer,))
    upstream = world.create_repository(
        project,
        "vllm",
        files={"vllm/core/scheduler.py": "def schedule(prompts):\n    return prompts\n"},
    )
    bug = world.create_issue(
        upstream, maintainer, "Empty prompts hang the scheduler", labels=("good first issue",)
    )
    app = register(world, organisation, rehearsals.credentials())
    fork = world.fork(upstream, organisation)
    tracker = world.create_repository(organisation, "tracker", private=private)
    start = world.now().date().isoformat()
    world.create_repository(
        organisation, ".github", files={"upstream-coach.yml": policy.format(start=start)}
    )
    people = [world.create_user(name) for name in ("ada", "bob", "mira", "ida", "stranger")]
    # Everybody of the course may see the tracker.
    tracker.collaborators.extend(people[:4])
    world.install_app(app, organisation)
    cast = Cast(world, app, rehearsals.credentials())
    ada, bob, mira, ida, stranger = people
    return Classroom(cast, upstream, fork, tracker, ada, bob, mira, ida, stranger, maintainer, bug)


@asynccontextmanager
async def coached(
    given: Classroom, *, database_url: str = "sqlite://", parked: int | None = 0
) -> AsyncIterator[Rehearsal]:
    """Run the coach for a classroom."""
    course = rehearsals.Course(given.cast, given.upstream, given.fork, given.ada)
    async with rehearsals.coached(course, database_url=database_url, parked=parked) as rehearsal:
        yield rehearsal
