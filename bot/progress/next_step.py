"""What comes next for a contribution, at that very project."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import ContributionKind, Stage
from bot.kernel.markdown import inert, quote
from bot.progress.opening import how_to_open
from bot.projects.facts import Plan as PlanRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.kernel.contribution import Contribution, Plan, Remark
    from bot.projects.model import Project


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next.

    Attributes:
        title: A few words, to be read first.
        lines: How, each a sentence or two of Markdown.
    """

    title: str
    lines: tuple[str, ...]


def next_step(contribution: Contribution, project: Project | None) -> NextStep:
    """Return what comes next.

    Args:
        contribution: Where it stands.
        project: The project of its issue; None when none is claimed or nothing is known of it.
    """
    if contribution.hold is not None:
        return _held(contribution.hold)
    step = _STEPS[contribution.stage](contribution, project)
    revision = contribution.revision
    if revision is None or contribution.stage.has_ended:
        return step
    asked = f"{quote(revision.by)} asks for this: {quote(revision.why, REVISION_SHOWN)}."
    return NextStep(step.title, (asked, *step.lines))


REVISION_SHOWN: Final = 600
"""Code points that are shown of what a mentor asks for."""

_FIND: Final = (
    "`/suggest easy` lists issues that suit a beginning; `/suggest medium vllm` narrows it down.",
    "When you have one, write `/claim` with its address.",
)
_NAME_IT: Final = ("`/portfolio` and its name name the public repository that shows it.",)
_SHOW: Final = ("Mend what is left of your repository; then `/ready` asks your mentor to look.",)
_ENDS: Final = {
    Stage.MERGED: "It is merged. Look for the next one when you like: `/suggest` in a new issue.",
    Stage.SUPERSEDED: "Another change settled the issue. What you learnt stays yours; open a new"
    " issue here for the next one.",
    Stage.DROPPED: "It was given up, which happens to everybody. `/claim` takes it up again.",
}


def _held(hold: Remark) -> NextStep:
    why = f": {quote(hold.why)}." if hold.why else "."
    return NextStep(
        "wait for your mentor",
        (
            f"{quote(hold.by)} let this rest{why}",
            "`/resume` by a mentor goes on with it. Nobody is reminded until then.",
        ),
    )


def _found(contribution: Contribution, _project: Project | None) -> NextStep:
    if contribution.kind is ContributionKind.PORTFOLIO:
        return NextStep("show your work", _SHOW if contribution.portfolio else _NAME_IT)
    return NextStep("take an issue", _FIND)


def _ended(contribution: Contribution, _project: Project | None) -> NextStep:
    return NextStep("nothing is left to do", (_ENDS[contribution.stage],))


def _claimed(contribution: Contribution, project: Project | None) -> NextStep:
    plan, claim = contribution.plan, project.claim if project else None
    lines = [_write_plan(plan)]
    if project and claim:
        lines.append(f"How one claims at {quote(project.name)}: {inert(claim.how)}")
        if claim.plan is PlanRule.EXPECTED:
            lines.append("A plan is expected there before code.")
        if claim.plan_where:
            lines.append(f"Where the plan goes there: {inert(claim.plan_where)}")
    return NextStep("mend the plan" if plan else "write a plan", tuple(lines))


def _write_plan(plan: Plan | None) -> str:
    if plan is None:
        return (
            "Write `/plan` here and one paragraph: what you change, where, and how you will show"
            " that it works."
        )
    if plan.verdict.is_good:
        return "Mend the plan and write `/plan` again."
    if plan.verdict.missing:
        return f"The plan does not say {' and '.join(plan.verdict.missing)}. Write `/plan` again."
    return "Write `/plan` again, with what you change, where, and how you will show that it works."


def _agreed(_contribution: Contribution, project: Project | None) -> NextStep:
    lines = ["The plan is clear. Put it to the maintainers where they want it, and listen."]
    claim = project.claim if project else None
    if claim and claim.plan_where:
        lines.append(f"Where the plan goes there: {inert(claim.plan_where)}")
    if claim and claim.wait_for_approval:
        lines.append("Begin with code only after a maintainer's yes.")
    if project and project.focus and project.focus.rfc_rule:
        lines.append(f"For large changes: {inert(project.focus.rfc_rule)}")
    lines.append("When it is agreed, begin; a mentor says so with `/approve`.")
    return NextStep("agree on the design", tuple(lines))


def _building(contribution: Contribution, project: Project | None) -> NextStep:
    readiness = contribution.readiness
    if readiness is not None and readiness.is_ready:
        return NextStep("open the pull request", how_to_open(contribution, project))
    lines = []
    if readiness is not None:
        lines.append(f"Left to do at the last `/ready`: {_listed(readiness.left)}.")
    if project and project.tests:
        lines.append(f"A single test there is run with {quote(project.tests.run)}.")
        lines += (f"Tests there: {inert(each)}" for each in project.tests.conventions[:2])
    if project and project.lint:
        commands = ", ".join(quote(each) for each in project.lint.commands[:3])
        lines.append(f"Before you push: {commands}.")
    lines.append("When you think that it is done, write `/ready` here.")
    return NextStep("build it, with tests", tuple(lines))


def _listed(titles: tuple[str, ...]) -> str:
    return ", ".join(title[:1].lower() + title[1:] for title in titles)


def _open(_contribution: Contribution, project: Project | None) -> NextStep:
    lines = ["Stay reachable; an answer within a day keeps a review going."]
    if project and project.first_ci:
        lines.append(f"Checks there: {inert(project.first_ci.rule)}")
    return NextStep("wait for the first review", (*lines, *_pinging(project)))


def _review(_contribution: Contribution, project: Project | None) -> NextStep:
    line = "Answer every thread: with a change, or with a reason. Then ask for another look."
    return NextStep("answer the review", (line, *_pinging(project)))


def _pinging(project: Project | None) -> Iterator[str]:
    ping = project.ping if project else None
    if ping and ping.after_days:
        days = "working days" if ping.business_days else "days"
        yield f"Asking again is fine after {ping.after_days} quiet {days}: {inert(ping.whom)}"


_STEPS: Final[Mapping[Stage, Callable[[Contribution, Project | None], NextStep]]] = (
    MappingProxyType(
        {
            Stage.FOUND: _found,
            Stage.CLAIMED: _claimed,
            Stage.AGREED: _agreed,
            Stage.BUILDING: _building,
            Stage.OPEN: _open,
            Stage.REVIEW: _review,
            Stage.MERGED: _ended,
            Stage.SUPERSEDED: _ended,
            Stage.DROPPED: _ended,
        }
    )
)
