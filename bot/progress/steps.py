"""The six steps of a contribution, and what happened in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import singledispatch
from typing import TYPE_CHECKING, Final

from bot.kernel import happening
from bot.kernel.contribution import Stage
from bot.kernel.markdown import link, quote
from bot.projects.course import StepName

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.contribution import Contribution
    from bot.kernel.event import Event
    from bot.projects.course import Course


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened in a step, in words; Markdown, safe to show."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One of the six steps.

    Attributes:
        number: From 1.
        title: In the course's words.
        state: How far it is.
        notes: What happened in it, the oldest first.
    """

    number: int
    title: str
    state: StepState
    notes: tuple[Note, ...]


_ORDER: Final = tuple(StepName)
_STAGES: Final = (
    Stage.FOUND,
    Stage.CLAIMED,
    Stage.AGREED,
    Stage.BUILDING,
    Stage.OPEN,
    Stage.REVIEW,
)


def steps(contribution: Contribution, course: Course) -> tuple[StepTaken, ...]:
    """Return the six steps of a contribution.

    Of one that has ended every step up to the last that was reached is done.
    """
    now = _reached(contribution)
    notes: dict[StepName, list[Note]] = {name: [] for name in _ORDER}
    for event in contribution.happened:
        for name, text in told(event).items():
            notes[name].append(Note(event.at, text))
    return tuple(
        StepTaken(
            position + 1,
            course.step(name).title,
            _state(position, now, has_ended=contribution.stage.has_ended),
            tuple(notes[name]),
        )
        for position, name in enumerate(_ORDER)
    )


def _reached(contribution: Contribution) -> int:
    stage = contribution.stage
    if stage is Stage.MERGED:
        return len(_STAGES) - 1
    if stage.has_ended:
        before = (each for each, _ in reversed(contribution.entered) if not each.has_ended)
        stage = next(before, Stage.FOUND)
    return _STAGES.index(stage)


def _state(position: int, now: int, *, has_ended: bool) -> StepState:
    if position < now or (has_ended and position == now):
        return StepState.DONE
    return StepState.NOW if position == now and not has_ended else StepState.LATER


@singledispatch
def told(event: Event) -> dict[StepName, str]:
    """Return to which steps an event belongs and how it is told there; most belong to none."""
    del event
    return {}


@told.register(happening.Claimed)
def _(event: happening.Claimed) -> dict[StepName, str]:
    return {
        StepName.FIND: link(event.issue.url, str(event.issue)),
        StepName.CLAIM: f"{quote(event.student)} claimed it",
    }


@told.register(happening.Planned)
def _(event: happening.Planned) -> dict[StepName, str]:
    return {StepName.CLAIM: "a clear plan" if event.verdict.is_good else "a plan with gaps"}


@told.register(happening.Approved)
def _(event: happening.Approved) -> dict[StepName, str]:
    return {StepName.DISCUSS: f"{quote(event.by)} agreed"}


@told.register(happening.Revised)
def _(event: happening.Revised) -> dict[StepName, str]:
    return {StepName.DISCUSS: f"{quote(event.by)} asked for a change"}


@told.register(happening.WorkSeen)
def _(_event: happening.WorkSeen) -> dict[StepName, str]:
    return {StepName.IMPLEMENT: "first commits"}


@told.register(happening.ReadyAsked)
def _(event: happening.ReadyAsked) -> dict[StepName, str]:
    count = len(event.readiness.left)
    left = f"{count} thing{'' if count == 1 else 's'} left"
    return {StepName.IMPLEMENT: "ready by the checklist" if event.readiness.is_ready else left}


@told.register(happening.PullRequestLinked)
@told.register(happening.PullRequestOpened)
def _(
    event: happening.PullRequestLinked | happening.PullRequestOpened,
) -> dict[StepName, str]:
    return {StepName.OPEN: link(event.pull_request.url, str(event.pull_request))}


@told.register(happening.PullRequestClosed)
def _(_event: happening.PullRequestClosed) -> dict[StepName, str]:
    return {StepName.OPEN: "closed without a merge"}


@told.register(happening.ReviewStarted)
def _(_event: happening.ReviewStarted) -> dict[StepName, str]:
    return {StepName.REVIEW: "first review"}


@told.register(happening.Merged)
def _(_event: happening.Merged) -> dict[StepName, str]:
    return {StepName.REVIEW: "merged"}


@told.register(happening.Superseded)
def _(event: happening.Superseded) -> dict[StepName, str]:
    instead = event.instead
    by = f" by {link(instead.url, str(instead))}" if instead else ""
    return {StepName.REVIEW: f"settled otherwise{by}"}
