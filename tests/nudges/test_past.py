"""A nudge's comment is folded when its cause is gone, and not before."""

from __future__ import annotations

from typing import Any

import pytest

from bot.kernel.contribution import Stage
from bot.kernel.talk import Reason
from bot.nudges.past import past
from bot.nudges.rung import Rung
from bot.nudges.situation import Because, Confidence, Pull, Turn
from bot.policy.reminders import Nudges
from bot.projects.practice import Review
from tests.support.nudges import MONDAY, SOURCE, gave, on, ping, project, situation, stale

BEFORE: dict[str, Any] = {"pull": Pull.NONE, "turn": Turn.NOBODY, "since": None, "number": None}
STALE = project(stale=stale(30, 14, exempt_labels=("keep-open",)))
GREEN_FIRST = project(
    ping=ping(7), review=Review(source=SOURCE, who="The owners.", green_before_ping=True)
)
SAID = on(8)
LATER = on(9)

HOLDS: tuple[tuple[Rung, dict[str, Any]], ...] = (
    (Rung.TO_DO, {}),
    (Rung.TO_DO, {"last_activity": None}),
    (Rung.TO_DO, {"last_activity": SAID}),
    # A machine made the same turn anew.
    (Rung.TO_DO, {"since": LATER}),
    (Rung.TO_DO, {"turn": Turn.CI}),
    (Rung.TO_DO, {"labels": ("blocked",)}),
    (Rung.TO_DO, {"turn": Turn.REVIEWER, "confidence": Confidence.LOW}),
    (Rung.TO_DO, {"nudges": Nudges(ladder=())}),
    (Rung.TO_DO, {"pull": Pull.NONE}),
    (Rung.WITH_MENTOR, {}),
    (Rung.OFFER, {}),
    (Rung.CI_RED, {"failing": ("lint",)}),
    (Rung.CONFLICT, {"has_conflict": True, "since": LATER}),
    (Rung.UNSURE, {"confidence": Confidence.LOW}),
    (Rung.OUTLOOK, {"turn": Turn.REVIEWER}),
    (Rung.PING, {"turn": Turn.REVIEWER}),
    (Rung.ELSEWHERE, {"turn": Turn.GATE}),
    (Rung.APPROVED, {"turn": Turn.GATE, "is_approved": True}),
    (Rung.CLAIM_IDLE, BEFORE | {"stage": Stage.CLAIMED}),
    (Rung.PLAN, BEFORE | {"stage": Stage.AGREED}),
    (Rung.READY, BEFORE | {"stage": Stage.BUILDING, "ready_asked": on(6)}),
)

GONE: tuple[tuple[Rung, dict[str, Any], Reason], ...] = (
    (Rung.TO_DO, {"last_activity": LATER}, Reason.RESOLVED),
    (Rung.PING, {"turn": Turn.REVIEWER, "last_activity": LATER}, Reason.RESOLVED),
    (Rung.TO_DO, {"pull": Pull.MERGED}, Reason.RESOLVED),
    (Rung.TO_DO, {"stage": Stage.MERGED}, Reason.RESOLVED),
    (Rung.TO_DO, {"pull": Pull.CLOSED}, Reason.OUTDATED),
    (Rung.TO_DO, {"stage": Stage.DROPPED}, Reason.OUTDATED),
    (Rung.TO_DO, {"turn": Turn.REVIEWER}, Reason.OUTDATED),
    (Rung.CI_RED, {"turn": Turn.REVIEWER}, Reason.OUTDATED),
    (Rung.CI_RED, {"failing": ()}, Reason.OUTDATED),
    (Rung.CONFLICT, {"because": Because(event="comment", at=MONDAY)}, Reason.OUTDATED),
    (Rung.UNSURE, {}, Reason.OUTDATED),
    (Rung.OUTLOOK, {}, Reason.OUTDATED),
    (
        Rung.PING,
        {"turn": Turn.REVIEWER, "project_facts": GREEN_FIRST, "failing": ("lint",)},
        Reason.OUTDATED,
    ),
    (
        Rung.CLAIM_IDLE,
        BEFORE | {"stage": Stage.BUILDING, "stage_since": LATER},
        Reason.RESOLVED,
    ),
    (Rung.PLAN, BEFORE | {"stage": Stage.BUILDING}, Reason.OUTDATED),
    (Rung.READY, BEFORE | {"stage": Stage.BUILDING}, Reason.OUTDATED),
)


def why(rung: Rung, fields: dict[str, Any], key: str = "") -> Reason | None:
    one = situation(on(12), **{"stage_since": MONDAY, **fields})
    return past(one, gave(rung, SAID), key or one.seen.key_of(rung))


@pytest.mark.parametrize(("rung", "fields"), HOLDS)
def test_as_long_as_its_cause_holds_or_cannot_be_seen_a_nudge_stays(
    rung: Rung, fields: dict[str, Any]
) -> None:
    assert why(rung, fields) is None


@pytest.mark.parametrize(("rung", "fields", "reason"), GONE)
def test_a_nudge_goes_when_somebody_acted_or_it_says_what_is_no_longer_so(
    rung: Rung, fields: dict[str, Any], reason: Reason
) -> None:
    assert why(rung, fields) is reason


def test_a_nudge_about_another_pull_request_is_past() -> None:
    assert why(Rung.TO_DO, {}, "nudge/before/to_do") is Reason.OUTDATED


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        # Warned on 8 October of what happens on the 14th.
        ({"updated": on(31, month=8)}, None),
        ({"updated": on(31, month=8), "turn": Turn.CI, "since": LATER}, None),
        ({"updated": on(31, month=8), "pull": Pull.NONE}, None),
        ({"updated": LATER}, Reason.OUTDATED),
        ({"updated": on(31, month=8), "labels": ("keep-open",)}, Reason.OUTDATED),
        ({"updated": None}, Reason.OUTDATED),
    ],
)
def test_the_warning_of_a_stale_bot_stays_while_its_clock_goes_on(
    fields: dict[str, Any], reason: Reason | None
) -> None:
    assert why(Rung.STALE, {"project_facts": STALE, **fields}) is reason
