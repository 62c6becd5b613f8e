"""The small words of the summary: counts, days, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

SMALL: Final = 5
"""A count below it could tell who is meant, and is hidden from a wider circle of readers."""

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


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"
