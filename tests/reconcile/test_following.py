"""What is looked at how often, what is news, and how many news are told at once."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reconcile.finding.following import (
    ASLEEP,
    STILL,
    is_news,
    pace,
    remembered,
    to_look_at,
    told,
)
from bot.reconcile.finding.rounds import (
    HOUR,
    MOST_UNPRICED,
    RESTING,
    ROUND,
    WORKING,
    Linked,
    Round,
)
from tests.support.hostile import UNHURRIED

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CHECKS = ("", "PENDING", "EXPECTED", "SUCCESS", "FAILURE", "ERROR")


CONFLICTS = ("MERGEABLE", "CONFLICTING", "UNKNOWN")


def mark(
    checks: str = "SUCCESS",
    at: str = "09:00",
    decision: str = "REVIEW_REQUIRED",
    conflict: str = "MERGEABLE",
) -> str:
    return f"OPEN {at} {decision} ready {conflict} {checks}"


def linked(moved: datetime | None = NOW, looked: datetime | None = None) -> Linked:
    return Linked("5#1", "7", mark(), moved=moved, looked=looked)


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("SUCCESS", "FAILURE", True),
        ("SUCCESS", "ERROR", True),
        ("PENDING", "FAILURE", True),
        ("PENDING", "SUCCESS", True),
        ("FAILURE", "SUCCESS", True),
        ("", "FAILURE", True),
        # The maintainers let the checks run.
        ("", "PENDING", True),
        # The author is no longer asked to mend something.
        ("FAILURE", "PENDING", True),
        ("SUCCESS", "PENDING", False),
        ("SUCCESS", "EXPECTED", False),
        ("EXPECTED", "PENDING", False),
        ("FAILURE", "ERROR", False),
        ("", "", False),
    ],
)
def test_checks_are_news_when_they_can_ask_somebody_else(
    before: str, after: str, *, wanted: bool
) -> None:
    assert is_news(mark(before), mark(after)) is wanted


@pytest.mark.parametrize("checks", CHECKS)
def test_whatever_else_differs_is_news_and_so_is_what_was_never_read(checks: str) -> None:
    after = mark(checks)
    assert is_news("", after)
    assert is_news(mark(checks, at="08:59"), after)
    assert is_news(mark(checks, decision="APPROVED"), after)
    assert is_news(after.replace("OPEN", "MERGED"), after)
    assert is_news(after.replace("ready", "draft"), after)
    assert not is_news(after, after)


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("MERGEABLE", "CONFLICTING", True),
        ("CONFLICTING", "MERGEABLE", True),
        ("UNKNOWN", "CONFLICTING", True),
        # That GitHub does not know yet tells nothing, and what was known holds.
        ("MERGEABLE", "UNKNOWN", False),
        ("CONFLICTING", "UNKNOWN", False),
        ("UNKNOWN", "MERGEABLE", False),
        ("UNKNOWN", "UNKNOWN", False),
        ("CONFLICTING", "CONFLICTING", False),
    ],
)
@pytest.mark.parametrize("checks", CHECKS)
def test_a_conflict_is_news_when_it_comes_and_when_it_goes(
    before: str, after: str, checks: str, *, wanted: bool
) -> None:
    assert is_news(mark(checks, conflict=before), mark(checks, conflict=after)) is wanted


@pytest.mark.parametrize("conflict", ["CONFLICTING", "MERGEABLE"])
def test_what_is_read_while_a_conflict_is_in_doubt_is_read_again_when_github_knows(
    conflict: str,
) -> None:
    doubted = remembered(mark(conflict="CONFLICTING"), mark(at="09:05", conflict="UNKNOWN"))
    assert not is_news(doubted, mark(at="09:05", conflict="UNKNOWN"))
    again = remembered(doubted, mark(at="09:07", conflict="UNKNOWN"))
    known = mark(at="09:07", conflict=conflict)
    assert is_news(again, known)
    assert remembered(again, known) == known


def test_a_conflict_is_read_twice_since_github_forgets_it_for_a_while_and_then_no_more() -> None:
    read, conflicts = mark(), mark(conflict="CONFLICTING")
    readings = 0
    for _ in range(5):
        if is_news(read, conflicts):
            read, readings = remembered(read, conflicts), readings + 1
    assert readings == 2
    touched = mark(at="09:10", conflict="CONFLICTING")
    assert remembered(read, touched) == touched


@given(st.lists(st.tuples(st.sampled_from(CHECKS), st.sampled_from(CONFLICTS)), max_size=20))
def test_a_conflict_is_never_missed_whatever_went_before(seen: list[tuple[str, str]]) -> None:
    read, shown = "", "MERGEABLE"
    for checks, conflict in (*seen, *[("SUCCESS", "CONFLICTING")] * 2):
        now = mark(checks, conflict=conflict)
        if is_news(read, now):
            read, shown = remembered(read, now), conflict
    assert shown == "CONFLICTING"
    assert not is_news(read, mark(conflict="CONFLICTING"))


@given(st.lists(st.sampled_from(CONFLICTS), max_size=20))
def test_a_conflict_that_is_gone_is_never_told_for_ever(seen: list[str]) -> None:
    read, may_show = mark(), False
    for conflict in (*seen, "MERGEABLE"):
        now = mark(conflict=conflict)
        if is_news(read, now):
            read = remembered(read, now)
            # Who reads while GitHub does not know keeps what was shown.
            may_show = conflict == "CONFLICTING" or (may_show and conflict == "UNKNOWN")
    assert not may_show


@given(st.lists(st.sampled_from(CHECKS), max_size=20))
def test_red_checks_are_never_missed_whatever_went_before(seen: list[str]) -> None:
    read = mark("")
    for each in (*seen, "FAILURE"):
        if is_news(read, mark(each)):
            read = mark(each)
    assert read.endswith((" FAILURE", " ERROR"))


@given(st.lists(st.sampled_from(CHECKS), max_size=20))
def test_what_was_read_last_is_green_only_while_nothing_is_red(seen: list[str]) -> None:
    read = mark("")
    for each in seen:
        if is_news(read, mark(each)):
            read = mark(each)
        if each in {"FAILURE", "ERROR"}:
            assert read.rpartition(" ")[2] in {"FAILURE", "ERROR"}
        if each in {"", "SUCCESS"}:
            assert read == mark(each)


@pytest.mark.parametrize(
    ("quiet", "wanted"),
    [
        (None, ROUND),
        (timedelta(0), ROUND),
        (STILL - SECOND, ROUND),
        (STILL, WORKING),
        (ASLEEP - SECOND, WORKING),
        (ASLEEP, RESTING),
        (timedelta(days=400), RESTING),
    ],
)
def test_one_where_nothing_happens_is_looked_at_less_often(
    quiet: timedelta | None, wanted: timedelta
) -> None:
    assert pace(linked(None if quiet is None else NOW - quiet), NOW) == wanted


def test_the_looks_at_those_that_sleep_are_spread_over_their_interval() -> None:
    known = {f"PR_{number}": linked(NOW - ASLEEP) for number in range(1_500)}
    sizes = []
    for number in range(math.ceil(RESTING / ROUND)):
        now = NOW + number * ROUND
        whom = to_look_at(known, now)
        sizes.append(len(whom))
        known |= {each: linked(NOW - ASLEEP, looked=now) for each in whom}
    assert all(each.looked for each in known.values())
    assert max(sizes) < 1.5 * len(known) / len(sizes)


def test_what_moves_again_is_looked_at_every_round_from_then_on() -> None:
    known = Round(linked={"PR_1": linked(NOW - ASLEEP, looked=NOW - ROUND)}, limit=5_000)
    assert to_look_at(known.linked, NOW) == ()
    later = NOW + RESTING
    known, whom = told(known, {"PR_1": mark(at="10:59")}, 30, later)
    assert len(whom) == 1
    assert to_look_at(known.linked, later + ROUND) == ("PR_1",)


def test_what_is_told_is_remembered_as_it_was_seen_and_paid_for() -> None:
    known = Round(linked={"PR_1": linked(), "PR_2": linked()}, limit=5_000)
    seen = {"PR_1": mark(), "PR_2": mark("FAILURE")}
    after, whom = told(known, seen, 30, NOW + ROUND)
    assert whom == (after.linked["PR_2"],)
    assert after.linked["PR_1"] == linked(looked=NOW + ROUND)
    assert after.linked["PR_2"].mark == seen["PR_2"]
    assert after.linked["PR_2"].moved == after.linked["PR_2"].looked == NOW + ROUND
    assert after.spent == 1


def test_checks_that_begin_anew_leave_the_mark_as_it_was() -> None:
    known = Round(linked={"PR_1": linked()}, limit=5_000)
    known, whom = told(known, {"PR_1": mark("PENDING")}, 30, NOW)
    assert whom == ()
    assert known.linked["PR_1"].mark == mark("SUCCESS")


def test_as_long_as_the_limit_is_not_known_a_round_tells_a_hundred() -> None:
    known = Round(linked={f"PR_{number}": linked() for number in range(MOST_UNPRICED + 5)})
    _, whom = told(known, dict.fromkeys(known.linked, mark("FAILURE")), 30, NOW)
    assert len(whom) == MOST_UNPRICED


def test_with_the_share_used_up_nothing_is_told_until_the_next_hour() -> None:
    known = Round(linked={"PR_1": linked()}, hour=NOW, limit=5_000, spent=1_501)
    seen = {"PR_1": mark("FAILURE")}
    same, whom = told(known, seen, 30, NOW + ROUND)
    assert (same, whom) == (known, ())
    _, whom = told(known.paid(0, 0, NOW + HOUR), seen, 30, NOW + HOUR)
    assert len(whom) == 1


@UNHURRIED
@given(
    st.lists(st.integers(0, 600), min_size=1, max_size=25),
    st.integers(1, 100),
    st.sampled_from((1_000, 5_000, 12_500)),
)
def test_the_news_of_an_hour_stay_within_the_share_and_wait_their_turn(
    changes: list[int], percent: int, limit: int
) -> None:
    count, look = 600, 6
    known = Round(
        linked={f"PR_{n}": Linked(f"5#{n}", "7", mark(), moved=NOW, looked=NOW) for n in range(600)}
    )
    seen, now = dict.fromkeys(known.linked, mark()), NOW
    for number, changed in enumerate(changes):
        for each in range(changed):
            seen[f"PR_{(each + number) % count}"] = mark(at=f"{number}")
        before = known = known.paid(look, limit, now)
        known, whom = told(known, seen, percent, now)
        share = limit * percent / 100
        assert known.spent <= max(share, before.spent)
        news = {each for each, one in before.linked.items() if is_news(one.mark, seen[each])}
        chosen = {f"PR_{one.contribution[2:]}" for one in whom}
        assert chosen <= news
        left = news - chosen
        latest = max((before.linked[each].moved or NOW for each in chosen), default=NOW)
        assert all((known.linked[each].moved or NOW) >= latest for each in left if chosen)
        assert left <= {*to_look_at(known.linked, now + ROUND)}
        now += ROUND
