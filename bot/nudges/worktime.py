"""Working hours and days of a cohort or student: time zone, weekends, holidays, quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import holidays
from msgspec import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.policy.model import Cohort
    from bot.policy.reminders import QuietHours

_DAY: Final = timedelta(days=1)
_WEEKEND: Final = frozenset({5, 6})
_MIDNIGHT: Final = 24
_TRIES: Final = 30
"""Steps in search of a common hour; a week of holidays takes a few."""


@dataclass(frozen=True, slots=True)
class Worktime:
    """When somebody may hear from the coach.

    Attributes:
        zone: The person's time zone.
        awake: Spans of hours of a day, each from its first hour up to another; 24 is midnight.
        days_off: Own days off.
        country: Whose public holidays and weekends count, by ISO 3166; empty for none.
    """

    zone: ZoneInfo
    awake: tuple[tuple[int, int], ...]
    days_off: frozenset[date] = frozenset()
    country: str = ""

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is no weekend, holiday or day off."""
        if day in self.days_off or day.weekday() in _weekend(self.country):
            return False
        return day not in _public(self.country, day.year)

    def is_working(self, at: datetime) -> bool:
        """Return whether an instant is within working hours."""
        return self.next_working_instant(at) == at

    def next_working_instant(self, at: datetime) -> datetime:
        """Return the instant itself, in UTC, or the next one that is within working hours."""
        day = at.astimezone(self.zone).date()
        while True:
            if self.is_working_day(day):
                for begin, end in self._spans(day):
                    if at < end:
                        return max(at.astimezone(UTC), begin)
            day += _DAY

    def plus_working_days(self, at: datetime, days: int) -> datetime:
        """Return the instant at which so many whole working days have gone by, in UTC.

        It is at the same time of the day; from a day off the count begins with the next working
        day. It need not be within working hours: see `next_working_instant`.
        """
        local = at.astimezone(self.zone)
        day, clock = local.date(), local.time().replace(fold=0)
        if not self.is_working_day(day):
            day = self._working_day_after(day)
            clock = time(self.awake[0][0])
        elif days == 0:
            return at.astimezone(UTC)
        for _ in range(days):
            day = self._working_day_after(day)
        return self._instant(day, clock)

    def working_days_between(self, begin: datetime, end: datetime) -> int:
        """Return how many whole working days went by; 0 where the end comes first."""
        days = 0
        while self.plus_working_days(begin, days + 1) <= end:
            days += 1
        return days

    def midnight_after(self, day: date) -> datetime:
        """Return the end of a day, in UTC."""
        return self._hour(day, _MIDNIGHT)

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for begin, end in self.awake:
            yield self._hour(day, begin), self._hour(day, end)

    def _hour(self, day: date, hour: int) -> datetime:
        if hour == _MIDNIGHT:
            return self._instant(day + _DAY, time(0))
        return self._instant(day, time(hour))

    def _instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _working_day_after(self, day: date) -> date:
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day


def next_common_instant(hours: Sequence[Worktime], at: datetime) -> datetime:
    """Return the next instant that is within everybody's working hours, in UTC.

    Where time zones lie so far apart that there is none soon, the first one's hours count.
    """
    found = hours[0].next_working_instant(at)
    for _ in range(_TRIES):
        after = found
        for each in hours:
            after = each.next_working_instant(after)
        if after == found:
            return found
        found = after
    return hours[0].next_working_instant(at)


def worktime(cohort: Cohort, quiet: QuietHours, time_zone: str = "") -> Worktime:
    """Return the working time of a cohort, or of one of its students.

    Args:
        cohort: Whose holidays count, and whose time zone where the student has no own.
        quiet: The hours without nudges.
        time_zone: The student's own time zone; empty for the cohort's.
    """
    country = cohort.holidays.country
    return Worktime(
        zone=ZoneInfo(time_zone or cohort.time_zone),
        awake=_awake(quiet.begin, quiet.end),
        days_off=frozenset(cohort.holidays.dates),
        country="" if country is UNSET else country,
    )


def _awake(begin: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return what quiet hours leave of a day."""
    spans = ((end, begin),) if end < begin else ((0, begin), (end, _MIDNIGHT))
    return tuple((first, last) for first, last in spans if first < last)


@lru_cache(maxsize=4096)
def _public(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country in a year; none where they are not known."""
    if not country:
        return frozenset()
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=512)
def _weekend(country: str) -> frozenset[int]:
    """Return the days of the weekend, Monday being 0."""
    if not country:
        return _WEEKEND
    try:
        return frozenset(holidays.country_holidays(country).weekend)
    except NotImplementedError:
        return _WEEKEND
