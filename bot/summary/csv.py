"""The same week for a spreadsheet: a line for each contribution, one for who has none."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from bot.kernel.hold import Holder

if TYPE_CHECKING:
    from collections.abc import Iterator

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
)

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With these, full width too, a spreadsheet begins a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


def table(report: Report, names: Names) -> str:
    """Return the week as CSV by RFC 4180, the students in the order of the issue."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for cells in cells_of(report, names):
        writer.writerow([safe(cell) for cell in cells])
    return out.getvalue()


def cells_of(report: Report, names: Names) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each line, by `COLUMNS`, as they are."""
    reasons = {need.student: need.why for need in report.needs}
    for one in report.students:
        for row in one.rows or (None,):
            yield (*_person(one, reasons, report, names), *_cells(row, names))


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


def _cells(row: Row | None, names: Names) -> Iterator[str]:
    if row is None:
        yield from [""] * (len(COLUMNS) - 5)
        return
    known = not names.are_hidden
    yield str(row.number) if known else ""
    yield row.issue.repository if row.issue else ""
    yield row.kind.value if row.kind else ""
    yield row.stage.value
    yield str(len(row.moves))
    yield str(len(row.opened))
    yield str(row.pull) if row.pull and known else ""
    yield row.merged_at.isoformat() if row.merged_at else ""
    yield "yes" if row.merged_at and row.lands_closed else ""
    yield row.superseded_at.isoformat() if row.superseded_at else ""
    yield "" if row.open_days is None else f"{row.open_days:.2f}"
    yield from map(str, (row.cycles, row.threads, row.at_first_try))
    yield from map(str, (row.new_cycles, row.new_threads, row.newly_settled))
    yield row.turn.value if row.turn else ""
    yield row.since.isoformat() if row.since else ""
    for holder in (Holder.AUTHOR, Holder.REVIEWER, Holder.GATE):
        yield f"{row.hours_of(holder):.2f}"
    yield str(row.nudges)
    yield str(row.heeded)
