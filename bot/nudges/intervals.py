"""Shares and medians with 95 % intervals; what is not over yet counts as not over."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval that holds the true one in 95 of 100 cases.

    Attributes:
        value: The figure; None where it cannot be told.
        low: The lower end; None where there is none.
        high: The upper end; None where there is none.
        count: What it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int


def share(hits: int, count: int) -> Estimate:
    """Return a share by Wilson's method.

    Raises:
        UserError: scipy is not installed.
    """
    if count == 0:
        return Estimate(None, None, None, 0)
    interval = scipy_stats().binomtest(hits, count).proportion_ci(LEVEL, method="wilson")
    return Estimate(hits / count, float(interval.low), float(interval.high), count)


def median(spans: Sequence[tuple[float, bool]]) -> Estimate:
    """Return the median of spans, each with whether it came to its end, by Kaplan and Meier.

    An end that is None lies beyond what was watched.

    Raises:
        UserError: scipy is not installed.
    """
    if not any(ended for _, ended in spans):
        return Estimate(None, None, None, len(spans))
    stats = scipy_stats()
    left = stats.ecdf(_censored(stats, spans)).sf
    with warnings.catch_warnings():
        # Where nobody is left there is no interval; scipy says so each time.
        warnings.simplefilter("ignore", RuntimeWarning)
        within = left.confidence_interval(confidence_level=LEVEL, method="log-log")
    curves = (left, within.low, within.high)
    value, low, high = (_crossing(each.quantiles, each.probabilities) for each in curves)
    return Estimate(value, low, high, len(spans))


def difference(
    nudged: Sequence[tuple[float, bool]], held_out: Sequence[tuple[float, bool]]
) -> float | None:
    """Return how likely such a difference of spans is by chance alone, by the log-rank test.

    None where the sides have too little to compare, or no difference can be told of them.

    Raises:
        UserError: scipy is not installed.
    """
    if not any(ended for _, ended in nudged) or not any(ended for _, ended in held_out):
        return None
    stats = scipy_stats()
    with warnings.catch_warnings():
        # Where all came to their end at one time there is no spread to divide by.
        warnings.simplefilter("ignore", RuntimeWarning)
        tested = stats.logrank(_censored(stats, nudged), _censored(stats, held_out))
    return None if isnan(tested.pvalue) else float(tested.pvalue)


def _censored(stats: ModuleType, spans: Sequence[tuple[float, bool]]) -> object:
    ended = [span for span, is_over in spans if is_over]
    running = [span for span, is_over in spans if not is_over]
    return stats.CensoredData(uncensored=ended, right=running)


def _crossing(spans: Sequence[float], left: Sequence[float]) -> float | None:
    """Return the first span at which at most half are left."""
    half = 0.5
    return next((float(at) for at, share in zip(spans, left, strict=True) if share <= half), None)


def scipy_stats() -> ModuleType:
    """Import scipy when it is needed: the service runs without it.

    Raises:
        UserError: It is not installed.
    """
    try:
        from scipy import stats  # noqa: PLC0415 - an optional library
    except ImportError:
        raise UserError(
            "The report needs scipy. Install it with: pip install 'upstream-coach[calibrate]'"
        ) from None
    return stats  # type: ignore[no-any-return] # scipy ships no types
