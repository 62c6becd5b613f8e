"""The same week for a spreadsheet: a line for each contribution, one for who has none."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.kernel.hold import Holder
from bot.summary.report import told_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.summary.names import Names
    from bot.summary.report import Report
    from bot.summary.rows import Row
    from bot.summary.students import StudentRow

COLUMNS: Final = (
    "week",
    "student",
    "pace",
    "pace because",
    "needs a human",
    "contribution",
    "project",
    "kind",
    "stage",
    "steps this week",
    "pull requests opened this week",
    "pull request",
    "merged at",
    "landed closed",
    "superseded at",
    "days to merge",
    "review rounds",
    "review threads",
    "threads settled at first try",
    "review rounds this week",
    "review threads this week",
    "threads settled at first try this week",
    "turn",
    "turn since",
    "student hours this week",
    "reviewer hours this week",
    "maintainer hours this week",
    "reminders this week",
    "reminders followed",
    "cohort",
)

_MARK: Final = "\ufeff"
"""By which a spreadsheet knows UTF-8."""

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With these, full width too, a spreadsheet begins a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


def table(weeks: Iterable[tuple[Report, Names]]) -> str:
    """Return weeks as one CSV by RFC 4180, the students of each in the order of its issue.

    Spreadsheets take a file for an old alphabet where no mark of its encoding stands at the
    begin. A text of plain letters needs none, and programs would take it for part of a name.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for report, names in weeks:
        for cells in cells_of(report, names):
            writer.writerow([safe(cell) for cell in cells])
    text = out.getvalue()
    return text if text.isascii() else f"{_MARK}{text}"


def cells_of(report: Report, names: Names) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each line, by `COLUMNS`, as they are."""
    week = told_by(report, names)
    reasons = {need.student: need.why for need in week.needs}
    show = Shown(names, week.given.zone)
    for one in week.students:
        for row in one.rows or (None,):
            yield (*_person(one, reasons, week, names), *_cells(row, show), week.given.cohort)


@dataclass(frozen=True, slots=True)
class Shown:
    """How times and spans show.

    Under pseudonyms they are no finer than in the issue: by the second at which something was
    merged, anybody finds whose it was.
    """

    names: Names
    zone: ZoneInfo

    def instant(self, at: datetime | None) -> str:
        """Return an instant by ISO 8601, under pseudonyms its day; empty where there is none."""
        if at is None:
            return ""
        return (
            at.astimezone(self.zone).date().isoformat() if self.names.are_hidden else at.isoformat()
        )

    def span(self, value: float) -> str:
        """Return hours or days with two decimals, under pseudonyms whole ones."""
        return f"{value:.0f}" if self.names.are_hidden else f"{value:.2f}"


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_DANGEROUS) else cell


def _person(
    one: StudentRow, reasons: dict[str, str], report: Report, names: Names
) -> Iterator[str]:
    yield str(report.given.week)
    yield names.plain(one.student)
    yield one.standing.pace.value
    yield one.standing.why
    yield reasons.get(one.student, "")


def _cells(row: Row | None, show: Shown) -> Iterator[str]:
    if row is None:
        yield from [""] * (len(COLUMNS) - 6)
        return
    known = not show.names.are_hidden
    yield str(row.number) if known else ""
    yield row.issue.repository if row.issue else ""
    yield row.kind.value if row.kind else ""
    yield row.stage.value
    yield str(len(row.moves))
    yield str(len(row.opened))
    yield str(row.pull) if row.pull and known else ""
    yield show.instant(row.merged_at)
    yield "yes" if row.merged_at and row.lands_closed else ""
    yield show.instant(row.superseded_at)
    yield "" if row.open_days is None else show.span(row.open_days)
    yield from map(str, (row.cycles, row.threads, row.at_first_try))
    yield from map(str, (row.new_cycles, row.new_threads, row.newly_settled))
    yield row.turn.value if row.turn else ""
    yield show.instant(row.since)
    for holder in (Holder.AUTHOR, Holder.REVIEWER, Holder.GATE):
        yield show.span(row.hours_of(holder))
    yield str(row.nudges)
    yield str(row.heeded)
