"""How much is said: caps for each student and mentor, and what goes first when they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.nudges.rung import FOR_MENTORS, IMPORTANCE, TIDINGS, Rung
from bot.nudges.worktime import worktime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.nudges.situation import Given, Situation
    from bot.nudges.stall import Due

WEEK: Final = timedelta(days=7)
"""The time in which a student gets so many nudges."""

_DAY: Final = timedelta(days=1)
_NONE: Final[Mapping[str, int]] = MappingProxyType({})
_ENOUGH: Final = "Enough was said to those whom it is for; it waits for its turn."


@dataclass(frozen=True, slots=True)
class Item:
    """A nudge that is due, with what it is about."""

    situation: Situation
    due: Due


@dataclass(frozen=True, slots=True)
class Comment:
    """One new comment to write.

    Attributes:
        items: What it says, the most important first; it belongs to the first one's contribution.
            Only mentors get more than one.
        to: The logins that it mentions.
    """

    items: tuple[Item, ...]
    to: tuple[str, ...]

    @property
    def contribution(self) -> str:
        """Return the key of the contribution that the comment is written to."""
        return self.items[0].situation.seen.contribution


@dataclass(frozen=True, slots=True)
class Deferred:
    """A nudge that has to wait, because enough was said.

    Attributes:
        item: Which one.
        until: When to decide anew.
        why: A sentence for those who run the course.
    """

    item: Item
    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Allotment:
    """What is said now, and what has to wait."""

    comments: tuple[Comment, ...]
    deferred: tuple[Deferred, ...]


def allot(
    items: Iterable[Item], given: Iterable[Given] = (), warned: Mapping[str, int] = _NONE
) -> Allotment:
    """Decide what is said now of all that is due at one instant.

    Args:
        items: Everything that is due for one course at one instant. Several of them share a
            student or a mentor.
        given: Further nudges of the last seven days, beside those in the situations.
        warned: For how many pull requests each student is to be warned of a stale bot within a
            week, by the login in lower case. So many places are kept, so that it is in time.
    """
    ordered = sorted(items, key=_urgency)
    known = {each for item in ordered for each in item.situation.seen.given} | set(given)
    said = _Said(known, warned)
    comments: list[Comment] = []
    deferred: list[Deferred] = []
    for batch in _batches(ordered):
        until = said.free_from(batch[0])
        if until > batch[0].situation.now:
            deferred += [Deferred(each, until, _ENOUGH) for each in batch]
        else:
            said.take(batch)
            comments.append(Comment(batch, batch[0].due.to))
    return Allotment(tuple(comments), tuple(deferred))


def _urgency(item: Item) -> tuple[int, datetime, str]:
    """Return what orders nudges: importance, then how long they have been due."""
    place = IMPORTANCE.index(item.due.rung)
    return place, item.due.at, item.situation.seen.contribution


def _batches(ordered: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Yield what goes into one comment: all for the same mentors together, the rest singly."""
    together: dict[tuple[str, ...], list[Item]] = {}
    for item in ordered:
        if item.due.rung in FOR_MENTORS:
            together.setdefault(_names(item.due.to), []).append(item)
    for item in ordered:
        if item.due.rung not in FOR_MENTORS:
            yield (item,)
        elif batch := together.pop(_names(item.due.to), None):
            yield tuple(batch)


def _names(logins: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(each.casefold() for each in logins))


class _Said:
    """Who was addressed when, a comment at a time."""

    def __init__(self, given: Iterable[Given], warned: Mapping[str, int]) -> None:
        self._comments: dict[str, set[tuple[datetime, str]]] = {}
        self._warned = warned
        for each in given:
            self._note(each.to, each.at, each.comment or each.contribution)

    def take(self, batch: Sequence[Item]) -> None:
        """Note that a comment is written now."""
        seen, now = batch[0].situation.seen, batch[0].situation.now
        self._note(batch[0].due.to, now, seen.contribution)

    def free_from(self, item: Item) -> datetime:
        """Return from when all whom a nudge addresses may be addressed, within working hours."""
        student = item.situation.seen.student.casefold()
        return max(
            self._week(item, login) if login.casefold() == student else self._day(item, login)
            for login in item.due.to
        )

    def _note(self, to: Iterable[str], at: datetime, comment: str) -> None:
        for login in to:
            self._comments.setdefault(login.casefold(), set()).add((at, comment))

    def _times(self, login: str) -> list[datetime]:
        return sorted(at for at, _ in self._comments.get(login.casefold(), ()))

    def _week(self, item: Item, student: str) -> datetime:
        situation = item.situation
        most, now = situation.nudges.most_per_week, situation.now
        if item.due.rung in TIDINGS:
            most = max(1, most - 1)
        if item.due.rung is not Rung.STALE:
            most -= self._warned.get(student.casefold(), 0)
        if situation.nudges.most_per_week == 0:
            return now + WEEK
        recent = [at for at in self._times(student) if at > now - WEEK]
        if len(recent) < most:
            return now
        hours = worktime(situation.cohort, situation.nudges.quiet_hours, situation.seen.time_zone)
        return hours.next_working_instant(recent[-most] + WEEK if most > 0 else now + _DAY)

    def _day(self, item: Item, mentor: str) -> datetime:
        situation = item.situation
        hours = worktime(situation.cohort, situation.nudges.quiet_hours)
        today = situation.now.astimezone(hours.zone).date()
        said = [at for at in self._times(mentor) if at.astimezone(hours.zone).date() == today]
        if len(said) < situation.nudges.most_per_mentor_and_day:
            return situation.now
        return hours.next_working_instant(hours.midnight_after(today))
