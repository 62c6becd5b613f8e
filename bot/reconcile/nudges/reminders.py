"""The reminders of a journal and what followed each, as the weekly summary takes them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.nudges.outcome import given_of, outcomes
from bot.reconcile.lines import nudged
from bot.summary.given import Reminder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.journal import Entry


def reminders(journal: Iterable[Entry], student: str) -> tuple[Reminder, ...]:
    """Return the reminders that a student got, each once, the earliest first.

    What was held back to compare was addressed to nobody, and what only mentors heard of was no
    reminder of the student; neither is among them.
    """
    told = tuple(nudged(journal))
    whom = {
        (one.rung, one.at): {login.casefold() for login in one.to} for one in given_of("", told)
    }
    return tuple(
        Reminder(one.at, one.acted_at)
        for one in outcomes(("", event) for event in told)
        if student.casefold() in whom[one.rung, one.at]
    )
