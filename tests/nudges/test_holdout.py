"""The hold-out: the same everywhere, and as large as the policy wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nudges.holdout import is_held_out

KEYS = [f"{repository}#{number}" for repository in range(40) for number in range(250)]


@pytest.mark.parametrize("percent", [0, 1, 10, 25, 50, 100])
def test_the_share_is_about_what_the_policy_says(percent: int) -> None:
    share = sum(is_held_out(key, percent) for key in KEYS) / len(KEYS)
    assert share == pytest.approx(percent / 100, abs=0.015)


@given(st.text(), st.integers(0, 99))
def test_who_is_held_out_stays_so_at_a_larger_share(key: str, percent: int) -> None:
    assert is_held_out(key, percent) <= is_held_out(key, percent + 1)


def test_the_lot_is_the_same_on_every_machine() -> None:
    drawn = [key for key in KEYS[:40] if is_held_out(key, 10)]
    assert drawn == ["0#0", "0#3", "0#9", "0#14", "0#16", "0#24", "0#36"]
