"""The week as plain data for programs: what `--format json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.summary.csv import COLUMNS, cells_of

if TYPE_CHECKING:
    from bot.summary.names import Names
    from bot.summary.report import Report


def data(report: Report, names: Names) -> dict[str, Any]:
    """Return the week as what JSON knows; times by ISO 8601, students by their shown names."""
    given = report.given
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
                "since": need.since.isoformat(),
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
        "projects": [asdict(row) for row in report.projects],
        "upcoming": [{"day": one.day.isoformat(), "what": one.what} for one in report.upcoming],
        "left_out": given.left_out,
    }
