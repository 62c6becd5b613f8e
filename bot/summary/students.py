"""The week of each student: their contributions together, and their pace in the course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.summary.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.kernel.hold import Holder
    from bot.summary.given import Aim, Given
    from bot.summary.rows import Row


class Pace(StrEnum):
    """How a student stands to the milestones of the course."""

    AT_RISK = "at risk"
    ON_TRACK = "on track"
    AHEAD = "ahead"


EARLY: Final = timedelta(days=28)
"""Whoever reaches a milestone so long before its day is ahead."""

_TO_OPEN: Final = {
    Stage.FOUND: 42,
    Stage.CLAIMED: 28,
    Stage.AGREED: 21,
    Stage.BUILDING: 14,
}
"""Days that are allowed from a stage to an open pull request."""

_WITHOUT: Final = 42
"""Days that are allowed to somebody who has not claimed anything yet."""

TO_MERGE: Final = 21
"""Days that are allowed from an open pull request to the merge: three rounds, a week each."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A student's pace, and why.

    Attributes:
        pace: On track, at risk or ahead.
        why: A sentence.
        aim: The first milestone that is not reached; None when all are.
    """

    pace: Pace
    why: str
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One student's week.

    Attributes:
        student: A login in lower case.
        rows: Their contributions, those that go on first, then the newest first.
        standing: Their pace in the course.
        acted_at: When they last did something that a journal tells; None when never.
    """

    student: str
    rows: tuple[Row, ...]
    standing: Standing
    acted_at: datetime | None

    @property
    def running(self) -> tuple[Row, ...]:
        """Return the contributions that go on."""
        return tuple(row for row in self.rows if row.is_running)

    @property
    def main(self) -> Row | None:
        """Return the contribution that is furthest, of those that go on if there is one."""
        return max(self.running or self.rows, key=lambda row: (row.step, row.number), default=None)

    @property
    def merged(self) -> int:
        """Return how many contributions were merged so far."""
        return sum(row.merged_at is not None for row in self.rows)

    @property
    def moves(self) -> int:
        """Return how often a contribution came to another stage in the week."""
        return sum(len(row.moves) for row in self.rows)

    @property
    def nudges(self) -> int:
        """Return how many reminders there were in the week."""
        return sum(row.nudges for row in self.rows)

    def hours(self, *holders: Holder) -> float:
        """Return how long these had the ball in the week, all contributions together."""
        return sum(row.hours_of(holder) for row in self.rows for holder in holders)


def student_row(student: str, rows: Iterable[Row], given: Given) -> StudentRow:
    """Return the week of one student.

    Args:
        student: A login in lower case.
        rows: All of their contributions.
        given: The cohort, with the student's milestones.
    """
    own = tuple(sorted(rows, key=lambda row: (row.stage.has_ended, -row.number, row.key)))
    acted = (row.acted_at for row in own if row.acted_at)
    aims = (given.aims or {}).get(student, ())
    today = given.until.astimezone(given.zone).date()
    return StudentRow(student, own, standing(aims, own, today), max(acted, default=None))


def standing(aims: Iterable[Aim], rows: Iterable[Row], today: date) -> Standing:
    """Return how a student stands to the milestones.

    At risk is who has missed one, or who would need more days for the next than there are left
    by the allowance for their stage. Ahead is who reached one at least four weeks early.

    Args:
        aims: The milestones, the earliest due first.
        rows: The student's contributions.
        today: The last day that is looked at.
    """
    known = tuple(aims)
    running = tuple(row for row in rows if row.is_running)
    aim = next((one for one in known if not one.is_reached), None)
    late = next((one for one in known if not one.is_reached and today > one.due), None)
    if late is not None:
        return Standing(Pace.AT_RISK, f"{late.name} was due on {late.due.isoformat()}", aim)
    if aim is not None:
        left = (aim.due - today).days
        needed = _needed(aim, running)
        if left < needed:
            why = f"{plural(left, 'day')} to {aim.name}, and {needed} are usual from here"
            return Standing(Pace.AT_RISK, why, aim)
    early = [one for one in known if one.is_reached and one.due - today >= EARLY]
    if early:
        why = f"{early[-1].name} reached, due only on {early[-1].due.isoformat()}"
        return Standing(Pace.AHEAD, why, aim)
    if aim is None:
        return Standing(Pace.ON_TRACK, "every milestone is reached")
    return Standing(Pace.ON_TRACK, f"{aim.name} is due on {aim.due.isoformat()}", aim)


def _needed(aim: Aim, running: tuple[Row, ...]) -> int:
    to_open = min((_TO_OPEN.get(row.stage, 0) for row in running), default=_WITHOUT)
    return to_open + (TO_MERGE if aim.needs_merge else 0)
