"""The week as plain data for programs: what `--format json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.summary.csv import COLUMNS, Shown, cells_of
from bot.summary.report import told_by

if TYPE_CHECKING:
    from bot.summary.figures import ProjectRow
    from bot.summary.names import Names
    from bot.summary.report import Report


def data(report: Report, names: Names) -> dict[str, Any]:
    """Return the week as what JSON knows; times by ISO 8601, students by their shown names."""
    report = told_by(report, names)
    given = report.given
    show = Shown(names, given.zone)
    return {
        "week": str(given.week),
        "cohort": given.cohort,
        "mentor": given.mentor,
        "course_week": given.course_week,
        "needs": [
            {
                "student": names.plain(need.student),
                "reason": need.reason.name.lower(),
                "why": need.why,
                "next": need.step,
                "who": list(need.who),
                "since": show.instant(need.since),
            }
            for need in report.needs
        ],
        "cohort_figures": {
            **asdict(report.figures),
            "milestones": [
                {**asdict(one), "due": one.due.isoformat()} for one in report.figures.milestones
            ],
        },
        "contributions": [
            dict(zip(COLUMNS, cells, strict=True)) for cells in cells_of(report, names)
        ],
        "projects": [_project(row, show) for row in report.projects],
        "upcoming": [
            {"day": one.day.isoformat(), "what": "; ".join(filter(None, (one.what, one.left)))}
            for one in report.upcoming
        ],
        "left_out": given.left_out,
    }


def _project(row: ProjectRow, show: Shown) -> dict[str, Any]:
    spans = {
        name: None if value is None else float(show.span(value))
        for name, value in (("days", row.days), ("longest", row.longest), ("waited", row.waited))
    }
    return {**asdict(row), **spans}
