"""The rungs by turn: which nudges there could be for a contribution, to whom and from when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.nudges.patience import LEAST, patience
from bot.nudges.rung import Rung
from bot.nudges.situation import Confidence, Pull, Turn
from bot.nudges.stale import strike, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.nudges.situation import Situation
    from bot.nudges.worktime import Worktime

_LEAST: Final = timedelta(days=LEAST)
_LEAST_WORKING: Final = 2
_LATER: Final = 5
"""Working days between a ping and looking elsewhere."""

PAUSING: Final = re.compile(
    r"freez|frozen|\bblock(?:ed)?\b|\bbacklog\b|\bon[ -]?hold\b|\bpostponed\b", re.IGNORECASE
)
"""Labels that say that it rests by the project's own will: a release freeze, blocked work."""


@dataclass(frozen=True, slots=True)
class Step:
    """A nudge that there could be.

    Attributes:
        rung: Which one.
        at: From when it is fair, working hours aside.
        to: The logins that it addresses.
        why: What makes it fair, a sentence for those who run the course.
    """

    rung: Rung
    at: datetime
    to: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Why there is no ladder at all; a sentence."""

    why: str


def ladder(situation: Situation, hours: Worktime) -> tuple[Step, ...] | Rest:
    """Return the rungs of the present turn, the first one first, or why there are none.

    Nothing of what holds nudges back is looked at here: see `bot.nudges.stall`.
    """
    if situation.seen.pull is Pull.NONE:
        return _before_a_pull_request(situation, hours)
    if why := _resting(situation):
        return Rest(why)
    if situation.seen.confidence is Confidence.LOW:
        return (_question(situation, hours),)
    if situation.seen.turn is Turn.AUTHOR:
        return tuple(_own(situation, hours, _first_rung(situation)))
    return tuple(_theirs(situation, hours))


def _resting(situation: Situation) -> str:
    """Return why a pull request needs nobody just now; empty when it does."""
    seen = situation.seen
    if seen.pull is Pull.DRAFT:
        return "It is a draft: the student is not done yet."
    if paused := next((each for each in seen.labels if PAUSING.search(each)), ""):
        return f"The label {paused} says that it rests."
    if seen.turn is Turn.CI:
        return "The checks are at work."
    return "It is nobody's turn." if seen.turn is Turn.NOBODY else ""


def stale_step(situation: Situation, hours: Worktime) -> Step | None:
    """Return the warning before the project's stale bot closes it; None where none will, or did."""
    seen = situation.seen
    at = strike(situation)
    if at is None or at <= situation.now or seen.pull not in {Pull.OPEN, Pull.DRAFT}:
        # A bot that let its day go by does not close it as the project says.
        return None
    why = f"The stale bot of {situation.project.name} closes it on {at:%Y-%m-%d}."
    return Step(Rung.STALE, warning(at, hours), (seen.student,), why)


def base(situation: Situation) -> datetime:
    """Return from when the present silence counts.

    It begins anew with anything that a person does, and at the end of a pause.
    """
    seen = situation.seen
    pauses = (seen.snoozed_until, seen.excused_until, seen.waits_until)
    moments = (began(situation), seen.last_activity, seen.last_word, *pauses)
    return max(each for each in moments if each is not None)


def _mentors_base(situation: Situation) -> datetime:
    """Return from when a mentor's silence counts: what the student adds does not lengthen it."""
    seen = situation.seen
    moments = (began(situation), seen.mentors_word, seen.snoozed_until, seen.excused_until)
    return max(each for each in moments if each is not None)


def began(situation: Situation) -> datetime:
    """Return when the present turn began."""
    seen = situation.seen
    return seen.since or seen.stage_since


def _before_a_pull_request(situation: Situation, hours: Worktime) -> tuple[Step, ...] | Rest:
    seen = situation.seen
    if seen.stage is Stage.FOUND:
        return Rest("No issue is claimed yet.")
    if seen.stage in {Stage.OPEN, Stage.REVIEW}:
        return Rest("Its pull request cannot be read just now.")
    if seen.ready_asked is not None:
        return _of_mentors(situation, hours, Rung.READY, seen.ready_asked)
    if seen.stage is Stage.AGREED:
        return _of_mentors(situation, hours, Rung.PLAN, _mentors_base(situation))
    first = Rung.CLAIM_IDLE if seen.stage is Stage.CLAIMED else Rung.TO_DO
    return tuple(_own(situation, hours, first))


