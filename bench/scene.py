"""A course in the sandbox: one repository, many students with forks, one App that watches."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp

from bench.servers import HOST, SECRET
from bot.clock import SystemClock
from bot.kernel.markers import CHECKLIST, carries
from bot.rehearsal.coach_and_sandbox import Credentials, register
from bot.sandbox.app_model import PENDING
from bot.sandbox.deliveries import Deliverer, delivering, session_post
from bot.sandbox.server import running
from bot.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.sandbox.app_model import Delivery
    from bot.sandbox.faults import Faults
    from bot.sandbox.model import Comment, PullRequest

ORGANISATION = "course"
_PREFIX = "/api/v3"
_DROPPED = '"dropped"'
_SOURCE = "def answer() -> int:\n    return 41\n"


class Scene:
    """The world with its course, and the verbs that the measured stories need.

    Attributes:
        world: The sandbox's state.
        credentials: The App's keys.
        app: The App, installed on the organisation.
    """

    def __init__(self) -> None:
        self.world = World(SystemClock())
        self.credentials = Credentials.generate()
        self._mentor = self.world.create_user("mentor")
        course = self.world.create_organisation(ORGANISATION, members=(self._mentor,))
        self._home = self.world.create_repository(course, "project", files={"answer.py": _SOURCE})
        self.app = register(self.world, course, self.credentials)
        self.world.install_app(self.app, course)
        self._students = 0

    def open_pull(self, files: Mapping[str, str] | None = None) -> PullRequest:
        """Let a new student open a pull request with these files, or one small change."""
        self._students += 1
        student = self.world.create_user(f"student-{self._students}")
        fork = self.world.fork(self._home, student)
        change = files or {"answer.py": _SOURCE.replace("41", "42")}
        self.world.commit(fork, "work", student, "Correct the answer", dict(change))
        return self.world.open_pull_request(
            author=student,
            head=fork,
            head_branch="work",
            base=self._home,
            title="Correct the answer",
            body="The answer is wrong.",
        )

    def describe(self, pull: PullRequest, text: str) -> None:
        """Let the author change the description."""
        self.world.edit(pull, pull.author, body=text)

    def rename(self, pull: PullRequest, title: str) -> None:
        """Let the author change the title."""
        self.world.edit(pull, pull.author, title=title)

    def push(self, pull: PullRequest, files: Mapping[str, str]) -> None:
        """Let the author push a commit."""
        fork = pull.head_repository
        assert fork is not None  # noqa: S101 - nobody deletes a fork in these stories
        self.world.commit(fork, pull.head_ref, pull.author, "Go on", dict(files))

    def discuss(self, pull: PullRequest, comments: int) -> None:
        """Let the mentor write many comments."""
        for number in range(comments):
            self.world.comment(pull, self._mentor, f"Remark {number}")

    def redeliver(self, first: Delivery, times: int = 1) -> None:
        """Send a delivery once more, or several times, with its guid."""
        for _ in range(times):
            again = replace(
                first,
                id=self.world.next_id(),
                created_at=self.world.clock.now(),
                delivered_at=None,
                redelivery=True,
                status=PENDING,
            )
            self.world.enqueue(again)

    def unanswered(self) -> list[Delivery]:
        """Return the newest attempt of each delivery of which no attempt was answered well."""
        newest = {each.guid: each for each in self.world.deliveries}
        for each in self.world.deliveries:
            if each.status == "OK":
                newest.pop(each.guid, None)
        return list(newest.values())

    def acknowledged(self) -> set[str]:
        """Return the guids that were answered well, the App's own events left out.

        The coach drops those on purpose: there is nothing in them to lose.
        """
        return {
            each.guid
            for each in self.world.deliveries
            if each.status == "OK" and _DROPPED not in each.response_body
        }

    def comments(self) -> list[Comment]:
        """Return everything that the App said."""
        return [each for each in self.world.comments.values() if each.author is self.app.bot]

    def duplicates(self) -> int:
        """Count the checklists beyond the first on each pull request."""
        places = [each.issue.id for each in self.comments() if carries(each.body, CHECKLIST)]
        return len(places) - len(set(places))

    @asynccontextmanager
    async def served(self, faults: Faults | None = None) -> AsyncIterator[str]:
        """Serve the sandbox's API; yields its root, which ends in `/api/v3`."""
        async with running(self.world, faults, prefix=_PREFIX) as root:
            yield root

    @asynccontextmanager
    async def delivered(self, port: int, path: str) -> AsyncIterator[Deliverer]:
        """Carry deliveries to a server on loopback as long as the block lasts."""
        url = f"http://{HOST}:{port}{path}"
        async with aiohttp.ClientSession() as session:
            deliverer = Deliverer(self.world, session_post(session), url, SECRET)
            async with delivering(deliverer):
                yield deliverer

    def settings(self, api: str) -> dict[str, str]:
        """Return the environment by which the coach is this scene's App."""
        return {
            "COACH_APP_ID": self.app.client_id,
            "COACH_PRIVATE_KEY": self.credentials.private,
            "COACH_ALLOWED": ORGANISATION,
            "COACH_API_URL": api,
        }
