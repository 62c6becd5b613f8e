"""A course with a student, a mentor and an instructor, and contributions at any stage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.commands.asked import Situation
from bot.commands.authorize import Asking
from bot.commands.decide import decide
from bot.commands.grammar import SHORT_FORM, parse
from bot.commands.table import Where
from bot.kernel import happening
from bot.kernel.contribution import Readiness, Reference, Stage, Verdict
from bot.kernel.snapshot import Actor
from bot.policy.model import Cohort, Mentor
from bot.progress.stages import fold
from bot.shipped import shipped_projects

if TYPE_CHECKING:
    from bot.commands.asked import Decision
    from bot.commands.grammar import Form
    from bot.kernel.contribution import Contribution
    from bot.kernel.event import Event

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
ISSUE = Reference("vllm-project/vllm", 12345)
PULL = Reference("vllm-project/vllm", 23456)
GOOD = Verdict(is_good=True)
COHORT = Cohort(
    name="autumn 2026",
    start=date(2026, 9, 7),
    students=("ada", "Bob"),
    mentors=(Mentor("grace", ("ada", "carol")),),
    instructors=("edsger",),
)


def judge(text: str) -> Verdict:
    """Stand in for the plan check: a long plan is good."""
    return GOOD if len(text) > 20 else Verdict(is_good=False, missing=("where the change is made",))


def life(until: Stage, begin: datetime = NOW) -> tuple[Event, ...]:
    """Return what happens, a day after another, until a contribution reaches a stage."""
    day = timedelta(days=1)
    course: list[tuple[Stage, Event]] = [
        (
            Stage.CLAIMED,
            happening.Claimed(at=begin, by="ada", source="c1/0", student="ada", issue=ISSUE),
        ),
        (
            Stage.AGREED,
            happening.Planned(
                at=begin + day,
                by="ada",
                source="c2/0",
                text="I pass the dtype to the cache in `block.py` and extend its test.",
                verdict=GOOD,
            ),
        ),
        (Stage.BUILDING, happening.Approved(at=begin + 2 * day, by="grace", source="c3/0")),
        (
            Stage.OPEN,
            happening.PullRequestLinked(
                at=begin + 3 * day, by="ada", source="c4/0", pull_request=PULL
            ),
        ),
        (Stage.REVIEW, happening.ReviewStarted(at=begin + 4 * day, source="r1")),
    ]
    ends: dict[Stage, Event] = {
        Stage.MERGED: happening.Merged(at=begin + 5 * day, source="m1"),
        Stage.SUPERSEDED: happening.Superseded(
            at=begin + 5 * day, source="s1", instead=Reference(ISSUE.repository, 9)
        ),
        Stage.DROPPED: happening.Dropped(at=begin + 5 * day, by="ada", source="c6/0"),
    }
    if until in ends:
        return (*(event for _, event in course), ends[until])
    order = list(Stage)
    return tuple(event for stage, event in course if order.index(stage) <= order.index(until))


def at_stage(stage: Stage) -> Contribution:
    """Return a contribution that went straight to a stage."""
    return fold(life(stage))


def ready(*left: str) -> happening.ReadyAsked:
    """Return that `/ready` was asked on the fifth day."""
    at = NOW + timedelta(days=5)
    readiness = Readiness(is_ready=not left, left=left)
    return happening.ReadyAsked(at=at, by="ada", source="c9/0", readiness=readiness)


def asking(login: str = "ada", **more: object) -> Asking:
    """Return somebody who writes in ada's contribution issue."""
    given: dict[str, object] = {"author": "ada", "cohorts": (COHORT,)}
    actor = Actor(login, is_bot=bool(more.pop("is_bot", False)))
    return Asking(actor=actor, **(given | more))  # type: ignore[arg-type] # a test's choice


def said(
    text: str,
    login: str = "ada",
    contribution: Contribution | None = None,
    where: Where = Where.ISSUE,
    form: Form = SHORT_FORM,
    **more: object,
) -> Decision:
    """Return what comes of the one command in a text."""
    (written,) = parse(text, prefix=form.prefix, prefix_only=form.prefix_only)
    return decide(
        written,
        Situation(
            asking=asking(login, **more),
            where=where,
            contribution=contribution,
            projects=shipped_projects(),
            judge=judge,
            at=NOW + timedelta(days=9),
            source="comment/0",
            form=form,
        ),
    )
