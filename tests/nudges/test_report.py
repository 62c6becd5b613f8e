"""Whether nudges help: what came of each, the figures with their intervals, and muting."""

from __future__ import annotations

import random
import re
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from bot.kernel.contribution import Stage
from bot.kernel.errors import UserError
from bot.kernel.happening import Nudged, restored, stored
from bot.nudges.intervals import Estimate, difference, median, share
from bot.nudges.outcome import Outcome, given_of, outcomes, recorded
from bot.nudges.plan import plan
from bot.nudges.report import corrections, data, muted, report, text
from bot.nudges.rung import Rung
from bot.nudges.situation import Pull
from bot.policy.reminders import Nudges
from tests.support.nudges import MONDAY, on, situation

if TYPE_CHECKING:
    from bot.nudges.report import Line

HOUR = timedelta(hours=1)


def nudged(**more: Any) -> Nudged:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"at": MONDAY, "rung": "to_do", "nudged_at": MONDAY}
    return Nudged(**(given | more))


def outcome(hours: float | None, *, held_out: bool = False, **more: Any) -> Outcome:  # noqa: ANN401 - any field
    acted = None if hours is None else MONDAY + hours * HOUR
    given: dict[str, Any] = {
        "contribution": "7#12",
        "rung": Rung.TO_DO,
        "at": MONDAY,
        "held_out": held_out,
        "acted_at": acted,
        "resolved_at": None,
        "seen_until": MONDAY + 240 * HOUR,
        "snoozed": False,
        "corrected": False,
        "liked": None,
    }
    return Outcome(**(given | more))


def reported(told: list[Outcome]) -> tuple[Line, ...]:
    return report(told, muted(corrections(told), 20))


def test_several_lines_of_one_nudge_are_one_outcome() -> None:
    told = [
        ("7#12", nudged(to=("ada",))),
        ("7#12", nudged(at=on(6), acted_at=on(6), seen_until=on(6), liked=True)),
        ("7#12", nudged(at=on(9), resolved_at=on(9), seen_until=on(8), snoozed=True)),
        ("7#13", nudged(held_out=True)),
        ("7#12", nudged(rung="ping", corrected=True)),
        ("7#12", nudged(rung="of the future")),
    ]
    first, second, third = outcomes(told)
    assert (first.rung, first.corrected) == (Rung.PING, True)
    assert (second.acted_at, second.resolved_at, second.seen_until) == (on(6), on(9), on(9))
    assert (second.snoozed, second.liked, second.held_out) == (True, True, False)
    assert (third.contribution, third.held_out, third.seen_until) == ("7#13", True, MONDAY)


def test_an_outcome_is_stored_as_an_event() -> None:
    event = nudged(acted_at=on(6), liked=False, to=("ada",))
    assert restored(stored(event)) == event


def test_what_is_not_over_yet_counts_as_watched_so_long() -> None:
    assert outcome(None).hours_to(None) == (240.0, False)
    assert outcome(3).hours_to(MONDAY + 3 * HOUR) == (3.0, True)
    assert outcome(None).hours_to(MONDAY - HOUR) == (0.0, True)


def test_a_share_has_wilsons_interval() -> None:
    found = share(3, 10)
    assert found.value == 0.3
    assert found.low == pytest.approx(0.1078, abs=1e-4)
    assert found.high == pytest.approx(0.6032, abs=1e-4)
    assert share(0, 0) == Estimate(None, None, None, 0)


def test_a_median_counts_what_is_not_over() -> None:
    over = [(float(hour), True) for hour in range(1, 30)]
    assert median(over).value == 15
    low, high = median(over).low, median(over).high
    assert low is not None
    assert high is not None
    assert low < 15 < high
    running = [(10.0, True)] * 10 + [(50.0, False)] * 30
    assert median(running).value is None
    assert median([(1.0, False)]) == Estimate(None, None, None, 1)
    assert median([(1.0, True)]) == Estimate(1.0, None, None, 1)


def test_a_difference_is_told_only_where_there_are_two_sides() -> None:
    quick, slow = [(2.0, True)] * 12, [(90.0, True)] * 12
    likely = difference(quick, slow)
    assert likely is not None
    assert likely < 0.001
    assert difference(quick, [(3.0, False)]) is None
    assert difference([(3.0, False)], quick) is None


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    draw = random.Random(7)  # noqa: S311 - a simulation
    truth, hits = 24.0, 0
    for _ in range(60):
        waits = [draw.expovariate(0.6931 / truth) for _ in range(60)]
        found = median([(min(wait, 72.0), wait <= 72.0) for wait in waits])
        hits += found.low is not None and found.low <= truth <= (found.high or 1e9)
    assert hits >= 52


def test_without_scipy_the_report_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(UserError, match=r"upstream-coach\[calibrate\]"):
        share(1, 2)


@pytest.mark.parametrize(
    ("wrong", "right", "held", "is_muted"),
    [
        (2, 8, 0, False),
        (3, 8, 0, True),
        (4, 0, 0, False),
        (5, 0, 0, True),
        (1, 4, 0, False),
        (0, 5, 9, False),
    ],
)
def test_a_rung_that_is_corrected_too_often_is_muted(
    *, wrong: int, right: int, held: int, is_muted: bool
) -> None:
    all_of_them = [outcome(1, corrected=True)] * wrong + [outcome(1)] * right
    all_of_them += [outcome(1, held_out=True, corrected=True)] * held
    assert muted(corrections(all_of_them), 20) == (
        frozenset({Rung.TO_DO}) if is_muted else frozenset()
    )


