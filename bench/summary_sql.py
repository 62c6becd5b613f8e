"""The rival of the weekly summary: the figures of the same week, counted by SQLite itself."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bench.proc import cpu_seconds, own_peak
from bot.clock import SystemClock
from bot.summary.week import IsoWeek

if TYPE_CHECKING:
    from bot.summary.figures import Figures

ZONE: Final = ZoneInfo("UTC")
WEEK: Final = IsoWeek(2026, 47)

_EVER: Final = "SELECT count(DISTINCT subject) FROM journal WHERE kind = '{}' AND at < :end"
_NEW: Final = "SELECT count(*) FROM journal WHERE kind = '{}' AND at >= :begin AND at < :end"
_HOURS: Final = """
    WITH line AS (
        SELECT subject, kind, at, lead(at, 1, :end) OVER (PARTITION BY subject ORDER BY at) AS next,
               min(CASE WHEN kind <> 'turn' THEN at END) OVER (PARTITION BY subject) AS over,
               CASE WHEN kind = 'turn' THEN json_extract(CAST(data AS TEXT), '$.holder') END
               AS holder
        FROM journal WHERE kind IN ('turn', 'merged', 'superseded', 'dropped') AND at < :end
    )
    SELECT sum(max(0, min(next, ifnull(over, :end)) - max(at, :begin))) / 3600
    FROM line WHERE holder IN ({})
"""
QUERIES: Final = {
    "claimed": _EVER.format("claimed"),
    "planned": _EVER.format("planned"),
    "approved": _EVER.format("approved"),
    "opened": _EVER.format("pull_request_linked"),
    "reviewed": _EVER.format("review_started"),
    "merged": _EVER.format("merged"),
    "opened_this_week": _NEW.format("pull_request_linked"),
    "merged_this_week": _NEW.format("merged"),
    "student_hours": _HOURS.format("'author'"),
    "reviewer_hours": _HOURS.format("'reviewer', 'gate'"),
}


def counted(path: str) -> dict[str, float]:
    """Return the figures of the week as SQLite counts them in the journals of a database."""
    begin, end = (each.timestamp() for each in WEEK.bounds(ZONE))
    with closing(sqlite3.connect(path)) as conn:
        found = {
            name: conn.execute(query, {"begin": begin, "end": end}).fetchone()[0]
            for name, query in QUERIES.items()
        }
    return {name: round(value or 0, 3) for name, value in found.items()}


def same(figures: Figures) -> dict[str, float]:
    """Return ours under the same names."""
    _, claimed, planned, approved, opened, reviewed = figures.reached
    return {
        "claimed": claimed,
        "planned": planned,
        "approved": approved,
        "opened": opened,
        "reviewed": reviewed,
        "merged": figures.merged,
        "opened_this_week": figures.opened_this_week,
        "merged_this_week": figures.merged_this_week,
        "student_hours": round(figures.student_hours, 3),
        "reviewer_hours": round(figures.reviewer_hours, 3),
    }


def main() -> None:
    """Count, and print seconds, megabytes and figures as JSON."""
    clock = SystemClock()
    before, begun, used = own_peak(), clock.now(), cpu_seconds(os.getpid())
    found = counted(sys.argv[1])
    told = {
        "seconds": (clock.now() - begun).total_seconds(),
        "cpu": cpu_seconds(os.getpid()) - used,
        "megabytes": own_peak() - before,
        "figures": found,
    }
    print(json.dumps(told))  # noqa: T201 - read by the process that started it


if __name__ == "__main__":
    main()
