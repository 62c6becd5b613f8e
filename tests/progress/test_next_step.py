"""What comes next, at that very project, and how one opens a pull request there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.kernel import happening
from bot.kernel.contribution import Contribution, ContributionKind, Stage, Verdict
from bot.progress.next_step import next_step
from bot.progress.opening import how_to_open, wanted_parts
from bot.progress.stages import fold
from bot.projects.facts import When
from bot.projects.model import Project
from tests.progress.cards import PROJECTS
from tests.support.contributions import ISSUE, NOW, at_stage, life, ready

if TYPE_CHECKING:
    from bot.kernel.event import Event

LATER = NOW + timedelta(days=20)


def steps_of(stage: Stage, name: str, *more: Event) -> str:
    step = next_step(fold((*life(stage), *more)), PROJECTS.get(name))
    return "\n".join((step.title, *step.lines))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("project", [None, Project(name="numpy/numpy")])
def test_without_a_profile_there_is_still_a_next_step(
    stage: Stage, project: Project | None
) -> None:
    step = next_step(at_stage(stage), project)
    assert step.title
    assert step.lines
    assert all(line.endswith(".") for line in step.lines)


def test_a_claim_follows_the_habit_of_the_project() -> None:
    said = steps_of(Stage.CLAIMED, "huggingface/transformers")
    assert "write a plan" in said
    assert "begin a pull request only after a maintainer's yes" in said
    assert "A plan is expected there before code." in said
    assert "Where the plan goes there: The issue" in said
    assert "expected there" not in steps_of(Stage.CLAIMED, "jax-ml/jax")
    plain = steps_of(Stage.CLAIMED, "NVIDIA/cutlass")
    assert "How one claims" in plain
    assert "Where the plan goes" not in plain
    assert "How one claims" not in steps_of(Stage.CLAIMED, "numpy/numpy")


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict(is_good=False, missing=("a", "b")), "The plan does not say a and b."),
        (Verdict(is_good=False), "Write `/plan` again, with what you change"),
    ],
)
def test_the_gaps_of_a_plan_are_named(verdict: Verdict, said: str) -> None:
    plan = happening.Planned(at=LATER, by="ada", text="x", verdict=verdict)
    assert said in steps_of(Stage.CLAIMED, "numpy/numpy", plan)
    assert "mend the plan" in steps_of(Stage.CLAIMED, "numpy/numpy", plan)


def test_what_a_mentor_asks_for_comes_first_in_any_stage() -> None:
    revised = happening.Revised(at=LATER, by="grace", what="say how")
    for stage in (Stage.AGREED, Stage.BUILDING, Stage.OPEN, Stage.REVIEW):
        step = next_step(fold((*life(stage), revised)), None)
        assert step.lines[0] == "`grace` asks for this: `say how`."
    assert "Mend the plan and write" in steps_of(Stage.AGREED, "numpy/numpy", revised)
    merged = happening.Merged(at=LATER + timedelta(days=1))
    assert "say how" not in steps_of(Stage.REVIEW, "numpy/numpy", revised, merged)


def test_a_design_is_agreed_where_the_project_wants_it() -> None:
    assert "RFC issue" in steps_of(Stage.AGREED, "vllm-project/vllm")
    assert "Begin with code only after" in steps_of(Stage.AGREED, "huggingface/transformers")


def test_building_names_tests_and_what_is_left() -> None:
    said = steps_of(Stage.BUILDING, "vllm-project/vllm")
    assert "A single test there is run with `.venv/bin/python -m pytest" in said
    assert "Tests there: Extend a suite that exists" in said
    assert "Before you push: `pre-commit install`" in said
    left = steps_of(Stage.BUILDING, "numpy/numpy", ready("Tests", "A Plan"))
    assert "Left to do at the last `/ready`: tests, a Plan." in left


def test_what_is_ready_is_to_be_opened() -> None:
    said = steps_of(Stage.BUILDING, "vllm-project/vllm", ready())
    assert said.startswith("open the pull request\n")
    assert "Sign off every commit." in said


def test_a_hold_comes_before_everything() -> None:
    held = happening.Held(at=LATER, by="grace", why="they argue")
    assert "`grace` let this rest: `they argue`." in steps_of(Stage.OPEN, "numpy/numpy", held)


def test_one_may_ask_again_when_the_project_says_so() -> None:
    said = steps_of(Stage.REVIEW, "vllm-project/vllm")
    assert "Asking again is fine after 7 quiet days: Whoever is assigned, or the team." in said
    assert "Asking again" not in steps_of(Stage.OPEN, "Dao-AILab/flash-attention")
    working = [one for one in PROJECTS if one.ping and one.ping.business_days]
    for project in working:
        assert "quiet working days" in steps_of(Stage.OPEN, project.name)


def opening(name: str, kind: ContributionKind | None = None) -> str:
    project = PROJECTS.get(name)
    return "\n".join(
        how_to_open(Contribution(issue=at_stage(Stage.OPEN).issue, kind=kind), project)
    )


def test_opening_tells_title_template_and_consent() -> None:
    said = opening("vllm-project/vllm")
    assert "What the title must look like: Bracketed tags" in said
    assert "For example `[Bugfix][Scheduler]`" in said
    assert "What the template wants: `Purpose`, `Test Plan`, `Test Result`." in said
    assert "At most 6 of your pull requests may be open." in said
    assert said.endswith("Then write `/pr` here with its address, so that it is watched for you.")


def test_opening_tells_whether_to_comment_first() -> None:
    assert "Comment on `vllm-project/vllm#\u200b12345` first and wait" in opening(
        "huggingface/transformers"
    )
    assert "First, if you have not yet, at" in opening("jax-ml/jax")
    assert "so that nobody does the same work" in opening("numpy/numpy")
    assert "a pull request without an issue may be closed" in opening("pytorch/pytorch")
    assert "Comment on the issue first" in how_to_open(Contribution(), None)[0]


def test_opening_tells_the_agreement_to_sign() -> None:
    asking = [one for one in PROJECTS if one.sign_off and one.sign_off.cla]
    assert asking
    for project in asking:
        assert "Sign the agreement once: " in opening(project.name)


def test_what_is_not_known_of_a_project_is_not_told() -> None:
    vllm = PROJECTS.get("vllm-project/vllm")
    bare = msgspec.structs.replace(
        vllm, title=None, template=None, required_parts=None, sign_off=None, ai=None, focus=None,
        first_ci=None, claim=None,
    )  # fmt: skip
    assert how_to_open(Contribution(issue=ISSUE), bare) == (
        "Comment on `vllm-project/vllm#\u200b12345` first, so that nobody does the same work.",
        "Name `vllm-project/vllm#\u200b12345` in the description.",
        "Open it from your fork against `vllm-project/vllm`.",
        "Then write `/pr` here with its address, so that it is watched for you.",
    )


def test_of_an_unknown_project_nothing_is_claimed() -> None:
    assert "Nothing particular is known of this project's habits." in opening("numpy/numpy")


@pytest.mark.parametrize("kind", [None, *ContributionKind])
def test_a_description_wants_what_the_kind_of_contribution_wants(
    kind: ContributionKind | None,
) -> None:
    for project in PROJECTS:
        parts = wanted_parts(Contribution(kind=kind), project)
        found = {part.when for part in parts}
        assert found <= {When.ALWAYS, *When}
        assert (When.BUG in found) <= (kind is ContributionKind.FIX)
        assert (When.MODEL in found) <= (kind is ContributionKind.INTEGRATION)
        assert (When.TASK in found) <= (kind is ContributionKind.EVALUATION)
    vllm = PROJECTS.get("vllm-project/vllm")
    texts = " ".join(part.text for part in wanted_parts(Contribution(kind=kind), vllm))
    assert ("supported_models" in texts) is (kind is ContributionKind.INTEGRATION)


def test_without_a_profile_no_part_is_wanted() -> None:
    assert wanted_parts(Contribution(), None) == ()
    assert wanted_parts(Contribution(), Project(name="numpy/numpy")) == ()


@pytest.mark.parametrize(("portfolio", "says"), [("", "`/portfolio`"), ("ada/flash", "`/ready`")])
def test_of_a_portfolio_without_an_issue_the_repository_comes_next(
    portfolio: str, says: str
) -> None:
    shown = replace(Contribution(), kind=ContributionKind.PORTFOLIO, portfolio=portfolio)
    step = next_step(shown, None)
    assert step.title == "show your work"
    assert says in step.lines[0]
