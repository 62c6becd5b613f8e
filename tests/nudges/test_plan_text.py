"""A plan for a person and for a program: what is said, held out, put off, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.nudges.holdout import is_held_out
from bot.nudges.plan import plan
from bot.nudges.plan_text import data, text
from bot.nudges.saying import Manner
from bot.nudges.situation import Turn
from bot.policy.reminders import Nudges
from bot.shipped import shipped_drafts, shipped_languages
from tests.support.nudges import KEY, on, situation

if TYPE_CHECKING:
    from bot.nudges.plan import Plan
    from bot.policy.model import Cohort

NAMES = {KEY: "my-course/tracker#12"}


def english(_cohort: Cohort) -> Manner:
    return Manner(shipped_languages().get("en"), shipped_drafts())


def planned() -> Plan:
    once = Nudges(most_per_week=1)
    lot = Nudges(hold_out_percent=50)
    drawn = next(key for key in (f"7#{number}" for number in range(20, 99)) if is_held_out(key, 50))
    return plan(
        [
            situation(on(8), nudges=once),
            # It came due an hour later, when enough was said.
            situation(on(8, 11), nudges=once, contribution="7#13", last_activity=on(5, 11)),
            situation(on(8), nudges=lot, contribution=drawn),
            situation(on(8), contribution="7#14", snoozed_until=on(20)),
            situation(on(6), contribution="7#15", turn=Turn.NOBODY),
        ]
    )


def test_a_person_reads_names_where_they_are_known_and_keys_elsewhere() -> None:
    told = text(planned(), english, NAMES)
    assert "my-course/tracker#12 of ada: to_do, to ada. Due since 2026-10-08 10:00 UTC." in told
    assert "    @ada\n" in told
    assert ": to_do, held out by lot. " in told
    assert ": to_do, waits until 2026-10-" in told
    assert "7#14: quiet until 2026-10-20 10:00 UTC. It is snoozed until 2026-10-20." in told
    assert f"{KEY}: to_do, to ada." in text(planned(), english)


def test_a_program_gets_whose_it_is_to_whom_when_and_why() -> None:
    found = data(planned(), english)
    assert {name: len(each) for name, each in found.items() if isinstance(each, list)} == {
        "comments": 1,
        "held_out": 1,
        "deferred": 1,
        "quiet": 2,
    }
    assert str(found).count("'student': 'ada'") == 5
