"""The six steps, and what happened in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.kernel import happening
from bot.kernel.contribution import Contribution, Stage
from bot.progress.diagram import mermaid
from bot.progress.stages import TRANSITIONS, fold
from bot.progress.steps import StepState, steps, told
from tests.progress.cards import COURSE
from tests.progress.events import EVENTS
from tests.support.contributions import NOW, at_stage, life

if TYPE_CHECKING:
    from bot.kernel.event import Event

DONE, PRESENT, LATER = StepState.DONE, StepState.NOW, StepState.LATER
UNTOLD = {
    "kind_set",
    "nudged",
    "held",
    "resumed",
    "snoozed",
    "excused",
    "taken_over",
    "portfolio_linked",
}
UNTOLD |= {"turn_corrected", "refused", "dropped"}


@pytest.mark.parametrize(
    ("stage", "states"),
    [
        (Stage.FOUND, [PRESENT, LATER, LATER, LATER, LATER, LATER]),
        (Stage.CLAIMED, [DONE, PRESENT, LATER, LATER, LATER, LATER]),
        (Stage.AGREED, [DONE, DONE, PRESENT, LATER, LATER, LATER]),
        (Stage.BUILDING, [DONE, DONE, DONE, PRESENT, LATER, LATER]),
        (Stage.OPEN, [DONE, DONE, DONE, DONE, PRESENT, LATER]),
        (Stage.REVIEW, [DONE, DONE, DONE, DONE, DONE, PRESENT]),
        (Stage.MERGED, [DONE, DONE, DONE, DONE, DONE, DONE]),
        (Stage.DROPPED, [DONE, DONE, DONE, DONE, DONE, DONE]),
    ],
)
def test_a_stage_is_the_step_that_is_being_done(stage: Stage, states: list[StepState]) -> None:
    found = steps(at_stage(stage), COURSE)
    assert [step.state for step in found] == states
    assert [step.number for step in found] == [1, 2, 3, 4, 5, 6]
    assert [step.title for step in found] == [step.title for step in COURSE.workflow.steps]


def test_what_was_given_up_early_shows_how_far_it_came() -> None:
    dropped = fold((*life(Stage.CLAIMED), happening.Dropped(at=NOW.replace(hour=13), by="ada")))
    assert [step.state for step in steps(dropped, COURSE)] == [DONE, DONE, *[LATER] * 4]
    at_once = fold((happening.Dropped(at=NOW, by="ada"),))
    assert [step.state for step in steps(at_once, COURSE)] == [DONE, *[LATER] * 5]


def test_the_stages_of_the_course_are_the_steps_in_order() -> None:
    assert [str(step.stage) for step in COURSE.workflow.steps] == [
        str(stage) for stage in Stage if not stage.has_ended
    ]


def test_every_note_stands_in_its_step() -> None:
    found = steps(at_stage(Stage.SUPERSEDED), COURSE)
    assert [[note.text.split(" ")[0] for note in step.notes] for step in found] == [
        [
            "[`vllm-project/vllm#\u200b12345`](<https://redirect.github.com/vllm-project/vllm/issues/12345>)"
        ],
        ["`ada`", "a"],
        ["`grace`"],
        [],
        [
            "[`vllm-project/vllm#\u200b23456`](<https://redirect.github.com/vllm-project/vllm/issues/23456>)"
        ],
        ["first", "settled"],
    ]
    assert not any(step.notes for step in steps(Contribution(), COURSE))


@pytest.mark.parametrize("event", EVENTS, ids=happening.name_of)
def test_every_event_is_told_or_shown_elsewhere(event: Event) -> None:
    assert bool(told(event)) is (happening.name_of(event) not in UNTOLD)


def test_a_change_that_settled_the_issue_need_not_be_known() -> None:
    (text,) = told(happening.Superseded(at=NOW)).values()
    assert text == "settled otherwise"


def test_the_picture_has_an_arrow_for_every_way() -> None:
    lines = mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> found"]
    for (stage, _), to in TRANSITIONS.items():
        assert [line for line in lines if line.startswith(f"    {stage} --> {to}: ")]
    assert len(lines) == 2 + len({(stage, to) for (stage, _), to in TRANSITIONS.items()}) + 3
