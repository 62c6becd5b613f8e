"""More figures of the week, computed a second time by SQL in the journals."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.summary.cohorts import WEEK, ZONE, cohort, reported
from tests.summary.test_rows import database

if TYPE_CHECKING:
    import sqlite3

    from bot.summary.report import Report

BEGIN, END = (each.timestamp() for each in WEEK.bounds(ZONE))
BOUNDS = {"begin": BEGIN, "end": END}
SECONDS_A_DAY = 86_400


@pytest.fixture(scope="module")
def told() -> tuple[Report, sqlite3.Connection]:
    lives, known = cohort(240, each=3, seed=1)
    return reported(lives, known), database(lives)


def test_what_another_change_settled_in_the_week(told: tuple[Report, sqlite3.Connection]) -> None:
    report, conn = told
    query = "SELECT count(*) FROM line WHERE kind = 'superseded' AND at >= :begin AND at < :end"
    (counted,) = conn.execute(query, BOUNDS).fetchone()
    assert report.figures.superseded_this_week == counted > 0


def test_threads_that_were_new_and_settled_in_the_week(
    told: tuple[Report, sqlite3.Connection],
) -> None:
    report, conn = told
    query = """
        SELECT sum(max(0, newest - known)) FROM (
            SELECT (SELECT json_extract(data, :field) FROM line AS last
                    WHERE last.subject = line.subject AND kind = 'turn' AND at < :end
                    ORDER BY at DESC LIMIT 1) AS newest,
                   (SELECT ifnull(max(json_extract(data, :field)), 0) FROM line AS old
                    WHERE old.subject = line.subject AND kind = 'turn' AND at < :begin) AS known
            FROM line WHERE kind = 'turn' AND at < :end GROUP BY subject)
    """
    found = {
        name: conn.execute(query, BOUNDS | {"field": f"$.{name}"}).fetchone()[0]
        for name in ("threads", "at_first_try")
    }
    assert report.figures.new_threads == found["threads"] > 0
    assert report.figures.newly_settled == found["at_first_try"] > 0


def test_how_many_stand_at_each_stage(told: tuple[Report, sqlite3.Connection]) -> None:
    report, conn = told
    query = """
        SELECT CASE kind WHEN 'planned' THEN 'agreed' WHEN 'approved' THEN 'building'
                    WHEN 'pull_request_linked' THEN 'open' WHEN 'review_started' THEN 'review'
                    ELSE kind END AS stage, count(*)
        FROM line AS it
        WHERE at = (
            SELECT max(at) FROM line WHERE subject = it.subject AND at < :end
            AND kind IN ('claimed', 'planned', 'approved', 'pull_request_linked',
                         'review_started', 'merged', 'superseded'))
        AND kind IN ('claimed', 'planned', 'approved', 'pull_request_linked', 'review_started',
                     'merged', 'superseded')
        GROUP BY stage
    """
    found = {stage.value: count for stage, count in report.figures.standing}
    assert found == dict(conn.execute(query, BOUNDS))


def test_what_each_project_took_and_how_long_it_took(
    told: tuple[Report, sqlite3.Connection],
) -> None:
    report, conn = told
    query = """
        SELECT project, (took.at - opened.at) / :day FROM line AS took
        JOIN line AS opened USING (subject, project)
        WHERE took.kind = 'merged' AND took.at < :end AND opened.kind = 'pull_request_linked'
    """
    days: defaultdict[str, list[float]] = defaultdict(list)
    for project, each in conn.execute(query, BOUNDS | {"day": SECONDS_A_DAY}):
        days[project].append(each)
    rows = {row.facts.name.lower(): row for row in report.projects}
    assert {name: row.merged for name, row in rows.items() if row.merged} == {
        name: len(each) for name, each in days.items()
    }
    for name, each in days.items():
        assert rows[name].days == pytest.approx(median(each))
    assert len(days) > 1


def test_which_pull_requests_are_open_at_each_project(
    told: tuple[Report, sqlite3.Connection],
) -> None:
    report, conn = told
    query = """
        SELECT project, count(DISTINCT subject) FROM line
        WHERE kind = 'pull_request_linked' AND at < :end AND subject NOT IN (
            SELECT subject FROM line
            WHERE kind IN ('merged', 'superseded', 'dropped') AND at < :end)
        GROUP BY project
    """
    found = {row.facts.name.lower(): row.open for row in report.projects if row.open}
    assert found == dict(conn.execute(query, BOUNDS))
