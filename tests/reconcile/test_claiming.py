"""The student's comment on the issue that they claimed: which one it is, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.kernel.contribution import Contribution, Reference, Stage, Verdict
from bot.kernel.snapshot import Actor
from bot.kernel.subject import Subject, SubjectKind
from bot.reconcile.contribution.claiming import LIMIT, MOST, claim_comment, claim_entries
from bot.reconcile.lines import happened
from tests.support.contributions import NOW, at_stage
from tests.support.hostile import UNHURRIED, hostile_text

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.journal import Entry

    Said = tuple[Actor, str, datetime]

SUBJECT = Subject(SubjectKind.CONTRIBUTION, "5#1")
CLAIMED = at_stage(Stage.CLAIMED)
TAKE, PLAN = "I'd like to work on this.", "I change the cache in block.py and test it."


def said(text: str, hours: int = 0, by: str = "Ada", *, is_bot: bool = False) -> Said:
    return Actor(by, is_bot=is_bot), text, NOW + timedelta(hours=hours)


def judge(text: str, _contribution: Contribution) -> Verdict:
    """Stand in for the plan check: it wants a file, and looks for a test."""
    missing = tuple(name for name in ("block", "test") if name not in text)
    return Verdict(not missing, missing)


def kept(
    *comments: Said, contribution: Contribution = CLAIMED, journal: tuple[Entry, ...] = ()
) -> tuple[Entry, ...]:
    return claim_entries(SUBJECT, contribution, comments, journal, judge)


@pytest.mark.parametrize(
    ("comments", "wanted"),
    [
        ((), ""),
        ((said(TAKE),), TAKE),
        ((said(PLAN),), PLAN),
        ((said("Thanks for the hint."),), ""),
        ((said(TAKE), said(PLAN, 1), said("Thanks.", 2)), PLAN),
        ((said(PLAN), said(TAKE, 1)), PLAN),
        ((said(PLAN), said(f"{PLAN} And more.", 1)), f"{PLAN} And more."),
        ((said(TAKE), said(f"{TAKE} It is the block.", 1)), f"{TAKE} It is the block."),
        ((said(PLAN, by="bob"), said(TAKE)), TAKE),
        ((said(PLAN, is_bot=True),), ""),
        ((said(PLAN), *(said(TAKE, 1 + n) for n in range(MOST))), TAKE),
    ],
)
def test_it_is_the_students_own_that_says_most_of_a_plan(
    comments: tuple[Said, ...], wanted: str
) -> None:
    assert claim_comment(kept(*comments), CLAIMED) == wanted


def test_a_known_one_is_not_kept_twice_and_a_better_one_takes_its_place() -> None:
    first = kept(said(TAKE))
    assert kept(said(TAKE), journal=first) == ()
    second = kept(said(TAKE), said(PLAN, 1), journal=first)
    assert claim_comment((*first, *second), CLAIMED) == PLAN


def test_it_is_no_event_and_comes_from_the_student_at_the_time_of_the_comment() -> None:
    (entry,) = kept(said(TAKE, 3))
    assert (entry.actor, entry.at) == ("ada", NOW + timedelta(hours=3))
    assert list(happened((entry,))) == []


def test_of_another_issue_or_another_student_nothing_counts() -> None:
    entries = kept(said(PLAN))
    other = replace(CLAIMED, issue=Reference("pytorch/ao", 7))
    assert claim_comment(entries, other) == ""
    assert claim_comment(entries, replace(CLAIMED, student="bob")) == ""
    assert claim_comment(entries, None) == ""
    assert kept(said(PLAN, by=""), contribution=Contribution()) == ()


def test_a_long_one_is_cut() -> None:
    (entry,) = kept(said(PLAN + "x" * 99_999))
    assert len(claim_comment((entry,), CLAIMED)) == LIMIT


@UNHURRIED
@given(hostile_text())
def test_whatever_it_says_is_kept_as_it_is_or_not_at_all(text: str) -> None:
    assert claim_comment(kept(said(text)), CLAIMED) in {"", text}
