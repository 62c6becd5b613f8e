"""The small words of the summary: counts, days, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

SMALL: Final = 5
"""A count below it could tell who is meant, and is hidden from a wider circle of readers."""

NOT_SHOWN: Final = "not shown"
"""Stands for a small count, or one that would tell what a small one is."""

DAY: Final = 24
"""Hours."""

_UP_TO_DAYS: Final = 2
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield line(header)
    yield "|" + "---|" * len(header)
    for row in rows:
        yield line(row)


def line(cells: Sequence[str]) -> str:
    """Return one row of a table; a bar within a cell ends no cell."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def hours(value: float) -> str:
    """Return a span in hours, or in days where it is long."""
    return f"{value / DAY:.1f} days" if value >= _UP_TO_DAYS * DAY else plural(round(value), "hour")


def days(value: float | None) -> str:
    """Return a number of days, or a dash where there is none."""
    return "-" if value is None else f"{value:.1f}"


def short(day: date) -> str:
    """Return a day of the course as `8 Oct`, which no line break tears apart in a narrow column."""
    return f"{day.day}\N{NO-BREAK SPACE}{_MONTHS[3 * day.month - 3 : 3 * day.month]}"


def percent(part: float, whole: float) -> str:
    """Return a share in percent, or a dash where there is nothing to share."""
    return f"{part / whole:.0%}" if whole else "-"


def few(count: int, *, hides: bool) -> str:
    """Return a count; where small ones are hidden, that it is small."""
    return f"fewer than {SMALL}" if hides and 0 < count < SMALL else str(count)


def part(count: int, whole: int, *, hides: bool) -> str:
    """Return a count of a whole that stands beside it; where small ones are hidden, no rest is."""
    if hides and count >= SMALL and 0 < whole - count < SMALL:
        return "all but a few"
    return few(count, hides=hides)


def parts(counts: Sequence[int], *, hides: bool, of_all: bool = False) -> list[str]:
    """Return the counts of parts of a whole, of which no small one follows from the others.

    Where small ones are hidden, a single one would be what the others leave of the whole. So
    further ones are hidden, the smallest first, until two are that come to twice `SMALL`; a part
    that is empty only where nothing else is left. Which of them is small does not show.

    Args:
        counts: Of all parts, two at least.
        hides: Whether small counts are hidden.
        of_all: Whether the whole are the students, whose number readers know. Any other whole
            that is small is hidden itself, and then nothing follows from it.
    """
    hidden = {place for place, count in enumerate(counts) if hides and 0 < count < SMALL}
    if not of_all and sum(counts) < SMALL:
        return [few(count, hides=hides) for count in counts]
    while hidden and (len(hidden) == 1 or sum(counts[at] for at in hidden) < 2 * SMALL):
        others = {count for at, count in enumerate(counts) if at not in hidden}
        if not others:
            break
        # All of one size: that one of them is hidden would tell by its place.
        least = min(others, key=lambda count: (not count, count))
        hidden |= {at for at, count in enumerate(counts) if count == least}
    return [NOT_SHOWN if at in hidden else str(count) for at, count in enumerate(counts)]


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"
