"""The arithmetic of the benchmarks: percentiles, paired ratios and their intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HALF_OF_MISSES = 0.025
"""A 95 % interval may miss in 5 % of cases, half of them on each side."""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of all lies, by the nearest rank.

    Args:
        values: At least one, in any order.
        share: Between 0 and 1; 0.99 asks for the 99th percentile.

    Raises:
        ValueError: There are no values, or the share lies outside 0 to 1.
    """
    if not values:
        raise ValueError("a percentile needs at least one value")
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share}")
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours divided by theirs, round by round.

    Attributes:
        median: The middle of the rounds' ratios.
        least: The smallest ratio of a round.
        most: The largest ratio of a round.
        low: Where the 95 % interval of the median begins; None with fewer than six rounds.
        high: Where it ends; None likewise.
        rounds: How many pairs there were.
    """

    median: float
    least: float
    most: float
    low: float | None
    high: float | None
    rounds: int

    def at_least(self, goal: float) -> bool:
        """Return whether the goal is reached from above, by the interval where there is one."""
        return (self.median if self.low is None else self.low) >= goal

    def at_most(self, goal: float) -> bool:
        """Return whether the goal is reached from below, by the interval where there is one."""
        return (self.median if self.high is None else self.high) <= goal


def paired_ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Compare two contenders that ran in the same rounds.

    The interval is that of the sign test: two of the sorted ratios, as far out as needed for
    95 % whatever their distribution is (Conover, Practical Nonparametric Statistics, 3.2).

    Args:
        ours: One figure a round.
        theirs: Their figures of the same rounds, none of them zero.

    Raises:
        ValueError: The rounds differ in number, or there are none.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError(f"{len(ours)} rounds of ours cannot be paired with {len(theirs)}")
    ratios = sorted(mine / other for mine, other in zip(ours, theirs, strict=True))
    rank = _outer_rank(len(ratios))
    return Ratio(
        median=median(ratios),
        least=ratios[0],
        most=ratios[-1],
        low=None if rank is None else ratios[rank],
        high=None if rank is None else ratios[-1 - rank],
        rounds=len(ratios),
    )


def _outer_rank(count: int) -> int | None:
    """Return how many values a 95 % interval may leave out on each side; None is no interval."""
    tail = 0.0
    left_out: int | None = None
    for rank in range(count):
        tail += math.comb(count, rank) / 2**count
        if tail > _HALF_OF_MISSES:
            break
        left_out = rank
    return left_out
