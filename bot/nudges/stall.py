"""Which nudge is due for a contribution, when exactly and why; or why all is quiet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from msgspec import structs

from bot.nudges.ladder import Rest, began, ladder, stale_step
from bot.nudges.rung import OWN_TURN
from bot.nudges.situation import Given, Pull
from bot.nudges.worktime import next_common_instant, worktime

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime, timedelta

    from bot.nudges.ladder import Step
    from bot.nudges.rung import Rung
    from bot.nudges.situation import Situation
    from bot.nudges.worktime import Worktime


@dataclass(frozen=True, slots=True)
class Due:
    """A nudge that is due now.

    Attributes:
        rung: Which one.
        at: Since when it is due: within working hours of whom it addresses, in UTC.
        to: The logins that it addresses; never anybody outside the cohort.
        reason: Why, a sentence for those who run the course.
        silent_until: When the next one of this contribution could come; None for not before
            something happens.
    """

    rung: Rung
    at: datetime
    to: tuple[str, ...]
    reason: str
    silent_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing is to be said.

    Attributes:
        until: When to ask again, if nothing happens before; None for not before that.
        why: A sentence for those who run the course.
    """

    until: datetime | None
    why: str


def due(situation: Situation) -> Due | Quiet:
    """Decide whether a nudge is due.

    The answer holds until something happens to the contribution, or until `Quiet.until`.
    """
    for silence in _SILENCES:
        if (quiet := silence(situation)) is not None:
            return quiet
    pending = _pending(situation)
    ripe = [(step, at) for step, at in pending if at <= situation.now]
    if not ripe:
        return Quiet(_first(pending), _why_quiet(situation))
    step, at = ripe[-1]
    begin = next_common_instant(_hours(situation, step), situation.now)
    if begin > situation.now:
        return Quiet(begin, "It is outside working hours.")
    return Due(step.rung, at, step.to, step.why, _first(_pending(_given(situation, step))))


def warns_within(situation: Situation, span: timedelta) -> bool:
    """Return whether a stale bot is to be warned of by then, and was not yet."""
    seen = situation.seen
    hours = worktime(situation.cohort, situation.nudges.quiet_hours, seen.time_zone)
    stale = stale_step(situation, hours)
    if stale is None or stale.at > situation.now + span or not situation.nudges.ladder:
        return False
    return stale.rung not in {each.rung for each in seen.spent} | situation.muted


def _given(situation: Situation, step: Step) -> Situation:
    """Return the situation as it will be once a step was given."""
    seen = situation.seen
    given = Given(contribution=seen.contribution, rung=step.rung, at=situation.now, to=step.to)
    return replace(situation, seen=structs.replace(seen, given=(*seen.given, given)))


def _pending(situation: Situation) -> list[tuple[Step, datetime]]:
    """Return what may still be said and when; the stale bot's clock goes before all."""
    hours = worktime(situation.cohort, situation.nudges.quiet_hours, situation.seen.time_zone)
    climb = ladder(situation, hours)
    stale = stale_step(situation, hours)
    spent = {each.rung for each in situation.seen.spent} | situation.muted
    steps = () if isinstance(climb, Rest) else _unspent(situation, climb, spent)
    if stale is not None and stale.rung not in spent:
        steps = (*steps, stale)
    return [(step, _moment(situation, step)) for step in steps]


def _hours(situation: Situation, step: Step) -> tuple[Worktime, ...]:
    """Return the working times of those whom a step addresses."""
    quiet = situation.nudges.quiet_hours
    of_cohort = worktime(situation.cohort, quiet)
    of_student = worktime(situation.cohort, quiet, situation.seen.time_zone)
    if situation.seen.student not in step.to:
        return (of_cohort,)
    return (of_student,) if len(step.to) == 1 else (of_student, of_cohort)


def _first(pending: Sequence[tuple[Step, datetime]]) -> datetime | None:
    return min((at for _, at in pending), default=None)


def _ended(situation: Situation) -> Quiet | None:
    seen = situation.seen
    if seen.stage.has_ended or seen.pull in {Pull.MERGED, Pull.CLOSED}:
        return Quiet(None, "It has come to its end.")
    return None


def _switched_off(situation: Situation) -> Quiet | None:
    return None if situation.nudges.ladder else Quiet(None, "The policy has nudges switched off.")


def _held(situation: Situation) -> Quiet | None:
    return Quiet(None, "A mentor let it rest.") if situation.seen.is_held else None


def _excused(situation: Situation) -> Quiet | None:
    until = situation.seen.excused_until
    if until is None or until <= situation.now:
        return None
    return Quiet(until, f"The student is excused until {until:%Y-%m-%d}.")


def _snoozed(situation: Situation) -> Quiet | None:
    until = situation.seen.snoozed_until
    if until is None or until <= situation.now:
        return None
    return Quiet(until, f"It is snoozed until {until:%Y-%m-%d}.")


def _corrected(situation: Situation) -> Quiet | None:
    seen = situation.seen
    moves = (began(situation), seen.last_activity, seen.ready_asked, seen.marked_stale)
    moved = max(each for each in moves if each is not None)
    if seen.corrected is None or seen.corrected < moved:
        return None
    return Quiet(None, "The student said that it is not their turn, and nothing moved since.")


_SILENCES: Final[Sequence[Callable[[Situation], Quiet | None]]] = (
    _ended,
    _switched_off,
    _held,
    _excused,
    _snoozed,
    _corrected,
)


def _unspent(
    situation: Situation, steps: Sequence[Step], spent: Collection[Rung]
) -> tuple[Step, ...]:
    """Return the steps that may still be given.

    A rung is given once for a pull request, and once before. Within a turn one climbs and never
    goes back.
    """
    own, since = situation.seen.spent, began(situation)
    climbed = {each.rung for each in own if each.at >= since}
    reached = max((n for n, step in enumerate(steps) if step.rung in climbed), default=-1)
    reminders = sum(each.rung in OWN_TURN for each in own)
    worn = OWN_TURN if reminders >= situation.nudges.most_per_pull_request else frozenset()
    left = steps[reached + 1 :]
    return tuple(step for step in left if step.rung not in spent and step.rung not in worn)


def _moment(situation: Situation, step: Step) -> datetime:
    """Return when a step is due: in working hours, a working day after anything was done or said.

    What was said is a nudge of this contribution: two never come on one day.
    """
    hours = _hours(situation, step)
    seen = situation.seen
    acts = (seen.last_activity, seen.last_word)
    before = [*(each.at for each in seen.own), *(each for each in acts if each is not None)]
    rested = (hours[0].plus_working_days(each, 1) for each in before)
    pauses = (seen.snoozed_until, seen.excused_until)
    ended = (each for each in pauses if each is not None)
    return next_common_instant(hours, max((step.at, *rested, *ended)))


def _why_quiet(situation: Situation) -> str:
    hours = worktime(situation.cohort, situation.nudges.quiet_hours, situation.seen.time_zone)
    climb = ladder(situation, hours)
    if isinstance(climb, Rest):
        return climb.why
    until = situation.seen.waits_until
    if until is not None and until > situation.now:
        return f"Somebody named {until:%Y-%m-%d} as the time to come back to it."
    return "Nothing is due yet." if _pending(situation) else "All that could be said was said."
