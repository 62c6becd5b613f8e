"""The course as data."""

from __future__ import annotations

import pytest

from bot.checklist.checks import CHECKS
from bot.kernel.errors import UserError
from bot.projects.course import CheckName, Difficulty, KindName, StepName, Unit
from bot.projects.load_course import CALIBRATION, FILES, KINDS, ON_RAMPS, WORKFLOW, load_course
from bot.shipped import shipped, shipped_course, shipped_projects

COURSE = shipped_course()
TEXTS = {name: shipped(name) for name in FILES}


def test_steps_and_kinds_are_found_by_name() -> None:
    assert [COURSE.step(name).name for name in StepName] == list(StepName)
    assert [COURSE.kind(name).name for name in KindName] == list(KindName)


def test_the_steps_name_checks_that_exist_and_all_of_them() -> None:
    named = {check.value for step in COURSE.workflow.steps for check in step.checks}
    assert named == {check.name for check in CHECKS} == set(CheckName)


def test_easy_on_ramps_come_first() -> None:
    order = list(Difficulty)
    ranks = [order.index(ramp.difficulty) for ramp in COURSE.on_ramps.on_ramps]
    assert ranks == sorted(ranks)


def test_what_concerns_a_project_is_found() -> None:
    vllm = "vllm-project/vllm"
    assert [ramp.difficulty for ramp in COURSE.on_ramps_to(vllm)] == ["easy", "medium"]
    assert [one.name for one in COURSE.milestones_at(vllm)] == ["first pull request", "first merge"]
    assert COURSE.cycle_of(vllm) is Unit.DAYS
    assert COURSE.cycle_of("pytorch/pytorch") is Unit.WEEKS


def test_nothing_concerns_a_project_that_is_not_named() -> None:
    assert COURSE.on_ramps_to("course/engine") == ()
    assert COURSE.milestones_at("course/engine") == ()
    assert COURSE.cycle_of("course/engine") is None


def test_no_on_ramp_leads_to_a_project_that_takes_nothing() -> None:
    closed = {one.name for one in shipped_projects() if not one.takes_contributions}
    assert not closed & {ramp.project for ramp in COURSE.on_ramps.on_ramps}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (WORKFLOW, "weeks", "years", r"at rhythms\[1\].unit: Invalid enum value 'years'"),
        (WORKFLOW, "name: claim", "name: find", "at steps: must be, in this order, find, claim"),
        (
            WORKFLOW,
            "vllm-project/vllm",
            "vllm/vllm",
            r"at rhythms\[0\].projects: vllm/vllm is none",
        ),
        (ON_RAMPS, "pytorch/ao", "pytorch/aoo", r"at on_ramps\[3\].project: .*mean pytorch/ao\?"),
        (ON_RAMPS, "openxla/xla", "q/q", r"at on_ramps\[10\].project: .*Name one of config/proj"),
        (CALIBRATION, "week: 23", "weeks: 23", "`weeks`. Did you mean `week`"),
        (CALIBRATION, "{week: 23}", "{}", "Give either `week` or `months_after_end`"),
        (CALIBRATION, "week: 23", "week: 23, months_after_end: 1", "Give either `week`"),
        (CALIBRATION, "pytorch/ao", "google/jax", r"at milestones\[0\].projects: google/jax is"),
        (KINDS, "name: kernel", "name: evaluation", "at kinds: must be, in this order, kernel, "),
        (KINDS, "[nsys, ncu]", "nsys", "Expected `array`, got `str`"),
    ],
)
def test_a_broken_file_is_told_with_place_and_fix(file: str, old: str, new: str, said: str) -> None:
    broken = TEXTS | {file: TEXTS[file].replace(old, new)}
    with pytest.raises(UserError, match=rf"config/{file}.*{said}"):
        load_course(broken, shipped_projects())
