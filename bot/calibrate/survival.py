"""Estimates how the changes of newcomers are merged over time, with those that were not; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError
from bot.projects.measured import SizeClass, Survival

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

DAYS: Final = (1, 3, 7, 14, 30, 60, 90, 180)
PERCENTAGES: Final = (25, 50, 75, 90)


@dataclass(frozen=True, slots=True)
class Followed:
    """A pull request that was followed from its opening on.

    Attributes:
        lines: Its size.
        days: Until it was merged, or as long as it is known to have been open.
        merged: It was merged; if not, it is censored.
    """

    lines: int
    days: float
    merged: bool


def survival(followed: Sequence[Followed]) -> dict[SizeClass, Survival]:
    """Estimate by size class; a class without any merge is left out.

    Raises:
        UserError: scipy is not installed.
    """
    classes = {
        size: [each for each in followed if SizeClass.of(each.lines) is size] for size in SizeClass
    }
    return {
        size: _estimate(group)
        for size, group in classes.items()
        if any(each.merged for each in group)
    }


def _estimate(followed: Sequence[Followed]) -> Survival:
    """Kaplan-Meier; at equal times a merge comes before a censoring, as scipy does."""
    stats = scipy_stats()
    merged = [each.days for each in followed if each.merged]
    censored = [each.days for each in followed if not each.merged]
    sample = stats.CensoredData(uncensored=merged, right=censored)
    done = stats.ecdf(sample).cdf
    return Survival(
        opened=len(followed),
        merged=len(merged),
        censored=len(censored),
        merged_within_days={str(day): round(float(done.evaluate(day)), 3) for day in DAYS},
        days_until_merged={
            str(percentage): next(
                (
                    round(float(days), 1)
                    for days, share in zip(done.quantiles, done.probabilities, strict=True)
                    if share >= percentage / 100 - 1e-12
                ),
                None,
            )
            for percentage in PERCENTAGES
        },
    )


def scipy_stats() -> ModuleType:
    """Import scipy when it is needed: the service runs without it.

    Raises:
        UserError: It is not installed; the text names the extra.
    """
    try:
        from scipy import stats  # noqa: PLC0415 - an optional library
    except ImportError:
        raise UserError(
            "Calibration needs scipy. Install it with: pip install 'upstream-coach[calibrate]'"
        ) from None
    return stats  # type: ignore[no-any-return] # scipy ships no types
