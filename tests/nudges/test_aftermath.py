"""What came of nudges: acting, snoozing, correcting, reacting and the end, each told once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.happening import Nudged
from bot.nudges.aftermath import Act, Aftermath, Side, liked_elsewhere, news
from bot.nudges.outcome import nudges_in, outcomes
from bot.nudges.rung import FOR_MENTORS, Rung
from bot.nudges.situation import Turn
from tests.support.nudges import MONDAY, on

if TYPE_CHECKING:
    from datetime import datetime

    from bot.nudges.outcome import Told

NOW = on(20)
AUTHORS = ((on(1), Turn.AUTHOR),)
STUDENT, MENTOR, PROJECT = Side.STUDENT, Side.MENTOR, Side.PROJECT


def nudge(rung: Rung | str = Rung.TO_DO, **more: Any) -> Nudged:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"at": MONDAY, "nudged_at": MONDAY, "to": ("ada",)}
    return Nudged(**(given | {"rung": str(rung), "source": f"nudge/41/{rung}"} | more))


def seen(**more: Any) -> Aftermath:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"now": NOW, "turns": AUTHORS}
    return Aftermath(**(given | more))


def known(one: Nudged, found: Aftermath) -> Nudged:
    """Return all that is known of a nudge after one reading."""
    (told,) = nudges_in([one, *news([one], found)])
    return told.known


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize(
    ("rung", "side"),
    [
        (Rung.TO_DO, STUDENT),
        (Rung.CI_RED, STUDENT),
        (Rung.CONFLICT, STUDENT),
        (Rung.CLAIM_IDLE, STUDENT),
        (Rung.WITH_MENTOR, STUDENT),
        (Rung.OFFER, STUDENT),
        (Rung.UNSURE, STUDENT),
        (Rung.STALE, STUDENT),
        (Rung.OUTLOOK, PROJECT),
        (Rung.PING, PROJECT),
        (Rung.ELSEWHERE, PROJECT),
        (Rung.GATE, PROJECT),
        (Rung.PLAN, MENTOR),
        (Rung.READY, MENTOR),
    ],
)
def test_whoever_was_on_turn_acts(rung: Rung, side: Side, *, held_out: bool) -> None:
    others = [each for each in Side if each is not side]
    early = (Act(on(5, 9), side), Act(MONDAY, side))
    acts = (*early, *(Act(on(6), each) for each in others), Act(on(8), side), Act(on(7), side))
    found = known(nudge(rung, held_out=held_out), seen(acts=acts))
    assert found.acted_at == on(7)
    assert found.held_out is held_out


@pytest.mark.parametrize(
    ("turns", "side"),
    [
        (((on(1), Turn.GATE), (on(4), Turn.AUTHOR), (on(9), Turn.GATE)), STUDENT),
        (((on(1), Turn.AUTHOR), (on(4), Turn.GATE)), PROJECT),
        ((), PROJECT),
    ],
)
def test_the_last_step_of_what_is_approved_is_whose_turn_it_was(
    turns: tuple[tuple[datetime, Turn], ...], side: Side
) -> None:
    acts = tuple(Act(on(day), each) for day, each in ((6, STUDENT), (7, PROJECT)))
    found = known(nudge(Rung.APPROVED), seen(acts=acts, turns=turns))
    assert found.acted_at == (on(6) if side is STUDENT else on(7))


def test_every_rung_has_a_side_that_acts() -> None:
    for rung in Rung:
        acts = tuple(Act(on(7), side) for side in Side)
        assert known(nudge(rung), seen(acts=acts)).acted_at == on(7)
    assert len(FOR_MENTORS) == 2


def test_the_first_end_resolves_and_what_is_done_after_it_is_no_answer() -> None:
    found = known(nudge(), seen(ends=(on(2), on(9), on(12)), acts=(Act(on(10), STUDENT),)))
    assert (found.resolved_at, found.acted_at) == (on(9), None)
    at_once = known(nudge(Rung.GATE), seen(ends=(on(9),), acts=(Act(on(9), PROJECT),)))
    assert (at_once.resolved_at, at_once.acted_at) == (on(9), on(9))


@pytest.mark.parametrize(
    ("at", "turns", "stages", "counts"),
    [
        (on(5, 9), AUTHORS, (), False),
        (MONDAY, AUTHORS, (), False),
        (on(6), AUTHORS, (), True),
        (on(6), AUTHORS, (on(5, 12),), True),
        (on(6), (*AUTHORS, (on(7), Turn.REVIEWER)), (), True),
        (on(8), (*AUTHORS, (on(7), Turn.REVIEWER), (on(7, 12), Turn.AUTHOR)), (), False),
        (on(6), (), (on(4), on(7)), True),
        (on(8), (), (on(4), on(7)), False),
        (on(8), ((on(6), Turn.REVIEWER), (on(7), Turn.AUTHOR)), (on(4), on(9)), True),
        (on(13), AUTHORS, (), False),
    ],
)
@pytest.mark.parametrize("what", ["snoozes", "corrections"])
def test_an_answer_counts_while_the_turn_or_before_a_pull_request_the_stage_lasts(
    what: str,
    at: datetime,
    turns: tuple[tuple[datetime, Turn], ...],
    stages: tuple[datetime, ...],
    *,
    counts: bool,
) -> None:
    found = known(nudge(), seen(**{what: (at,)}, turns=turns, stages=stages, ends=(on(12),)))
    assert found.snoozed is (counts and what == "snoozes")
    assert found.corrected is (counts and what == "corrections")


@pytest.mark.parametrize(
    ("reactions", "liked"),
    [
        ((), None),
        (("EYES", "LAUGH"), None),
        (("THUMBS_UP",), True),
        (("HEART",), True),
        (("HOORAY",), True),
        (("ROCKET", "EYES"), True),
        (("THUMBS_DOWN",), False),
        (("HEART", "CONFUSED"), False),
    ],
)
def test_a_reaction_is_kind_or_not(reactions: tuple[str, ...], *, liked: bool | None) -> None:
    found = known(nudge(), seen(reactions={"nudge/41/to_do": reactions}))
    assert found.liked is liked


@pytest.mark.parametrize("more", [{"held_out": True}, {"comment": "7#13"}])
def test_a_nudge_without_a_comment_of_its_own_has_no_reaction_here(more: dict[str, Any]) -> None:
    assert known(nudge(**more), seen(reactions={"nudge/41/to_do": ("HEART",)})).liked is None


def test_a_changed_mind_counts_and_a_reaction_taken_back_stays() -> None:
    journal = [nudge()]
    for reactions in (("HEART",), (), ("CONFUSED",), ("HEART",), ("HEART",)):
        journal += news(journal, seen(reactions={"nudge/41/to_do": reactions}))
    assert [each.liked for each in journal] == [None, True, False, True]
    assert len({each.source for each in journal}) == 4


def test_a_reaction_to_a_comment_counts_for_all_that_it_is_about() -> None:
    own = nudge(Rung.PLAN)
    (liked,) = news([own], seen(reactions={"nudge/41/plan": ("THUMBS_UP",)}))
    there = nudge(Rung.READY, comment="7#12")
    journal = [there, nudge(), nudge(Rung.OFFER, comment="7#12", nudged_at=on(6))]
    (added,) = liked_elsewhere(journal, liked, "7#12", NOW)
    assert (added.rung, added.liked, added.source) == ("ready", True, "nudge/41/ready/1")
    assert liked_elsewhere([*journal, added], liked, "7#12", NOW) == ()
    assert liked_elsewhere(journal, liked, "7#14", NOW) == ()


def test_a_rung_of_the_future_is_left_alone() -> None:
    assert news([nudge(), nudge("of the future")], seen()) == ()


DAYS = st.integers(1, 19)
ACTS = st.lists(st.builds(Act, DAYS.map(on), st.sampled_from(Side)), max_size=4).map(tuple)
TIMES = st.lists(DAYS.map(on), max_size=3).map(sorted).map(tuple)
WORDS = st.lists(st.sampled_from(["HEART", "CONFUSED", "EYES"]), max_size=2).map(tuple)
READINGS = st.lists(
    st.builds(
        Aftermath,
        now=DAYS.map(on),
        acts=ACTS,
        stages=TIMES,
        ends=TIMES,
        snoozes=TIMES,
        corrections=TIMES,
        reactions=st.fixed_dictionaries({"nudge/41/to_do": WORDS}),
    ),
    max_size=5,
)


@given(readings=READINGS, held_out=st.booleans())
def test_each_reading_tells_what_is_new_once(readings: list[Aftermath], *, held_out: bool) -> None:
    journal = [nudge(held_out=held_out)]
    for reading in readings:
        found = news(journal, reading)
        # A run that was interrupted is repeated, and says the same under the same key.
        assert found == news(journal, reading)
        before = nudges_in(journal)
        journal += found
        assert news(journal, reading) == ()
        assert all(
            _keeps(one, other) for one, other in zip(before, nudges_in(journal), strict=True)
        )
    assert len({each.source for each in journal}) == len(journal)
    (one,) = outcomes(("7#12", each) for each in journal)
    assert one.held_out is held_out
    assert one.acted_at is None or one.acted_at > one.at
    assert held_out is False or one.liked is None


def _keeps(before: Told, after: Told) -> bool:
    """Return whether nothing that was known is lost or changed, a reaction aside."""
    one, other = before.known, after.known
    return (
        (one.acted_at is None or one.acted_at == other.acted_at)
        and (one.resolved_at is None or one.resolved_at == other.resolved_at)
        and one.snoozed <= other.snoozed
        and one.corrected <= other.corrected
    )


def test_what_was_looked_at_and_not_written_down_is_watched_as_well() -> None:
    (one,) = outcomes([("7#12", nudge())], {"7#12": on(9), "7#13": on(19)})
    assert (one.seen_until, one.acted_at) == (on(9), None)
    acted = nudge(at=on(8), acted_at=on(7), seen_until=on(8))
    (one,) = outcomes([("7#12", nudge()), ("7#12", acted)], {"7#12": on(9)})
    assert (one.seen_until, one.acted_at) == (on(9), on(7))


def test_what_is_resolved_is_watched_no_longer() -> None:
    over = nudge(at=on(9), resolved_at=on(8), seen_until=on(9))
    (one,) = outcomes([("7#12", nudge()), ("7#12", over)], {"7#12": on(19)})
    assert one.seen_until == on(8)
    assert one.hours_to(one.acted_at) == ((on(8) - MONDAY) / timedelta(hours=1), False)
