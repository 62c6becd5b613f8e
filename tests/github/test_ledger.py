"""What was begun before is begun again only after it was looked for twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import VirtualClock
from bot.github.ledger import Beginnings
from bot.kernel.errors import Transient
from tests.github.test_writer import Ledger


def desk() -> tuple[VirtualClock, Ledger, Beginnings]:
    clock = VirtualClock()
    ledger = Ledger(clock)
    return clock, ledger, Beginnings(ledger, clock, timedelta(seconds=10))


async def test_what_is_new_is_written_down_at_once() -> None:
    _, ledger, beginnings = desk()
    await beginnings.begin(("a", "b"))
    assert set(ledger.lines) == {"a", "b"}


async def test_what_was_begun_waits_and_holds_back_what_would_go_with_it() -> None:
    clock, ledger, beginnings = desk()
    await beginnings.begin(("a",))
    with pytest.raises(Transient, match="waiting for a to show") as told:
        await beginnings.begin(("a", "b"))
    assert set(ledger.lines) == {"a"}
    assert told.value.retry_at == clock.now() + timedelta(seconds=10)


async def test_a_second_look_too_early_keeps_the_first_ones_time() -> None:
    clock, _, beginnings = desk()
    await beginnings.begin(("a",))
    first = clock.now()
    for seconds in (0, 4):
        await clock.advance(seconds)
        with pytest.raises(Transient) as told:
            await beginnings.begin(("a",))
        assert told.value.retry_at == first + timedelta(seconds=10)


async def test_what_did_not_show_in_time_is_begun_anew_and_may_be_lost_again() -> None:
    clock, ledger, beginnings = desk()
    await beginnings.begin(("a",))
    with pytest.raises(Transient):
        await beginnings.begin(("a",))
    await clock.advance(10)
    await beginnings.begin(("a", "b"))
    assert set(ledger.lines) == {"a", "b"}
    with pytest.raises(Transient):
        await beginnings.begin(("a",))


async def test_a_process_that_forgot_looks_once_more() -> None:
    clock, ledger, beginnings = desk()
    await beginnings.begin(("a",))
    with pytest.raises(Transient):
        await beginnings.begin(("a",))
    await clock.advance(10)
    with pytest.raises(Transient):
        await Beginnings(ledger, clock, timedelta(seconds=10)).begin(("a",))
