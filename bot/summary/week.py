"""Weeks from Monday to Sunday by ISO 8601, as a cohort's clock on the wall shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from bot.policy.model import Weekday

_FORM: Final = re.compile(r"(\d{4})-?[Ww](\d{2})", re.ASCII)
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """A week by its year and number; some days of January are in the year before: 2026-W53.

    Attributes:
        year: The year to which most of its days belong.
        number: From 1 to 53.
    """

    year: int
    number: int

    def __str__(self) -> str:
        """Return it as `2026-W47`."""
        return f"{self.year:04}-W{self.number:02}"

    @property
    def monday(self) -> date:
        """Return its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Return its last day."""
        return date.fromisocalendar(self.year, self.number, 7)

    def later(self, weeks: int) -> IsoWeek:
        """Return the week so many weeks later; earlier where the number is negative."""
        return week_of(self.monday + timedelta(weeks=weeks))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its first instant and the first one after it, in UTC.

        Where the clocks change, it has an hour less or more than 168.
        """
        return _instant(self.monday, 0, zone), _instant(self.monday + timedelta(7), 0, zone)

    def told(self, weekday: Weekday, hour: int, zone: ZoneInfo) -> datetime:
        """Return the instant from which on it is told, in UTC: within the week after it.

        An hour that the clocks skip is taken as the one after it, and of an hour that comes
        twice the first: https://peps.python.org/pep-0495/.
        """
        day = self.monday + timedelta(7 + _DAYS.index(weekday.value))
        return _instant(day, hour, zone)


def parse(text: str) -> IsoWeek:
    """Read a week as `2026-W47`.

    Raises:
        UserError: It is not of that form, or the year has no such week.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise UserError(f"{text[:40]!r} is no week. Give year and week as 2026-W47.")
    week = IsoWeek(int(match[1]), int(match[2]))
    try:
        # The week after it must be a week too, since it ends there.
        week.monday + timedelta(14)
    except (ValueError, OverflowError):
        raise UserError(
            f"There is no week {week}: a year has 52 weeks or 53. Give another number."
        ) from None
    return week


def week_of(day: date) -> IsoWeek:
    """Return the week in which a day lies."""
    year, number, _ = day.isocalendar()
    return IsoWeek(year, number)


def newest_told(now: datetime, weekday: Weekday, hour: int, zone: ZoneInfo) -> IsoWeek:
    """Return the last week whose hour to be told has come."""
    week = week_of(now.astimezone(zone).date()).later(-1)
    return week if week.told(weekday, hour, zone) <= now else week.later(-1)


def missed(after: IsoWeek | None, newest: IsoWeek, most: int) -> Iterator[IsoWeek]:
    """Yield the weeks that are still to be told, the earliest first.

    Args:
        after: The last one that was told; None where none was, and then only the newest is due.
        newest: The last one whose hour has come.
        most: How many to make up for; those before are left out.
    """
    first = newest if after is None else max(after.later(1), newest.later(1 - most))
    while first <= newest:
        yield first
        first = first.later(1)


def _instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
