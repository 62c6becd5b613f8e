from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.sandbox import story, story_changes, story_trees
from bot.sandbox import story_words as words
from bot.sandbox.model import PullRequest
from bot.sandbox.page_values import checks
from bot.sandbox.world import World
from tests.support.coach import LocalCoach, install

if TYPE_CHECKING:
    from bot.sandbox.story import Stage


@pytest.fixture
def stage() -> Stage:
    return story.prepare(World(VirtualClock()))


@pytest.fixture
def coach(stage: Stage) -> LocalCoach:
    return LocalCoach(stage.world, install(stage.world, stage.organisation))


def left_to_do(stage: Stage, login: str) -> str:
    """Return what the newest check run of somebody's pull request says in its title."""
    pull = stage.pulls[login]
    (check,) = checks(pull.repository, pull.head_sha)
    return check.title


async def test_the_stage_is_set_without_anything_for_the_coach_to_answer(stage: Stage) -> None:
    assert stage.world.deliveries == []
    assert stage.pulls == {}
    assert set(stage.forks) == set(stage.upstreams)


async def test_every_step_is_told_before_it_is_done_and_settled_after(stage: Stage) -> None:
    told: list[str] = []

    async def settle() -> None:
        told.append(f"settled with {len(stage.pulls)}")

    result = await story.play(stage, stage.world.clock, on_step=told.append, settle=settle)

    assert told[::2] == [step.caption for step in story.STEPS]
    assert told[1] == "settled with 0"
    assert told[-1] == "settled with 5"
    assert result.steps == len(story.STEPS)
    assert set(result.pulls) == set(story.STUDENTS)


async def test_time_passes_between_two_steps_by_the_clock_alone(stage: Stage) -> None:
    waits: list[float] = []

    class Watch(VirtualClock):
        async def sleep(self, seconds: float) -> None:
            waits.append(seconds)

    await story.play(stage, Watch(), pause=30.0)

    assert waits == [30.0] * (len(story.STEPS) - 1)


@pytest.mark.parametrize(
    ("login", "after", "says"),
    [
        ("mara", "Mara opens", "Ready for review"),
        ("yuki", "Yuki opens", "Three things left to do"),
        ("yuki", "Yuki writes a plan", "One thing left to do"),
        ("yuki", "Yuki pushes a test", "Ready for review"),
        ("yuki", "Ines answers Yuki", "Ready for review"),
        ("amina", "Amina corrects", "Ready for review"),
        ("leo", "Leo opens a draft", "Ready for review"),
        ("tomas", "Tomas opens", "Four things left to do"),
        ("tomas", "Tomas writes", "One thing left to do"),
    ],
)
async def test_the_checklists_tell_the_story(
    stage: Stage, coach: LocalCoach, login: str, after: str, says: str
) -> None:
    for step in story.STEPS:
        step.act(stage)
        if step.caption.startswith(after):
            break
    else:
        pytest.fail(f"no step begins with {after!r}")
    coach.look()

    assert left_to_do(stage, login) == says


async def test_the_app_hears_of_nothing_outside_the_course(stage: Stage, coach: LocalCoach) -> None:
    await story.play(stage, stage.world.clock)
    coach.look()

    covered = {fork.id for fork in stage.forks.values()}
    covered.add(stage.world.repository(f"{story.ORGANISATION}/handbook").id)
    heard = {each.repository_id for each in stage.world.deliveries if each.repository_id}
    assert heard == covered
    for upstream in stage.upstreams.values():
        for issue in upstream.issues.values():
            assert not isinstance(issue, PullRequest)
            assert issue.comments == []


async def test_the_large_change_is_as_large_as_the_caption_says(stage: Stage) -> None:
    for step in story.STEPS:
        step.act(stage)
        if step.caption.startswith("Tomas opens"):
            break

    diff = stage.world.diff_of(stage.pulls["tomas"])

    assert 850 <= diff.additions + diff.deletions <= 950
    assert len(diff.files) > 5


async def test_the_students_code_is_python() -> None:
    world = World(VirtualClock())
    stage = story.prepare(world)
    await story.play(stage, world.clock)
    trees = [pull.repository.objects[pull.head_sha].tree for pull in stage.pulls.values()]
    sources = {
        path: tree.get(path) or ""
        for tree in trees
        for path in tree.paths()
        if path.endswith(".py")
    }
    assert len(sources) > 8
    for path, text in sources.items():
        compile(text, path, "exec")


def test_the_fixes_do_what_their_tests_say() -> None:
    """What the students show would be believed only if it were true."""

    def collate(text: str) -> list[int]:
        module: dict[str, object] = {}
        exec(compile(text, "collator", "exec"), module)  # noqa: S102 - our own text
        rows = [{"input_ids": [5, 6], "labels": [5, 6]}, {"input_ids": [8], "labels": [8]}]
        run = module["collate"]
        assert callable(run)
        labels: list[int] = run(rows, pad_token=0, side="left")["labels"][1]
        return labels

    path = "src/transformers/data/collator.py"
    assert f"I got `{collate(story_trees.COLLATOR)}`" in words.REPRODUCTION
    assert f"Expected `{collate(story_changes.COLLATOR_FIX[path])}`" in words.REPRODUCTION


@pytest.mark.parametrize("text", [text for name, text in vars(words).items() if name.isupper()])
def test_what_people_write_is_calm_and_has_no_broken_lines(text: str) -> None:
    assert "!" not in text.replace("!=", "")
    fenced = False
    lines = text.split("\n")
    for line, after in pairwise(lines):
        fenced ^= line.startswith("```")
        is_prose = bool(line) and not fenced and line[0] not in "`|-#" and after[:1].isalpha()
        assert not is_prose, line
