"""Which rung is due, when exactly, to whom; and everything that keeps the coach quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from bot.kernel.contribution import Stage
from bot.nudges import situation as nouns
from bot.nudges.rung import IMPORTANCE, Rung
from bot.nudges.situation import Because, Confidence, OpenThread, Pull, Turn
from bot.nudges.stall import Due, Quiet, due
from bot.policy.reminders import Nudges
from bot.projects.practice import Review
from bot.review import events as review_events
from bot.review import turn as review_turn
from tests.support.nudges import (
    COHORT,
    MONDAY,
    SOURCE,
    at,
    gave,
    on,
    ping,
    project,
    situation,
    stale,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.nudges.situation import Situation
    from bot.policy.model import Cohort

MOMENT = timedelta(seconds=1)
THEIRS: dict[str, Any] = {"turn": Turn.REVIEWER}
GATED: dict[str, Any] = {"turn": Turn.GATE}
BEFORE: dict[str, Any] = {"pull": Pull.NONE, "turn": Turn.NOBODY, "since": None, "opened": None}


def of(now: datetime, *fields: dict[str, Any], **more: Any) -> Situation:  # noqa: ANN401 - any field
    merged: dict[str, Any] = {}
    for each in fields:
        merged |= each
    return situation(now, **(merged | more))


def comes(one: Situation, rung: Rung, when: datetime, *to: str) -> None:
    """See that a nudge comes then, and not a moment before."""
    before = due(replace(one, now=when - MOMENT))
    assert isinstance(before, Quiet), before
    assert before.until == when
    found = due(replace(one, now=when))
    assert isinstance(found, Due), found
    assert (found.rung, found.at, found.to) == (rung, when, to or ("ada",))
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("fields", "rung"),
    [
        ({}, Rung.TO_DO),
        ({"open_threads": (OpenThread(path="a.py"),), "has_conflict": True}, Rung.TO_DO),
        ({"has_conflict": True}, Rung.CONFLICT),
        ({"because": Because(event="conflict", at=MONDAY)}, Rung.CONFLICT),
        ({"because": Because(event="check", at=MONDAY), "failing": ("lint",)}, Rung.CI_RED),
        ({"failing": ("lint",)}, Rung.CI_RED),
        ({"failing": ("lint",), "open_threads": (OpenThread(path="a.py"),)}, Rung.TO_DO),
        ({"failing": ("lint",), "is_mendable": False}, Rung.TO_DO),
        ({"because": None}, Rung.TO_DO),
        ({"is_approved": True}, Rung.APPROVED),
        ({"is_approved": True, "open_threads": (OpenThread(path="a.py"),)}, Rung.TO_DO),
    ],
)
def test_the_first_word_on_the_authors_turn_is_of_what_it_is_about(
    fields: dict[str, Any], rung: Rung
) -> None:
    comes(of(MONDAY, fields), rung, on(8))


def test_the_authors_ladder_goes_on_to_the_mentor_and_to_an_offer() -> None:
    first = of(MONDAY)
    comes(first, Rung.TO_DO, on(8))
    second = at(first, on(8), given=(gave(Rung.TO_DO, on(8)),))
    comes(second, Rung.WITH_MENTOR, on(14), "ada", "grace")
    given = (gave(Rung.TO_DO, on(8)), gave(Rung.WITH_MENTOR, on(14), "ada", "grace"))
    comes(at(first, on(14), given=given), Rung.OFFER, on(23), "ada", "grace")
    given = (*given, gave(Rung.OFFER, on(23), "ada", "grace"))
    assert due(at(first, on(26), given=given)) == Quiet(None, "All that could be said was said.")


def test_a_nudge_tells_until_when_it_is_the_last() -> None:
    found = due(of(on(8)))
    assert isinstance(found, Due)
    assert found.silent_until == on(14)
    last = due(at(of(on(26, 11)), on(26, 11), given=(gave(Rung.TO_DO, on(8)),)))
    assert isinstance(last, Due)
    assert (last.rung, last.silent_until) == (Rung.OFFER, None)


def test_who_missed_a_rung_gets_the_one_that_is_reached_and_none_below() -> None:
    late = of(on(15))
    found = due(late)
    assert isinstance(found, Due)
    assert found.rung is Rung.WITH_MENTOR
    after = at(late, on(21), given=(gave(Rung.WITH_MENTOR, on(15), "ada", "grace"),))
    quiet = due(after)
    assert isinstance(quiet, Quiet)
    assert quiet.until == on(23)


def test_a_new_turn_begins_with_the_rungs_that_are_left() -> None:
    again = of(on(26), since=on(26), last_activity=on(26), given=(gave(Rung.TO_DO, on(8)),))
    comes(again, Rung.WITH_MENTOR, on(4, 10, 0, 11), "ada", "grace")


def test_what_was_said_before_the_pull_request_does_not_count_for_it() -> None:
    before = gave(Rung.TO_DO, MONDAY - timedelta(days=3))
    comes(of(MONDAY, given=(before,)), Rung.TO_DO, on(8))


def test_a_reminder_of_another_contribution_does_not_count_for_this_one() -> None:
    other = gave(Rung.TO_DO, on(7), contribution="7#99")
    comes(of(MONDAY, given=(other,)), Rung.TO_DO, on(8))


def test_reminders_of_the_own_turn_end_at_the_policys_number() -> None:
    given = (gave(Rung.TO_DO, on(8)), gave(Rung.CI_RED, on(9)), gave(Rung.CONFLICT, on(12)))
    worn = of(on(26), given=given, last_activity=on(14), since=on(14))
    assert due(worn) == Quiet(None, "All that could be said was said.")


@pytest.mark.parametrize(
    ("days", "when"), [((1, 7), on(7)), ((2, 7), on(7)), ((5, 7), on(12)), ((1,), on(7))]
)
def test_the_ladder_is_the_policys_and_never_below_two_days(
    days: tuple[int, ...], when: datetime
) -> None:
    comes(of(MONDAY, nudges=Nudges(ladder=days)), Rung.TO_DO, when)


def test_low_confidence_asks_late_and_accuses_nobody() -> None:
    comes(of(MONDAY, confidence=Confidence.LOW), Rung.UNSURE, on(14))
    short = Nudges(ladder=(4,))
    comes(of(MONDAY, THEIRS, confidence=Confidence.LOW, nudges=short), Rung.UNSURE, on(9))


@pytest.mark.parametrize(
    ("rule", "fair", "elsewhere"),
    [
        (ping(7), on(12), on(26, 7)),
        (ping(7, business=True), on(14), on(26, 7)),
        (ping(2, business=True), on(7), on(26, 7)),
        (ping(1), on(7), on(26, 7)),
        (ping(30), on(4, 10, 0, 11), on(11, 10, 0, 11)),
        (ping(None), on(12, 7, 36), on(26, 7)),
        (None, on(12, 7, 36), on(26, 7)),
    ],
)
def test_on_the_reviewers_turn_the_projects_rule_tells_when_a_ping_is_fair(
    rule: Any,  # noqa: ANN401 - a rule or none
    fair: datetime,
    elsewhere: datetime,
) -> None:
    one = of(MONDAY, THEIRS, project_facts=project(ping=rule) if rule else project())
    first = due(one)
    assert isinstance(first, Quiet)
    assert first.until is not None
    asked = due(replace(one, now=first.until))
    assert isinstance(asked, Due)
    if asked.rung is Rung.OUTLOOK:
        assert asked.silent_until is not None
        one = at(one, MONDAY, given=(gave(Rung.OUTLOOK, first.until),))
    found = due(replace(one, now=fair + timedelta(hours=1)))
    assert isinstance(found, Due)
    assert found.rung is Rung.PING
    assert found.at.date() == fair.date()
    assert found.silent_until is not None
    assert found.silent_until.date() == elsewhere.date()


def test_an_outlook_comes_when_waiting_is_usual_and_leaves_room_before_a_ping() -> None:
    one = of(MONDAY, THEIRS, project_facts=project(ping=ping(7)))
    comes(one, Rung.OUTLOOK, MONDAY + timedelta(days=2.05))
    slow = of(MONDAY, THEIRS, project_facts=project(ping=ping(7)), lines=900)
    comes(slow, Rung.OUTLOOK, on(9, 7))
    tight = of(MONDAY, THEIRS, project_facts=project(ping=ping(3)))
    comes(tight, Rung.PING, on(8))


def test_only_a_maintainer_can_give_it_and_then_that_is_said_first() -> None:
    facts = project(ping=ping(7))
    comes(of(MONDAY, GATED, project_facts=facts), Rung.GATE, MONDAY + timedelta(days=2.05))
    approved = of(MONDAY, GATED, project_facts=facts, is_approved=True)
    comes(approved, Rung.APPROVED, MONDAY + timedelta(days=2.05))
    for missing in ({"awaited": ("gpu",)}, {"failing": ("labels",), "is_mendable": False}):
        held = of(MONDAY, GATED, missing, project_facts=facts, is_approved=True)
        comes(held, Rung.GATE, MONDAY + timedelta(days=2.05))
    quick = of(MONDAY, GATED, project_facts=project(ping=ping(3)))
    comes(quick, Rung.GATE, on(8))
    after = at(quick, on(8), given=(gave(Rung.GATE, on(8)),))
    comes(after, Rung.PING, on(12))


def test_where_green_checks_come_first_nobody_is_led_to_ping_with_red_ones() -> None:
    facts = project(ping=ping(7), review=Review(source=SOURCE, who="All.", green_before_ping=True))
    red = of(MONDAY, THEIRS, project_facts=facts, failing=("gpu",), is_mendable=False)
    comes(red, Rung.GATE, MONDAY + timedelta(days=2.05))
    after = at(red, on(9), given=(gave(Rung.GATE, on(8)),))
    quiet = due(replace(after, now=on(16)))
    assert isinstance(quiet, Quiet)
    green = at(red, on(9), failing=())
    comes(green, Rung.OUTLOOK, MONDAY + timedelta(days=2.05))


@pytest.mark.parametrize(
    ("fields", "rung", "to"),
    [
        ({"stage": Stage.CLAIMED}, Rung.CLAIM_IDLE, ("ada",)),
        ({"stage": Stage.BUILDING}, Rung.TO_DO, ("ada",)),
        ({"stage": Stage.AGREED}, Rung.PLAN, ("grace",)),
        ({"stage": Stage.BUILDING, "ready_asked": MONDAY}, Rung.READY, ("grace",)),
        ({"stage": Stage.CLAIMED, "ready_asked": MONDAY}, Rung.READY, ("grace",)),
    ],
)
def test_before_a_pull_request_it_is_the_student_or_the_mentor(
    fields: dict[str, Any], rung: Rung, to: tuple[str, ...]
) -> None:
    comes(of(MONDAY, BEFORE, fields), rung, on(8), *to)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"stage": Stage.FOUND}, "No issue is claimed yet."),
        (
            {"stage": Stage.AGREED, "mentors": ()},
            "It waits for a mentor, and the policy names none.",
        ),
    ],
)
def test_before_a_pull_request_there_may_be_nobody_to_ask(fields: dict[str, Any], why: str) -> None:
    assert due(of(on(30), BEFORE, fields)) == Quiet(None, why)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"pull": Pull.MERGED}, "It has come to its end."),
        ({"pull": Pull.CLOSED}, "It has come to its end."),
        ({"stage": Stage.DROPPED}, "It has come to its end."),
        ({"nudges": Nudges(ladder=())}, "The policy has nudges switched off."),
        ({"is_held": True}, "A mentor let it rest."),
        ({"pull": Pull.DRAFT}, "It is a draft: the student is not done yet."),
        ({"labels": ("bug", "Release Freeze")}, "The label Release Freeze says that it rests."),
        ({"labels": ("0 - Blocked",)}, "The label 0 - Blocked says that it rests."),
        ({"turn": Turn.CI}, "The checks are at work."),
        ({"turn": Turn.NOBODY}, "It is nobody's turn."),
        (
            {"corrected": on(6)},
            "The student said that it is not their turn, and nothing moved since.",
        ),
    ],
)
def test_what_rests_is_left_alone_until_something_happens(fields: dict[str, Any], why: str) -> None:
    assert due(of(on(30), fields)) == Quiet(None, why)


@pytest.mark.parametrize("label", ["unblocked-tests", "keep-open", "blockwise", "stale"])
def test_a_label_that_only_looks_alike_stops_nothing(label: str) -> None:
    assert isinstance(due(of(on(8), labels=(label,))), Due)


def test_a_correction_holds_until_something_moves() -> None:
    assert isinstance(due(of(on(30), corrected=on(6), last_activity=on(7))), Due)
    assert isinstance(due(of(on(30), corrected=on(6), since=on(7))), Due)
    alone = of(on(30), corrected=on(6), last_activity=None)
    assert isinstance(due(alone), Quiet)


@pytest.mark.parametrize("name", ["snoozed_until", "excused_until"])
def test_after_a_pause_the_count_begins_anew(name: str) -> None:
    paused = of(on(9), **{name: on(19)})
    quiet = due(paused)
    assert isinstance(quiet, Quiet)
    assert quiet.until == on(19)
    assert "until 2026-10-19" in quiet.why
    comes(replace(paused, now=on(19)), Rung.TO_DO, on(22))


def test_a_time_that_somebody_named_is_waited_for() -> None:
    waits = of(on(9), THEIRS, waits_until=on(19), project_facts=project(ping=ping(7)))
    quiet = due(waits)
    assert isinstance(quiet, Quiet)
    assert quiet.why == "Somebody named 2026-10-19 as the time to come back to it."
    comes(replace(waits, now=on(19)), Rung.OUTLOOK, on(19) + timedelta(days=2.05))


def test_whatever_a_person_does_starts_the_count_anew() -> None:
    comes(of(MONDAY, last_activity=on(7)), Rung.TO_DO, on(12))


@pytest.mark.parametrize("name", ["last_activity", "last_word"])
def test_the_edge_of_a_working_day_of_activity_is_kept_to_the_second(name: str) -> None:
    late = of(on(12), given=(), **{name: on(9, 14, 30)}, since=MONDAY)
    comes(late, Rung.TO_DO, on(14, 14, 30))
    quick = of(on(8), THEIRS, project_facts=project(ping=ping(2)), **{name: on(8, 9)})
    comes(quick, Rung.PING, on(12, 7))


def test_a_word_in_the_course_starts_the_count_anew_and_lifts_no_correction() -> None:
    comes(of(MONDAY, last_word=on(7)), Rung.TO_DO, on(12))
    assert isinstance(due(of(on(30), corrected=on(6), last_word=on(7))), Quiet)


def test_a_mentors_turn_lasts_until_a_mentor_says_something() -> None:
    plan = of(MONDAY, BEFORE, stage=Stage.AGREED)
    comes(at(plan, MONDAY, last_word=on(6), last_activity=on(6)), Rung.PLAN, on(8), "grace")
    comes(at(plan, MONDAY, last_word=on(7, 12)), Rung.PLAN, on(8, 12), "grace")
    comes(at(plan, MONDAY, last_word=on(7), mentors_word=on(7)), Rung.PLAN, on(12), "grace")


def test_nothing_comes_within_a_working_day_of_activity() -> None:
    friday = on(9, 15)
    one = of(
        friday, THEIRS, since=friday, last_activity=friday, project_facts=project(ping=ping(1))
    )
    comes(one, Rung.PING, on(12, 15))


@pytest.mark.parametrize(
    ("now", "until"), [(on(8, 17), on(9, 7)), (on(10, 9), on(12, 7)), (on(9, 16), on(12, 7))]
)
def test_outside_working_hours_it_waits_for_the_next(now: datetime, until: datetime) -> None:
    assert due(of(now)) == Quiet(until, "It is outside working hours.")


def test_a_student_elsewhere_is_spoken_to_in_their_own_hours() -> None:
    comes(of(MONDAY, time_zone="America/New_York"), Rung.TO_DO, on(8, 13))
    second = of(MONDAY, time_zone="America/New_York", given=(gave(Rung.TO_DO, on(8, 14)),))
    comes(second, Rung.WITH_MENTOR, on(14, 13), "ada", "grace")


def test_a_muted_rung_is_left_out() -> None:
    comes(of(MONDAY, muted=frozenset({Rung.TO_DO})), Rung.WITH_MENTOR, on(14), "ada", "grace")


@pytest.mark.parametrize(
    ("rule", "fields", "when"),
    [
        (stale(30, 14), {"updated": MONDAY}, on(11, 9, 0, 11)),
        (stale(30, 14), {"marked_stale": on(30)}, on(6, 10, 0, 11)),
        (stale(23, 7, min_age_days=30), {"updated": MONDAY}, on(4, 9, 0, 11)),
        (stale(23, 7, min_age_days=30), {"updated": MONDAY, "opened": None}, on(28, 9)),
        (stale(60, 28), {"updated": MONDAY}, on(22, 10, 0, 12)),
    ],
)
def test_a_stale_bot_is_warned_of_a_week_before_it_strikes(
    rule: Any,  # noqa: ANN401 - a rule
    fields: dict[str, Any],
    when: datetime,
) -> None:
    muted = frozenset(Rung) - {Rung.STALE}
    one = of(MONDAY, THEIRS, fields, project_facts=project(stale=rule), muted=muted)
    found = due(one)
    assert isinstance(found, Quiet)
    assert found.until is not None
    assert abs(found.until - when) <= timedelta(hours=2)
    struck = due(replace(one, now=found.until))
    assert isinstance(struck, Due)
    assert struck.rung is Rung.STALE
    assert "closes it on" in struck.reason


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        (None, {"updated": MONDAY}),
        (stale(30, None), {"updated": MONDAY}),
        (
            stale(30, 14, exempt_labels=("Keep-Open",)),
            {"updated": MONDAY, "labels": ("keep-open",)},
        ),
        (stale(30, 14, drafts_exempt=True), {"updated": MONDAY, "pull": Pull.DRAFT}),
        (stale(30, 14), {}),
        (stale(30, 14), {"updated": MONDAY, "pull": Pull.NONE}),
        (stale(30, 14), {"updated": MONDAY, "given": (gave(Rung.STALE, on(6)),)}),
    ],
)
def test_where_no_bot_will_close_it_nobody_is_warned(
    rule: Any,  # noqa: ANN401 - a rule or none
    fields: dict[str, Any],
) -> None:
    muted = frozenset(Rung) - {Rung.STALE}
    facts = project(stale=rule) if rule else project()
    found = due(of(on(12, 10, 0, 11), fields, project_facts=facts, muted=muted))
    assert isinstance(found, Quiet)
    assert found.until is None


def test_of_a_day_that_went_by_nobody_is_warned() -> None:
    one = of(on(18, 9, 0, 11), updated=MONDAY, project_facts=project(stale=stale(30, 14)))
    struck = on(18, 10, 0, 11)
    found = due(one)
    assert isinstance(found, Due)
    assert found.rung is Rung.STALE
    for after in (struck, struck + timedelta(days=20)):
        found = due(replace(one, now=after))
        assert not isinstance(found, Due) or found.rung is not Rung.STALE


def test_the_warning_goes_before_all_and_the_other_word_waits_a_day() -> None:
    facts = project(stale=stale(30, 14))
    found = due(of(on(12, 10, 0, 11), updated=MONDAY, project_facts=facts))
    assert isinstance(found, Due)
    assert (found.rung, found.silent_until) == (Rung.STALE, on(13, 10, 0, 11))


def test_a_draft_is_warned_of_where_the_bot_spares_no_drafts() -> None:
    facts = project(stale=stale(30, 14))
    found = due(of(on(12, 10, 0, 11), updated=MONDAY, pull=Pull.DRAFT, project_facts=facts))
    assert isinstance(found, Due)
    assert found.rung is Rung.STALE


def test_where_holidays_would_leave_too_little_time_the_warning_is_earlier() -> None:
    strike = on(30, 10, 0, 12)
    one = of(
        on(1, 10, 0, 12),
        marked_stale=strike - timedelta(days=3),
        project_facts=project(stale=stale(30, 3)),
        muted=frozenset(Rung) - {Rung.STALE},
        cohort=replace_days_off(),
    )
    found = due(one)
    assert isinstance(found, Quiet)
    assert found.until is not None
    assert found.until < on(19, 10, 0, 12)


def replace_days_off() -> Cohort:
    days = tuple(on(day, 10, 0, 12).date() for day in range(18, 32))
    return structs.replace(COHORT, holidays=structs.replace(COHORT.holidays, dates=days))


def test_every_rung_has_its_place_in_the_order_of_importance() -> None:
    assert sorted(IMPORTANCE) == sorted(Rung)
    assert len(set(IMPORTANCE)) == len(IMPORTANCE)


def test_turn_and_confidence_have_the_words_of_the_review() -> None:
    assert [each.value for each in nouns.Turn] == [each.value for each in review_turn.Turn]
    assert [each.value for each in nouns.Confidence] == [each.value for each in review_events.Level]


def test_a_nudge_is_named_once_for_a_pull_request_and_once_before() -> None:
    one = of(MONDAY).seen
    assert one.key_of(Rung.TO_DO) == "nudge/41/to_do"
    assert of(MONDAY, number=None).seen.key_of(Rung.PING) == "nudge/pull/ping"
    assert of(MONDAY, BEFORE).seen.key_of(Rung.PLAN) == "nudge/before/plan"


def test_an_instant_far_away_is_refused() -> None:
    with pytest.raises(ValueError, match="snoozed_until is in the year 2999"):
        of(MONDAY, snoozed_until=MONDAY.replace(year=2999))


def test_where_nobody_was_ever_seen_to_act_the_turn_alone_counts() -> None:
    comes(of(on(5), last_activity=None), Rung.TO_DO, on(8), "ada")


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEW])
def test_a_pull_request_that_cannot_be_read_is_nobodys_turn(stage: Stage) -> None:
    found = due(of(on(30), BEFORE, stage=stage))
    assert found == Quiet(None, "Its pull request cannot be read just now.")


def test_a_correction_that_is_itself_the_last_activity_holds() -> None:
    assert isinstance(due(of(on(30), corrected=on(6), last_activity=on(6))), Quiet)


def test_what_came_due_in_a_pause_is_due_from_its_end() -> None:
    paused = of(on(13), BEFORE, stage=Stage.BUILDING, ready_asked=MONDAY, snoozed_until=on(13, 9))
    found = due(paused)
    assert isinstance(found, Due)
    assert (found.rung, found.at) == (Rung.READY, on(13, 9))