def test_the_report_sets_nudged_beside_held_out() -> None:
    told = [outcome(hour, liked=hour < 20) for hour in range(1, 31)]
    told += [outcome(60 + hour, held_out=True) for hour in range(20)]
    told += [outcome(None, rung=Rung.PING, seen_until=MONDAY + HOUR)]
    everything, to_do, of_ping = reported(told)
    assert [everything.name, to_do.name, of_ping.name] == ["all", "to_do", "ping"]
    assert (to_do.nudged.count, to_do.held_out.count) == (30, 20)
    assert to_do.nudged.acted_soon.value == 1
    assert to_do.held_out.acted_soon.value == 0
    assert to_do.nudged.to_action.value == 15
    assert to_do.chance_action is not None
    assert to_do.chance_action < 0.001
    assert to_do.chance_resolution is None
    assert to_do.positive.value == pytest.approx(19 / 30)
    assert to_do.wrong_actor.value == 0
    assert of_ping.nudged.acted_soon.count == 0


def test_who_acted_soon_is_told_of_those_only_that_are_two_days_old() -> None:
    """Else the first day after a nudge would know of those alone that acted."""
    young: dict[str, Any] = {"at": MONDAY + 200 * HOUR, "seen_until": MONDAY + 210 * HOUR}
    told = [outcome(205, **young)] + [outcome(None, **young) for _ in range(9)]
    (_, line) = reported(told)
    assert line.nudged.acted_soon.count == 0
    later = [outcome(None, seen_until=MONDAY + 260 * HOUR)]
    assert reported([*told, *later])[1].nudged.acted_soon.value == 0.5


def test_what_is_never_held_out_is_not_compared_with_what_is() -> None:
    told = [outcome(1), outcome(9, held_out=True), outcome(1, rung=Rung.STALE)]
    everything, _, of_stale = reported(told)
    assert (everything.nudged.count, everything.held_out.count) == (1, 1)
    assert (of_stale.name, of_stale.nudged.count) == ("stale", 1)
    assert "stale" in text(reported([outcome(1, rung=Rung.STALE)]))


def test_an_answer_to_a_question_corrects_nothing() -> None:
    told = [outcome(1, rung=Rung.UNSURE, corrected=True)] * 9 + [outcome(1), outcome(2)]
    everything, _, unsure = reported(told)
    assert muted(corrections(told), 20) == frozenset()
    assert (everything.wrong_actor.value, everything.wrong_actor.count) == (0, 2)
    assert unsure.wrong_actor.value is None


def test_a_person_reads_a_table_with_a_bar() -> None:
    told = [outcome(hour, corrected=hour < 10) for hour in range(1, 31)]
    told += [outcome(60 + hour, held_out=True, resolved_at=on(14)) for hour in range(20)]
    shown = text(reported(told))
    assert "to_do (muted: corrected too often)" in shown
    assert "nudged        30  #################### 100% (89% to 100%)" in shown
    assert "held out      20  .................... 0% (0% to 16%)" in shown
    assert re.search(r"0\.6 d \(0\.\d to 0\.\d\)", shown)
    assert "comes by chance in 0% of cases" in shown
    assert "not reached" in shown
    assert "wrong actor 30% (17% to 48%)" in shown
    assert "kind reactions unknown" in shown


def test_an_open_end_of_an_interval_shows_as_such() -> None:
    shown = text(reported([outcome(24)]))
    assert "1.0 d (? to ?)" in shown
    assert "unknown" in shown


def test_of_nothing_nothing_is_made_up() -> None:
    assert text(reported([])) == "No nudge is on record yet."
    (line,) = reported([])
    assert line.nudged.count == 0


def test_a_program_reads_the_same() -> None:
    found = data(reported([outcome(3)]))
    assert found["unit"] == "hours"
    lines = found["lines"]
    assert isinstance(lines, list)
    assert lines[1]["name"] == "to_do"
    assert lines[1]["nudged"]["to_action"]["value"] == 3.0


def test_what_is_said_is_recorded_and_read_back_as_given() -> None:
    before: dict[str, Any] = {"pull": Pull.NONE, "since": None, "stage": Stage.AGREED}
    one, two = (situation(on(8), contribution=f"7#{n}", **before) for n in (12, 13))
    (comment,) = plan([one, two]).comments
    first, second = (recorded(item, comment) for item in comment.items)
    assert (first.source, first.to, first.comment) == ("nudge/before/plan", ("grace",), "")
    later = structs.replace(second, at=on(9), acted_at=on(9))
    strange = structs.replace(second, rung="of the future")
    (found,) = given_of("7#13", [second, later, strange])
    assert (found.contribution, found.rung, found.at) == ("7#13", Rung.PLAN, on(8))
    assert (found.to, found.comment) == (("grace",), "7#12")


def test_what_is_held_out_is_recorded_as_said_to_nobody() -> None:
    half = Nudges(hold_out_percent=50)
    keys = [f"7#{n}" for n in range(20)]
    found = plan([situation(on(8), contribution=key, nudges=half) for key in keys])
    event = recorded(found.held_out[0], None)
    assert event.held_out
    assert given_of("7#1", [event])[0].to == ()
