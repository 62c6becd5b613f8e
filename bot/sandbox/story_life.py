"""A contribution from the first question to the merge, over the 24 weeks of a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.sandbox import story_words as words
from bot.sandbox.model import ReviewState
from bot.sandbox.story import MENTOR, ORGANISATION, STUDENTS, VLLM
from bot.sandbox.story_trees import SCHEDULER, SCHEDULER_TEST

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.model import Issue, PullRequest, Repository, User
    from bot.sandbox.story import Stage

STUDENT: Final = "noor"
MAINTAINER: Final = "keita"
WEEKS: Final = 24
_BRANCH: Final = "empty-prompts"

FIX: Final = SCHEDULER.replace(
    "        self.queue.append((request, blocks))\n",
    "        if blocks < 1:\n"
    '            raise ValueError(f"{request}: a request needs at least one block")\n'
    "        self.queue.append((request, blocks))\n",
)
TEST: Final = (
    "import pytest\n\n"
    + SCHEDULER_TEST
    + """

def test_a_request_without_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one block"):
        Scheduler(blocks=4).add("empty", 0)
"""
)

_POLICY: Final = """\
# Who takes part, and where contributions are kept.
version: 1
tracker: {{repository: {organisation}/contributions}}
cohorts:
  - name: this year
    start: {start}
    students: [{students}]
    mentors:
      - login: {mentor}
        students: [{students}]
"""


@dataclass(slots=True)
class Life:
    """Where the contribution is lived.

    Attributes:
        stage: The rest of the story's world.
        tracker: The course's private repository of contributions.
        student: Whose contribution it is.
        maintainer: Who reviews at the project.
        bug: The project's issue.
        issue: The contribution's issue, once it is opened.
        fork_pull: The pull request in the course's fork.
        upstream_pull: The one at the project.
    """

    stage: Stage
    tracker: Repository
    student: User
    maintainer: User
    bug: Issue
    issue: Issue | None = None
    fork_pull: PullRequest | None = None
    upstream_pull: PullRequest | None = None

    def say(self, text: str, by: User | None = None) -> None:
        """Comment in the contribution's issue."""
        if self.issue is not None:
            self.stage.world.comment(self.issue, by or self.student, text)

    @property
    def mentor(self) -> User:
        """The mentor of everybody."""
        return self.stage.people[MENTOR]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What happens in a week, from 1; the caption tells it in a sentence."""

    week: int
    caption: str
    act: Callable[[Life], None]


def prepare(stage: Stage) -> Life:
    """Add the tracker, the policy, the student and the project's issue to the stage."""
    world, organisation = stage.world, stage.organisation
    student, maintainer = world.create_user(STUDENT), world.create_user(MAINTAINER)
    stage.people[STUDENT] = student
    tracker = world.create_repository(organisation, "contributions", private=True)
    tracker.collaborators.extend(stage.people.values())
    policy = _POLICY.format(
        organisation=ORGANISATION,
        start=world.now().date().isoformat(),
        students=", ".join((*STUDENTS, STUDENT)),
        mentor=MENTOR,
    )
    world.create_repository(organisation, ".github", files={"upstream-coach.yml": policy})
    bug = world.create_issue(
        stage.upstreams[VLLM],
        maintainer,
        "A prompt without tokens is scheduled for ever",
        words.LIFE_ISSUE,
        labels=("good first issue",),
    )
    return Life(stage, tracker, student, maintainer, bug)


async def play(
    life: Life,
    travel: Callable[[timedelta], Awaitable[None]],
    *,
    on_step: Callable[[str], None],
    settle: Callable[[], Awaitable[None]],
) -> None:
    """Play every chapter in its week, and end with the last week.

    Args:
        life: What `prepare` made.
        travel: Lets this much time pass.
        on_step: Called with the caption just before each chapter.
        settle: Awaited after each chapter, until the coach has nothing left to do.
    """
    week = 1
    for chapter in CHAPTERS:
        if chapter.week > week:
            await travel(timedelta(weeks=chapter.week - week))
            await settle()
            week = chapter.week
        on_step(f"Week {chapter.week}: {chapter.caption}")
        chapter.act(life)
        await settle()
    await travel(timedelta(weeks=WEEKS - week))
    await settle()


def _asks(life: Life) -> None:
    life.issue = life.stage.world.create_issue(
        life.tracker, life.student, "My first contribution", words.LIFE_OPENING
    )


def _claims(life: Life) -> None:
    life.say(f"/claim vllm#{life.bug.number}")


