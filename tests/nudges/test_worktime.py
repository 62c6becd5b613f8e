"""Working hours and days: zones, weekends, holidays, quiet hours, and the change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nudges.worktime import next_common_instant, worktime
from bot.policy.model import Cohort
from bot.policy.reminders import Holidays, QuietHours

WAKING = QuietHours(18, 9)


def cohort(zone: str = "Europe/Berlin", country: str = "DE", *dates: date) -> Cohort:
    holidays = Holidays(country=country, dates=dates) if country else Holidays(dates=dates)
    return Cohort(name="a", start=date(2026, 9, 7), time_zone=zone, holidays=holidays)


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


BERLIN = worktime(cohort(), WAKING)


@pytest.mark.parametrize(
    ("now", "later"),
    [
        ("2026-10-05T09:00", "2026-10-05T09:00"),
        ("2026-10-05T17:59", "2026-10-05T17:59"),
        ("2026-10-05T18:00", "2026-10-06T09:00"),
        ("2026-10-05T03:00", "2026-10-05T09:00"),
        ("2026-10-09T20:00", "2026-10-12T09:00"),
        ("2026-10-10T12:00", "2026-10-12T09:00"),
        ("2026-12-24T18:00", "2026-12-28T09:00"),
        ("2026-12-31T18:00", "2027-01-04T09:00"),
        ("2026-10-23T18:00", "2026-10-26T09:00"),
        ("2027-03-26T10:00", "2027-03-30T09:00"),
    ],
)
def test_the_next_working_instant_is_found(now: str, later: str) -> None:
    assert BERLIN.next_working_instant(at(now)) == at(later)
    assert BERLIN.is_working(at(now)) == (now == later)


@pytest.mark.parametrize(
    ("begin", "days", "end"),
    [
        ("2026-10-05T15:00", 0, "2026-10-05T15:00"),
        ("2026-10-05T15:00", 1, "2026-10-06T15:00"),
        ("2026-10-09T15:00", 1, "2026-10-12T15:00"),
        ("2026-10-10T15:00", 0, "2026-10-12T09:00"),
        ("2026-10-10T15:00", 3, "2026-10-15T09:00"),
        ("2026-10-23T15:00", 1, "2026-10-26T15:00"),
        ("2027-03-25T15:00", 1, "2027-03-30T15:00"),
        ("2026-12-24T23:00", 1, "2026-12-28T23:00"),
    ],
)
def test_working_days_are_counted_at_the_same_hour_of_the_day(
    begin: str, days: int, end: str
) -> None:
    assert BERLIN.plus_working_days(at(begin), days) == at(end)
    assert BERLIN.working_days_between(at(begin), at(end)) == days
    assert BERLIN.working_days_between(at(begin), at(end) - timedelta(seconds=1)) == max(
        0, days - 1
    )


def test_an_end_before_the_beginning_counts_nothing() -> None:
    assert BERLIN.working_days_between(at("2026-10-07T10:00"), at("2026-10-01T10:00")) == 0


def test_own_days_off_count_beside_the_holidays() -> None:
    free = worktime(cohort("Europe/Berlin", "DE", date(2026, 10, 6)), WAKING)
    assert free.next_working_instant(at("2026-10-05T19:00")) == at("2026-10-07T09:00")


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("DE", date(2026, 12, 25), False),
        ("US", date(2026, 11, 26), False),
        ("DE", date(2026, 11, 26), True),
        ("", date(2026, 12, 25), True),
        ("ZZ", date(2026, 12, 25), True),
        ("ZZ", date(2026, 12, 26), False),
        ("IL", date(2026, 11, 6), False),
        ("IL", date(2026, 11, 8), True),
    ],
)
def test_holidays_and_weekends_are_those_of_the_country(
    country: str, day: date, *, works: bool
) -> None:
    assert worktime(cohort("UTC", country), WAKING).is_working_day(day) is works


def test_a_students_own_zone_goes_before_the_cohorts() -> None:
    there = worktime(cohort(), WAKING, "America/New_York")
    assert there.next_working_instant(at("2026-10-05T10:00")) == at(
        "2026-10-05T09:00", "America/New_York"
    )


@pytest.mark.parametrize(
    ("quiet", "awake"),
    [
        (QuietHours(18, 9), ((9, 18),)),
        (QuietHours(1, 7), ((0, 1), (7, 24))),
        (QuietHours(0, 8), ((8, 24),)),
        (QuietHours(22, 0), ((0, 22),)),
    ],
)
def test_quiet_hours_may_go_past_midnight(
    quiet: QuietHours, awake: tuple[tuple[int, int], ...]
) -> None:
    assert worktime(cohort(), quiet).awake == awake


def test_hours_past_midnight_are_found_on_both_sides_of_the_quiet() -> None:
    late = worktime(cohort(), QuietHours(1, 7))
    assert late.is_working(at("2026-10-06T00:30"))
    assert late.is_working(at("2026-10-06T23:59"))
    assert late.next_working_instant(at("2026-10-06T02:00")) == at("2026-10-06T07:00")
    assert late.midnight_after(date(2026, 10, 6)) == at("2026-10-07T00:00")


def test_two_people_meet_when_both_are_awake() -> None:
    kolkata = worktime(cohort(), WAKING, "Asia/Kolkata")
    both = next_common_instant((kolkata, BERLIN), at("2026-10-05T20:00"))
    assert both == at("2026-10-06T09:00")
    assert next_common_instant((BERLIN, kolkata), at("2026-10-05T20:00")) == both


def test_where_two_never_meet_the_first_ones_hours_count() -> None:
    auckland = worktime(cohort(), WAKING, "Pacific/Auckland")
    found = next_common_instant((auckland, BERLIN), at("2026-10-05T20:00"))
    assert auckland.is_working(found)


zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago"]
)
countries = st.sampled_from(["", "DE", "US", "IN", "IL", "ES"])
quiets = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda two: two[0] != two[1])
instants = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside it


@settings(max_examples=150, deadline=None)
@given(zones, countries, quiets, instants)
def test_the_next_working_instant_is_never_early_and_stays_where_it_is(
    zone: str, country: str, quiet: tuple[int, int], now: datetime
) -> None:
    hours = worktime(cohort(zone, country), QuietHours(*quiet))
    found = hours.next_working_instant(now)
    assert found >= now
    assert hours.next_working_instant(found) == found
    assert hours.is_working_day(found.astimezone(ZoneInfo(zone)).date())
    hour = found.astimezone(ZoneInfo(zone)).hour
    begin, end = quiet
    is_quiet = hour >= begin or hour < end if begin > end else begin <= hour < end
    assert not is_quiet or found.astimezone(ZoneInfo(zone)).minute != 0


@settings(max_examples=150, deadline=None)
@given(zones, countries, instants, st.integers(0, 30))
def test_so_many_working_days_later_so_many_have_gone_by(
    zone: str, country: str, now: datetime, days: int
) -> None:
    hours = worktime(cohort(zone, country), WAKING)
    later = hours.plus_working_days(now, days)
    assert later >= now
    assert hours.plus_working_days(now, days + 1) > later
    assert hours.working_days_between(now, later) == days
    assert later - now >= timedelta(days=days) - timedelta(hours=1)
