"""Whom to look at when: evenly, nobody forgotten, and within the budget."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.journal import ContributionRecord
from bot.kernel.subject import Subject, SubjectKind
from bot.reconcile.finding.rounds import (
    A_DAY,
    HOUR,
    RESTING,
    ROUND,
    WORKING,
    Linked,
    Round,
    appointed,
    due,
    interval,
    unknown,
)
from tests.support.hostile import UNHURRIED

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
LATE = st.integers(0, 90).map(lambda seconds: timedelta(seconds=seconds))


def record(
    key: str = "5#1", *, is_open: bool = True, upstream_pull: int | None = None
) -> ContributionRecord:
    subject = Subject(SubjectKind.CONTRIBUTION, key)
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
    rounds = math.ceil(RESTING / ROUND)
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
    known = Round({"ada": NOW}, {"PR_1": Linked("5#1", "7", "OPEN", number=2)}, NOW, 3, 5_000)
    known = msgspec.structs.replace(known, searched={"ada": NOW}, sought={"5#1": NOW})
    assert Round.decode(known.encode()) == known


def test_a_pull_request_that_no_list_has_shown_is_asked_for_by_its_number() -> None:
    one, none = record(upstream_pull=2), record()
    assert unknown((one, none), Round(), NOW) == (one,)


@pytest.mark.parametrize(
    ("watched", "wanted"),
    [
        (Linked("5#1", "7", number=2), False),
        (Linked("5#1", "7", number=3), True),
        (Linked("5#2", "7", number=2), True),
        (Linked("5#1", "7"), True),
    ],
)
def test_what_is_watched_is_not_asked_for(watched: Linked, *, wanted: bool) -> None:
    known = Round(linked={"PR_1": watched})
    assert bool(unknown((record(upstream_pull=2),), known, NOW)) is wanted


def test_what_could_not_be_seen_is_asked_for_again_after_a_while() -> None:
    known = Round(sought={"5#1": NOW})
    asked = [bool(unknown((record(upstream_pull=2),), known, NOW + n * ROUND)) for n in range(16)]
    assert asked == [n * ROUND >= RESTING for n in range(16)]


def test_what_a_pull_request_looked_like_outlives_being_found_again() -> None:
    known = Round(linked={"PR_1": Linked("5#1", "7", "OPEN"), "PR_2": Linked("5#2", "7", "x")})
    found = {"PR_1": Linked("5#1", "7", number=2), "PR_3": Linked("5#3", "7", number=4)}
    assert known.with_linked(found).linked == {
        "PR_1": Linked("5#1", "7", "OPEN", number=2),
        "PR_2": Linked("5#2", "7", "x"),
        "PR_3": Linked("5#3", "7", number=4),
    }


def test_everybody_is_searched_for_once_a_day_and_the_searches_are_spread() -> None:
    students = [f"student-{number}" for number in range(600)]
    searched: dict[str, datetime] = {}
    rounds = A_DAY // ROUND
    sizes = []
    for number in range(2 * rounds):
        now = NOW + number * ROUND
        searched = appointed(students, searched, now)
        whom = due(dict.fromkeys(students, A_DAY), searched, now)
        sizes.append(len(whom))
        searched |= dict.fromkeys(whom, now)
    assert sum(sizes[:rounds]) == pytest.approx(600, rel=0.05)
    assert sum(sizes) == pytest.approx(1_200, rel=0.05)
    assert max(sizes) < 15


def test_a_search_that_no_round_came_for_is_made_up_for() -> None:
    searched = appointed(("ada",), {}, NOW)
    late = NOW + A_DAY
    assert due({"ada": A_DAY}, appointed(("ada",), searched, late), late) == ("ada",)


def test_whoever_left_the_course_is_not_searched_for() -> None:
    assert appointed(("ada",), {"ada": NOW, "bob": NOW}, NOW) == {"ada": NOW}


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        (Round(hour=NOW, spent=750, limit=5_000), True),
        (Round(hour=NOW, spent=749, limit=5_000), False),
        (Round(hour=NOW - HOUR, spent=5_000, limit=5_000), False),
        (Round(hour=NOW, spent=750), False),
    ],
)
def test_a_budget_is_scarce_once_half_of_the_hours_share_is_spent(
    known: Round, *, wanted: bool
) -> None:
    assert known.is_scarce(30, NOW) is wanted


def test_a_pull_request_of_two_belongs_to_both_and_what_is_known_of_it_is_kept() -> None:
    before = Linked("5#1", "7", "OPEN", number=2, moved=NOW, looked=NOW)
    known = Round(linked={"PR_1": before})
    for _ in range(2):
        known = known.with_linked({"PR_1": Linked("5#2", "7", number=2)})
    (one,) = known.linked.values()
    assert one == msgspec.structs.replace(before, also=("5#2",))
    assert one.contributions == ("5#1", "5#2")
    assert Round.decode(known.encode()) == known
    assert (
        unknown((record("5#1", upstream_pull=2), record("5#2", upstream_pull=2)), known, NOW) == ()
    )


@pytest.mark.parametrize(
    ("pulls", "left"),
    [
        ({"5#1": 2, "5#2": 2}, ("5#1", "5#2")),
        # What was found a moment ago is not in the records yet.
        ({"5#1": None, "5#2": 2}, ("5#1", "5#2")),
        ({"5#2": 2}, ("5#2",)),
        ({"5#1": 3, "5#2": 2}, ("5#2",)),
        ({"5#1": 2, "5#2": 3}, ("5#1",)),
        ({"5#1": 3}, None),
        ({}, None),
    ],
)
def test_it_is_let_go_where_a_contribution_ended_or_names_another(
    pulls: dict[str, int | None], left: tuple[str, ...] | None
) -> None:
    running = {key: record(key, upstream_pull=number) for key, number in pulls.items()}
    found = Linked("5#1", "7", "OPEN", number=2, also=("5#2",)).named_by(running)
    assert (found and found.contributions) == left
