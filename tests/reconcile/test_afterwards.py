"""What can be an answer to a nudge, of all that is read of a contribution."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.clock import VirtualClock
from bot.github.issue_observation import IssueObservation
from bot.github.traces import OwnTraces
from bot.kernel import happening
from bot.kernel.contribution import Readiness, Reference
from bot.kernel.happening import Nudged
from bot.kernel.journal import Entry
from bot.kernel.snapshot import Actor, Comment, RepositoryRef
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.talk import Issue
from bot.kernel.work import Done
from bot.nudges.aftermath import Aftermath, Side
from bot.nudges.rung import Rung
from bot.nudges.situation import Turn
from bot.policy.model import Cohort, Mentor, Policy
from bot.progress.stages import fold
from bot.reconcile.lines import entry_of
from bot.reconcile.nudges.afterwards import aftermath, came_of
from bot.reconcile.nudges.allotments import ALLOTTED, Allotted
from bot.reconcile.turns import Judged
from bot.review.ledger import judge
from tests.support.stores import opened
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
    from collections.abc import Iterable

    from bot.kernel.event import Event
    from tests.support.timelines import Node

PULL = Reference("some/project", 7)
COHORT = Cohort(
    name="autumn 2026",
    start=moment(-30).date(),
    students=("author", "bob"),
    mentors=(Mentor("Mira", ("author",)),),
    instructors=("ida",),
)
POLICY = Policy(version=1, cohorts=(COHORT,))
HERE = Subject(SubjectKind.CONTRIBUTION, "6#1")
THERE = Subject(SubjectKind.CONTRIBUTION, "6#2")
CLAIM = happening.Claimed(at=moment(-9), by="author", student="author", issue=PULL)
NOW = moment(40)


def said(id_: str, day: float, by: str, *, bot: bool = False) -> Comment:
    return Comment(id_, Actor(by, is_bot=bot), "A word", moment(day))


def observed(*comments: Comment) -> IssueObservation:
    issue = Issue(
        repository=RepositoryRef(6, "R_6", "course/tracker", is_private=True),
        number=1,
        node_id="I_1",
        title="I take it",
        body="",
        author=Actor("author"),
        is_open=True,
        is_locked=False,
        created_at=moment(-9),
        edited_at=None,
        assignees=(),
        labels=(),
        comments=comments,
    )
    ours = OwnTraces(None, {}, reactions={"nudge/7/ping": ("HEART",)})
    return IssueObservation(issue, 1, ours, {}, {}, None)


def seen(
    events: Iterable[Event] = (), comments: Iterable[Comment] = (), there: Node | None = None
) -> Aftermath:
    judged = None
    if there is not None:
        found = snapshot(there)
        judged = Judged(there, found, judge(found, GENERIC))
    contribution = fold((CLAIM, *events))
    return aftermath(contribution, judged, observed(*comments), POLICY, NOW)


def acts(found: Aftermath, side: Side) -> list[float]:
    """Return the days on which a side acted after the claim."""
    days = ((each.at - moment(0)) / timedelta(days=1) for each in found.acts if each.side is side)
    return sorted(round(day, 3) for day in days if day > -9)


def test_commands_and_comments_here_are_acts_of_whoever_made_them() -> None:
    ready = happening.ReadyAsked(
        at=moment(1), by="Author", source="IC_1/x.0", readiness=Readiness(is_ready=True)
    )
    approved = happening.Approved(at=moment(2), by="mira", source="IC_2/x.0")
    found = seen(
        (ready, approved),
        (
            said("IC_1", 1, "author"),
            said("IC_3", 3, "author"),
            said("IC_4", 4, "IDA"),
            said("IC_5", 5, "bob"),
            said("IC_6", 6, "stranger"),
        ),
    )
    assert acts(found, Side.STUDENT) == [1, 1, 3]
    assert acts(found, Side.MENTOR) == [2, 4]
    assert acts(found, Side.PROJECT) == []
    assert found.reactions == {"nudge/7/ping": ("HEART",)}


def test_an_answer_to_a_nudge_is_no_act_and_neither_is_its_comment() -> None:
    snooze = happening.Snoozed(at=moment(1), by="author", source="IC_1/x.0", until=moment(9))
    correction = happening.TurnCorrected(at=moment(2), by="author", source="IC_2/x.0")
    words = (said("IC_1", 1, "author"), said("IC_2", 2, "author"))
    found = seen((snooze, correction), words)
    assert acts(found, Side.STUDENT) == []
    assert (found.snoozes, found.corrections) == ((moment(1),), (moment(2),))


def test_what_is_brought_about_without_a_name_has_a_side() -> None:
    events = (
        happening.WorkSeen(at=moment(-8)),
        happening.PullRequestOpened(at=moment(0), pull_request=PULL),
        happening.ReviewStarted(at=moment(1)),
        happening.Merged(at=moment(2)),
    )
    found = seen(events)
    assert acts(found, Side.STUDENT) == [-8, 0]
    assert acts(found, Side.PROJECT) == [2]
    assert found.ends == (moment(2),)
    assert found.stages == tuple(moment(day) for day in (-9, -8, 0, 1, 2))


@pytest.mark.parametrize(
    "end",
    [
        happening.Superseded(at=moment(3)),
        happening.PullRequestClosed(at=moment(3)),
        happening.Dropped(at=moment(3), by="author"),
    ],
)
def test_each_way_to_end_is_one(end: Event) -> None:
    opened_there = happening.PullRequestOpened(at=moment(0), pull_request=PULL)
    assert seen((opened_there, end)).ends == (moment(3),)


def test_at_the_project_the_author_and_whoever_has_a_say_act() -> None:
    there = pull(
        push(1, by=None),
        review(2, "CHANGES_REQUESTED"),
        comment(3, "author", "Done", association="CONTRIBUTOR"),
        comment(4, "peer", "Looks good", association="CONTRIBUTOR"),
        label(5, "ready"),
    )
    found = seen(there=there)
    assert acts(found, Side.STUDENT) == [0, 1, 3]
    assert acts(found, Side.PROJECT) == [2, 4, 5]
    assert found.turns[0] == (moment(0), Turn.REVIEWER)
    assert (moment(2), Turn.AUTHOR) in found.turns


def test_machines_strangers_and_what_has_no_time_do_not_act() -> None:
    there = pull(
        push(1, check("tests", "FAILURE")),
        comment(2, "codecov[bot]", "Coverage", association="NONE"),
        comment(3, "github-actions", "Labelled", association="MEMBER"),
        comment(4, "passer", "Me too", association="NONE"),
        happened("CrossReferencedEvent", 5, "maintainer"),
        threads=(
            thread(
                "T",
                remark(1.5, "maintainer", "Why?"),
                isResolved=True,
                resolvedBy={"login": "author"},
            ),
        ),
        mergeable="CONFLICTING",
    )
    found = seen(there=there)
    assert acts(found, Side.STUDENT) == [0, 1]
    assert acts(found, Side.PROJECT) == [1.5]


def nudge(**more: object) -> Nudged:
    plain = Nudged(
        at=moment(1), nudged_at=moment(1), rung="plan", to=("mira",), source="nudge/before/plan"
    )
    return msgspec.structs.replace(plain, **more)


def allotted(*others: Subject) -> Entry:
    what = Allotted(
        rung=Rung.PLAN, at=moment(1), to=("mira",), others=tuple(each.key for each in others)
    )
    data = msgspec.json.encode(what)
    return Entry(HERE, f"{ALLOTTED}:plan", moment(1), "", ALLOTTED, data)


async def test_a_new_reaction_is_written_into_each_journal_that_the_comment_is_about() -> None:
    reacted = Aftermath(NOW, reactions={"nudge/before/plan": ("THUMBS_UP",)})
    own = (allotted(THERE), entry_of(HERE, nudge()))
    async with opened("sqlite://", VirtualClock()) as store:
        await store.signal(THERE, "7")
        (lease,) = await store.claim(1)
        await store.finish(lease, Done(entries=(entry_of(THERE, nudge(comment=HERE.key)),)))

        found = await came_of(store, HERE, own, reacted)
        # Whoever read the same at the same time says the same, under the same keys.
        assert await came_of(store, HERE, own, reacted) == found
        assert [each.subject for each in found] == [HERE, THERE]
        assert {each.key for each in found} == {"nudged:nudge/before/plan/1"}

        await store.signal(THERE, "7")
        (lease,) = await store.claim(1)
        await store.finish(lease, Done(entries=(*found, *found)))
        assert len(await store.journal(THERE)) == 2
        assert await came_of(store, HERE, (*own, found[0]), reacted) == ()


async def test_without_a_new_reaction_no_other_journal_is_read() -> None:
    own = (allotted(THERE), entry_of(HERE, nudge()), entry_of(HERE, CLAIM))
    async with opened("sqlite://", VirtualClock()) as store:
        quiet = Aftermath(NOW)
        assert await came_of(store, HERE, own, quiet) == ()
        over = replace(quiet, ends=(moment(3),))
        (entry,) = await came_of(store, HERE, own, over)
    assert (entry.at, entry.kind) == (NOW, "nudged")
