"""A mentor's version of the week."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.summary.csv import table
from bot.summary.data import data
from bot.summary.issue import pages
from bot.summary.mentor import of_mentor
from bot.summary.names import Names
from bot.summary.report import report
from tests.summary.cohorts import SECRET, cohort, golden, of_mira, reported, rows
from tests.summary.cohorts import given as known_of

LIVES, KNOWN = cohort(30)
MINE = KNOWN.students[::3]
SHARED = replace(
    KNOWN,
    mentors={
        student: ("mira", "noor") if place == 3 else ("Mira",) if place % 3 == 0 else ("noor",)
        for place, student in enumerate(KNOWN.students)
    },
)
WHOLE = reported(LIVES, SHARED)


def texts(mentor: str, names: Names | None = None) -> str:
    own = of_mentor(WHOLE, mentor)
    names = names or Names()
    issue = pages(own, names, before="#11")
    parts = (
        issue.title,
        issue.body,
        *issue.comments,
        table([(own, names)]),
        json.dumps(data(own, names)),
    )
    return "\n".join(parts)


def test_a_mentors_issue_reads_as_agreed() -> None:
    assert of_mira() == golden("mentor").read_text(encoding="utf-8")


def test_a_mentor_sees_all_of_their_own_students_and_no_other_in_any_form() -> None:
    told = texts("MIRA")
    assert set(re.findall(r"student\d{3}", told)) == set(MINE)
    numbers = {life.record.subject.key[2:] for life in LIVES if life.record.student not in MINE}
    assert not numbers & set(re.findall(r"tracker/issues/(\d+)", told))


def test_the_figures_are_those_that_the_students_alone_would_have() -> None:
    own = of_mentor(WHOLE, "mira")
    alone = report(rows((life for life in LIVES if life.record.student in MINE), SHARED), own.given)
    assert own == alone
    assert own.figures.students == len(MINE)
    assert own.figures.reached[0] < WHOLE.figures.reached[0]
    assert own.given.uncoached is None


@settings(max_examples=20)
@given(st.lists(st.sampled_from(("mira", "noor", "zoe")), min_size=30, max_size=30))
def test_the_versions_of_all_mentors_together_are_the_cohort(who: list[str]) -> None:
    mentors = {student: (mentor,) for student, mentor in zip(KNOWN.students, who, strict=True)}
    whole = reported(LIVES, replace(KNOWN, mentors=mentors))
    parts = [of_mentor(whole, mentor) for mentor in ("mira", "noor", "zoe")]
    assert sorted(one.student for part in parts for one in part.students) == list(KNOWN.students)
    assert sum(part.figures.nudges for part in parts) == whole.figures.nudges
    assert {need for part in parts for need in part.needs} == set(whole.needs)


def test_who_is_left_out_is_counted_for_their_own_mentor_only() -> None:
    known = known_of(["ada", "bob"], mentors={"ada": ("mira",), "bob": ("noor",), "eve": ("mira",)})
    whole = reported([], replace(known, left_out=1))
    assert [of_mentor(whole, each).given.left_out for each in ("mira", "noor")] == [1, 0]
    assert "1 student is left out by wish" in pages(of_mentor(whole, "mira"), Names()).body
    assert "left out" not in pages(of_mentor(whole, "noor"), Names()).body


def test_somebody_who_looks_after_nobody_sees_nobody() -> None:
    own = of_mentor(WHOLE, "eve")
    assert not (*own.students, *own.needs, *own.projects)


@pytest.mark.parametrize("names", [Names(), Names(SECRET)])
def test_it_mentions_nobody_and_pseudonyms_hold_in_it_too(names: Names) -> None:
    told = texts("mira", names)
    assert not re.search(r"(?<![\w`])@\w", told)
    assert bool(re.search(r"student\d{3}", told)) is not names.are_hidden
