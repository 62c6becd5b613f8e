"""Whether what a nudge said is over, so that its comment may be folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.contribution import Stage
from bot.kernel.talk import Reason
from bot.nudges.ladder import Rest, ladder, stale_step
from bot.nudges.rung import Rung
from bot.nudges.situation import Confidence, Pull
from bot.nudges.worktime import worktime

if TYPE_CHECKING:
    from bot.nudges.situation import Given, Situation


def past(situation: Situation, given: Given, key: str) -> Reason | None:
    """Return why the cause of a nudge is gone; None while it holds, or where nobody can tell.

    What machines do ends no silence. It can end the cause, as a check does that turns green: then
    the ladder of the present turn no longer has the rung.

    Args:
        situation: How it is now.
        given: The nudge.
        key: What named it when it was given: see `Seen.key_of`.
    """
    seen = situation.seen
    if seen.stage is Stage.MERGED or seen.pull is Pull.MERGED:
        return Reason.RESOLVED
    if seen.stage.has_ended or seen.pull is Pull.CLOSED:
        return Reason.OUTDATED
    moves = (seen.last_activity, seen.last_word, seen.stage_since)
    if any(each is not None and each > given.at for each in moves):
        return Reason.RESOLVED
    holds = _threatens if given.rung is Rung.STALE else _is_on_the_ladder
    return None if holds(situation, given, key) else Reason.OUTDATED


def _threatens(situation: Situation, given: Given, _key: str) -> bool:
    """Return whether the stale bot's clock still stands as it did."""
    if situation.seen.pull is Pull.NONE:
        return True
    hours = worktime(situation.cohort, situation.nudges.quiet_hours, situation.seen.time_zone)
    step = stale_step(situation, hours)
    return step is not None and step.at <= given.at


def _is_on_the_ladder(situation: Situation, given: Given, key: str) -> bool:
    """Return whether the present turn has this rung; as long as that cannot be told, it has."""
    seen = situation.seen
    if not situation.nudges.ladder:
        return True
    hours = worktime(situation.cohort, situation.nudges.quiet_hours, seen.time_zone)
    climb = ladder(situation, hours)
    if isinstance(climb, Rest):
        return True
    if key != seen.key_of(given.rung):
        return False
    if seen.pull is not Pull.NONE and seen.confidence is Confidence.LOW:
        return True
    return any(step.rung is given.rung for step in climb)
