"""A short story for the demo: five students of a course open their first pull requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.sandbox import story_changes as changes
from bot.sandbox import story_words as words
from bot.sandbox.story_trees import UPSTREAMS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.clock import Clock
    from bot.sandbox.model import Issue, PullRequest, Repository, User
    from bot.sandbox.world import World

ORGANISATION: Final = "ai-systems-course"
STUDENTS: Final = ("mara", "yuki", "tomas", "amina", "leo")
MENTOR: Final = "ines"

HARNESS: Final = "EleutherAI/lm-evaluation-harness"
TRANSFORMERS: Final = "huggingface/transformers"
VLLM: Final = "vllm-project/vllm"
AO: Final = "pytorch/ao"


@dataclass(slots=True)
class Stage:
    """Where the story plays.

    Attributes:
        world: Everything.
        organisation: The course; the App is to be installed here and nowhere else.
        people: Students and the mentor, by login.
        upstreams: The projects themselves, by full name; the coach never writes there.
        forks: The course's forks, by the upstream's full name.
        pulls: The pull requests opened so far, by their author's login.
    """

    world: World
    organisation: User
    people: dict[str, User]
    upstreams: dict[str, Repository]
    forks: dict[str, Repository]
    pulls: dict[str, PullRequest] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does; the caption tells it in a sentence."""

    caption: str
    act: Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class StoryResult:
    """What was played: the pull requests by their author's login, and the number of steps."""

    pulls: Mapping[str, PullRequest]
    steps: int


def prepare(world: World) -> Stage:
    """Create the people, the upstream projects and the course with its forks.

    Nothing happens that the coach would answer; install the App on `Stage.organisation`
    afterwards, then `play`.
    """
    people = {login: world.create_user(login) for login in (*STUDENTS, MENTOR)}
    organisation = world.create_organisation(ORGANISATION, members=(people[MENTOR],))
    stage = Stage(world, organisation, people, {}, {})
    for full_name, files in UPSTREAMS.items():
        owner, _, name = full_name.partition("/")
        upstream = world.create_repository(world.create_organisation(owner), name, files=files)
        stage.upstreams[full_name] = upstream
        stage.forks[full_name] = world.fork(upstream, organisation)
    return stage


async def play(
    stage: Stage,
    clock: Clock,
    *,
    pause: float = 0.0,
    on_step: Callable[[str], None] = lambda _caption: None,
    settle: Callable[[], Awaitable[None]] | None = None,
) -> StoryResult:
    """Play every step in order.

    Args:
        stage: What `prepare` made.
        clock: Waits between two steps.
        pause: Seconds between two steps.
        on_step: Called with the caption just before each step.
        settle: Awaited after each step, for example until the coach has nothing left to do.

    Returns:
        What was played.
    """
    for number, step in enumerate(STEPS):
        if number:
            await clock.sleep(pause)
        on_step(step.caption)
        step.act(stage)
        if settle is not None:
            await settle()
    return StoryResult(pulls=dict(stage.pulls), steps=len(STEPS))


def _ask_in_the_handbook(stage: Stage) -> None:
    world, people = stage.world, stage.people
    handbook = world.create_repository(stage.organisation, "handbook")
    asked = world.create_issue(handbook, people["leo"], "How do I choose a first issue?")
    world.edit(asked, people["leo"], body=words.QUESTION)
    world.comment(asked, people[MENTOR], words.ANSWER)


def _report_upstream(stage: Stage) -> None:
    world, people = stage.world, stage.people
    world.create_issue(
        stage.upstreams[HARNESS],
        people["mara"],
        "exact_match counts answers with a trailing space as wrong",
        words.UPSTREAM_METRIC_ISSUE,
    )
    world.create_issue(
        stage.upstreams[TRANSFORMERS],
        people["yuki"],
        "Labels are padded on the wrong side",
        words.UPSTREAM_COLLATOR_ISSUE,
    )


def _open(  # noqa: PLR0913 - each is a plain fact of the story
    stage: Stage,
    login: str,
    upstream: str,
    *,
    branch: str,
    files: Mapping[str, str],
    message: str,
    title: str,
    body: str,
    draft: bool = False,
) -> None:
    """Fork the course's fork, push one commit to a branch and open a pull request from it."""
    author, base = stage.people[login], stage.forks[upstream]
    head = stage.world.fork(base, author)
    stage.world.commit(head, branch, author, message, files)
    stage.pulls[login] = stage.world.open_pull_request(
        author=author,
        head=head,
        head_branch=branch,
        base=base,
        title=title,
        body=body,
        draft=draft,
    )


