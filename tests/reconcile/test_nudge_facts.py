"""What reminders are decided from: who did what last, whose turn it is and by which event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel import happening
from bot.kernel.contribution import Readiness, Reference, Verdict
from bot.kernel.snapshot import Actor, Comment
from bot.kernel.subject import Subject, SubjectKind
from bot.nudges.situation import Pull, Turn
from bot.progress.stages import fold
from bot.projects.practice import FirstCi, Stale, Starter
from bot.reconcile.forks import Work
from bot.reconcile.nudges.nudge_facts import Known, seen_of
from bot.reconcile.turns import Judged
from bot.review.ledger import judge
from tests.support.nudges import project
from tests.support.timelines import (
    GENERIC,
    check,
    comment,
    happened,
    label,
    moment,
    pull,
    push,
    remark,
    review,
    snapshot,
    thread,
)

if TYPE_CHECKING:
    from bot.kernel.event import Event
    from bot.nudges.situation import Seen
    from bot.projects.model import Project
    from tests.support.timelines import Node

ISSUE = Reference("some/project", 1)
PULL = Reference("some/project", 7)
HERE = Subject(SubjectKind.CONTRIBUTION, "6#1")
CLAIM = happening.Claimed(at=moment(-9), by="author", student="author", issue=ISSUE)
LINK = happening.PullRequestLinked(at=moment(0), by="author", pull_request=PULL)
PLANNED = happening.Planned(
    at=moment(-8), by="author", text="A plan", verdict=Verdict(is_good=True)
)
NOW = moment(40)


def said(day: float, by: str, *, bot: bool = False) -> Comment:
    return Comment(f"IC_{day}", Actor(by, is_bot=bot), "A word", moment(day))


def seen(
    *events: Event,
    there: Node | None = None,
    project: Project = GENERIC,
    **more: Any,  # noqa: ANN401 - any field of `Known`
) -> Seen:
    judged = None
    if there is not None:
        found = snapshot(there)
        judged = Judged(
            {"data": {"repository": {"pullRequest": there}}}, found, judge(found, project)
        )
        events = (*events, LINK)
    given: dict[str, Any] = {
        "subject": HERE,
        "contribution": fold((CLAIM, *events)),
        "journal": (),
        "judged": judged,
        "fork": None,
        "comments": (),
        "mentors": ("Mira",),
        "leaders": frozenset({"mira"}),
        "project": project,
        "title": "I take it",
        "address": "",
        "now": NOW,
    }
    found_now = seen_of(Known(**(given | more)))
    assert found_now is not None
    return found_now


def ready(day: float) -> Event:
    return happening.ReadyAsked(at=moment(day), by="author", readiness=Readiness(is_ready=True))


def test_the_size_of_a_pull_request_is_known_where_github_tells_it() -> None:
    assert seen(there=pull(additions=700, deletions=12)).lines == 712
    assert seen(there=pull(additions=0, deletions=0)).lines == 0
    assert seen(there=pull()).lines is None


def test_a_word_in_the_course_counts_and_one_of_a_machine_does_not() -> None:
    words = (said(1, "author"), said(2, "mira"), said(3, "ci-bot"), said(4, "an-app", bot=True))
    found = seen(comments=words)
    assert (found.last_activity, found.last_word) == (CLAIM.at, moment(2))
    assert found.mentors_word == moment(2)
    assert seen().last_word is None


def test_work_on_the_pull_request_in_the_course_counts() -> None:
    fork = Work("b", moment(3), ((moment(4), "author"), (moment(5), "mira")))
    found = seen(PLANNED, comments=(said(1, "mira"),), fork=fork)
    assert (found.last_activity, found.last_word) == (moment(3), moment(5))
    assert found.mentors_word == moment(5)


@pytest.mark.parametrize(
    ("words", "events", "asked"),
    [
        ((), (), -5),
        ((said(-6, "mira"),), (), -5),
        ((said(-4, "author"),), (), -5),
        ((said(-4, "MIRA"),), (), None),
        ((), (happening.Revised(at=moment(-4), by="mira", what="More"),), None),
    ],
)
def test_whatever_a_mentor_says_after_ready_is_an_answer(
    words: tuple[Comment, ...], events: tuple[Event, ...], asked: float | None
) -> None:
    found = seen(ready(-5), *events, comments=words)
    assert found.ready_asked == (None if asked is None else moment(asked))


def approved(day: float) -> Event:
    return happening.Approved(at=moment(day), by="mira")


def revised(day: float) -> Event:
    return happening.Revised(at=moment(day), by="mira", what="More")


def unready(day: float) -> Event:
    left = Readiness(is_ready=False, left=("tests",))
    return happening.ReadyAsked(at=moment(day), by="author", readiness=left)


@pytest.mark.parametrize(
    ("events", "is_agreed"),
    [
        ((PLANNED, approved(-7)), False),
        ((ready(-7),), False),
        ((ready(-7), approved(-6)), True),
        ((ready(-7), approved(-6), revised(-5)), False),
        ((ready(-7), approved(-6), ready(-5)), False),
        ((ready(-7), revised(-6), approved(-5)), True),
        ((unready(-7), approved(-6)), False),
        ((ready(-7), approved(-6), LINK), False),
    ],
)
def test_it_is_known_whether_a_mentor_agreed_that_it_is_ready(
    events: tuple[Event, ...], *, is_agreed: bool
) -> None:
    assert seen(*events).is_agreed is is_agreed


def test_the_turn_goes_on_with_the_mentors_answer() -> None:
    found = seen(ready(-5), comments=(said(-4, "Mira"),))
    assert found.because is not None
    assert (found.since, found.because.event, found.because.who) == (moment(-4), "comment", "Mira")


@pytest.mark.parametrize(
    ("events", "event", "who", "day"),
    [
        ((), "claimed", "author", -9),
        ((PLANNED,), "planned", "author", -8),
        (
            (
                happening.Planned(
                    at=moment(-8), by="author", text="?", verdict=Verdict(is_good=False)
                ),
            ),
            "claimed",
            "author",
            -9,
        ),
        ((PLANNED, happening.Approved(at=moment(-7), by="mira")), "approved", "mira", -7),
        (
            (PLANNED, happening.Revised(at=moment(-7), by="mira", what="More")),
            "revised",
            "mira",
            -7,
        ),
        ((PLANNED, happening.WorkSeen(at=moment(-7), by="author")), "work_seen", "author", -7),
        ((ready(-7),), "ready_asked", "author", -7),
        (
            (ready(-7), happening.Revised(at=moment(-6), by="mira", what="More")),
            "revised",
            "mira",
            -6,
        ),
        ((happening.TakenOver(at=moment(-6), by="mira", student="bob"),), "claimed", "bob", -6),
    ],
)
def test_before_a_pull_request_the_event_is_told_that_began_the_turn(
    events: tuple[Event, ...], event: str, who: str, day: float
) -> None:
    found = seen(*events)
    assert found.because is not None
    assert (found.because.event, found.because.who) == (event, who)
    assert found.since == found.because.at == moment(day)


def test_a_pull_request_that_was_closed_and_cannot_be_read_any_more_is_told_as_closed() -> None:
    closed = happening.PullRequestClosed(at=moment(3))
    found = seen(LINK, closed)
    assert found.because is not None
    assert (found.pull, found.because.event) == (Pull.NONE, "pull_request_closed")


def test_what_github_does_not_date_is_no_activity() -> None:
    """A resolved thread is dated by the newest event, which may be a machine's."""
    settled = thread(
        "t", remark(1, "maintainer", "Why?"), isResolved=True, resolvedBy={"login": "author"}
    )
    there = pull(comment(9, "codecov[bot]", "A report"), threads=(settled,))
    assert seen(there=there).last_activity == moment(1)


