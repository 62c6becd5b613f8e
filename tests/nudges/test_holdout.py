"""The hold-out: the same everywhere, and as large as the policy wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nudges.holdout import is_held_out
from bot.nudges.plan import plan
from bot.nudges.rung import Rung
from bot.nudges.situation import Given
from bot.policy.reminders import Nudges
from tests.support.nudges import gave, on, situation

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


def draws(percent: int, *given: Given) -> bool:
    """Return whether a contribution that is drawn from three percent on is held out."""
    nudges = Nudges(hold_out_percent=percent)
    one = situation(on(14), contribution="7#68", nudges=nudges, given=given)
    found = plan([one])
    assert len(found.held_out) + len(found.comments) == 1
    return bool(found.held_out)


@pytest.mark.parametrize(("percent", "is_out"), [(0, False), (2, False), (3, True), (50, True)])
def test_at_first_the_share_of_the_policy_decides(percent: int, *, is_out: bool) -> None:
    assert draws(percent) is is_out


@pytest.mark.parametrize(("percent", "is_out"), [(50, True), (3, True), (2, True), (0, False)])
def test_what_was_held_out_stays_so_until_nothing_is_compared(
    percent: int, *, is_out: bool
) -> None:
    silent = Given(contribution="7#68", rung=Rung.TO_DO, at=on(8), to=())
    assert draws(percent, silent) is is_out


def test_what_was_nudged_stays_so_and_a_stale_bots_warning_decides_nothing() -> None:
    assert not draws(50, gave(Rung.TO_DO, on(8), contribution="7#68"))
    assert draws(50, gave(Rung.STALE, on(8), contribution="7#68"))
    assert draws(50, gave(Rung.TO_DO, on(8), contribution="7#12"))
