"""The week for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.summary.csv import COLUMNS, safe, table
from bot.summary.data import data
from bot.summary.names import Names
from tests.summary.cohorts import SECRET, cohort, reported


@given(st.text(max_size=30))
def test_no_cell_begins_a_formula_and_none_is_lost(cell: str) -> None:
    shown = safe(cell)
    assert not shown.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))
    assert shown.endswith(cell)


def test_each_contribution_has_a_line_and_each_student_is_there() -> None:
    lives, known = cohort(40)
    found = reported(lives, known)
    lines = list(csv.DictReader(io.StringIO(table([(found, Names())]))))
    assert tuple(lines[0]) == COLUMNS
    assert {line["student"] for line in lines} == set(known.students)
    assert sum(bool(line["contribution"]) for line in lines) == found.figures.reached[0]
    hours = sum(float(line["student hours this week"] or 0) for line in lines)
    assert abs(hours - found.figures.student_hours) < 0.01 * len(lines)
    assert sum(bool(line["merged at"]) for line in lines) == found.figures.merged
    reasons = {line["student"] for line in lines if line["needs a human"]}
    assert reasons == {need.student for need in found.needs}


def test_json_has_the_same_figures_and_is_json() -> None:
    lives, known = cohort(40)
    found = reported(lives, known)
    told = json.loads(json.dumps(data(found, Names())))
    assert told["cohort_figures"]["merged"] == found.figures.merged
    assert len(told["contributions"]) == found.figures.reached[0] + sum(
        not one.rows for one in found.students
    )
    assert [need["student"] for need in told["needs"]] == [need.student for need in found.needs]


def test_pseudonyms_hide_logins_and_numbers_in_both() -> None:
    lives, known = cohort(10)
    found = reported(lives, known)
    texts = (table([(found, Names(SECRET))]), json.dumps(data(found, Names(SECRET))))
    for text in texts:
        assert "student00" not in text
        assert "#100" not in text


def test_weeks_of_several_cohorts_are_one_table_that_spreadsheets_read() -> None:
    lives, known = cohort(3)
    weeks = [
        (reported(lives, replace(known, cohort=name)), Names()) for name in ("spring", "K\xf6ln")
    ]
    text = table(weeks)
    # Letters beyond the plain ones need the mark, and a text without them has none.
    assert text.startswith("\ufeffweek,")
    assert table(weeks[:1]).startswith("week,")
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [line["cohort"] for line in lines] == ["spring"] * 6 + ["K\xf6ln"] * 6
    assert {line["week"] for line in lines} == {str(known.week)}


def test_every_key_of_the_json_is_told_in_the_docs() -> None:
    lives, known = cohort(40)
    found = data(reported(lives, known), Names())
    page = (Path(__file__).parents[2] / "docs" / "summary.md").read_text(encoding="utf-8")
    table_of_keys = page[page.index("| key |") : page.index("With `--mentor`")]
    keys = {*found, *found["needs"][0], *found["upcoming"][0]}
    assert not [key for key in keys if f"`{key}`" not in table_of_keys]
    named = set(re.findall("`([^`]+)`", table_of_keys))
    known_names = keys | {"reached", "at_first_try", "facts"}
    assert named == known_names
    assert {"reached", "at_first_try"} < set(found["cohort_figures"])
    assert "facts" in found["projects"][0]
