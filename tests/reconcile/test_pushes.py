"""A burst of pushes costs one look, soon after the first, and one more if nothing was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reconcile.finding.pushes import LATER, SOON, Followed
from tests.support.hostile import UNHURRIED

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
SECONDS = st.integers(1, 600).map(lambda seconds: timedelta(seconds=seconds))


def test_after_a_push_there_is_a_look_soon_and_one_later() -> None:
    planned = Followed().pushed(NOW)
    assert planned.looks == (NOW + SOON, NOW + LATER)
    assert planned.next_due == NOW + SOON
    assert not planned.is_due(NOW)
    assert planned.is_due(NOW + SOON)


@pytest.mark.parametrize(("found", "left"), [(True, ()), (False, (NOW + LATER,))])
def test_what_was_found_is_not_looked_for_again(*, found: bool, left: tuple[datetime]) -> None:
    assert Followed().pushed(NOW).looked(NOW + SOON, found=found).looks == left


def test_after_the_last_look_nothing_is_planned() -> None:
    planned = Followed().pushed(NOW).looked(NOW + SOON, found=False)
    planned = planned.looked(NOW + LATER, found=False)
    assert planned == Followed()
    assert planned.next_due is None
    assert not planned.is_due(NOW + LATER)


def test_a_look_that_comes_late_counts_for_all_that_were_due() -> None:
    assert Followed().pushed(NOW).looked(NOW + 2 * LATER, found=False) == Followed()


@UNHURRIED
@given(st.lists(SECONDS, max_size=40))
def test_however_pushes_come_no_look_is_put_off_and_none_is_doubled(gaps: list[timedelta]) -> None:
    planned, now, looks = Followed().pushed(NOW), NOW, []
    for gap in gaps:
        while planned.is_due(now + gap):
            assert planned.next_due is not None
            looks.append(planned.next_due)
            planned = planned.looked(planned.next_due, found=False)
        now += gap
        planned = planned.pushed(now)
        assert planned.next_due is not None
        assert planned.next_due <= now + SOON
        assert len(planned.looks) == 2
    assert looks == sorted(set(looks))
    # Two for each time that passed without a push, and one for each burst.
    assert len(looks) <= 2 * ((now - NOW) // SOON + 1)


@pytest.mark.parametrize("stored", [None, b"", b"\xc1", b"\x93\x01\x02\x03"])
def test_what_cannot_be_read_is_forgotten(stored: bytes | None) -> None:
    assert Followed.decode(stored) == Followed()


def test_what_is_planned_comes_back_as_it_was() -> None:
    planned = Followed().pushed(NOW)
    assert Followed.decode(planned.encode()) == planned
