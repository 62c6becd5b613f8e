"""Who needs a human this week: the reason, the next step, and who takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.kernel.hold import Holder
from bot.summary.students import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.summary.given import Given
    from bot.summary.names import Names
    from bot.summary.rows import Row
    from bot.summary.students import StudentRow

MOST: Final = 10
"""More than so many is a list that nobody works through."""

PLAN_WAITS: Final = timedelta(days=3)
STUCK: Final = timedelta(days=7)
ON_HOLD: Final = timedelta(days=14)
REMINDERS: Final = 2
LATE_START: Final = 4
"""In this week of the course everybody should have claimed something."""

LONG_REVIEW: Final = 14.0
"""Days of waiting for reviewers that are long where a project's own figures are not known."""


class Reason(IntEnum):
    """Why somebody needs a human; what a human can cure at once comes first."""

    PLAN_WAITS = 1
    REMINDERS_FAIL = 2
    SETTLED = 3
    STUCK = 4
    REVIEW_LATE = 5
    HOLD_LASTS = 6
    AT_RISK = 7
    NOT_BEGUN = 8


@dataclass(frozen=True, slots=True)
class Need:
    """A student who needs a human.

    Attributes:
        student: A login in lower case.
        reason: Of which kind it is.
        why: A sentence without names of people.
        step: The next step, a sentence.
        who: Who takes it: logins.
        since: Since when it is so; the longest comes first within a reason.
        row: The contribution that it is about; None where it is about none.
    """

    student: str
    reason: Reason
    why: str
    step: str
    who: tuple[str, ...]
    since: datetime
    row: Row | None = None


def attention(students: Iterable[StudentRow], given: Given) -> tuple[Need, ...]:
    """Return all who need a human, each once, by reason, then by how long it is so.

    `MOST` of them are shown as such. How active somebody is plays no part.
    """
    found = [min(needs, key=_order) for one in students if (needs := tuple(_needs(one, given)))]
    return tuple(sorted(found, key=_order))


def by_name(needs: Iterable[Need], names: Names) -> tuple[Need, ...]:
    """Return needs in their order, those of the same reason and time by the names that show."""
    return tuple(sorted(needs, key=lambda one: (one.reason, one.since, names.plain(one.student))))


def _order(need: Need) -> tuple[Reason, datetime, str, str]:
    return need.reason, need.since, need.student, need.row.key if need.row else ""


def _needs(student: StudentRow, given: Given) -> Iterator[Need]:
    who = given.helpers(student.student)
    for row in student.rows:
        found = _of_row(row, given)
        if found is not None:
            reason, why, step, since = found
            yield Need(student.student, reason, why, step, who, since, row)
    begin, _ = given.week.bounds(given.zone)
    # Whoever gave something up this week is given time to find the next.
    idle = all(row.stage is Stage.DROPPED for row in student.rows) and not student.moves
    if idle and given.course_week_number >= LATE_START:
        why = f"Nothing is claimed, and it is {given.place}."
        step = "Look for a first issue together; `/suggest` in the tracker names some."
        yield Need(student.student, Reason.NOT_BEGUN, why, step, who, begin)
    elif student.standing.pace is Pace.AT_RISK:
        step = "Agree on a smaller aim, or on the days that it takes."
        why = f"At risk: {student.standing.why}."
        yield Need(student.student, Reason.AT_RISK, why, step, who, begin, student.main)


def _of_row(row: Row, given: Given) -> tuple[Reason, str, str, datetime] | None:
    if row.superseded_at is not None and _is_this_week(row.superseded_at, given):
        step = "Say that the work was not in vain, and find the next issue."
        return Reason.SETTLED, "Another change settled the issue.", step, row.superseded_at
    now = given.until
    if not row.is_running or row.since is None:
        return None
    if row.held_since is not None:
        return _held(row.held_since, now)
    days = (now - row.since).days
    if row.turn is Holder.MENTOR and now - row.since >= PLAN_WAITS:
        step = "Answer with `/approve` or `/revise`."
        return Reason.PLAN_WAITS, f"The plan has waited {days} days for a mentor.", step, row.since
    if row.turn in {Holder.REVIEWER, Holder.GATE}:
        return _review(row, days, given)
    is_resting = row.rests_until is not None and row.rests_until > now
    return None if row.turn is not Holder.AUTHOR or is_resting else _stuck(row, row.since, days)


def _held(since: datetime, now: datetime) -> tuple[Reason, str, str, datetime] | None:
    if now - since < ON_HOLD:
        return None
    why = f"On hold for {(now - since).days} days."
    return Reason.HOLD_LASTS, why, "End it with `/resume`, or say until when it lasts.", since


def _review(row: Row, days: int, given: Given) -> tuple[Reason, str, str, datetime] | None:
    facts = given.facts(row.issue.repository if row.issue else "")
    if row.since is None or days < (facts.late_days or LONG_REVIEW):
        return None
    why = f"The reviewers have had it for {days} days, which is long for this project."
    step = "Help with one polite question at the project, or a second issue meanwhile."
    return Reason.REVIEW_LATE, why, step, row.since


def _stuck(row: Row, since: datetime, days: int) -> tuple[Reason, str, str, datetime] | None:
    if row.unheeded >= REMINDERS:
        why = (
            f"{row.unheeded} reminders brought nothing; it has been the student's turn for"
            f" {days} days."
        )
        return Reason.REMINDERS_FAIL, why, "Talk to the student in person.", since
    if days < STUCK.days:
        return None
    why = f"It has been the student's turn for {days} days ({_AT[row.stage]})."
    return Reason.STUCK, why, "Ask what is in the way.", since


_AT: Final = {
    Stage.FOUND: "nothing claimed yet",
    Stage.CLAIMED: "a plan is missing",
    Stage.BUILDING: "the pull request is not open yet",
    Stage.OPEN: "the pull request is open",
    Stage.REVIEW: "the reviewers want something",
}


def _is_this_week(at: datetime, given: Given) -> bool:
    begin, end = given.week.bounds(given.zone)
    return begin <= at < end
