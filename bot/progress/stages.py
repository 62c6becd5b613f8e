"""The stages of a contribution: which event leads from which to which, and the fold of all."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.kernel import happening
from bot.kernel.contribution import Contribution, Ignored, Stage
from bot.kernel.happening import Unreadable, name_of
from bot.progress.effects import applied

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.kernel.event import Event

_BEFORE_CODE: Final = (Stage.CLAIMED, Stage.AGREED)
_BEFORE_OPEN: Final = (Stage.FOUND, *_BEFORE_CODE, Stage.BUILDING)
_RUNNING: Final = (*_BEFORE_OPEN, Stage.OPEN, Stage.REVIEW)

_RULES: Final = (
    (happening.Claimed, (Stage.FOUND, Stage.CLAIMED, Stage.DROPPED), Stage.CLAIMED),
    (happening.Planned, (Stage.CLAIMED,), Stage.AGREED),
    (happening.Approved, _BEFORE_CODE, Stage.BUILDING),
    (happening.Revised, (Stage.AGREED,), Stage.CLAIMED),
    (happening.WorkSeen, _BEFORE_CODE, Stage.BUILDING),
    (happening.ReadyAsked, _BEFORE_CODE, Stage.BUILDING),
    (happening.PullRequestLinked, _BEFORE_OPEN, Stage.OPEN),
    (happening.PullRequestOpened, _BEFORE_OPEN, Stage.OPEN),
    (happening.ReviewStarted, (Stage.OPEN,), Stage.REVIEW),
    (happening.PullRequestClosed, (Stage.OPEN, Stage.REVIEW), Stage.BUILDING),
    (happening.Merged, (*_RUNNING, Stage.SUPERSEDED, Stage.DROPPED), Stage.MERGED),
    (happening.Superseded, _RUNNING, Stage.SUPERSEDED),
    (happening.Dropped, _RUNNING, Stage.DROPPED),
)

TRANSITIONS: Final[Mapping[tuple[Stage, type[Event]], Stage]] = MappingProxyType(
    {(stage, kind): to for kind, stages, to in _RULES for stage in stages}
)
"""Which event leads from which stage to which; any other event leaves the stage as it is.

A plan leads on only if it is good enough. Nothing leads on from `merged`; from `superseded` only
that it was merged after all, and from `dropped` that or taking it up again."""

_STILL_HEARD: Final = (happening.KindSet, happening.PortfolioLinked, happening.Refused)
"""What may happen after the end."""


def fold(events: Iterable[Event | Unreadable]) -> Contribution:
    """Return where a contribution stands after these events.

    The events count in the order of their times, those of one time in the order given; so an
    event that was learnt of late has the effect that it should have had. An event that was there
    before changes nothing. Never raises: what has no effect is told in `ignored`.

    Args:
        events: What was stored, in the order in which it was stored.
    """
    known: list[Event] = []
    unknown: list[Ignored] = []
    for event in events:
        if isinstance(event, Unreadable):
            unknown.append(Ignored(event.name, "This version does not know such an event."))
        else:
            known.append(event)
    state = Contribution(ignored=tuple(unknown))
    for event in _once(sorted(known, key=lambda one: one.at)):
        state = _after(state, event)
    return state


def _once(events: Iterable[Event]) -> Iterable[Event]:
    seen: set[object] = set()
    for event in events:
        identity = (name_of(event), event.source) if event.source else event
        if identity not in seen:
            seen.add(identity)
            yield event


def _after(state: Contribution, event: Event) -> Contribution:
    if why := _objection(state, event):
        ignored = Ignored(name_of(event), why, event.at)
        return replace(state, ignored=(*state.ignored, ignored))
    stage = _next(state.stage, event)
    entered = state.entered if stage is state.stage else (*state.entered, (stage, event.at))
    return replace(
        applied(event, state), stage=stage, entered=entered, happened=(*state.happened, event)
    )


def _objection(state: Contribution, event: Event) -> str:
    """Return why an event cannot be here; empty when it can."""
    leads = (state.stage, type(event)) in TRANSITIONS
    if state.stage.has_ended and not leads and not isinstance(event, _STILL_HEARD):
        return f"The contribution had ended; it was {state.stage}."
    if isinstance(event, happening.Claimed) and not leads:
        return f"It was about {state.issue} and had come further."
    if isinstance(event, happening.Approved) and state.is_bare:
        return "There was no plan to agree to."
    if isinstance(event, happening.Resumed) and state.hold is None:
        return "It was not on hold."
    if isinstance(event, happening.Planned | happening.ReadyAsked) and state.issue is None:
        return "Nothing was claimed yet."
    return ""


def _next(stage: Stage, event: Event) -> Stage:
    if isinstance(event, happening.Planned) and not event.verdict.is_good:
        return stage
    return TRANSITIONS.get((stage, type(event)), stage)
