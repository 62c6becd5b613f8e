"""From the texts of the course's files to one value, whose references hold; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError
from bot.projects.course import (
    Calibration,
    Course,
    KindName,
    Kinds,
    OnRamps,
    Portfolio,
    StepName,
    Workflow,
)
from bot.projects.load import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from enum import StrEnum

    from bot.projects.load import Projects

WORKFLOW: Final = "workflow.yaml"
ON_RAMPS: Final = "on_ramps.yaml"
KINDS: Final = "contribution_kinds.yaml"
PORTFOLIO: Final = "portfolio.yaml"
CALIBRATION: Final = "calibration.yaml"
FILES: Final = (WORKFLOW, ON_RAMPS, KINDS, PORTFOLIO, CALIBRATION)


def load_course(texts: Mapping[str, str], projects: Projects) -> Course:
    """Read the course's files.

    Args:
        texts: The content of each of `FILES`, by name.
        projects: The projects that they may name, each by its present name.

    Raises:
        UserError: A file is broken; the text names file, place and fix.
    """
    course = Course(
        workflow=read(WORKFLOW, texts[WORKFLOW], Workflow),
        on_ramps=read(ON_RAMPS, texts[ON_RAMPS], OnRamps),
        kinds=read(KINDS, texts[KINDS], Kinds),
        portfolio=read(PORTFOLIO, texts[PORTFOLIO], Portfolio),
        calibration=read(CALIBRATION, texts[CALIBRATION], Calibration),
    )
    known = {project.name for project in projects}
    for file, place, name in _named(course):
        if name not in known:
            near = projects.nearest(name, 1)
            fix = f"Did you mean {near[0]}?" if near else "Name one of config/projects."
            raise UserError(f"config/{file}, at {place}: {name} is none of the projects. {fix}")
    _complete(WORKFLOW, "steps", StepName, [step.name for step in course.workflow.steps])
    _complete(KINDS, "kinds", KindName, [kind.name for kind in course.kinds.kinds])
    return course


def _named(course: Course) -> Iterator[tuple[str, str, str]]:
    """Name file, place and project wherever a project is named."""
    for number, rhythm in enumerate(course.workflow.rhythms):
        for name in rhythm.projects:
            yield WORKFLOW, f"rhythms[{number}].projects", name
    for number, ramp in enumerate(course.on_ramps.on_ramps):
        yield ON_RAMPS, f"on_ramps[{number}].project", ramp.project
    for number, milestone in enumerate(course.calibration.milestones):
        for name in milestone.projects:
            yield CALIBRATION, f"milestones[{number}].projects", name


def _complete(file: str, place: str, names: type[StrEnum], given: list[str]) -> None:
    """Refuse a list that lacks one of the names or has one twice or in another order."""
    wanted = [str(name) for name in names]
    if [str(name) for name in given] != wanted:
        raise UserError(f"config/{file}, at {place}: must be, in this order, {', '.join(wanted)}.")
