"""Who needs a human, and who does not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.kernel.contribution import Reference
from bot.kernel.hold import Holder
from bot.summary.attention import Reason
from bot.summary.given import Aim, ProjectFacts
from tests.summary.cohorts import WEEK, ZONE, begun, given, reported

if TYPE_CHECKING:
    from bot.summary.attention import Need
    from tests.summary.cohorts import Story

BEGIN, END = WEEK.bounds(ZONE)
CALM: dict[str, object] = {"aims": {}}


def at(days: float) -> Story:
    """Begin a story so many days before the end of the week."""
    story = begun(1, "ada")
    story.at = END - timedelta(days=days)
    return story.claim()


def needs(*stories: Story, **more: object) -> tuple[Need, ...]:
    return reported([story.life() for story in stories], given(["ada"], **(CALM | more))).needs


@pytest.mark.parametrize(
    ("story", "reason", "words"),
    [
        (at(9).plan(), Reason.PLAN_WAITS, "has waited 9 days for a mentor"),
        (
            at(3).wait(1).nudge().wait(1).nudge(),
            Reason.REMINDERS_FAIL,
            "2 reminders brought nothing",
        ),
        (at(8), Reason.STUCK, "turn for 8 days (a plan is missing)"),
        (at(8).plan().approve(), Reason.STUCK, "the pull request is not open yet"),
        (at(60).plan().approve().open(), Reason.REVIEW_LATE, "had it for 60 days"),
        (at(15).rest(), Reason.HOLD_LASTS, "On hold for 15 days"),
        (at(3).plan().approve().open().supersede(), Reason.SETTLED, "Another change"),
    ],
)
def test_a_reason_comes_with_the_next_step_and_who_takes_it(
    story: Story, reason: Reason, words: str
) -> None:
    (need,) = needs(story)
    assert need.reason is reason
    assert words in need.why
    assert need.step.endswith(".")
    assert need.who == ("mira",)


@pytest.mark.parametrize(
    "story",
    [
        at(2).plan(),
        at(6),
        at(8).snooze(14),
        at(10).plan().approve().open(),
        at(13).rest(),
        at(30).plan().approve().open().wait(1).merge(),
        at(20).plan().approve().open().wait(1).supersede(),
        at(20).plan().approve().open().hold(Holder.CI),
    ],
    ids=range(8),
)
def test_who_moves_or_waits_in_time_needs_nobody(story: Story) -> None:
    assert needs(story) == ()


def test_where_a_projects_figures_are_not_known_two_weeks_are_long() -> None:
    story = at(15).plan().approve().open()
    bare = {"vllm-project/vllm": ProjectFacts("vllm-project/vllm")}
    assert [need.reason for need in needs(story, projects=bare)] == [Reason.REVIEW_LATE]
    assert needs(story) == ()


def test_whoever_has_claimed_nothing_is_met_from_the_fourth_week_on() -> None:
    (need,) = needs(course_week="Week 4 of 24", course_week_number=4)
    assert need.reason is Reason.NOT_BEGUN
    assert "week 4 of 24" in need.why
    assert needs(course_week_number=3) == ()


@pytest.mark.parametrize(
    ("story", "found"),
    [
        (at(20).drop(), [Reason.NOT_BEGUN]),
        (at(20).wait(16).drop(), []),
        (at(20).plan().approve().open().merge(), []),
    ],
    ids=["given up", "given up this week", "merged"],
)
def test_whoever_gave_up_long_ago_and_took_nothing_since_is_not_forgotten(
    story: Story, found: list[Reason]
) -> None:
    assert [need.reason for need in needs(story)] == found


def test_a_milestone_at_risk_is_a_reason_when_there_is_no_graver_one() -> None:
    aims = {"ada": (Aim("first merge", date(2026, 11, 30), is_reached=False, needs_merge=True),)}
    fine = at(2).plan().approve().open()
    (need,) = needs(fine, aims=aims)
    assert need.reason is Reason.AT_RISK
    assert "7 days to first merge, and 21 are usual from here" in need.why
    (graver,) = needs(at(9), aims=aims)
    assert graver.reason is Reason.STUCK


def test_each_student_shows_once_the_gravest_first_and_then_the_longest() -> None:
    stories = []
    for place, name in enumerate(["ada", "bob", "cid"]):
        story = begun(10 + place, name)
        story.at = END - timedelta(days=8 + place)
        stories.append(story.claim())
    second = begun(20, "ada")
    second.at = END - timedelta(days=5)
    stories.append(second.claim().plan())
    found = reported([each.life() for each in stories], given(["ada", "bob", "cid"], **CALM))
    assert [need.student for need in found.needs] == ["ada", "cid", "bob"]
    assert [one.student for one in found.students] == ["ada", "cid", "bob"]


def test_the_instructors_help_where_there_is_no_mentor() -> None:
    (need,) = needs(at(9), mentors={})
    assert need.who == ("ida",)


def test_stale_marks_milestones_and_days_off_are_told_ahead() -> None:
    facts = {"vllm-project/vllm": ProjectFacts("vllm-project/vllm", stale_after=30)}
    aims = {"ada": (Aim("first merge", date(2026, 12, 10), is_reached=False),)}
    story = at(25).plan().approve().open()
    off = (date(2026, 11, 26), date(2027, 1, 1))
    known = given(["ada"], projects=facts, aims=aims, days_off=off)
    told = reported([story.life(), at(20).plan().approve().open().merge().life()], known).upcoming
    assert [(one.day.isoformat(), one.what.split(";")[0]) for one in told] == [
        ("2026-11-26", "day off"),
        (
            "2026-11-28",
            "a program of vllm-project/vllm marks pull requests as stale where nothing happens",
        ),
        ("2026-12-10", "first merge is due"),
    ]
    assert [row.pull for row in told[1].rows] == [Reference("vllm-project/vllm", 10_001)]