def test_a_reference_from_elsewhere_is_no_activity() -> None:
    there = pull(happened("CrossReferencedEvent", 5, "somebody"))
    assert seen(there=there).last_activity == moment(0)


def test_a_push_that_names_nobody_is_the_authors() -> None:
    assert seen(there=pull(push(3, by=None))).last_activity == moment(3)


def test_a_stale_bots_clock_is_taken_over() -> None:
    rule = Stale(source=("course",), days=30, close_after_days=14)
    assert seen(there=pull(push(3)), project=project(stale=rule)).updated == moment(3)


def test_a_commit_of_a_wrong_clock_counts_as_now() -> None:
    found = seen(there=pull(push(100_000), push(1)))
    assert found.last_activity == found.updated == NOW


RED_AT_FIRST = FirstCi(
    source=("course",), rule="Ask.", starter=Starter.MAINTAINER, red_is_normal=True
)


@pytest.mark.parametrize(
    ("checks", "project_facts", "turn", "failing", "awaited"),
    [
        ((check("build", "FAILURE"),), {}, Turn.AUTHOR, ("build",), ()),
        ((check("build", "STARTUP_FAILURE"),), {}, Turn.AUTHOR, ("build",), ()),
        ((check("DCO", "ACTION_REQUIRED"),), {}, Turn.AUTHOR, ("DCO",), ()),
        ((check("build", "CANCELLED"),), {}, Turn.REVIEWER, (), ()),
        ((check("codecov/patch", "FAILURE"),), {}, Turn.REVIEWER, (), ()),
        ((check("gpu", "ACTION_REQUIRED"),), {}, Turn.GATE, (), ("gpu",)),
        (
            (check("ruff", "FAILURE"), check("internal", "FAILURE")),
            {},
            Turn.AUTHOR,
            ("ruff",),
            (),
        ),
        (
            (check("ruff", "FAILURE"), check("gpu", "FAILURE")),
            {"first_ci": RED_AT_FIRST},
            Turn.AUTHOR,
            ("ruff",),
            (),
        ),
        (
            (check("gpu", "FAILURE"),),
            {"first_ci": RED_AT_FIRST},
            Turn.REVIEWER,
            ("gpu",),
            (),
        ),
    ],
)
def test_the_checks_are_named_that_the_turn_is_about(
    checks: tuple[Node, ...],
    project_facts: dict[str, Any],
    turn: Turn,
    failing: tuple[str, ...],
    awaited: tuple[str, ...],
) -> None:
    found = seen(there=pull(push(1, *checks)), project=project(**project_facts))
    assert (found.turn, found.failing, found.awaited) == (turn, failing, awaited)