def _mara_opens(stage: Stage) -> None:
    _open(
        stage,
        "mara",
        HARNESS,
        branch="strip-references",
        files=changes.METRICS_FIX,
        message="Strip references in exact_match as predictions are",
        title="Fix exact_match for references with outer spaces",
        body=words.EXEMPLARY,
    )


def _yuki_opens(stage: Stage) -> None:
    _open(
        stage,
        "yuki",
        TRANSFORMERS,
        branch="left-padding",
        files=changes.COLLATOR_FIX,
        message="Pad labels on the same side",
        title="Fix labels when padding is on the left",
        body=words.BARE_FIX,
    )


def _tomas_opens(stage: Stage) -> None:
    _open(
        stage,
        "tomas",
        VLLM,
        branch="main-work",
        files=changes.MIXED,
        message="update",
        title="Update code",
        body="",
    )


def _amina_opens(stage: Stage) -> None:
    _open(
        stage,
        "amina",
        AO,
        branch="guide-argument",
        files=changes.GUIDE_FIX,
        message="Name the argument as the code does",
        title="docs: correct the argument in the quantization guide",
        body=words.DOCUMENTATION,
    )


def _leo_opens(stage: Stage) -> None:
    _open(
        stage,
        "leo",
        VLLM,
        branch="count-admitted",
        files=changes.SCHEDULER_COUNTS,
        message="Count admitted requests",
        title="Add a count of admitted requests to the scheduler",
        body=words.DRAFT,
        draft=True,
    )


def _comment(login: str, on: str, text: str) -> Callable[[Stage], None]:
    return lambda stage: _say(stage, stage.pulls[on], login, text)


def _say(stage: Stage, issue: Issue, login: str, text: str) -> None:
    stage.world.comment(issue, stage.people[login], text)


def _push(login: str, message: str, files: Mapping[str, str | None]) -> Callable[[Stage], None]:
    return lambda stage: _push_now(stage, stage.pulls[login], message, files)


def _push_now(
    stage: Stage, pull: PullRequest, message: str, files: Mapping[str, str | None]
) -> None:
    # The story never deletes a fork.
    if pull.head_repository is not None:
        stage.world.commit(pull.head_repository, pull.head_ref, pull.author, message, files)


def _edit(login: str, *, title: str | None = None, body: str) -> Callable[[Stage], None]:
    return lambda stage: stage.world.edit(
        stage.pulls[login], stage.people[login], title=title, body=body
    )


STEPS: Final = (
    Step("Leo asks in the course's handbook how to choose an issue", _ask_in_the_handbook),
    Step("Mara and Yuki report what they found upstream", _report_upstream),
    Step("Mara opens a small fix with a plan, a reproduction and tests", _mara_opens),
    Step("Yuki opens a fix with one sentence and no test", _yuki_opens),
    Step("Tomas opens 900 lines of mixed changes without a description", _tomas_opens),
    Step("Amina corrects the documentation", _amina_opens),
    Step("Leo opens a draft to talk about", _leo_opens),
    Step("Ines, the mentor, answers Tomas", _comment(MENTOR, "tomas", words.MENTOR_ON_MIXED)),
    Step("Yuki writes a plan into the description", _edit("yuki", body=words.FIX_WITH_PLAN)),
    Step(
        "Yuki pushes a test",
        _push("yuki", "Test left padding and missing labels", changes.COLLATOR_FIX_TEST),
    ),
    Step("Yuki comments how to reproduce it", _comment("yuki", "yuki", words.REPRODUCTION)),
    Step("Ines answers Yuki", _comment(MENTOR, "yuki", words.MENTOR_ON_FIX)),
    Step("Tomas chooses one thing", _comment("tomas", "tomas", words.MIXED_ANSWER)),
    Step(
        "Tomas takes the rest out of the branch",
        _push("tomas", "Keep only the sliding window", changes.MIXED_TAKEN_OUT),
    ),
    Step(
        "Tomas writes a title and a description",
        _edit("tomas", title=words.MIXED_TITLE, body=words.MIXED_DESCRIPTION),
    ),
)
"""The whole story, in order."""
