"""The rows of a week, one story each, and all of them against a second way of counting."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

import msgspec
import pytest
from msgspec import structs

from bot.kernel.contribution import ContributionKind, Stage
from bot.kernel.happening import Nudged, restored
from bot.kernel.hold import HOLD, Hold, Holder, hold_entry, hold_of
from bot.kernel.journal import Entry
from bot.reconcile.lines import entry_of
from bot.summary.given import ProjectFacts
from bot.summary.report import report
from bot.summary.students import Pace
from tests.summary.cohorts import WEEK, ZONE, begun, cohort, given, reported, rows

if TYPE_CHECKING:
    from bot.summary.rows import Row
    from tests.summary.cohorts import Life, Story

BEGIN, END = WEEK.bounds(ZONE)


def only(story: Story) -> Row:
    (row,) = rows([story.life()], given(["ada"]))
    return row


def at(story: Story, moment: datetime) -> Story:
    story.at = moment
    return story


def opened(number: int = 1) -> Story:
    """Return a story whose pull request was opened before the week."""
    return begun(number, "ada", day=30).claim().plan().approve().open()


def test_when_a_contribution_has_ended_no_more_time_counts_to_anybody() -> None:
    story = at(opened(), BEGIN + timedelta(hours=30)).supersede()
    assert dict(only(story).hours) == {Holder.REVIEWER: 30}


def test_the_steps_of_the_week_are_those_within_its_bounds() -> None:
    story = at(begun(1, "ada").claim(), BEGIN - timedelta(seconds=1)).plan()
    at(story, BEGIN).approve()
    at(story, END - timedelta(seconds=1)).open()
    at(story, END).review()
    row = only(story)
    assert [move.to for move in row.moves] == [Stage.BUILDING, Stage.OPEN]
    assert row.stage is Stage.OPEN
    assert row.step == 4
    assert [str(pull) for pull in row.opened] == ["vllm-project/vllm#10001"]


def test_hours_count_to_whoever_had_the_turn_and_end_with_the_week() -> None:
    story = opened()
    at(story, BEGIN + timedelta(hours=10)).review()
    at(story, BEGIN + timedelta(hours=34)).hold(Holder.CI)
    at(story, BEGIN + timedelta(hours=35)).hold(Holder.GATE)
    row = only(story)
    assert dict(row.hours) == {
        Holder.REVIEWER: 10,
        Holder.AUTHOR: 24,
        Holder.CI: 1,
        Holder.GATE: 168 - 35,
    }
    assert (row.turn, row.since) == (Holder.GATE, BEGIN + timedelta(hours=35))


@pytest.mark.parametrize(
    ("story", "turn"),
    [
        (begun(1, "ada").claim(), Holder.AUTHOR),
        (begun(1, "ada").claim().plan(), Holder.MENTOR),
        (begun(1, "ada").claim().plan().approve(), Holder.AUTHOR),
        (opened(), Holder.REVIEWER),
        (opened().rest(), Holder.MENTOR),
        (opened().merge(), None),
    ],
)
def test_before_a_pull_request_the_stage_tells_whose_turn_it_is(
    story: Story, turn: Holder | None
) -> None:
    assert only(story).turn is turn


def test_without_a_look_at_the_pull_request_nobody_knows_the_turn() -> None:
    life = opened().life()
    blind = replace(life, entries=tuple(each for each in life.entries if each.kind != HOLD))
    (row,) = rows([blind], given(["ada"]))
    assert row.turn is None
    assert row.hours == ()


def test_a_reminder_is_followed_by_what_the_student_does_within_a_week() -> None:
    story = begun(1, "ada").claim()
    at(story, BEGIN + timedelta(hours=1)).nudge()
    at(story, BEGIN + timedelta(hours=2)).nudge()
    at(story, BEGIN + timedelta(days=1)).plan()
    at(story, BEGIN + timedelta(days=2)).nudge()
    row = only(story)
    assert (row.nudges, row.heeded, row.unheeded) == (3, 2, 1)


def test_what_came_of_a_reminder_is_no_second_one_and_says_what_followed() -> None:
    story = at(opened(), BEGIN + timedelta(hours=1)).nudge()
    given_at = story.at
    story.wait(2).nudged(nudged_at=given_at, acted_at=given_at + timedelta(days=1))
    row = only(story)
    assert (row.nudges, row.heeded, row.unheeded) == (1, 1, 0)
    late = at(opened(), BEGIN).nudge().wait(6)
    late.nudged(nudged_at=BEGIN, acted_at=BEGIN + timedelta(days=8))
    assert (only(late).nudges, only(late).heeded, only(late).unheeded) == (1, 0, 0)


def test_what_was_held_back_or_said_to_mentors_alone_is_no_reminder_of_the_student() -> None:
    story = at(opened(), BEGIN + timedelta(hours=1))
    story.nudged(held_out=True).wait(1).nudged(rung="plan", to=("mira",))
    story.wait(1).nudged(rung="with_mentor", to=("Ada", "mira"))
    story.wait(1).nudged(rung="of a later version", to=("ada",))
    row = only(story)
    assert (row.nudges, row.unheeded) == (1, 1)


def test_rounds_and_threads_of_the_week_are_those_that_came_to_be_in_it() -> None:
    story = opened()
    at(story, BEGIN - timedelta(days=3)).hold(Holder.AUTHOR, 1)
    assert (only(story).new_cycles, only(story).cycles) == (0, 1)
    at(story, BEGIN + timedelta(days=1)).hold(Holder.REVIEWER, 1)
    at(story, BEGIN + timedelta(days=2)).hold(Holder.AUTHOR, 3)
    row = only(story)
    assert (row.new_cycles, row.new_threads, row.newly_settled) == (2, 4, 2)


def test_a_turn_that_is_over_keeps_the_counts_that_were_told_with_it() -> None:
    story = opened()
    at(story, BEGIN - timedelta(days=3)).hold(Holder.AUTHOR, 2)
    story.hold(Holder.AUTHOR)
    at(story, BEGIN + timedelta(days=1)).hold(Holder.REVIEWER, 2)
    row = only(story)
    assert (row.cycles, row.new_cycles, row.new_threads) == (2, 0, 0)


def test_what_was_merged_landed_or_settled_is_dated() -> None:
    story = opened()
    at(story, BEGIN + timedelta(days=1)).merge()
    row = only(story)
    assert row.merged_at == BEGIN + timedelta(days=1)
    assert row.open_days == pytest.approx((row.merged_at - opened().at) / timedelta(days=1))
    lands = {"vllm-project/vllm": ProjectFacts("vllm-project/vllm", lands_closed=True)}
    known = given(["ada"], projects=lands)
    figures = report(rows([story.life()], known), known).figures
    assert (figures.merged_this_week, figures.landed_this_week) == (1, 1)
    settled = at(opened(), BEGIN).supersede()
    assert only(settled).superseded_at == BEGIN
    assert reported([settled.life()], given(["ada"])).figures.superseded_this_week == 1


def test_a_line_about_a_turn_that_cannot_be_read_is_passed_over() -> None:
    subject = begun(1, "ada").subject
    entry = hold_entry(subject, Hold(Holder.REVIEWER, BEGIN))
    assert hold_of(entry) == Hold(Holder.REVIEWER, BEGIN)
    naive = msgspec.json.encode({"holder": "ci", "since": "2026-11-16T00:00:00"})
    for data in (b"", b"{}", b'{"holder": "nobody else"}', naive):
        assert hold_of(Entry(subject, "k", BEGIN, "", HOLD, data)) is None
    assert hold_of(Entry(subject, "k", BEGIN, "", "claimed", entry.data)) is None


def test_of_two_lines_about_one_instant_the_last_written_holds() -> None:
    story = opened()
    story.hold(Holder.AUTHOR, 3)
    row = only(story)
    assert (row.turn, row.cycles, row.threads, row.at_first_try) == (Holder.AUTHOR, 3, 6, 3)


def test_strangers_and_those_who_are_left_out_do_not_count() -> None:
    found = reported([opened().life(), begun(2, "eve").claim().life()], given(["ada", "bob"]))
    assert [one.student for one in found.students] == ["ada", "bob"]
    assert found.figures.reached[0] == 1


def database(lives: list[Life]) -> sqlite3.Connection:
    """Put the journals into a table of their own, as SQL sees them."""
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE line (subject, student, project, actor, kind, at REAL, data)")
    conn.executemany(
        "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (one.record.subject.key, one.record.student, one.record.project, each.actor,
             each.kind, each.at.timestamp(), each.data.decode())
            for one in lives
            for each in one.entries
        ],
    )  # fmt: skip
    return conn


def with_outcomes(place: int, life: Life) -> Life:
    """Tell what came of each third reminder, and of each what was held back to compare."""
    more: list[Entry] = []
    for entry in life.entries:
        event = restored(entry.data)
        if isinstance(event, Nudged):
            told = {"to": (), "at": event.at + timedelta(hours=5)}
            acted = structs.replace(event, **told, acted_at=event.at + timedelta(hours=4))
            held = structs.replace(event, **told, rung="ping", held_out=True)
            more += [entry_of(entry.subject, each) for each in (acted, held)[place % 3 > 0 :]]
    return replace(life, entries=(*life.entries, *more))


def test_the_figures_are_those_that_sql_counts_in_the_journals() -> None:
    lives, known = cohort(120, each=3)
    lives = [with_outcomes(place, life) for place, life in enumerate(lives)]
    figures = reported(lives, known).figures
    bounds = {"begin": BEGIN.timestamp(), "end": END.timestamp()}
    conn = database(lives)

    def count(query: str) -> float:
        (found,) = conn.execute(query, bounds).fetchone()
        return float(found or 0)

    def ever(*kinds: str) -> float:
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        return count(
            f"SELECT count(DISTINCT subject) FROM line WHERE kind IN ({listed}) AND at < :end"  # noqa: S608 - the test's own words
        )

    opening = ("pull_request_linked", "pull_request_opened")
    assert figures.opened == ever(*opening)
    assert figures.merged == ever("merged")
    assert figures.superseded == ever("superseded")
    assert figures.reached[1:] == tuple(
        ever(kind) for kind in ("claimed", "planned", "approved", "pull_request_linked",
                                "review_started")
    )  # fmt: skip
    within = "at >= :begin AND at < :end"
    assert figures.merged_this_week == count(
        f"SELECT count(*) FROM line WHERE kind = 'merged' AND {within}"  # noqa: S608 - as above
    )
    assert figures.opened_this_week == count(
        f"SELECT count(*) FROM line WHERE kind = 'pull_request_linked' AND {within}"  # noqa: S608
    )
    # Whatever is addressed to somebody was said; the others tell what came of it.
    assert figures.nudges == count("""
        SELECT count(*) FROM line
        WHERE kind = 'nudged' AND data LIKE '%"to"%' AND at >= :begin AND at < :end
    """)
    assert figures.heeded == count("""
        SELECT count(*) FROM line AS it
        WHERE kind = 'nudged' AND data LIKE '%"to"%' AND at >= :begin AND at < :end
        AND EXISTS (
            SELECT 1 FROM line AS so
            WHERE so.subject = it.subject
            AND so.at > it.at AND so.at <= it.at + 7 * 86400 AND so.at < :end
            AND (so.actor = it.student OR so.data LIKE '%"acted_at"%'))
    """)
    assert figures.new_cycles == count("""
        SELECT sum(max(0, newest - known)) FROM (
            SELECT subject,
                   (SELECT json_extract(data, '$.cycles') FROM line AS last
                    WHERE last.subject = line.subject AND kind = 'turn' AND at < :end
                    ORDER BY at DESC LIMIT 1) AS newest,
                   (SELECT ifnull(max(json_extract(data, '$.cycles')), 0) FROM line AS old
                    WHERE old.subject = line.subject AND kind = 'turn' AND at < :begin) AS known
            FROM line WHERE kind = 'turn' AND at < :end GROUP BY subject)
    """)
    moving = "('claimed', 'planned', 'approved', 'pull_request_linked', 'review_started',"
    moving += " 'merged', 'superseded')"
    assert figures.moved == count(
        f"SELECT count(DISTINCT student) FROM line WHERE kind IN {moving} AND {within}"  # noqa: S608
    )
    spans = """
        WITH span AS (
            SELECT json_extract(data, '$.holder') AS holder, at AS begun,
                   min(lead(at, 1, :end) OVER (PARTITION BY subject ORDER BY at),
                       ifnull((SELECT min(at) FROM line AS last
                               WHERE last.subject = line.subject
                               AND kind IN ('merged', 'superseded', 'dropped')), :end)) AS ended
            FROM line WHERE kind = 'turn' AND at < :end
        )
        SELECT sum(max(0, min(ended, :end) - max(begun, :begin))) / 3600
        FROM span WHERE holder IN ({})
    """
    assert figures.student_hours == pytest.approx(count(spans.format("'author'")))
    assert figures.reviewer_hours == pytest.approx(count(spans.format("'reviewer', 'gate'")))
    assert min(figures.opened_this_week, figures.merged, figures.superseded, figures.nudges) > 0
    assert 0 < figures.heeded < figures.nudges
    assert figures.new_cycles > 0


def test_each_project_is_counted_by_itself() -> None:
    lives, known = cohort(60)
    found = {row.facts.name: row for row in reported(lives, known).projects}
    conn = database(lives)
    query = "SELECT project, count(DISTINCT subject) FROM line WHERE at < ? GROUP BY project"
    counted = dict(conn.execute(query, (END.timestamp(),)))
    assert {name.lower(): row.contributions for name, row in found.items()} == counted
    assert sum(row.waiting for row in found.values()) > 0


def test_pace_says_who_is_ahead_on_track_and_at_risk_and_why() -> None:
    lives, known = cohort(60)
    found = reported(lives, known)
    paces = {one.standing.pace for one in found.students}
    assert paces == set(Pace)
    assert sum(count for _, count in found.figures.pace) == 60
    assert all(one.standing.why for one in found.students)


def test_a_missed_milestone_is_a_risk_and_all_reached_is_not() -> None:
    aims = given(["ada"]).aims
    assert aims
    first, last = aims["ada"]
    late = {"ada": (replace(first, due=date(2026, 11, 1)), last)}
    (one,) = reported([], given(["ada"], aims=late)).students
    assert one.standing.why == "first pull request was due on 2026-11-01"
    near = tuple(replace(aim, is_reached=True, due=date(2026, 12, 1)) for aim in (first, last))
    (one,) = reported([], given(["ada"], aims={"ada": near})).students
    assert (one.standing.pace, one.standing.why) == (Pace.ON_TRACK, "every milestone is reached")


def test_kinds_are_counted_where_somebody_said_so() -> None:
    story = begun(1, "ada").claim().kind(ContributionKind.FIX)
    figures = reported([story.life(), begun(2, "ada").claim().life()], given(["ada"])).figures
    assert figures.kinds == ((ContributionKind.FIX, 1),)
    assert figures.merged_share is None


def test_while_the_week_lasts_it_is_told_as_it_stands() -> None:
    now = datetime(2026, 11, 18, 12, tzinfo=UTC)
    story = opened()
    at(story, now + timedelta(hours=1)).merge()
    (row,) = rows([story.life()], given(["ada"], until=now))
    assert row.merged_at is None
    assert row.hours_of(Holder.REVIEWER) == pytest.approx((now - BEGIN) / timedelta(hours=1))


def test_milestones_count_everybody_once_and_say_who_is_at_risk() -> None:
    lives, known = cohort(60)
    found = reported(lives, known)
    aims = [aim for each in (known.aims or {}).values() for aim in each]
    for row in found.figures.milestones:
        here = [aim for aim in aims if (aim.name, aim.due) == (row.name, row.due)]
        assert row.reached == sum(aim.is_reached for aim in here)
        assert row.left == len(here) - row.reached
    assert sum(row.reached + row.left for row in found.figures.milestones) == len(aims)
    at_risk = sum(one.standing.pace is Pace.AT_RISK for one in found.students)
    assert sum(row.at_risk for row in found.figures.milestones) == at_risk > 0


def test_waits_at_each_project_are_those_that_sql_finds() -> None:
    lives, known = cohort(80, each=3)
    query = """
        WITH last AS (
            SELECT subject, project, max(at) AS since, json_extract(data, '$.holder') AS holder
            FROM line WHERE kind = 'turn' AND at < :end GROUP BY subject
        )
        SELECT project, count(*), max(:end - since) / 86400 FROM last
        WHERE holder IN ('reviewer', 'gate')
        AND subject NOT IN (
            SELECT subject FROM line
            WHERE kind IN ('merged', 'superseded', 'dropped', 'held') AND at < :end)
        GROUP BY project
    """
    counted = {
        project: (count, round(longest, 6))
        for project, count, longest in database(lives).execute(query, {"end": END.timestamp()})
    }
    found = {
        row.facts.name.lower(): (row.waiting, round(row.longest or 0, 6))
        for row in reported(lives, known).projects
        if row.waiting
    }
    assert found == counted
    assert len(counted) > 1


def test_threads_kinds_and_the_middle_of_rounds_are_those_that_sql_counts() -> None:
    lives, known = cohort(120, each=3)
    figures = reported(lives, known).figures
    conn = database(lives)
    bounds = {"end": END.timestamp()}
    last = """
        SELECT sum(json_extract(data, '$.at_first_try')), sum(json_extract(data, '$.threads'))
        FROM line AS it WHERE kind = 'turn' AND at = (
            SELECT max(at) FROM line
            WHERE kind = 'turn' AND subject = it.subject AND at < :end)
    """
    assert figures.at_first_try == conn.execute(last, bounds).fetchone()
    kinds = """
        SELECT json_extract(data, '$.kind'), count(DISTINCT subject) FROM line
        WHERE kind = 'kind_set' AND at < :end GROUP BY 1 ORDER BY 1
    """
    assert [(kind.value, count) for kind, count in figures.kinds] == list(
        conn.execute(kinds, bounds)
    )
    rounds = """
        SELECT json_extract(data, '$.cycles') FROM line AS it
        WHERE kind = 'turn' AND subject IN (SELECT subject FROM line WHERE kind = 'merged')
        AND at = (SELECT max(at) FROM line WHERE kind = 'turn' AND subject = it.subject
                  AND at < :end)
    """
    assert figures.cycles == median(value for (value,) in conn.execute(rounds, bounds))