def test_only_the_checks_of_the_newest_commit_count() -> None:
    red, green = check("build", "FAILURE"), check("build", "SUCCESS")
    assert seen(there=pull(push(1, red), push(2, green))).failing == ()


def test_a_stale_bots_label_is_known_however_it_is_spelt() -> None:
    rule = Stale(source=("course",), days=30, close_after_days=14, label="stale")
    there = pull(label(5, "Stale", "github-actions[bot]"), labels={"nodes": [{"name": "Stale"}]})
    assert seen(there=there, project=project(stale=rule)).marked_stale == moment(5)
    assert seen(there=there, project=project()).marked_stale is None


def test_where_a_stale_bot_sets_no_label_its_word_counts_until_somebody_does_anything() -> None:
    rule = project(stale=Stale(source=("course",), days=23, close_after_days=7))
    report = comment(23.5, "codecov[bot]", "A report")
    mark = comment(23, "github-actions[bot]", "This was marked as stale automatically.")
    doubt = comment(1, "maintainer", "Is this stale?")
    assert seen(there=pull(doubt, mark, report), project=rule).marked_stale == moment(23)
    answer = comment(24, "author", "It is not.")
    assert seen(there=pull(mark, answer), project=rule).marked_stale is None
    assert seen(there=pull(doubt, report), project=rule).marked_stale is None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("I will take a look next week.", 7),
        ("I am on vacation, I will look in two weeks.", 14),
        ("Will review this in a few weeks", 21),
        ("I will get to it next month", 30),
    ],
)
def test_a_reviewers_word_to_come_back_is_waited_for(words: str, days: int) -> None:
    found = seen(there=pull(comment(1, "maintainer", words)))
    assert found.waits_until == moment(1 + days)


def test_threads_promises_and_approvals_are_taken_over() -> None:
    there = pull(
        review(1, "CHANGES_REQUESTED"),
        threads=(thread("t", remark(1, "maintainer", "Why?")),),
        reviewDecision="CHANGES_REQUESTED",
    )
    found = seen(there=there)
    assert [(each.path, each.line, each.by) for each in found.open_threads] == [
        ("src/a.py", 7, "maintainer")
    ]
    waits = seen(there=pull(comment(1, "maintainer", "I will take a look next week.")))
    assert waits.waits_until == moment(8)
    approved = seen(there=pull(review(1, "APPROVED"), reviewDecision="APPROVED"))
    assert approved.is_approved


def test_before_a_claim_nothing_is_seen() -> None:
    empty = Known(HERE, fold(()), (), None, None, (), (), frozenset(), None, "", "", NOW)
    assert seen_of(empty) is None
