"""What an event changes in a contribution besides its stage."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING

from bot.kernel import happening
from bot.kernel.contribution import Plan, Remark

if TYPE_CHECKING:
    from bot.kernel.contribution import Contribution, Reference
    from bot.kernel.event import Event


@singledispatch
def applied(event: Event, state: Contribution) -> Contribution:
    """Return the contribution with everything but the stage as the event leaves it."""
    del event
    return state


@applied.register(happening.Claimed)
def _(event: happening.Claimed, state: Contribution) -> Contribution:
    plans = state.plans if event.issue == state.issue else ()
    return replace(state, student=event.student, issue=event.issue, plans=plans)


@applied.register(happening.Planned)
def _(event: happening.Planned, state: Contribution) -> Contribution:
    plan = Plan(event.text, event.by, event.at, event.verdict)
    return replace(state, plans=(*state.plans, plan), readiness=None, revision=None)


@applied.register(happening.Approved)
def _(event: happening.Approved, state: Contribution) -> Contribution:
    return replace(_with_approval(state, event.by), mentor=event.by, revision=None)


@applied.register(happening.Revised)
def _(event: happening.Revised, state: Contribution) -> Contribution:
    revision = Remark(event.by, event.at, event.what)
    return replace(_with_approval(state, ""), mentor=event.by, revision=revision, readiness=None)


@applied.register(happening.KindSet)
def _(event: happening.KindSet, state: Contribution) -> Contribution:
    return replace(state, kind=event.kind)


@applied.register(happening.ReadyAsked)
def _(event: happening.ReadyAsked, state: Contribution) -> Contribution:
    return replace(state, readiness=event.readiness, revision=None)


@applied.register(happening.PullRequestLinked)
@applied.register(happening.PullRequestOpened)
def _(
    event: happening.PullRequestLinked | happening.PullRequestOpened, state: Contribution
) -> Contribution:
    return _with_pull_request(state, event.pull_request)


@applied.register(happening.PullRequestClosed)
def _(_event: happening.PullRequestClosed, state: Contribution) -> Contribution:
    return replace(state, is_pull_request_open=False)


@applied.register(happening.Merged)
def _(_event: happening.Merged, state: Contribution) -> Contribution:
    return replace(_ended(state), superseded_by=None)


@applied.register(happening.Superseded)
def _(event: happening.Superseded, state: Contribution) -> Contribution:
    return replace(_ended(state), superseded_by=event.instead)


@applied.register(happening.Dropped)
def _(_event: happening.Dropped, state: Contribution) -> Contribution:
    return replace(state, hold=None, snoozed_until=None)


@applied.register(happening.Held)
def _(event: happening.Held, state: Contribution) -> Contribution:
    return replace(state, hold=Remark(event.by, event.at, event.why), mentor=event.by)


@applied.register(happening.Resumed)
def _(event: happening.Resumed, state: Contribution) -> Contribution:
    return replace(state, hold=None, mentor=event.by)


@applied.register(happening.Snoozed)
def _(event: happening.Snoozed, state: Contribution) -> Contribution:
    return replace(state, snoozed_until=event.until)


@applied.register(happening.Excused)
def _(event: happening.Excused, state: Contribution) -> Contribution:
    is_theirs = event.student.casefold() == state.student.casefold()
    until = event.until if is_theirs else state.excused_until
    return replace(state, excused_until=until, mentor=event.by)


@applied.register(happening.TakenOver)
def _(event: happening.TakenOver, state: Contribution) -> Contribution:
    return replace(
        state, student=event.student, mentor=event.by, snoozed_until=None, excused_until=None
    )


@applied.register(happening.PortfolioLinked)
def _(event: happening.PortfolioLinked, state: Contribution) -> Contribution:
    return replace(state, portfolio=event.repository)


@applied.register(happening.TurnCorrected)
def _(event: happening.TurnCorrected, state: Contribution) -> Contribution:
    return replace(state, turn_corrected=Remark(event.by, event.at, event.why))


@applied.register(happening.Refused)
def _(event: happening.Refused, state: Contribution) -> Contribution:
    return replace(state, refused=state.refused | {(event.by.casefold(), event.command)})


def _with_approval(state: Contribution, mentor: str) -> Contribution:
    held = tuple(replace(plan, approved_by=mentor) for plan in state.plans[-1:])
    return replace(state, plans=(*state.plans[:-1], *held))


def _with_pull_request(state: Contribution, reference: Reference) -> Contribution:
    others = tuple(one for one in state.pull_requests if one != reference)
    return replace(state, pull_requests=(*others, reference), is_pull_request_open=True)


def _ended(state: Contribution) -> Contribution:
    return replace(state, hold=None, snoozed_until=None, is_pull_request_open=False)
