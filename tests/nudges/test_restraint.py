"""How much is said: caps, what goes first, and what mentors hear of in one comment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.contribution import Stage
from bot.nudges.holdout import is_held_out
from bot.nudges.plan import plan
from bot.nudges.restraint import Item, allot
from bot.nudges.rung import Rung
from bot.nudges.situation import Pull, Turn
from bot.nudges.stall import Due
from bot.policy.reminders import Nudges
from tests.support.nudges import MONDAY, gave, on, project, situation, stale

if TYPE_CHECKING:
    from datetime import datetime

    from bot.nudges.situation import Given, Situation

NOW = on(8)
BEFORE: dict[str, Any] = {"pull": Pull.NONE, "turn": Turn.NOBODY, "since": None, "opened": None}


def item(
    rung: Rung = Rung.TO_DO,
    key: str = "7#12",
    to: tuple[str, ...] = ("ada",),
    at: datetime = NOW,
    **more: Any,  # noqa: ANN401 - any field
) -> Item:
    one = situation(NOW, contribution=key, **more)
    return Item(one, Due(rung, at, to, "It is so."))


def said(items: list[Item], given: list[Given] | None = None) -> list[tuple[str, Rung]]:
    comments = allot(items, given or []).comments
    return [(each.contribution, each.items[0].due.rung) for each in comments]


def test_a_student_gets_two_a_week_and_the_third_waits() -> None:
    given = [
        gave(Rung.PING, on(2), contribution="7#1"),
        gave(Rung.TO_DO, on(6), contribution="7#2"),
    ]
    found = allot([item()], given)
    assert found.comments == ()
    (deferred,) = found.deferred
    assert deferred.until == on(9)
    assert deferred.why.endswith(".")


def test_what_is_a_week_old_does_not_count() -> None:
    given = [
        gave(Rung.PING, on(1), contribution="7#1"),
        gave(Rung.TO_DO, on(6), contribution="7#2"),
    ]
    assert said([item()], given) == [("7#12", Rung.TO_DO)]


def test_another_students_nudges_do_not_count() -> None:
    given = [gave(Rung.PING, on(7), "bob", contribution=f"7#{n}") for n in range(5)]
    assert said([item()], given) == [("7#12", Rung.TO_DO)]


def test_a_deferred_one_waits_for_working_hours() -> None:
    given = [
        gave(Rung.PING, on(3, 16), contribution="7#1"),
        gave(Rung.TO_DO, on(6), contribution="7#2"),
    ]
    (deferred,) = allot([item()], given).deferred
    assert deferred.until == on(12, 7)


def test_when_not_all_may_be_said_the_most_important_goes_first() -> None:
    items = [
        item(Rung.OUTLOOK, "7#1"),
        item(Rung.TO_DO, "7#2"),
        item(Rung.STALE, "7#3"),
        item(Rung.TO_DO, "7#4", at=on(7)),
    ]
    assert said(items) == [("7#3", Rung.STALE), ("7#4", Rung.TO_DO)]


def test_tidings_never_take_the_last_word_of_a_week() -> None:
    given = [gave(Rung.PING, on(6), contribution="7#1")]
    assert said([item(Rung.OUTLOOK)], given) == []
    assert said([item(Rung.PING)], given) == [("7#12", Rung.PING)]
    once = Nudges(most_per_week=1)
    assert said([item(Rung.OUTLOOK, nudges=once)]) == [("7#12", Rung.OUTLOOK)]


def threatened(now: datetime, **more: Any) -> Situation:  # noqa: ANN401 - any field
    """Return a pull request of whose end on the 20th is to be warned on the 13th."""
    given: dict[str, Any] = {"contribution": "7#1", "turn": Turn.NOBODY, "updated": on(6, 10, 0, 9)}
    return situation(now, project_facts=project(stale=stale(30, 14)), **(given | more))


@pytest.mark.parametrize(
    ("fields", "said_now"),
    [
        ({}, 1),
        ({"updated": on(8, 10, 0, 9)}, 1),
        ({"updated": on(9, 10, 0, 9)}, 2),
        ({"student": "bob"}, 2),
        ({"muted": frozenset({Rung.STALE})}, 2),
        ({"given": (gave(Rung.STALE, on(7), contribution="7#1"),)}, 2),
        ({"nudges": Nudges(ladder=())}, 2),
    ],
)
def test_a_place_is_kept_for_the_warning_that_comes_within_a_week(
    fields: dict[str, Any], said_now: int
) -> None:
    others = [situation(NOW, contribution=key) for key in ("7#2", "7#3")]
    found = plan([threatened(NOW, **fields), *others])
    assert len(found.comments) == said_now
    assert len(found.deferred) == 2 - said_now


def test_the_warning_is_in_time_whatever_else_there_is_to_say() -> None:
    """Day by day, with two more that are due at any time."""
    given: list[Given] = []
    for day in range(5, 17):
        now = on(day, 11)
        own = tuple(each for each in given if each.contribution == "7#1")
        due_now = [situation(now, contribution=f"7#{day}{n}", since=on(1)) for n in (2, 3)]
        found = plan([threatened(now, given=own), *due_now], given)
        for each in found.comments:
            (one,) = each.items
            given.append(gave(one.due.rung, now, "ada", contribution=each.contribution))
    (warning,) = (each for each in given if each.rung is Rung.STALE)
    assert warning.at == on(13, 11)
    for each in given:
        week = [one for one in given if timedelta() <= each.at - one.at < timedelta(days=7)]
        assert len(week) <= Nudges().most_per_week


def test_where_one_a_week_is_all_it_is_the_warning() -> None:
    one = Nudges(most_per_week=1)
    found = plan([threatened(NOW, nudges=one), situation(NOW, contribution="7#2", nudges=one)])
    assert found.comments == ()
    assert [each.until for each in found.deferred] == [on(9)]


def test_a_cap_of_nothing_says_nothing() -> None:
    found = allot([item(nudges=Nudges(most_per_week=0))])
    assert found.comments == ()
    assert found.deferred[0].until == NOW + timedelta(days=7)
    mute = Nudges(most_per_mentor_and_day=0)
    assert said([item(Rung.PLAN, to=("grace",), nudges=mute)]) == []


def test_what_waits_for_the_same_mentors_goes_into_one_comment() -> None:
    items = [
        item(Rung.PLAN, "7#1", ("grace", "alan")),
        item(Rung.READY, "7#2", ("Alan", "grace")),
        item(Rung.PLAN, "7#3", ("grace",)),
        item(Rung.TO_DO, "7#4"),
    ]
    comments = allot(items).comments
    shape = [[each.situation.seen.contribution for each in one.items] for one in comments]
    assert shape == [["7#2", "7#1"], ["7#3"], ["7#4"]]
    assert comments[0].to == ("Alan", "grace")
    assert comments[0].contribution == "7#2"


def test_a_mentor_is_addressed_so_often_a_day_and_the_rest_waits_for_the_next() -> None:
    given = [gave(Rung.PLAN, on(8, 7), "grace", contribution=f"7#{n}") for n in range(3)]
    found = allot([item(Rung.WITH_MENTOR, to=("ada", "Grace"))], given)
    assert found.comments == ()
    assert found.deferred[0].until == on(9, 7)


def test_one_comment_on_several_contributions_counts_once() -> None:
    together = [
        gave(Rung.PLAN, on(8, 7), "grace", contribution=f"7#{n}").__class__(
            contribution=f"7#{n}", rung=Rung.PLAN, at=on(8, 7), to=("grace",), comment="7#0"
        )
        for n in range(3)
    ]
    assert said([item(Rung.READY, to=("grace",))], together) == [("7#12", Rung.READY)]


def test_nudges_that_the_situations_know_count_too() -> None:
    given = (
        gave(Rung.PING, on(6), contribution="7#1"),
        gave(Rung.TO_DO, on(7), contribution="7#2"),
    )
    assert said([item(given=given)]) == []


def test_a_plan_tells_what_is_said_held_out_deferred_and_quiet() -> None:
    out = next(f"7#{n}" for n in range(99) if is_held_out(f"7#{n}", 50))
    kept = [f"7#{n}" for n in range(99) if not is_held_out(f"7#{n}", 50)]
    half = Nudges(hold_out_percent=50, most_per_week=1)
    found = plan(
        [
            situation(NOW, contribution=kept[0], nudges=half),
            situation(NOW, contribution=kept[1], nudges=half),
            situation(NOW, contribution=out, nudges=half),
            situation(MONDAY, contribution="7#200", nudges=half),
        ]
    )
    assert [each.contribution for each in found.comments] == [kept[0]]
    assert [each.item.situation.seen.contribution for each in found.deferred] == [kept[1]]
    assert [each.situation.seen.contribution for each in found.held_out] == [out]
    assert [(one.seen.contribution, quiet.until) for one, quiet in found.quiet] == [("7#200", NOW)]


def test_the_warning_of_a_stale_bot_is_never_held_out() -> None:
    out = next(f"7#{n}" for n in range(99) if is_held_out(f"7#{n}", 50))
    one = situation(
        on(12, 10, 0, 11),
        contribution=out,
        updated=MONDAY,
        nudges=Nudges(hold_out_percent=50),
        project_facts=project(stale=stale(30, 14)),
    )
    (comment,) = plan([one]).comments
    assert comment.items[0].due.rung is Rung.STALE


def test_a_held_out_nudge_counts_as_given_and_not_as_heard() -> None:
    given = (gave(Rung.TO_DO, on(8)),)
    unheard = tuple(
        each.__class__(contribution="7#12", rung=each.rung, at=each.at, to=()) for each in given
    )
    later = situation(on(9), given=unheard)
    ((_, quiet),) = plan([later]).quiet
    assert quiet.until == on(14)
    assert said([item(key="7#1", given=unheard)]) == [("7#1", Rung.TO_DO)]


def test_two_mentors_items_before_a_pull_request_are_one_comment_in_a_plan() -> None:
    one = situation(NOW, **BEFORE, stage=Stage.AGREED)
    two = situation(NOW, **BEFORE, stage=Stage.AGREED, contribution="7#13", student="bob")
    (comment,) = plan([one, two]).comments
    assert len(comment.items) == 2
