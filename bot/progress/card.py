"""The card at the top of a contribution issue: where it stands, what comes next, whose turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

from bot.kernel import markers
from bot.kernel.contribution import Stage
from bot.kernel.finding import Status
from bot.kernel.markdown import inert, link, quote
from bot.progress.next_step import next_step
from bot.progress.own_repository import own_section
from bot.progress.ready import ready, which
from bot.progress.steps import StepState, steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from bot.kernel.contribution import Contribution, Plan
    from bot.kernel.finding import Finding
    from bot.progress.calibration import Calibrated
    from bot.progress.own_repository import OwnWork
    from bot.progress.steps import StepTaken
    from bot.projects.course import Course
    from bot.projects.model import Project

PLAN_SHOWN: Final = 600
"""Code points of a plan that the card shows; the whole stands in the comment itself."""

PLANS_SHOWN: Final = 5
NOTES_SHOWN: Final = 3

_HEADLINES: Final = {
    Stage.FOUND: "No issue is claimed yet",
    Stage.CLAIMED: "Claimed",
    Stage.AGREED: "Planned",
    Stage.BUILDING: "In the making",
    Stage.OPEN: "Open at the project",
    Stage.REVIEW: "In review",
    Stage.MERGED: "Merged",
    Stage.SUPERSEDED: "Settled by another change",
    Stage.DROPPED: "Given up",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the card shows besides the contribution itself; what is not known is left out.

    Attributes:
        course: What the course teaches.
        project: The project of the issue.
        findings: The checklist of the branch or pull request, as it was last looked at.
        turn: Whose turn it is and since when, one sentence of Markdown, safe to show.
        calibrated: Where in the course the student is.
        mentors: The logins of the student's mentors.
        zone: The student's time zone, for dates.
        own: The repository that the student shows; None where nothing is to be said of one.
        week: The student's last whole week, Markdown, safe to show; may be empty.
        now: The present instant; decides only whether a snooze still shows.
    """

    course: Course
    now: datetime
    project: Project | None = None
    findings: tuple[Finding, ...] = ()
    turn: str = ""
    calibrated: Calibrated | None = None
    mentors: tuple[str, ...] = ()
    zone: tzinfo = UTC
    own: OwnWork | None = None
    week: str = ""


def card(contribution: Contribution, around: Surroundings) -> str:
    """Return the card, Markdown; the same values always give the same text.

    The first line is `bot.kernel.markers.CARD`. Nothing in it mentions anybody or links upstream
    other than by `redirect.github.com`, and it stays below 60,000 code points.
    """
    parts = (
        markers.CARD,
        _headline(contribution),
        *_pauses(contribution, around),
        _next(contribution, around),
        _table(contribution, around),
        *_plan(contribution, around),
        *_checklist(contribution, around),
        *(() if around.own is None else (own_section(around.own),)),
        *_calibration(around),
        *filter(None, (around.week,)),
        _FOOTER,
    )
    return "\n\n".join(parts) + "\n"


def status(contribution: Contribution, around: Surroundings) -> str:
    """Return the answer to `/status`: the upper part of the card."""
    step = next_step(contribution, around.project)
    lead = "" if contribution.stage.has_ended else f"Next: {step.title}. "
    parts = (
        _headline(contribution),
        *_pauses(contribution, around),
        f"{lead}{step.lines[0]}",
        *_calibration(around),
    )
    return "\n\n".join(parts)


_FOOTER: Final = (
    "<sub>Upstream Coach edits this card when something happens, and posts nothing upstream."
    " `/help` lists what can be said to it.</sub>"
)


def _headline(contribution: Contribution) -> str:
    pause = ", on hold" if contribution.hold else ""
    about = [f"**{_HEADLINES[contribution.stage]}{pause}.**"]
    if contribution.issue:
        about.append(link(contribution.issue.url, str(contribution.issue)))
    if contribution.pull_request:
        reference = contribution.pull_request
        about.append(f"with {link(reference.url, str(reference))}")
    if contribution.student:
        about.append(f"by {quote(contribution.student)}")
    if contribution.kind:
        about.append(f"({contribution.kind})")
    return " ".join(about)


