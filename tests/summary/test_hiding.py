"""What may not be told: small counts, also those that would follow, and whose a pseudonym is."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.hold import Holder
from bot.summary.csv import table
from bot.summary.data import data
from bot.summary.given import Aim
from bot.summary.issue import pages
from bot.summary.names import Names
from bot.summary.words import NOT_SHOWN, SMALL, part, parts
from tests.summary.cohorts import SECRET, WEEK, ZONE, begun, cohort, reported
from tests.summary.cohorts import given as known_of

if TYPE_CHECKING:
    from bot.summary.report import Report

HIDDEN = Names(SECRET)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((6, 18, 6), ["6", "18", "6"]),
        ((0, 30), ["0", "30"]),
        # The one that is small would be what the others leave of thirty.
        ((3, 18, 9), [NOT_SHOWN, "18", NOT_SHOWN]),
        ((2, 1, 18, 9), [NOT_SHOWN, NOT_SHOWN, "18", NOT_SHOWN]),
        ((3, 4, 4, 23), [NOT_SHOWN] * 3 + ["23"]),
        ((0, 3, 27), ["0", NOT_SHOWN, NOT_SHOWN]),
        ((3, 0, 0), [NOT_SHOWN] * 3),
    ],
)
def test_no_small_part_is_what_the_others_leave_of_all(
    counts: tuple[int, ...], shown: list[str]
) -> None:
    assert parts(counts, hides=True, of_all=True) == shown
    assert parts(counts, hides=False, of_all=True) == [str(count) for count in counts]


def test_parts_of_a_whole_that_is_hidden_itself_say_that_they_are_small() -> None:
    assert parts((3, 0), hides=True) == ["fewer than 5", "0"]


@given(st.lists(st.integers(0, 9), min_size=2, max_size=3))
def test_whoever_knows_the_whole_cannot_reckon_a_small_part(counts: list[int]) -> None:
    shown = parts(counts, hides=True, of_all=True)
    possible = [
        each
        for each in product(range(sum(counts) + 1), repeat=len(counts))
        if sum(each) == sum(counts) and parts(each, hides=True, of_all=True) == shown
    ]
    for place, count in enumerate(counts):
        if 0 < count < SMALL and sum(counts) > 1:
            assert shown[place] == NOT_SHOWN
            assert len({each[place] for each in possible}) > 1


@pytest.mark.parametrize(
    ("count", "whole", "shown"),
    [(3, 30, "fewer than 5"), (28, 30, "all but a few"), (20, 30, "20"), (30, 30, "30")],
)
def test_a_rest_that_is_small_is_not_told_by_what_is_left(
    count: int, whole: int, shown: str
) -> None:
    assert part(count, whole, hides=True) == shown
    assert part(count, whole, hides=False) == str(count)


def few_merged() -> Report:
    """Return a cohort of thirty of whom one has merged, and is the only one at work."""
    begin = WEEK.bounds(ZONE)[0]
    story = begun(3, "ada", day=60).claim().plan().approve().open()
    story.at = begin
    story.hold(Holder.REVIEWER, 2)
    story.at = begin + timedelta(days=3)
    students = ["ada", *(f"student{n}" for n in range(29))]
    aims = (Aim("first merge", date(2026, 11, 27), is_reached=False, needs_merge=True),)
    known = known_of(students, left_out=1, aims=dict.fromkeys(students[:3], aims))
    return reported([story.merge().life()], known)


def test_figures_of_one_student_are_not_shown_beyond_the_instructors() -> None:
    whole = pages(few_merged(), Names()).body
    shared = pages(few_merged(), Names(), hides=True).body
    for told in (
        "Review rounds of what was merged: 2 at",
        "settled at the first try: 2 of 4",
        "| 1 | 0 | 1 | 0 | - | 4.0 |",
        "first merge is due; 3 have not reached it",
        "1 student is left out",
    ):
        assert told in re.sub(r"\| [\d.]+ \| 4\.9", "| 4.0 | 4.9", whole), told
        assert told not in shared
    assert "first merge is due.\n" in shared
    assert "fewer than 5 students are left out by wish" in shared
    assert "| reviewers | 0 hours |" not in whole
    assert "| reviewers | not shown |" in shared
    assert "Days of the week by turn" not in shared


def test_under_pseudonyms_nothing_stands_in_the_order_of_the_logins() -> None:
    lives, known = cohort(120)
    late = (Aim("first merge", date(2026, 11, 1), is_reached=False),)
    week = reported(lives, replace(known, aims=dict.fromkeys(known.students, late)))
    shown = pages(week, HIDDEN).body
    achieved = re.findall(r"^- `(student-\w+)`", shown, re.MULTILINE)
    assert len(achieved) > 1
    assert achieved == sorted(achieved)
    (reason,) = re.findall(r"^- At risk, .*: (`student-.*)$", shown, re.MULTILINE)
    named = re.findall("`(student-[^`]+)`", reason)
    assert named == sorted(named)
    # Whoever is at risk is so since the same moment, and stands by name.
    at_risk = [one["student"] for one in data(week, HIDDEN)["needs"] if one["reason"] == "at_risk"]
    assert len(at_risk) > 1
    assert at_risk == sorted(at_risk)


def test_under_pseudonyms_those_who_need_nobody_stand_by_pseudonym_everywhere() -> None:
    names = [f"student{n:03}" for n in range(20)]
    week = reported([], known_of(names, course_week_number=1))
    by_pseudonym = sorted(map(HIDDEN.plain, names))
    body = pages(week, HIDDEN).body
    assert re.findall(r"^\| `(student-\w+)` \|", body, re.MULTILINE) == by_pseudonym
    lines = csv.DictReader(io.StringIO(table([(week, HIDDEN)])))
    assert [line["student"] for line in lines] == by_pseudonym
    told = data(week, HIDDEN)["contributions"]
    assert [each["student"] for each in told] == by_pseudonym


def test_under_pseudonyms_times_are_no_finer_than_in_the_issue() -> None:
    lives, known = cohort(40)
    week = reported(lives, known)
    for text in (table([(week, HIDDEN)]), json.dumps(data(week, HIDDEN)["contributions"])):
        assert not re.search(r"\d\d:\d\d", text)
        assert not re.search(r"\d\.\d\d", text)
    told = data(week, HIDDEN)
    assert not any(":" in need["since"] for need in told["needs"])
    assert all(row["longest"] in {None, round(row["longest"] or 0)} for row in told["projects"])
    assert ":" in table([(week, Names())])
