"""The students' table: for each where the work stands, whose turn it is, the pace, the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.kernel.hold import Holder
from bot.kernel.markdown import quote
from bot.summary.words import hours, line, plural, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.summary.names import Names
    from bot.summary.report import Report
    from bot.summary.rows import Row
    from bot.summary.students import StudentRow

HEADER: Final = ("student", "where", "turn", "pace", "this week")

HOLDERS: Final = {
    Holder.AUTHOR: "student",
    Holder.REVIEWER: "reviewers",
    Holder.GATE: "maintainers",
    Holder.CI: "checks",
    Holder.NOBODY: "nobody",
    Holder.MENTOR: "mentor",
}


def student_line(one: StudentRow, main: Row | None, report: Report, names: Names) -> str:
    """Return a student's row of the table.

    Args:
        one: The student.
        main: The contribution to show; None where there is none.
        report: The week.
        names: How students are named.
    """
    cells = (
        names.shown(one.student),
        "nothing yet" if main is None else _where(main, report, names),
        "" if main is None else _turn(main, report),
        one.standing.pace.value,
        ", ".join(_week(one)) or "-",
    )
    return line(cells)


def _where(row: Row, report: Report, names: Names) -> str:
    parts = [row.stage.value]
    if row.issue is not None:
        parts.append(quote(row.issue.repository))
    if row.kind is not None:
        parts.append(f"({row.kind.value})")
    return " ".join((*parts, names.work(row, report.given.tracker))).rstrip()


def _turn(row: Row, report: Report) -> str:
    if row.turn is None or row.since is None:
        return "" if row.stage.has_ended else "not known"
    day = row.since.astimezone(report.given.zone).date()
    return f"{HOLDERS[row.turn]} since {short(day)}"


def _week(one: StudentRow) -> Iterator[str]:
    if one.moves:
        yield plural(one.moves, "step")
    own = one.hours(Holder.AUTHOR)
    others = one.hours(Holder.REVIEWER, Holder.GATE)
    if own:
        yield f"{hours(own)} with the student"
    if others:
        yield f"{hours(others)} with reviewers"
    if cycles := sum(row.new_cycles for row in one.rows):
        yield plural(cycles, "review round")
    if settled := sum(row.newly_settled for row in one.rows):
        yield f"{plural(settled, 'remark')} settled at the first try"
    if one.nudges:
        heeded = sum(row.heeded for row in one.rows)
        yield f"{plural(one.nudges, 'reminder')}, {heeded} answered"
    if one.merged:
        yield f"{one.merged} merged so far"