def _pauses(contribution: Contribution, around: Surroundings) -> Iterator[str]:
    """Yield the turn, and what keeps it from counting."""
    if around.turn and not contribution.stage.has_ended:
        yield around.turn
    excused, snoozed = contribution.excused_until, contribution.snoozed_until
    if excused is not None and excused > around.now:
        yield f"Excused until {_day(excused, around)}."
    if snoozed is not None and snoozed > around.now:
        yield f"No reminders until {_day(snoozed, around)}."


def _next(contribution: Contribution, around: Surroundings) -> str:
    asked = contribution.readiness if contribution.stage is Stage.BUILDING else None
    if asked is not None and contribution.hold is None:
        if around.findings:
            return ready(contribution, around.project, around.findings, around.mentors).section
        if asked.branches:
            return which(asked.branches)
        if asked.findings:
            return ready(contribution, around.project, asked.findings, looked=asked).section
    step = next_step(contribution, around.project)
    if contribution.stage.has_ended:
        return step.lines[0]
    lines = "\n".join(f"- {line}" for line in step.lines)
    return f"**Next: {step.title}.**\n\n{lines}"


def _table(contribution: Contribution, around: Surroundings) -> str:
    rows = (_row(step, around) for step in steps(contribution, around.course))
    return "\n".join(("| | step | what happened |", "|---|---|---|", *rows))


def _row(step: StepTaken, around: Surroundings) -> str:
    notes = [f"{_day(note.at, around)}: {note.text}" for note in step.notes[-NOTES_SHOWN:]]
    if len(step.notes) > NOTES_SHOWN:
        notes.insert(0, f"{len(step.notes) - NOTES_SHOWN} earlier")
    title = f"{step.number}. {step.title}"
    state = "" if step.state is StepState.LATER else str(step.state)
    if step.state is StepState.NOW:
        state, title = f"**{state}**", f"**{title}**"
    # A bar would end the cell, also within code.
    cell = "<br>".join(notes).replace("|", "\u00a6")
    return f"| {state} | {title} | {cell} |"


def _plan(contribution: Contribution, around: Surroundings) -> Iterator[str]:
    plan = contribution.plan
    if plan is None:
        return
    agreed = f", agreed by {quote(plan.approved_by)}" if plan.approved_by else ""
    yield f"**Plan** of {_day(plan.at, around)}{agreed}: {quote(plan.text, PLAN_SHOWN)}"
    earlier = contribution.plans[-PLANS_SHOWN - 1 : -1]
    if earlier:
        lines = "\n".join(_earlier(one, around) for one in earlier)
        yield f"<details>\n<summary>Earlier plans</summary>\n\n{lines}\n\n</details>"


def _earlier(plan: Plan, around: Surroundings) -> str:
    return f"- {_day(plan.at, around)}: {quote(plan.text)}"


def _checklist(contribution: Contribution, around: Surroundings) -> Iterator[str]:
    asked = contribution.readiness
    findings = around.findings or (() if asked is None else asked.findings)
    if not findings:
        return
    left = [one.title for one in findings if one.status is Status.FIX]
    passed = sum(one.status is Status.PASS for one in findings)
    if left:
        names = ", ".join(title[:1].lower() + title[1:] for title in left)
        yield f"**Checklist:** {passed} fine, {len(left)} to do: {names}."
    else:
        yield f"**Checklist:** {passed} fine, nothing to do."


def _calibration(around: Surroundings) -> Iterator[str]:
    calibrated = around.calibrated
    if calibrated is None:
        return
    said = f"**{calibrated.week}.**"
    expected = calibrated.next
    if expected is not None:
        goals = ", or ".join(inert(goal.text) for goal in expected.milestone.goals)
        names = ", ".join(name.partition("/")[2] for name in expected.milestone.projects)
        goals += f" ({inert(names)})" if names else ""
        if expected.is_late:
            said += f" This was expected by {expected.due}: {goals}. Talk to your mentor about it."
        else:
            said += f" The course expects by {expected.due}: {goals}."
    yield said


def _day(at: datetime, around: Surroundings) -> str:
    return at.astimezone(around.zone).date().isoformat()
