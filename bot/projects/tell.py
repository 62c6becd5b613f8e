"""Profiles and the course in plain text, for a terminal; pure."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bot.projects.model import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.projects.course import Course, Due, Kind, Milestone, OnRamp, Step
    from bot.projects.load import Projects
    from bot.projects.model import Project

WIDTH: Final = 100
"""Columns of a line."""
_COLUMNS: Final = (("project", 37), ("bar", 14), ("state", 11), ("scope", 20), ("note", 32))
_SHOWN_ABOVE: Final = {"name", "former", "course", "state"}
_LAST: Final = {"note", "basis", "source"}
"""What every fact has; told after what is its own."""
_SHORT: Final = 40
"""Entries of a list up to this length stand on one line."""
_SAYING: Final = {"text", "means"}
"""The key with the text, in a part of a description and in the meaning of a label."""


def list_text(projects: Projects) -> str:
    """Return a table of the projects."""
    rows = [[name for name, _ in _COLUMNS], ["-" * width for _, width in _COLUMNS]]
    rows += [
        [one.name, one.course.bar, one.state.kind, one.course.scope, one.course.note]
        for one in projects
    ]
    return "\n".join(line for row in rows for line in _row(row))


def list_data(projects: Projects) -> list[dict[str, object]]:
    """Return the same for a program."""
    return [
        {
            "name": one.name,
            "former": [each.name for each in one.former],
            "bar": one.course.bar.value,
            "scope": one.course.scope,
            "note": one.course.note,
            "state": one.state.kind.value,
            "takes_contributions": one.takes_contributions,
        }
        for one in projects
    ]


def project_text(project: Project, course: Course, near: Sequence[str]) -> str:
    """Return all that is known of a project, with sources, and what the course has for it.

    Args:
        project: The project; a generic one is said to be one.
        course: The course.
        near: Names of known projects that are spelt alike, for a generic one.
    """
    lines = (_head(project, near), _in_the_course(project.name, course), _facts(project))
    return "\n".join(line for part in lines for line in part)


def project_data(project: Project, course: Course, near: Sequence[str]) -> dict[str, object]:
    """Return the same for a program."""
    return {
        "is_generic": project.is_generic,
        **_plain(project),
        "takes_contributions": project.takes_contributions,
        "drafting_allowed": project.drafting_allowed,
        "nearest": list(near),
        "on_ramps": [_plain(ramp) for ramp in course.on_ramps_to(project.name)],
        "milestones": [_plain(one) for one in course.milestones_at(project.name)],
        "cycle": course.cycle_of(project.name),
    }


def course_text(course: Course) -> str:
    """Return an overview of the course."""
    lines = ["The six steps"]
    for number, step in enumerate(course.workflow.steps, start=1):
        lines += _wrapped(f"{number}. {_step(step)}", 2)
    lines += ["", "How long a cycle takes"]
    for rhythm in course.workflow.rhythms:
        lines += _wrapped(f"{rhythm.unit}: {', '.join(rhythm.projects)}", 2)
    lines += ["", "Where to begin"]
    for ramp in course.on_ramps.on_ramps:
        lines += _wrapped(f"{ramp.difficulty}, {ramp.project}: {_ramp(ramp)}", 2)
    lines += ["", "What counts most"]
    for kind in course.kinds.kinds:
        lines += _wrapped(_kind(kind), 2)
    lines += ["", "A repository of one's own"]
    for pattern in course.portfolio.patterns:
        licence = (f"licence {pattern.licence}",) if pattern.licence else ()
        lines += _wrapped(f"{pattern.title}: {', '.join((*pattern.wants, *licence))}", 2)
    lines += ["", "Milestones"]
    for milestone in course.calibration.milestones:
        lines += _wrapped(_milestone(milestone), 2)
    return "\n".join(lines)


def _head(project: Project, near: Sequence[str]) -> Iterator[str]:
    yield project.name
    if isinstance(project, Profile):
        yield from _standing(project)
        return
    yield from _wrapped(
        "A generic profile: this is none of the projects of the course, so nothing is known of"
        " its customs, and only what holds everywhere is said about it.",
        2,
    )
    if near:
        yield from _wrapped(f"Projects of the course with a similar name: {', '.join(near)}", 2)


def _standing(profile: Profile) -> Iterator[str]:
    state, course = profile.state, profile.course
    if profile.former:
        yield from _wrapped(f"formerly: {', '.join(each.name for each in profile.former)}", 2)
    since = f" since {state.since}" if state.since else ""
    yield from _wrapped(f"state: {state.kind}{since}. {state.note or ''}", 2)
    if not state.takes_contributions:
        instead = f" Choose {' or '.join(state.instead)} instead." if state.instead else ""
        yield from _wrapped(f"Begin nothing here.{instead}", 2)
    yield from _wrapped(f"bar: {course.bar}", 2)
    yield from _wrapped(f"scope: {course.scope}", 2)
    yield from _wrapped(f"note: {course.note}", 2)


def _in_the_course(name: str, course: Course) -> Iterator[str]:
    ramps, milestones = course.on_ramps_to(name), course.milestones_at(name)
    cycle = course.cycle_of(name)
    if ramps or cycle:
        yield "where to begin"
        for ramp in ramps:
            yield from _wrapped(f"{ramp.difficulty}: {_ramp(ramp)}", 2)
        if cycle:
            yield f"  a cycle takes {cycle}"
    if milestones:
        yield "milestones"
        for milestone in milestones:
            yield from _wrapped(_milestone(milestone), 2)


def _facts(project: Project) -> Iterator[str]:
    """Tell each fact under its name; what is not known does not appear."""
    for name, fact in _plain(project).items():
        if name in _SHOWN_ABOVE:
            continue
        yield name.replace("_", " ")
        for each in fact if isinstance(fact, list) else [fact]:
            for key in sorted(each, key=_LAST.__contains__):
                yield from _told(key.replace("_", " "), each[key])


def _told(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401 - what may stand in a profile
    if not isinstance(value, list):
        yield from _wrapped(f"{name}: {_value(value)}", 2)
        return
    told = [_value(each) for each in value]
    if all(len(each) <= _SHORT for each in told):
        yield from _wrapped(f"{name}: {', '.join(told)}", 2)
        return
    yield f"  {name}:"
    for each in told:
        yield from _wrapped(f"- {each}", 4)


def _value(value: Any) -> str:  # noqa: ANN401 - as above
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        first, *others = (str(each) for key, each in value.items() if key not in _SAYING)
        said = next(each for key, each in value.items() if key in _SAYING)
        return f"{first}{''.join(f' ({other})' for other in others)}: {said}"
    return str(value)


def _step(step: Step) -> str:
    said = [f"{step.title}. {step.advice}"]
    if step.labels:
        said.append(f"Labels: {', '.join(step.labels)}.")
    if step.rounds:
        said.append(f"Usually {step.rounds.fewest} to {step.rounds.most} rounds.")
    if step.checks:
        said.append(f"Looked at by: {', '.join(step.checks)}.")
    return " ".join(said)


def _ramp(ramp: OnRamp) -> str:
    said = "; ".join(ramp.tasks)
    if ramp.labels:
        said += f"; issues labelled {', '.join(ramp.labels)}"
    return f"{said} ({ramp.cycle} a cycle)" if ramp.cycle else said


def _kind(kind: Kind) -> str:
    examples = f" ({', '.join(kind.examples)})" if kind.examples else ""
    tools = f", found with {' or '.join(kind.tools)}" if kind.tools else ""
    return f"{kind.title}{examples}: wants {', '.join(kind.evidence)}{tools}"


def _milestone(milestone: Milestone) -> str:
    goals = ", or ".join(goal.text for goal in milestone.goals)
    where = f" ({', '.join(milestone.projects)})" if milestone.projects else ""
    return f"{_due(milestone.due)}: {goals}{where}"


def _due(due: Due) -> str:
    if due.week:
        return f"By the end of week {due.week}"
    if due.months_after_end:
        return f"{due.months_after_end} months after the end"
    return "By the end of the capstone"


def _plain(value: object) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain


def _wrapped(text: str, indent: int) -> list[str]:
    inner = " " * (indent + 4)
    return wrap(
        text.strip(),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=inner,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _row(cells: Sequence[str]) -> Iterator[str]:
    widths = [width for _, width in _COLUMNS]
    folded = [
        wrap(cell, width, break_long_words=False, break_on_hyphens=False)
        for cell, width in zip(cells, widths, strict=True)
    ]
    for parts in zip_longest(*folded, fillvalue=""):
        padded = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
        yield " ".join(padded).rstrip()
