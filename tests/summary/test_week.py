"""Weeks of a cohort's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import UserError
from bot.policy.model import Weekday
from bot.summary.week import IsoWeek, missed, newest_told, parse, week_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia")]
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("2026-W47", IsoWeek(2026, 47)),
        (" 2026-w01 ", IsoWeek(2026, 1)),
        ("2026W53", IsoWeek(2026, 53)),
    ],
)
def test_a_week_is_read(text: str, week: IsoWeek) -> None:
    assert parse(text) == week


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-47", "2026-W", "2026-W00", "2027-W53", "2026-W54", "0000-W01", "9999-W52"],
)
def test_what_is_no_week_is_refused_with_the_fix(text: str) -> None:
    with pytest.raises(UserError, match=r"2026-W47|another number"):
        parse(text)


@given(st.text())
def test_any_text_is_a_week_or_a_clear_error(text: str) -> None:
    try:
        week = parse(text)
    except UserError:
        return
    assert parse(str(week)) == week


def test_the_first_days_of_january_can_belong_to_the_year_before() -> None:
    assert week_of(date(2027, 1, 1)) == IsoWeek(2026, 53)
    assert str(IsoWeek(2026, 53)) == "2026-W53"
    assert IsoWeek(2026, 53).later(1) == IsoWeek(2027, 1)
    assert IsoWeek(2026, 53).sunday == date(2027, 1, 3)


@pytest.mark.parametrize(
    ("week", "hours"),
    [(IsoWeek(2026, 13), 167), (IsoWeek(2026, 43), 169), (IsoWeek(2026, 47), 168)],
)
def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer(
    week: IsoWeek, hours: int
) -> None:
    begin, end = week.bounds(BERLIN)
    assert end - begin == timedelta(hours=hours)
    assert begin.astimezone(BERLIN).hour == end.astimezone(BERLIN).hour == 0


@given(MOMENTS, ZONES)
def test_weeks_follow_one_another_without_gap(moment: datetime, zone: ZoneInfo) -> None:
    week = week_of(moment.astimezone(zone).date())
    begin, end = week.bounds(zone)
    assert begin <= moment < end
    assert week.later(1).bounds(zone)[0] == end


@given(MOMENTS, ZONES, st.sampled_from(Weekday), st.integers(0, 23))
def test_the_newest_week_is_the_last_whose_hour_has_come(
    moment: datetime, zone: ZoneInfo, weekday: Weekday, hour: int
) -> None:
    week = newest_told(moment, weekday, hour, zone)
    assert week.told(weekday, hour, zone) <= moment < week.later(1).told(weekday, hour, zone)
    assert week.bounds(zone)[1] <= week.told(weekday, hour, zone)


def test_an_hour_that_the_clocks_skip_or_repeat_comes_once() -> None:
    # On 2026-03-29 there is no 2 o'clock in Berlin, and on 2026-10-25 there are two.
    skipped = IsoWeek(2026, 12).told(Weekday.SUNDAY, 2, BERLIN)
    assert skipped == datetime(2026, 3, 29, 1, tzinfo=UTC)
    repeated = IsoWeek(2026, 42).told(Weekday.SUNDAY, 2, BERLIN)
    assert repeated == datetime(2026, 10, 25, 0, tzinfo=UTC)
    for instant in (repeated, repeated + timedelta(hours=1)):
        assert newest_told(instant, Weekday.SUNDAY, 2, BERLIN) == IsoWeek(2026, 42)


def test_missed_weeks_are_made_up_for_and_not_without_end() -> None:
    newest = IsoWeek(2026, 47)
    assert list(missed(None, newest, 4)) == [newest]
    assert list(missed(newest, newest, 4)) == []
    assert list(missed(newest.later(-2), newest, 4)) == [newest.later(-1), newest]
    assert list(missed(newest.later(-30), newest, 4)) == [newest.later(-n) for n in (3, 2, 1, 0)]
