"""From what happened to where a contribution stands."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel import happening
from bot.kernel.contribution import (
    ContributionKind,
    Ignored,
    Readiness,
    Reference,
    Remark,
    Stage,
)
from bot.kernel.happening import Unreadable
from bot.progress.stages import TRANSITIONS, fold
from tests.progress.events import BAD_PLAN, EVENTS, any_event, histories, moved
from tests.progress.stages_page import PAGE, written
from tests.support.contributions import ISSUE, NOW, PULL, at_stage, life, ready

if TYPE_CHECKING:
    import random

    from bot.kernel.event import Event

LATER = NOW + timedelta(days=20)
GRACE: happening.Stamp = {"at": LATER, "by": "grace", "source": "g"}
ADA: happening.Stamp = {"at": LATER, "by": "ada", "source": "a"}


@pytest.mark.parametrize("stage", Stage)
def test_a_contribution_reaches_every_stage(stage: Stage) -> None:
    contribution = at_stage(stage)
    assert contribution.stage is stage
    assert not contribution.ignored
    assert [each for each, _ in contribution.entered][-1:] == [stage] * (stage is not Stage.FOUND)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("event", EVENTS, ids=happening.name_of)
def test_an_event_leads_where_the_table_says(stage: Stage, event: Event) -> None:
    after = fold((*life(stage), moved(event, 60 * 24 * 30)))
    expected = TRANSITIONS.get((stage, type(event)), stage)
    refused = after.ignored and after.ignored[-1].name == happening.name_of(event)
    assert after.stage is (stage if refused else expected)
    if refused:
        assert after.happened == at_stage(stage).happened


def test_nothing_leads_on_from_merged() -> None:
    assert not [event for stage, event in TRANSITIONS if stage is Stage.MERGED]


def test_of_what_has_ended_only_a_merge_or_a_claim_is_heard() -> None:
    leading = {(stage, event) for stage, event in TRANSITIONS if stage.has_ended}
    assert leading == {
        (Stage.SUPERSEDED, happening.Merged),
        (Stage.DROPPED, happening.Merged),
        (Stage.DROPPED, happening.Claimed),
    }


def test_a_plan_with_gaps_does_not_lead_on() -> None:
    contribution = fold((*life(Stage.CLAIMED), moved(BAD_PLAN, 60)))
    assert contribution.stage is Stage.CLAIMED
    assert contribution.plan
    assert contribution.plan.verdict.missing == ("where",)


def test_plans_are_kept_with_their_history() -> None:
    events = (*life(Stage.CLAIMED), moved(BAD_PLAN, 60), *life(Stage.BUILDING)[1:])
    contribution = fold(events)
    assert [plan.text for plan in contribution.plans] == [
        "A bad plan",
        "I pass the dtype to the cache in `block.py` and extend its test.",
    ]
    assert [plan.approved_by for plan in contribution.plans] == ["", "grace"]
    assert contribution.mentor == "grace"


def test_a_mentor_sends_a_plan_back() -> None:
    contribution = fold((*life(Stage.AGREED), happening.Revised(**GRACE, what="say how")))
    assert contribution.stage is Stage.CLAIMED
    assert contribution.revision == Remark("grace", LATER, "say how")
    again = happening.Planned(at=LATER + timedelta(days=1), text="Better", verdict=BAD_PLAN.verdict)
    assert fold((*life(Stage.AGREED), happening.Revised(**GRACE, what="x"), again)).revision is None


def test_a_wish_of_a_mentor_later_on_leaves_the_stage_and_takes_the_readiness_back() -> None:
    events = (*life(Stage.BUILDING), ready(), happening.Revised(**GRACE, what="a test"))
    contribution = fold(events)
    assert contribution.stage is Stage.BUILDING
    assert contribution.readiness is None
    assert contribution.revision
    assert contribution.plan
    assert contribution.plan.approved_by == ""
    asked = happening.ReadyAsked(at=LATER + timedelta(days=1), readiness=Readiness(is_ready=True))
    after = fold((*events, asked))
    assert (after.readiness, after.revision) == (Readiness(is_ready=True), None)


def test_a_mentor_may_agree_without_a_plan_once_there_is_work() -> None:
    work = happening.WorkSeen(at=NOW + timedelta(hours=1))
    agreed = fold((*life(Stage.CLAIMED), work, happening.Approved(**GRACE)))
    assert (agreed.stage, agreed.mentor) == (Stage.BUILDING, "grace")
    early = fold((*life(Stage.CLAIMED), happening.Approved(**GRACE)))
    assert early.ignored == (Ignored("approved", "There was no plan to agree to.", LATER),)


def test_a_claim_can_be_corrected_until_there_is_a_plan() -> None:
    other = happening.Claimed(**ADA, student="ada", issue=Reference("pytorch/ao", 7))
    corrected = fold((*life(Stage.CLAIMED), moved(BAD_PLAN, 60), other))
    assert corrected.issue == Reference("pytorch/ao", 7)
    assert not corrected.plans
    late = fold((*life(Stage.AGREED), other))
    assert late.issue == ISSUE
    assert late.ignored[0].why == "It was about vllm-project/vllm#12345 and had come further."
    same = happening.Claimed(**ADA, student="ada", issue=ISSUE)
    assert fold((*life(Stage.CLAIMED), moved(BAD_PLAN, 60), same)).plans


def test_what_was_given_up_can_be_taken_up_again() -> None:
    again = happening.Claimed(**ADA, student="ada", issue=ISSUE)
    contribution = fold((*life(Stage.DROPPED), again))
    assert contribution.stage is Stage.CLAIMED
    assert contribution.plans
    assert contribution.happened[-1] == again


def test_a_merge_counts_even_after_the_end() -> None:
    for end in (Stage.DROPPED, Stage.SUPERSEDED):
        contribution = fold((*life(end), happening.Merged(at=LATER)))
        assert contribution.stage is Stage.MERGED
        assert contribution.superseded_by is None


def test_a_pull_request_that_was_closed_leads_back_and_a_new_one_on() -> None:
    closed = happening.PullRequestClosed(**ADA)
    contribution = fold((*life(Stage.REVIEW), closed))
    assert contribution.stage is Stage.BUILDING
    assert not contribution.is_pull_request_open
    new = Reference(PULL.repository, 30_000)
    opened = happening.PullRequestOpened(at=LATER + timedelta(days=1), pull_request=new)
    again = fold((*life(Stage.REVIEW), closed, opened))
    assert again.stage is Stage.OPEN
    assert again.pull_requests == (PULL, new)
    assert again.is_pull_request_open


def test_a_pull_request_seen_twice_is_one() -> None:
    seen = happening.PullRequestOpened(at=LATER, pull_request=PULL)
    assert fold((*life(Stage.OPEN), seen)).pull_requests == (PULL,)


def test_a_hold_is_a_flag_on_any_stage() -> None:
    held = fold((*life(Stage.OPEN), happening.Held(**GRACE, why="they argue")))
    assert held.stage is Stage.OPEN
    assert held.hold == Remark("grace", LATER, "they argue")
    resumed = happening.Resumed(at=LATER + timedelta(days=1), by="grace")
    assert fold((*life(Stage.OPEN), happening.Held(**GRACE), resumed)).hold is None
    assert fold((*life(Stage.OPEN), resumed)).ignored[0].why == "It was not on hold."


def test_an_end_takes_hold_and_snooze_away() -> None:
    pauses = (
        happening.Held(at=NOW + timedelta(hours=1), by="grace"),
        happening.Snoozed(at=NOW + timedelta(hours=2), until=LATER),
    )
    for end in (Stage.MERGED, Stage.SUPERSEDED, Stage.DROPPED):
        contribution = fold((*life(end), *pauses))
        assert contribution.hold is None
        assert contribution.snoozed_until is None
        assert contribution.is_pull_request_open is (end is Stage.DROPPED)


def test_an_excuse_counts_for_the_student_of_the_contribution_alone() -> None:
    mine = happening.Excused(**GRACE, student="ADA", until=LATER)
    other = happening.Excused(**GRACE, student="bob", until=LATER)
    assert fold((*life(Stage.OPEN), mine)).excused_until == LATER
    assert fold((*life(Stage.OPEN), other)).excused_until is None


def test_whoever_takes_over_begins_without_excuse_or_snooze() -> None:
    before = (
        happening.Excused(at=NOW + timedelta(hours=1), student="ada", until=LATER),
        happening.Snoozed(at=NOW + timedelta(hours=2), until=LATER),
    )
    contribution = fold((*life(Stage.OPEN), *before, happening.TakenOver(**GRACE, student="bob")))
    assert contribution.student == "bob"
    assert contribution.stage is Stage.OPEN
    assert (contribution.excused_until, contribution.snoozed_until) == (None, None)


def test_the_rest_is_kept_too() -> None:
    contribution = fold(
        (
            *life(Stage.REVIEW),
            happening.KindSet(**ADA, kind=ContributionKind.KERNEL),
            happening.PortfolioLinked(**ADA, repository="ada/flash"),
            happening.TurnCorrected(**ADA, why="I wait"),
            happening.Snoozed(**ADA, until=LATER),
            happening.Refused(at=LATER, by="Bob", source="r", command="approve"),
        )
    )
    assert contribution.kind is ContributionKind.KERNEL
    assert contribution.portfolio == "ada/flash"
    assert contribution.turn_corrected == Remark("ada", LATER, "I wait")
    assert contribution.snoozed_until == LATER
    assert contribution.refused == {("bob", "approve")}


@pytest.mark.parametrize("event", [EVENTS[1], EVENTS[6]], ids=happening.name_of)
def test_nothing_can_be_planned_or_ready_before_a_claim(event: Event) -> None:
    assert fold((event,)).ignored[0].why == "Nothing was claimed yet."


def test_kind_and_portfolio_can_be_named_after_the_end() -> None:
    kind = happening.KindSet(**ADA, kind=ContributionKind.DOCS)
    plan = moved(BAD_PLAN, 60 * 24 * 30)
    contribution = fold((*life(Stage.MERGED), kind, plan))
    assert contribution.kind is ContributionKind.DOCS
    assert contribution.ignored[0].why == "The contribution had ended; it was merged."


def test_an_event_of_a_newer_version_is_told_and_changes_nothing() -> None:
    contribution = fold((Unreadable("danced"), *life(Stage.OPEN)))
    assert contribution.stage is Stage.OPEN
    assert contribution.ignored == (Ignored("danced", "This version does not know such an event."),)


def test_an_event_that_is_learnt_of_late_has_the_effect_it_should_have_had() -> None:
    first, *others = life(Stage.REVIEW)
    assert fold((*others, first)) == at_stage(Stage.REVIEW)


def test_commands_of_one_comment_count_in_their_order() -> None:
    held = happening.Held(at=LATER, by="grace", source="c/0")
    resumed = happening.Resumed(at=LATER, by="grace", source="c/1")
    assert fold((*life(Stage.OPEN), held, resumed)).hold is None


@given(st.lists(st.one_of(any_event, st.just(Unreadable("x"))), max_size=14))
def test_any_events_in_any_order_fold(events: list[Event | Unreadable]) -> None:
    contribution = fold(events)
    known = {event for event in events if not isinstance(event, Unreadable)}
    assert len(contribution.happened) + len(contribution.ignored) <= len(events)
    assert set(contribution.happened) <= known
    assert fold(events) == contribution


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_learning_does_not_matter(
    events: tuple[Event, ...], chance: random.Random
) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(events)


@given(histories, st.data())
def test_an_event_that_comes_twice_changes_nothing(
    events: tuple[Event, ...], data: st.DataObject
) -> None:
    doubled = data.draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    assert fold((*events, *doubled)) == fold(events)
    stripped = [happening.restored(happening.stored(event)) for event in events]
    assert fold((*stripped, *events)) == fold(events)


@given(histories)
def test_what_is_merged_stays_merged(events: tuple[Event, ...]) -> None:
    stages = [stage for stage, _ in fold(events).entered]
    assert Stage.MERGED not in stages[:-1]


@given(histories)
def test_only_ways_of_the_table_are_gone(events: tuple[Event, ...]) -> None:
    ways = {(begin, end) for (begin, _), end in TRANSITIONS.items()}
    gone = [Stage.FOUND, *(stage for stage, _ in fold(events).entered)]
    assert all(way in ways for way in itertools.pairwise(gone))


@given(histories)
def test_every_event_has_an_effect_or_a_reason(events: tuple[Event, ...]) -> None:
    contribution = fold(events)
    assert len(contribution.happened) + len(contribution.ignored) == len(events)
    assert all(ignored.why.endswith(".") for ignored in contribution.ignored)


def test_the_page_shows_the_stages_and_labels_that_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == written(text), "run `python -m tests.progress.stages_page`"
    assert all(f" {stage}" in text for stage in Stage)