def _works(life: Life) -> None:
    world, base = life.stage.world, life.stage.forks[VLLM]
    head = world.fork(base, life.student)
    message = _signed(life, "Refuse requests without blocks")
    world.commit(head, _BRANCH, life.student, message, {"vllm/core/scheduler.py": FIX})
    life.fork_pull = world.open_pull_request(
        author=life.student,
        head=head,
        head_branch=_BRANCH,
        base=base,
        title="Refuse requests without blocks",
        body=words.LIFE_FIRST_DESCRIPTION,
        draft=True,
    )


def _asks_if_ready(life: Life) -> None:
    life.say("/ready")


def _completes(life: Life) -> None:
    pull, world = life.fork_pull, life.stage.world
    if pull is None or pull.head_repository is None:
        raise LookupError("the story has no pull request in the fork yet")
    message = _signed(life, "Cover requests without blocks")
    files = {"tests/core/test_scheduler.py": TEST}
    world.commit(pull.head_repository, _BRANCH, life.student, message, files)
    body = words.LIFE_DESCRIPTION.format(number=life.bug.number)
    world.edit(pull, life.student, title=words.LIFE_TITLE, body=body)


def _goes_upstream(life: Life) -> None:
    world, upstream = life.stage.world, life.stage.upstreams[VLLM]
    head = world.fork(upstream, life.student, name="vllm-own")
    message = _signed(life, "Refuse requests without blocks")
    files = {"vllm/core/scheduler.py": FIX, "tests/core/test_scheduler.py": TEST}
    world.commit(head, _BRANCH, life.student, message, files)
    life.upstream_pull = world.open_pull_request(
        author=life.student,
        head=head,
        head_branch=_BRANCH,
        base=upstream,
        title=words.LIFE_TITLE,
        body=words.LIFE_DESCRIPTION.format(number=life.bug.number),
    )
    life.say(f"/pr vllm#{life.upstream_pull.number}")


def _is_reviewed(life: Life) -> None:
    pull = _upstream(life)
    life.stage.world.submit_review(
        pull, life.maintainer, ReviewState.CHANGES_REQUESTED, words.LIFE_REVIEW
    )


def _answers(life: Life) -> None:
    pull, world = _upstream(life), life.stage.world
    if pull.head_repository is None:
        raise LookupError("the story never deletes a fork")
    files = {"vllm/core/scheduler.py": FIX.replace("at least one block", "one block or more")}
    world.commit(pull.head_repository, _BRANCH, life.student, _signed(life, "Name it"), files)
    world.comment(pull, life.student, words.LIFE_ANSWER)


def _is_approved(life: Life) -> None:
    life.stage.world.submit_review(_upstream(life), life.maintainer, ReviewState.APPROVED, "Thanks")


def _is_merged(life: Life) -> None:
    life.stage.world.merge(_upstream(life), life.maintainer)


def _upstream(life: Life) -> PullRequest:
    if life.upstream_pull is None:
        raise LookupError("the story has no pull request at the project yet")
    return life.upstream_pull


def _signed(life: Life, subject: str) -> str:
    login = life.student.login
    address = f"{life.student.id}+{login}@users.noreply.github.com"
    return f"{subject}\n\nSigned-off-by: {login} <{address}>"


def _says(text: str) -> Callable[[Life], None]:
    return lambda life: life.say(text)


def _mentor_says(text: str) -> Callable[[Life], None]:
    return lambda life: life.say(text, life.mentor)


CHAPTERS: Final = (
    Chapter(1, "Noor opens a contribution and asks for an easy issue at vLLM", _asks),
    Chapter(1, "Noor claims the one that was suggested", _claims),
    Chapter(2, "Noor hands in a plan of half a sentence", _says(words.LIFE_THIN_PLAN)),
    Chapter(2, "Noor says what, where and how it will be verified", _says(words.LIFE_PLAN)),
    Chapter(3, "Ines, the mentor, agrees", _mentor_says(words.LIFE_AGREEMENT)),
    Chapter(5, "Noor opens a draft in the course's fork", _works),
    Chapter(5, "Noor asks whether it is ready, and it is not", _asks_if_ready),
    Chapter(6, "Noor adds the test and fills in the template", _completes),
    Chapter(6, "Noor asks again, and Ines is asked to look", _asks_if_ready),
    Chapter(7, "Noor opens it at the project and says so", _goes_upstream),
    Chapter(9, "Keita, a maintainer, asks for a change", _is_reviewed),
    Chapter(10, "Noor is away for exams", _says("/snooze 2w exams")),
    Chapter(12, "Noor answers the review", _answers),
    Chapter(15, "Keita approves", _is_approved),
    Chapter(17, "It is merged", _is_merged),
)
"""The whole life, in order."""
