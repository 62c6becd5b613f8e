"""Percentiles, and the coach's thresholds made of them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.projects.measured import Norms, Quantiles, SizeClass, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.calibrate.landing import Landing

ENOUGH_NEWCOMERS: Final = 60
"""Fewer do not make a peer group; all authors are then taken."""
ENOUGH_OF_A_SIZE: Final = 25
"""Fewer do not make a size class; all sizes are then taken."""
_POINTS: Final = (10, 25, 50, 75, 90, 95, 99)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies, interpolated between two.

    Args:
        ordered: In rising order, not empty.
        share: From 0 to 1.
    """
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def quantiles(values: Iterable[float], digits: int = 0) -> Quantiles:
    """Return the percentiles of values, rounded to so many digits."""
    ordered = sorted(values)
    if not ordered:
        return Quantiles(count=0)
    points: dict[str, Any] = {}
    for point in _POINTS:
        value = quantile(ordered, point / 100)
        points[f"p{point}"] = round(value, digits) if digits else round(value)
    return Quantiles(count=len(ordered), **points)


def share_of(chosen: Iterable[bool]) -> float | None:
    """Return the share that is true, to three digits; None of nothing."""
    listed = list(chosen)
    return round(sum(listed) / len(listed), 3) if listed else None


def norms(landings: Sequence[Landing], newcomers: Sequence[Landing]) -> Norms:
    """Derive the thresholds from all changes and from newcomers'.

    The percentiles are the project's. The bounds are a judgement: a limit of 12 or of 5,000 lines
    would help nobody.
    """
    enough = len(newcomers) >= ENOUGH_NEWCOMERS
    peers, whose = (newcomers, "newcomers") if enough else (landings, "all")

    def bounded(
        group: Sequence[Landing], of: Callable[[Landing], int], share: float, low: int, high: int
    ) -> int:
        return max(low, min(high, round(quantile(sorted(map(of, group)), share))))

    return Norms(
        peers=whose,
        focused_lines=bounded(peers, lambda each: each.size.lines, 0.75, 50, 200),
        large_lines=bounded(peers, lambda each: each.size.lines, 0.9, 250, 800),
        focused_files=bounded(peers, lambda each: each.size.files, 0.75, 3, 8),
        large_files=bounded(peers, lambda each: each.size.files, 0.9, 6, 20),
        many_top_dirs=bounded(landings, lambda each: each.size.top_dirs, 0.9, 2, 4),
        waiting=_waiting(peers, whose),
    )


def _waiting(peers: Sequence[Landing], whose: str) -> dict[SizeClass, Waiting]:
    """Return the waiting times by size; a larger change never gets less time."""
    found: dict[SizeClass, Waiting] = {}
    least = [0.0, 0.0, 0.0]
    for size in SizeClass:
        group = [each for each in peers if SizeClass.of(each.size.lines) is size]
        few = len(group) < ENOUGH_OF_A_SIZE
        group = list(peers) if few else group
        days = sorted(each.open_hours / 24 for each in group)
        points = [round(quantile(days, share), 1) for share in (0.5, 0.75, 0.9)]
        least = [max(pair) for pair in zip(points, least, strict=True)]
        found[size] = Waiting(
            count=len(group),
            peers=f"{whose}, all sizes" if few else whose,
            usual=least[0],
            stalled=least[1],
            overdue=least[2],
        )
    return found
