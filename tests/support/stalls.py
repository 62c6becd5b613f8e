"""A course in which many wait at once: what each does after a nudge is up to the test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.kernel.markers import reply_key
from bot.nudges.holdout import is_held_out
from bot.sandbox.model import ReviewState
from tests.support.classroom import BODY, FILES, classroom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Comment, Issue, PullRequest, User
    from tests.support.classroom import Classroom

STEP = timedelta(hours=4)
WISH = "Please name the test"

_POLICY = """\
version: 1
tracker: {{{{repository: ai-course/tracker}}}}
nudges: {{{{ladder: [{ladder}], hold_out_percent: {held_out}, mute_percent: {mute}}}}}
cohorts:
  - name: autumn 2026
    start: {{start}}
    students: [{students}]
    mentors: [{{{{login: mira, students: [{students}]}}}}]
    instructors: [ida]
"""


@dataclass
class Waiting:
    """One student with a contribution."""

    course: Stalls
    student: User
    issue: Issue
    upstream: int
    pull: PullRequest | None = None

    @property
    def key(self) -> str:
        return f"{self.issue.repository.id}#{self.issue.number}"

    @property
    def is_held_out(self) -> bool:
        return is_held_out(self.key, self.course.held_out)

    @property
    def nudges(self) -> list[Comment]:
        """Return the nudges on its issue, the oldest first."""
        app = self.course.given.cast.app.bot
        ours = (each for each in self.issue.comments if each.author is app)
        return [each for each in ours if reply_key(each.body).startswith("nudge/")]

    @property
    def there(self) -> PullRequest:
        assert self.pull is not None
        return self.pull

    def say(self, body: str, by: User | None = None) -> Comment:
        """Comment on its issue, as the student unless somebody else is named."""
        return self.course.given.say(self.issue, body, by or self.student)

    def answer(self, by: User | None = None) -> Comment:
        """Comment at the project, as the student unless somebody else is named."""
        return self.course.given.world.comment(self.there, by or self.student, "I am on it")

    def go_upstream(self) -> PullRequest:
        """Open a pull request at the project."""
        given = self.course.given
        head = given.world.fork(given.upstream, self.student, name="vllm-mine")
        given.world.commit(head, "skip", self.student, "Skip empty prompts", FILES)
        self.pull = given.world.open_pull_request(
            author=self.student,
            head=head,
            head_branch="skip",
            base=given.upstream,
            title="[Bugfix][Core] Skip empty prompts in the scheduler",
            body=BODY.replace("vllm#1", f"vllm#{self.upstream}"),
        )
        return self.pull

    def ask_for_changes(self) -> None:
        """Have the maintainer wish for something: the turn is the student's."""
        given = self.course.given
        changes = ReviewState.CHANGES_REQUESTED
        given.world.submit_review(self.there, given.maintainer, changes, WISH)


@dataclass
class Stalls:
    """The course."""

    given: Classroom
    held_out: int
    names: list[str]
    students: Iterator[User]
    start: datetime

    def now(self) -> datetime:
        return self.given.clock.now()

    def take(self, how_many: int) -> list[Waiting]:
        """Let the next students take an issue of their own each."""
        return [self._taken() for _ in range(how_many)]

    def _taken(self) -> Waiting:
        student = next(self.students)
        given = self.given
        bug = given.world.create_issue(given.upstream, given.maintainer, "The scheduler hangs")
        issue = given.take(f"I take vllm#{bug.number}", by=student)
        return Waiting(self, student, issue, bug.number)

    def write_policy(self, mute: int) -> None:
        """Change the limit of corrections."""
        world, owner = self.given.world, self.given.tracker.owner
        (home,) = (each for each in world.repositories.values() if each.name == ".github")
        text = _policy(self.names, self.held_out, mute).format(start=self.start.date())
        content: dict[str, str | None] = {"upstream-coach.yml": text}
        world.commit(home, "main", owner, "Say what we want", content)

    async def later(self, rehearsal: Rehearsal, span: timedelta) -> None:
        """Let time pass in steps of a few hours; what is due in each runs once."""
        end = self.now() + span
        while (left := end - self.now()) > timedelta(0):
            await self.given.clock.advance(min(left, STEP).total_seconds())
            await rehearsal.quiet()


def stalls(count: int, *, held_out: int = 0, mute: int = 20, ladder: str = "3") -> Stalls:
    """Make a course of so many students, of whom none has begun."""
    names = [f"s{number}" for number in range(count)]
    given = classroom(policy=_policy(names, held_out, mute, ladder))
    students = [given.world.create_user(name) for name in names]
    given.tracker.collaborators.extend(students)
    return Stalls(given, held_out, names, iter(students), given.clock.now())


def _policy(names: Iterable[str], held_out: int, mute: int, ladder: str = "3") -> str:
    students = ", ".join(names)
    return _POLICY.format(held_out=held_out, mute=mute, ladder=ladder, students=students)
