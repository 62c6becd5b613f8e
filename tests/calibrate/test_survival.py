"""Waiting times count those who still wait."""

from __future__ import annotations

import sys

import pytest

from bot.calibrate.survival import Followed, survival
from bot.kernel.errors import UserError
from bot.projects.measured import SizeClass


def test_the_estimate_is_that_of_a_hand() -> None:
    """Days 2, 4+, 5, 8+, 10 of five: the share merged is 1/5, then 1 - 4/5*2/3, then 1."""
    followed = [
        Followed(10, 2, merged=True),
        Followed(10, 4, merged=False),
        Followed(10, 5, merged=True),
        Followed(10, 8, merged=False),
        Followed(10, 10, merged=True),
    ]
    (found,) = survival(followed).values()
    assert (found.opened, found.merged, found.censored) == (5, 3, 2)
    within = found.merged_within_days
    assert [within[day] for day in ("1", "3", "7", "14", "180")] == [0, 0.2, 0.467, 1, 1]
    assert found.days_until_merged == {"25": 5.0, "50": 10.0, "75": 10.0, "90": 10.0}


def test_a_merge_comes_before_a_censoring_of_the_same_day() -> None:
    """With three, a tie at day 1: one of three merged, then one of one is left."""
    followed = [
        Followed(10, 1, merged=True),
        Followed(10, 1, merged=False),
        Followed(10, 3, merged=False),
    ]
    (found,) = survival(followed).values()
    assert found.merged_within_days["1"] == 0.333
    assert found.days_until_merged == {"25": 1.0, "50": None, "75": None, "90": None}


def test_without_censoring_it_is_the_plain_share() -> None:
    followed = [Followed(300, day, merged=True) for day in (1, 2, 3, 40)]
    found = survival(followed)[SizeClass.LARGE]
    assert found.merged_within_days["30"] == 0.75
    assert found.days_until_merged == {"25": 1.0, "50": 2.0, "75": 3.0, "90": 40.0}


def test_size_classes_are_apart_and_one_without_merges_is_left_out() -> None:
    followed = [
        Followed(50, 1, merged=True),
        Followed(51, 1, merged=True),
        Followed(201, 9, merged=False),
    ]
    assert set(survival(followed)) == {SizeClass.SMALL, SizeClass.MEDIUM}
    assert survival([]) == {}


def test_without_scipy_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(UserError, match=r"pip install 'upstream-coach\[calibrate\]'"):
        survival([Followed(1, 1, merged=True)])
