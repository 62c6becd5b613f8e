"""The week in the card: the same until Monday, and not written for all at one time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.subject import Subject, SubjectKind
from bot.policy.model import Cohort, Policy, Privacy
from bot.reconcile.contribution.own_weeks import last_week, next_look
from tests.summary.weeks import BEGIN, at, until_open

BERLIN = Cohort(
    name="autumn 2026", start=date(2026, 9, 7), time_zone="Europe/Berlin", students=("Ada", "bob")
)
POLICY = Policy(version=1, cohorts=(BERLIN,))
JOURNAL = at(until_open(), 2).review(1).life().entries
MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Berlin"))
DAY = timedelta(days=1)


def told(now: datetime, policy: Policy = POLICY, student: str = "ada") -> str:
    return last_week(JOURNAL, student, policy, now, "answer the review")


def test_from_monday_on_the_card_tells_the_week_that_has_ended() -> None:
    second = timedelta(seconds=1)
    assert "from 2026-11-09 to 2026-11-15" in told(MONDAY - second)
    assert "from 2026-11-16 to 2026-11-22" in told(MONDAY)
    assert "the project reviews it (2026-11-18)" in told(MONDAY)


@given(st.timedeltas(timedelta(0), timedelta(days=7) - timedelta(microseconds=1)))
def test_it_is_the_same_text_all_week(later: timedelta) -> None:
    assert told(MONDAY + later) == told(MONDAY)


def test_nothing_is_told_of_whoever_is_left_out_or_in_no_cohort_or_was_not_there_yet() -> None:
    wish = Policy(version=1, cohorts=(BERLIN,), privacy=Privacy(left_out=("ADA",)))
    assert told(MONDAY, wish) == ""
    assert told(MONDAY, wish, "bob") != ""
    assert told(MONDAY, Policy(version=1)) == ""
    assert told(BEGIN - timedelta(days=60)) == ""


@given(
    st.integers(1, 10**6), st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year < 9000)
)
def test_each_contribution_is_looked_through_once_a_day_at_a_time_of_its_own(
    number: int, now: datetime
) -> None:
    subject = Subject(SubjectKind.CONTRIBUTION, f"7#{number}")
    first = next_look(subject, now, DAY)
    assert now + DAY / 2 <= first < now + 1.5 * DAY
    assert next_look(subject, first, DAY) == first + DAY
    assert next_look(subject, first - DAY / 2, DAY) == first
    assert next_look(subject, first - timedelta(seconds=1), DAY) == first + DAY


def test_three_thousand_cards_that_were_read_in_one_minute_are_not_read_in_one_again() -> None:
    subjects = (Subject(SubjectKind.CONTRIBUTION, f"7#{number}") for number in range(3000))
    looks = [next_look(each, MONDAY, DAY) for each in subjects]
    minutes = Counter((look - MONDAY) // timedelta(minutes=1) for look in looks)
    hours = Counter((look - MONDAY) // timedelta(hours=1) for look in looks)
    assert max(minutes.values()) < 12
    assert max(hours.values()) < 200
