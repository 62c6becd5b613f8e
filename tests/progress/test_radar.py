"""Who else is on an upstream issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from bot.kernel.contribution import Reference
from bot.kernel.finding import Evidence
from bot.kernel.snapshot import Actor, Comment, PullRequestState
from bot.progress.radar import (
    MOST_SHOWN,
    RECENT,
    Around,
    Classmate,
    Collision,
    LinkedPullRequest,
    Sighting,
    claims,
    look,
    warning,
)
from tests.progress.cards import PROJECTS
from tests.progress.test_card import unsafe
from tests.support.contributions import ISSUE, NOW
from tests.support.hostile import UNHURRIED, hostile_text

QUIET = Around(ISSUE)
DAY = timedelta(days=1)
VLLM = PROJECTS.get("vllm-project/vllm")


def pull(number: int = 7, author: str = "eve", **more: object) -> LinkedPullRequest:
    one = LinkedPullRequest(
        Reference(ISSUE.repository, number), "Fix it", author, PullRequestState.OPEN, NOW - 3 * DAY
    )
    return replace(one, **more)  # type: ignore[arg-type] # a test's choice


def comment(body: str, author: str = "eve", days: int = 3, *, is_bot: bool = False) -> Comment:
    return Comment(f"c{days}", Actor(author, is_bot=is_bot), body, NOW - days * DAY)


def seen(around: Around, project: object = None) -> list[Collision]:
    found = look(around, VLLM if project is None else project, "ada", NOW)  # type: ignore[arg-type] # a profile
    return [sighting.collision for sighting in found]


@pytest.mark.parametrize(
    "around",
    [
        QUIET,
        replace(QUIET, assignees=("Ada",)),
        replace(QUIET, pull_requests=(pull(author="ADA"),)),
        replace(
            QUIET,
            pull_requests=(
                pull(state=PullRequestState.CLOSED, updated_at=NOW - RECENT - DAY),
                pull(state=PullRequestState.MERGED, updated_at=NOW - RECENT - DAY),
            ),
        ),
        replace(QUIET, comments=(comment("Same here."),)),
        replace(QUIET, comments=(comment("I'll take this", "ada"),)),
        replace(QUIET, comments=(comment("I'll take this", "helper", is_bot=True),)),
        replace(QUIET, comments=(comment("I'll take this", days=61),)),
        replace(
            QUIET,
            comments=(comment("I'll take this", days=9), comment("I no longer can.", days=8)),
        ),
        replace(QUIET, classmates=(Classmate("ada", Reference("course/tracker", 1)),)),
    ],
)
def test_where_nobody_else_is_there_is_no_warning(around: Around) -> None:
    assert look(around, None, "ada", NOW) == ()
    assert warning((), ISSUE) == ""


@pytest.mark.parametrize(
    ("around", "collision", "evidence"),
    [
        (replace(QUIET, is_closed=True), Collision.CLOSED, Evidence(str(ISSUE))),
        (
            replace(QUIET, assignees=("ada", "eve", "mallory")),
            Collision.ASSIGNED,
            Evidence(str(ISSUE), "eve, mallory"),
        ),
        (
            replace(QUIET, pull_requests=(pull(updated_at=NOW - 999 * DAY),)),
            Collision.PULL_REQUEST,
            Evidence("vllm-project/vllm#7", "Fix it (eve)"),
        ),
        (
            replace(QUIET, pull_requests=(pull(state=PullRequestState.CLOSED),)),
            Collision.PULL_REQUEST,
            Evidence("vllm-project/vllm#7", "Fix it (eve)"),
        ),
        (
            replace(QUIET, comments=(comment("Can I take this?"),)),
            Collision.CLAIMED,
            Evidence("comment by eve", "Can I take this?"),
        ),
        (
            replace(QUIET, classmates=(Classmate("bob", Reference("course/tracker", 4)),)),
            Collision.CLASSMATE,
            Evidence("course/tracker#4", "bob"),
        ),
    ],
)
def test_every_collision_is_told_with_its_evidence(
    around: Around, collision: Collision, evidence: Evidence
) -> None:
    (sighting,) = look(around, None, "ada", NOW)
    assert (sighting.collision, sighting.evidence) == (collision, evidence)
    text = warning((sighting,), ISSUE)
    assert sighting.text in text
    assert "Nothing was written there." in text


def test_a_project_that_takes_nothing_is_told_with_where_to_go() -> None:
    closed = [one for one in PROJECTS if not one.takes_contributions]
    assert closed
    for project in closed:
        (sighting,) = look(QUIET, project, "ada", NOW)
        assert sighting.collision is Collision.NO_CONTRIBUTIONS
        assert sighting.text.startswith("This project takes no contributions at present.")
        assert ("Choose `" in sighting.text) is bool(project.state.instead)
        assert "Seen: `" in warning((sighting,), ISSUE)


def test_the_weightiest_comes_first() -> None:
    everything = Around(
        ISSUE,
        is_closed=True,
        assignees=("eve",),
        pull_requests=(pull(),),
        comments=(comment("I'll take this"),),
        classmates=(Classmate("bob", Reference("course/tracker", 4)),),
    )
    refusing = next(one for one in PROJECTS if not one.takes_contributions)
    assert seen(everything, refusing) == list(Collision)


def test_open_pull_requests_come_before_closed_ones_and_few_are_shown() -> None:
    pulls = (
        pull(1, state=PullRequestState.CLOSED, updated_at=NOW - DAY),
        pull(2, updated_at=NOW - 9 * DAY),
        pull(3, updated_at=NOW - 2 * DAY),
        pull(4, state=PullRequestState.MERGED, updated_at=NOW),
    )
    found = look(replace(QUIET, pull_requests=pulls), None, "ada", NOW)
    assert [one.evidence.where[-2:] for one in found] == ["#3", "#2", "#4"]
    assert "it is open, last changed 2 days ago." in found[0].text
    assert "it is merged, last changed today." in found[2].text
    yesterday = look(replace(QUIET, pull_requests=pulls[:1]), None, "ada", NOW)
    assert "it is closed, last changed yesterday." in yesterday[0].text


def test_the_newest_claim_of_each_person_counts_and_the_habit_is_told_once() -> None:
    comments = (
        comment("I'll take this", "one", days=20),
        comment("I'll take this", "two", days=19),
        comment("I'm working on it", "ONE", days=2),
        comment("assign me", "three", days=15),
        comment("/assign", "four", days=14),
    )
    found = look(replace(QUIET, comments=comments), VLLM, "ada", NOW)
    assert len(found) == MOST_SHOWN
    assert [one.evidence.where for one in found] == [
        "comment by ONE",
        "comment by four",
        "comment by three",
    ]
    assert ["Here the habit is: Look for the issue" in one.text for one in found] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "body",
    [
        "I'd like to work on this!",
        "Hi, I would love to tackle this one.",
        "I\u2019ll take this.",
        "I can work on this",
        "Can I work on this issue?",
        "could i please take this",
        "May I be assigned?",
        "Please assign this to me",
        "assign me please",
        "I'm working on it",
        "I am currently working on a fix",
        "I want to contribute to this",
        "Let me try",
        "I have started on this.",
        "/assign",
        "Great!\n.take\n",
        "take",
        "/take",
        "> is anyone on this?\n\nI will fix this",
        "Please assign this issue to me.",
        "Hello, can you please assign this issue to me ?",
        "Can it be assigned to me?",
        "I would like to work further on this",
        "I can take this if it's not picked yet",
        "!assign",
        "/assign @eve",
        "#take",
        "I'd be happy to submit a patch",
        "I am interested in working on this issue.",
        "Happy to take this one",
        "Mind if I have a go?",
        "I've opened a draft for it",
        "Can I give this a try?",
        "Working on it now.",
    ],
)
def test_a_claim_is_recognised(body: str) -> None:
    assert claims(body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Same here.",
        "Does anyone work on this?",
        "> I'll take this\n\nGreat, thanks!",
        "I am no longer working on this",
        "I'd like to work on this but I don't have time",
        "Feel free to take it; I will fix something else",
        "This works for me",
        "I take it that this is a bug",
        "The kernel will take longer",
        "Is anyone working on this?",
        "Is this still available?",
        "I can take a look at the logs later, but the owner knows more",
        "I will open the door for other ideas",
        "Who is assigned here?",
        "I assign blame to the cache",
        "I am happy with the result",
        "x" * 5_000 + " I'll take this",
    ],
)
def test_what_is_no_claim_is_not_taken_for_one(body: str) -> None:
    assert not claims(body)


@UNHURRIED
@given(hostile_text(), hostile_text())
def test_nothing_that_strangers_wrote_gets_out_of_a_warning(text: str, name: str) -> None:
    around = Around(
        ISSUE,
        assignees=(name,),
        pull_requests=(pull(author=name, title=text),),
        comments=(comment(f"I'll take this {text}", name),),
        classmates=(Classmate(name, Reference("course/tracker", 4)),),
    )
    shown = warning(look(around, VLLM, "ada", NOW), ISSUE)
    assert unsafe(shown) == []
    shown.encode()


def test_a_sighting_without_a_place_is_quoted() -> None:
    sighting = Sighting(Collision.CLOSED, "Closed.", Evidence("somewhere"))
    assert "- Closed. Seen: `somewhere`\n" in warning((sighting,), ISSUE)
