"""The arithmetic of the benchmarks."""

from __future__ import annotations

from itertools import product
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import paired_ratio, percentile

positive = st.floats(min_value=0.1, max_value=1000)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.99, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        (list(range(1, 101)), 0.99, 99),
        (list(range(1, 102)), 0.99, 100),
        ([1.0, 2.0], 0.0, 1.0),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
def test_a_percentile_is_the_nearest_rank(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 1.1), ([1.0], -0.1)])
def test_a_percentile_of_nothing_or_beyond_all_is_refused(
    values: list[float], share: float
) -> None:
    with pytest.raises(ValueError, match=r"percentile|share"):
        percentile(values, share)


@given(values=st.lists(positive, min_size=1), share=st.floats(min_value=0, max_value=1))
def test_at_least_the_share_lies_at_or_below_a_percentile(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


def test_rounds_are_compared_pair_by_pair_so_that_a_slow_spell_of_the_machine_cancels() -> None:
    theirs = [100.0, 50.0, 10.0]
    ratio = paired_ratio([2 * figure for figure in theirs], theirs)
    assert (ratio.median, ratio.least, ratio.most) == (2, 2, 2)


@pytest.mark.parametrize(("rounds", "left_out"), [(6, 0), (8, 0), (9, 1), (15, 3), (20, 5)])
def test_the_interval_takes_as_few_rounds_as_the_sign_test_allows(
    rounds: int, left_out: int
) -> None:
    ratio = paired_ratio([float(number) for number in range(rounds)], [1.0] * rounds)
    assert (ratio.low, ratio.high) == (left_out, rounds - 1 - left_out)


@pytest.mark.parametrize("rounds", range(1, 6))
def test_fewer_than_six_rounds_have_no_interval(rounds: int) -> None:
    ratio = paired_ratio([1.0] * rounds, [1.0] * rounds)
    assert ratio.low is None
    assert ratio.high is None


@pytest.mark.parametrize("rounds", [6, 9, 12])
def test_the_interval_misses_the_true_median_in_at_most_five_percent_of_cases(rounds: int) -> None:
    missed = 0
    for signs in product((-1.0, 1.0), repeat=rounds):
        ratio = paired_ratio([10 + sign for sign in signs], [10.0] * rounds)
        assert ratio.low is not None
        assert ratio.high is not None
        missed += ratio.high < 1 or ratio.low > 1
    assert missed / 2**rounds <= 0.05


@given(pairs=st.lists(st.tuples(positive, positive), min_size=1, max_size=40))
def test_the_median_lies_inside_its_interval_and_that_inside_the_range(
    pairs: list[tuple[float, float]],
) -> None:
    ratio = paired_ratio([ours for ours, _ in pairs], [theirs for _, theirs in pairs])
    assert ratio.median == median(ours / theirs for ours, theirs in pairs)
    low = ratio.least if ratio.low is None else ratio.low
    high = ratio.most if ratio.high is None else ratio.high
    assert ratio.least <= low <= ratio.median <= high <= ratio.most


def test_unequal_rounds_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="2 rounds of ours cannot be paired with 1"):
        paired_ratio([1.0, 2.0], [1.0])


def test_a_goal_needs_the_whole_interval_on_its_right_side() -> None:
    theirs = [1.0] * 8
    ratio = paired_ratio([1.1, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.5], theirs)
    assert ratio.at_least(1.1)
    assert not ratio.at_least(1.2)
    assert ratio.at_most(1.5)
    assert not ratio.at_most(1.4)


def test_without_an_interval_a_goal_is_judged_by_the_median() -> None:
    ratio = paired_ratio([0.5, 2.0, 9.0], [1.0, 1.0, 1.0])
    assert ratio.at_least(2)
    assert ratio.at_most(2)
    assert not ratio.at_least(2.1)
