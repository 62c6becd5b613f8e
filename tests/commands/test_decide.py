"""What comes of each command: events, an answer, a reaction, further requests."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.asked import (
    SILENCE,
    Assign,
    ExcuseStudent,
    LookAtPullRequest,
    LookForCollisions,
    Reaction,
    RunChecklist,
    Suggest,
    TellStatus,
    TellTurn,
)
from bot.commands.grammar import Form
from bot.commands.student import PLAN_LIMIT, WHY_LIMIT
from bot.commands.table import ROWS, Role, Where
from bot.kernel import happening
from bot.kernel.contribution import Contribution, ContributionKind, Reference, Stage
from bot.progress.stages import fold
from bot.projects.course import Difficulty
from tests.support.contributions import ISSUE, NOW, PULL, at_stage, judge, life, said

if TYPE_CHECKING:
    from bot.commands.asked import Request
    from bot.commands.table import Row
    from bot.kernel.event import Event

AT = NOW + timedelta(days=9)
STAMP: happening.Stamp = {"at": AT, "by": "ada", "source": "comment/0"}
BY_GRACE: happening.Stamp = {"at": AT, "by": "grace", "source": "comment/0"}
PLAN = "/plan I change `block.py` and test it with pytest."
PLAN_TEXT = PLAN.removeprefix("/plan ")
WEEK = AT + timedelta(weeks=1)
OTHER = Reference("pytorch/ao", 7)

DONE: list[tuple[str, Stage, Event | None, tuple[Request, ...]]] = [
    (
        "/claim vllm#12345",
        Stage.FOUND,
        happening.Claimed(**STAMP, student="ada", issue=ISSUE),
        (LookForCollisions(ISSUE),),
    ),
    (
        "/claim ao#7",
        Stage.CLAIMED,
        happening.Claimed(**STAMP, student="ada", issue=OTHER),
        (LookForCollisions(OTHER),),
    ),
    ("/claim vllm#12345", Stage.CLAIMED, None, (LookForCollisions(ISSUE),)),
    ("/claim vllm#12345", Stage.BUILDING, None, (LookForCollisions(ISSUE),)),
    (
        "/claim vllm#12345",
        Stage.DROPPED,
        happening.Claimed(**STAMP, student="ada", issue=ISSUE),
        (LookForCollisions(ISSUE),),
    ),
    (
        "/claim ao#7",
        Stage.DROPPED,
        happening.Claimed(**STAMP, student="ada", issue=OTHER),
        (LookForCollisions(OTHER),),
    ),
    (
        PLAN,
        Stage.CLAIMED,
        happening.Planned(**STAMP, text=PLAN_TEXT, verdict=judge(PLAN_TEXT)),
        (),
    ),
    (
        "/plan too short",
        Stage.CLAIMED,
        happening.Planned(**STAMP, text="too short", verdict=judge("")),
        (),
    ),
    (
        "/kind perFormance",
        Stage.OPEN,
        happening.KindSet(**STAMP, kind=ContributionKind.PERFORMANCE),
        (),
    ),
    (
        "/pr vllm#23456",
        Stage.BUILDING,
        happening.PullRequestLinked(**STAMP, pull_request=PULL),
        (LookAtPullRequest(PULL),),
    ),
    ("/ready", Stage.BUILDING, None, (RunChecklist(is_for_ready=True),)),
    (
        "/ready ada:skip-empty",
        Stage.BUILDING,
        None,
        (RunChecklist(is_for_ready=True, branch="ada:skip-empty"),),
    ),
    ("/check", Stage.BUILDING, None, (RunChecklist(is_for_ready=False),)),
    ("/status", Stage.MERGED, None, (TellStatus(),)),
    ("/turn", Stage.OPEN, None, (TellTurn(),)),
    ("/not-my-turn", Stage.REVIEW, happening.TurnCorrected(**STAMP), ()),
    (
        '/not-my-turn "I wait"',
        Stage.REVIEW,
        happening.TurnCorrected(**STAMP, why="I wait"),
        (),
    ),
    ("/snooze 1w exams", Stage.OPEN, happening.Snoozed(**STAMP, until=WEEK, why="exams"), ()),
    (
        "/snooze until 2026-12-01",
        Stage.OPEN,
        happening.Snoozed(**STAMP, until=datetime(2026, 12, 1, tzinfo=UTC)),
        (),
    ),
    ("/suggest", Stage.FOUND, None, (Suggest(None, None),)),
    ("/suggest easy", Stage.FOUND, None, (Suggest(Difficulty.EASY, None),)),
    ("/suggest vllm Hard", Stage.MERGED, None, (Suggest(Difficulty.HARD, ISSUE.repository),)),
    (
        "/portfolio https://github.com/ada/flash",
        Stage.MERGED,
        happening.PortfolioLinked(**STAMP, repository="ada/flash"),
        (),
    ),
    ("/drop no time", Stage.OPEN, happening.Dropped(**STAMP, why="no time"), ()),
]

STEERED: list[tuple[str, Stage, Event, tuple[Request, ...]]] = [
    ("/approve", Stage.AGREED, happening.Approved(**BY_GRACE), ()),
    ("/revise the tests", Stage.AGREED, happening.Revised(**BY_GRACE, what="the tests"), ()),
    ("/hold", Stage.OPEN, happening.Held(**BY_GRACE), ()),
    ("/hold they argue", Stage.OPEN, happening.Held(**BY_GRACE, why="they argue"), ()),
    (
        "/excuse @bob 1w",
        Stage.OPEN,
        happening.Excused(**BY_GRACE, student="bob", until=WEEK),
        (ExcuseStudent("bob", WEEK),),
    ),
    (
        "/take-over @bob",
        Stage.OPEN,
        happening.TakenOver(**BY_GRACE, student="bob"),
        (Assign("bob"),),
    ),
]


@pytest.mark.parametrize(("text", "stage", "event", "requests"), DONE)
def test_a_command_of_the_student_takes_effect(
    text: str, stage: Stage, event: Event | None, requests: tuple[Request, ...]
) -> None:
    decision = said(text, "ada", at_stage(stage))
    assert decision.reaction is Reaction.DONE
    assert decision.events == (() if event is None else (event,))
    assert decision.requests == requests
    assert decision.reply == ""


@pytest.mark.parametrize(("text", "stage", "event", "requests"), STEERED)
def test_a_command_of_a_mentor_takes_effect(
    text: str, stage: Stage, event: Event, requests: tuple[Request, ...]
) -> None:
    decision = said(text, "grace", at_stage(stage))
    assert decision.reaction is Reaction.DONE
    assert (decision.events, decision.requests) == ((event,), requests)
    assert decision.reply == ""


def test_a_hold_ends_by_a_mentors_word() -> None:
    held = fold((*life(Stage.OPEN), happening.Held(at=NOW + timedelta(days=8), by="grace")))
    assert said("/resume", "grace", held).events == (happening.Resumed(**BY_GRACE),)


def test_the_tables_of_these_tests_know_every_command() -> None:
    tried = {text.split()[0].lstrip("/") for text, *_ in (*DONE, *STEERED)}
    assert tried | {"help", "resume"} == {row.name for row in ROWS}


@pytest.mark.parametrize(
    ("text", "login", "stage", "reply"),
    [
        ("/plan words that are long enough", "ada", Stage.FOUND, "No upstream issue is claimed"),
        ("/ready", "ada", Stage.FOUND, "Write `/claim` with the issue first"),
        ("/claim ao#7", "ada", Stage.AGREED, "has come further already"),
        ("/approve", "grace", Stage.CLAIMED, "There is no plan to agree to yet"),
        ("/resume", "grace", Stage.OPEN, "is not on hold"),
        ("/take-over @ADA", "grace", Stage.OPEN, "`ADA`'s already"),
        ("/plan more", "ada", Stage.MERGED, "has ended; it is merged."),
        ("/hold", "grace", Stage.SUPERSEDED, "has ended; it is superseded."),
        ("/ready", "ada", Stage.DROPPED, "it is dropped. `/claim` takes it up again."),
    ],
)
def test_what_makes_no_sense_now_is_told(text: str, login: str, stage: Stage, reply: str) -> None:
    decision = said(text, login, at_stage(stage))
    assert decision.reaction is Reaction.CONFUSED
    assert reply in decision.reply
    assert not decision.events
    assert not decision.requests


@pytest.mark.parametrize(
    ("text", "login", "reply"),
    [
        ("/claim", "ada", "`/claim` needs more: `/claim <upstream issue or its URL>`."),
        ("/claim this", "ada", "`this` is no issue"),
        ("/plan", "ada", "`/plan` needs more"),
        ("/kind perf", "ada", "Did you mean `performance`?"),
        ("/kind", "ada", "`/kind` needs more"),
        ("/pr one", "ada", "is no issue or pull request"),
        ("/pr vllm#12345", "ada", "is the issue; name your pull request"),
        ("/snooze later", "ada", "`later` is no time"),
        ("/suggest easy nothing-like-it", "ada", "none of the course's projects"),
        ("/suggest vllm ao", "ada", "One project at a time"),
        ("/ready fix^1", "ada", "is no branch"),
        ("/portfolio mine", "ada", "is no repository"),
        ("/revise", "grace", "`/revise` needs more"),
        ("/excuse", "grace", "`/excuse` needs more"),
        ("/excuse @bob", "grace", "Nothing is no time"),
        ("/excuse @nobody 1w", "grace", "`nobody` is no student of this course"),
        ("/excuse ! 1w", "grace", "is no login"),
        ("/take-over @grace", "grace", "`grace` is no student of this course"),
    ],
)
def test_a_wrong_argument_is_answered_with_an_example(text: str, login: str, reply: str) -> None:
    decision = said(text, login, at_stage(Stage.CLAIMED))
    assert decision.reaction is Reaction.CONFUSED
    assert reply in decision.reply
    assert f"For example: `{text.split(maxsplit=1)[0]} " in decision.reply.replace("``", "`")
    assert not decision.events


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_example_of_every_command_works(row: Row) -> None:
    contribution = at_stage(Stage.FOUND if row.name == "claim" else Stage.AGREED)
    if row.name == "resume":
        contribution = fold((*life(Stage.AGREED), happening.Held(at=AT, by="grace")))
    example = row.example.replace("@grace", "@bob")
    login = "grace" if row.role is Role.MENTOR else "ada"
    assert said(example, login, contribution).reaction is Reaction.DONE


def test_a_pull_request_at_another_project_is_noticed() -> None:
    decision = said("/pr ao#9", "ada", at_stage(Stage.BUILDING))
    assert decision.reaction is Reaction.DONE
    assert "If that is a slip, write `/pr` again." in decision.reply
    assert said("/pr ao#9", "ada", at_stage(Stage.FOUND)).reply == ""


def test_a_mentor_claims_for_the_author_of_the_issue() -> None:
    (event,) = said("/claim vllm#1", "grace", Contribution()).events
    assert isinstance(event, happening.Claimed)
    assert (event.by, event.student) == ("grace", "ada")


@pytest.mark.parametrize(
    ("login", "more", "student"),
    [
        ("grace", {"author": "grace", "assignees": ("edsger", "bob")}, "bob"),
        ("bob", {"author": "grace", "assignees": ("bob", "carol")}, "bob"),
        ("bob", {"author": "ada", "assignees": ("bob",)}, "ada"),
        ("grace", {"author": "grace"}, "grace"),
    ],
)
def test_a_contribution_is_a_students_where_there_is_one(
    login: str, more: dict[str, Any], student: str
) -> None:
    (event,) = said("/claim vllm#1", login, Contribution(), **more).events
    assert isinstance(event, happening.Claimed)
    assert event.student == student


def test_whoever_took_over_claims_for_themselves() -> None:
    events = (happening.TakenOver(at=NOW, by="grace", student="bob"),)
    (event,) = said("/claim vllm#1", "bob", fold(events), student="bob").events
    assert isinstance(event, happening.Claimed)
    assert event.student == "bob"


@pytest.mark.parametrize("login", ["eve", "ada[bot]"])
def test_strangers_in_public_and_bots_get_nothing(login: str) -> None:
    for text in ("/ready", "/paln", "/help", "/approve"):
        assert said(text, login, at_stage(Stage.OPEN), is_public=True) == SILENCE


def test_a_refusal_is_told_once() -> None:
    first = said("/approve", "bob", at_stage(Stage.AGREED))
    assert first.reaction is Reaction.CONFUSED
    assert "is for mentors" in first.reply
    assert first.events == (
        happening.Refused(at=AT, by="bob", source="comment/0", command="approve"),
    )
    told = fold((*life(Stage.AGREED), *first.events))
    second = said("/approve", "BOB", told)
    assert (second.reply, second.events) == ("", ())
    assert second.reaction is Reaction.CONFUSED
    assert said("/hold", "bob", told).reply


def test_a_slip_is_answered_with_the_nearest_command() -> None:
    decision = said("/paln something", "ada", at_stage(Stage.CLAIMED))
    assert decision.reaction is Reaction.CONFUSED
    assert decision.reply == (
        "There is no command `paln`. Did you mean `/plan <paragraph>`? Nothing was done."
    )
    assert "`/help` lists all of them" in said("/coach dance", "ada").reply


@pytest.mark.parametrize("row", [row for row in ROWS if len(row.where) == 1], ids=lambda r: r.name)
def test_a_command_of_the_issue_is_sent_there(row: Row) -> None:
    decision = said(row.example, "grace", at_stage(Stage.OPEN), Where.PULL_REQUEST)
    assert decision.reaction is Reaction.CONFUSED
    assert decision.reply.startswith(f"`/{row.name}` belongs into a contribution issue")


def test_on_a_pull_request_of_no_contribution_few_commands_make_sense() -> None:
    decision = said("/ready", "ada", None, Where.PULL_REQUEST)
    assert "belongs to no contribution yet" in decision.reply
    assert said("/check", "ada", None, Where.PULL_REQUEST).requests
    plan = said(PLAN, "ada", None, Where.PULL_REQUEST)
    assert (plan.reaction, plan.events, plan.reply) == (Reaction.DONE, (), "")
    assert said("/help", "ada", None, Where.PULL_REQUEST).reply
    ended = said("/ready", "ada", at_stage(Stage.DROPPED), Where.PULL_REQUEST)
    assert ended.reply == "This contribution has ended; it is dropped."


def test_where_the_prefix_is_needed_it_is_told() -> None:
    form = Form("/mentor", prefix_only=True)
    decision = said("/mentor claim", "ada", Contribution(), form=form)
    assert "`/mentor claim` needs more" in decision.reply
    assert "For example: `/mentor claim vllm#12345`" in decision.reply
    assert said("/mentor approve", "bob", Contribution(), form=form).reply.startswith(
        "`/mentor approve` is for"
    )


def test_an_example_calls_nobody_who_has_that_name() -> None:
    for text in ("/help", "/help excuse", "/excuse", "/take-over", "/excuse ! 1w"):
        reply = said(text, "grace", at_stage(Stage.OPEN)).reply
        assert "@\u200b" in reply
        assert not re.search(r"@\w", reply)


def test_a_long_text_is_cut() -> None:
    long = "word " * 10_000
    (event,) = said(f"/plan {long}", "ada", at_stage(Stage.CLAIMED)).events
    assert isinstance(event, happening.Planned)
    assert len(event.text) == PLAN_LIMIT
    (event,) = said(f"/drop {long}", "ada", at_stage(Stage.CLAIMED)).events
    assert isinstance(event, happening.Dropped)
    assert len(event.why) == WHY_LIMIT


@given(
    st.sampled_from(ROWS),
    st.text(max_size=60),
    st.sampled_from(["ada", "bob", "grace", "eve"]),
    st.sampled_from(list(Stage)),
    st.sampled_from(list(Where)),
)
def test_no_argument_makes_a_decision_fail_or_mentions_anybody(
    row: Row, argument: str, login: str, stage: Stage, where: Where
) -> None:
    line = " ".join(argument.split())
    decision = said(f"/coach {row.name} {line} @everybody", login, at_stage(stage), where)
    assert decision.reaction is not None
    assert "@everybody" not in decision.reply
    for event in decision.events:
        assert happening.restored(happening.stored(event)) == event


def test_ready_needs_no_issue_where_a_repository_of_ones_own_is_shown() -> None:
    shown = replace(Contribution(), kind=ContributionKind.PORTFOLIO, portfolio="ada/flash")
    assert said("/ready", "ada", shown).requests == (RunChecklist(is_for_ready=True),)
    assert not said("/ready", "ada", replace(shown, portfolio="")).requests
    assert not said("/ready", "ada", replace(shown, kind=ContributionKind.FIX)).requests