def _of_mentors(
    situation: Situation, hours: Worktime, rung: Rung, since: datetime
) -> tuple[Step, ...] | Rest:
    mentors = situation.seen.mentors
    if not mentors:
        return Rest("It waits for a mentor, and the policy names none.")
    days = _days(situation.nudges.ladder[0])
    what = "/ready" if rung is Rung.READY else "the plan"
    why = f"No mentor has answered {what} for {days} working days."
    return (Step(rung, hours.plus_working_days(since, days), mentors, why),)


def _first_rung(situation: Situation) -> Rung:
    """Return what the author's turn is about."""
    seen = situation.seen
    event = seen.because.event if seen.because else ""
    if event == "conflict" or (seen.has_conflict and not seen.open_threads):
        return Rung.CONFLICT
    if seen.failing and seen.is_mendable and (event == "check" or not seen.open_threads):
        return Rung.CI_RED
    is_done = seen.is_approved and not seen.open_threads and not seen.failing
    return Rung.APPROVED if is_done else Rung.TO_DO


def _own(situation: Situation, hours: Worktime, first: Rung) -> Iterator[Step]:
    """Yield the rungs of the student's own turn."""
    seen = situation.seen
    both = (seen.student, *seen.mentors)
    since = base(situation)
    rungs = ((first, (seen.student,)), (Rung.WITH_MENTOR, both), (Rung.OFFER, both))
    for days, (rung, to) in zip(situation.nudges.ladder, rungs, strict=False):
        why = f"It has been the student's turn for {_days(days)} working days, and nothing moved."
        yield Step(rung, hours.plus_working_days(since, _days(days)), to, why)


def _question(situation: Situation, hours: Worktime) -> Step:
    """Return a question, late enough that an answer is likely to have come by itself."""
    days = _days(situation.nudges.ladder[min(1, len(situation.nudges.ladder) - 1)])
    why = f"Nothing moved for {days} working days, and whose turn it is cannot be told well."
    at = hours.plus_working_days(base(situation), days)
    return Step(Rung.UNSURE, at, (situation.seen.student,), why)


def _theirs(situation: Situation, hours: Worktime) -> Iterator[Step]:
    """Yield the rungs while a reviewer or maintainer of the project holds the ball."""
    since, to = base(situation), (situation.seen.student,)
    wait = patience(situation.history, situation.seen.lines)
    whose = "course" if wait.is_general else "project"
    fair = fair_from(situation, hours)
    half_way = since + (fair - since) / 2
    first = max(since + _LEAST, min(since + timedelta(days=wait.usual), half_way))
    opening = _opening(situation)
    is_early = hours.next_working_instant(first) <= fair - _LEAST
    ping = fair
    if not is_early and opening is not Rung.OUTLOOK:
        first, ping = fair, hours.plus_working_days(fair, _LEAST_WORKING)
    if is_early or opening is not Rung.OUTLOOK:
        why = f"The maintainers' turn lasts, by the figures of the {whose}; a word helps now."
        yield Step(opening, first, to, why)
    if may_ping(situation):
        yield Step(Rung.PING, ping, to, _why_fair(situation))
    overdue = since + timedelta(days=wait.overdue)
    later = max(overdue, hours.plus_working_days(ping, _LATER))
    why = f"By the figures of the {whose} nine in ten had been merged by then."
    yield Step(Rung.ELSEWHERE, later, to, why)


def _opening(situation: Situation) -> Rung:
    if situation.seen.turn is Turn.GATE and situation.seen.needs_only_merge:
        return Rung.APPROVED
    if situation.seen.turn is Turn.GATE or not may_ping(situation):
        return Rung.GATE
    return Rung.OUTLOOK


def may_ping(situation: Situation) -> bool:
    """Return whether a ping is welcome: some projects want green checks first."""
    review = situation.project.review
    return not (review and review.green_before_ping and situation.seen.failing)


def fair_from(situation: Situation, hours: Worktime) -> datetime:
    """Return from when a ping is fair: by the project's rule, else by what is usual there."""
    since, rule = base(situation), situation.project.ping
    if rule is None or rule.after_days is None:
        wait = patience(situation.history, situation.seen.lines)
        return since + timedelta(days=wait.stalled)
    if rule.business_days:
        return max(since + _LEAST, hours.plus_working_days(since, rule.after_days))
    return since + max(_LEAST, timedelta(days=rule.after_days))


def _why_fair(situation: Situation) -> str:
    rule, name = situation.project.ping, situation.project.name
    if rule is None or rule.after_days is None:
        return f"{name} has no rule for pings, and three in four waited shorter."
    kind = "working days" if rule.business_days else "days"
    return f"{name} allows a ping after {rule.after_days} {kind}."


def _days(days: int) -> int:
    return max(_LEAST_WORKING, days)
