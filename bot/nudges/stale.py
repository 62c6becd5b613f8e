"""The clock of a project's stale bot: when it closes a pull request, and when to say so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.nudges.situation import Pull

if TYPE_CHECKING:
    from datetime import datetime

    from bot.nudges.situation import Situation
    from bot.nudges.worktime import Worktime

_LEADS: Final = tuple(timedelta(days=days) for days in (7, 10, 14, 21, 28))
"""How long before; a longer one where holidays would leave too little time."""

_ENOUGH: Final = timedelta(days=3)
"""What must be left to do something."""


def strike(situation: Situation) -> datetime | None:
    """Return when the project's stale bot will close the pull request; None where none will.

    It counts from the last change of any kind, as the project's profile tells, and from its mark
    once that is set.
    """
    seen, rule = situation.seen, situation.project.stale
    if rule is None or rule.close_after_days is None:
        return None
    labels = {each.casefold() for each in seen.labels}
    if labels & {each.casefold() for each in rule.exempt_labels}:
        return None
    if rule.drafts_exempt and seen.pull is Pull.DRAFT:
        return None
    grace = timedelta(days=rule.close_after_days)
    if seen.marked_stale is not None:
        return seen.marked_stale + grace
    if seen.updated is None:
        return None
    mark = seen.updated + timedelta(days=rule.days)
    if rule.min_age_days is not None and seen.opened is not None:
        mark = max(mark, seen.opened + timedelta(days=rule.min_age_days))
    return mark + grace


def warning(at: datetime, hours: Worktime) -> datetime:
    """Return when to warn of what happens at an instant: a week before, in working hours.

    Where holidays would move that too close, it is earlier.
    """
    moments = [hours.next_working_instant(at - lead) for lead in _LEADS]
    return next((each for each in moments if each <= at - _ENOUGH), moments[-1])
