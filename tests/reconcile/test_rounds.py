"""Whom to look at when: evenly, nobody forgotten, and within the budget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.journal import ContributionRecord
from bot.kernel.work import Subject, SubjectKind
from bot.reconcile.rounds import HOUR, RESTING, ROUND, WORKING, Linked, Round, due, interval
from tests.support.hostile import UNHURRIED

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
LATE = st.integers(0, 90).map(lambda seconds: timedelta(seconds=seconds))


def record(*, is_open: bool = True, upstream_pull: int | None = None) -> ContributionRecord:
    subject = Subject(SubjectKind.CONTRIBUTION, "5#1")
    return ContributionRecord(
        subject, "7", "ada", "a/b", 1, "open", is_open, upstream_pull=upstream_pull
    )


@pytest.mark.parametrize(
    ("records", "wanted"),
    [
        ((), RESTING),
        ((record(is_open=False, upstream_pull=2),), RESTING),
        ((record(upstream_pull=2),), WORKING),
        ((record(upstream_pull=2), record()), ROUND),
        ((record(is_open=False), record(upstream_pull=2)), WORKING),
    ],
)
def test_who_is_about_to_open_one_is_looked_at_most_often(
    records: tuple[ContributionRecord, ...], wanted: timedelta
) -> None:
    assert interval(records) == wanted


@UNHURRIED
@given(st.sampled_from((ROUND, WORKING, RESTING)), st.lists(LATE, min_size=40, max_size=40))
def test_nobody_waits_much_longer_than_their_interval_however_late_rounds_come(
    every: timedelta, late: list[timedelta]
) -> None:
    looked: dict[str, datetime] = {}
    now = last = NOW
    for delay in late:
        if due({"ada": every}, looked, now):
            looked["ada"] = last = now
        assert now - last <= every + ROUND + max(late)
        now += ROUND + delay


def test_a_round_a_little_early_counts_so_that_nobody_is_left_to_the_next() -> None:
    looked = {"ada": NOW + timedelta(milliseconds=300)}
    assert due({"ada": ROUND}, looked, NOW + ROUND) == ("ada",)


def test_the_first_looks_at_many_are_spread_evenly_over_their_interval() -> None:
    students = {f"student-{number}": RESTING for number in range(1_500)}
    looked: dict[str, datetime] = {}
    rounds = RESTING // ROUND
    sizes = []
    for number in range(rounds):
        now = NOW + number * ROUND
        whom = due(students, looked, now)
        sizes.append(len(whom))
        looked |= dict.fromkeys(whom, now)
    assert looked.keys() == students.keys()
    assert max(sizes) < 1.5 * len(students) / rounds


@UNHURRIED
@given(st.lists(st.integers(0, 400), max_size=60), st.integers(1, 100))
def test_the_share_of_an_hour_is_passed_by_one_round_at_most(
    costs: list[int], percent: int
) -> None:
    known, now, limit = Round(), NOW, 5_000
    allowed = limit * percent / 100
    spent: list[tuple[datetime, int]] = []
    for points in costs:
        known = known.paid(points, limit, now)
        spent.append((now, points))
        following = known.next_due(percent, now)
        assert following >= now + ROUND
        in_hour = sum(cost for at, cost in spent if at >= known.hour)
        assert in_hour == known.spent
        assert in_hour - points < allowed
        now = following


def test_after_a_used_up_hour_the_next_one_begins_anew() -> None:
    known = Round().paid(2_000, 5_000, NOW)
    assert known.next_due(30, NOW) == NOW + HOUR
    assert known.paid(5, 5_000, NOW + HOUR).spent == 5


def test_as_long_as_github_has_not_told_its_limit_the_rounds_go_on() -> None:
    assert Round().paid(9_999, 0, NOW).next_due(1, NOW) == NOW + ROUND


@pytest.mark.parametrize("stored", [None, b"", b"\xc1", b"\x93\x01\x02\x03"])
def test_what_cannot_be_read_is_forgotten(stored: bytes | None) -> None:
    assert Round.decode(stored) == Round()


def test_what_is_remembered_comes_back_as_it_was() -> None:
    known = Round({"ada": NOW}, {"PR_1": Linked("5#1", "7", "OPEN")}, NOW, 3, 5_000)
    assert Round.decode(known.encode()) == known
