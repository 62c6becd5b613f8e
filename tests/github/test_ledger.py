"""What was begun before is begun again only after it was looked for twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.github.ledger import Beginnings, Look
from bot.kernel.errors import Transient
from tests.github.test_writer import Ledger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def desk() -> tuple[VirtualClock, Ledger, Callable[..., Awaitable[None]]]:
    clock = VirtualClock()
    ledger = Ledger(clock)
    beginnings = Beginnings(ledger, clock, timedelta(seconds=10))

    async def begin(*keys: str) -> None:
        """Begin as a run that has just looked, a second after the one before."""
        await clock.advance(1)
        await beginnings.begin(keys, Look(clock.now()))

    return clock, ledger, begin


async def test_what_is_new_is_written_down_at_once() -> None:
    _, ledger, begin = desk()
    await begin("a", "b")
    assert set(ledger.lines) == {"a", "b"}


async def test_what_was_begun_waits_and_holds_back_what_would_go_with_it() -> None:
    clock, ledger, begin = desk()
    await begin("a")
    with pytest.raises(Transient, match="waiting for a to show") as told:
        await begin("a", "b")
    assert set(ledger.lines) == {"a"}
    assert told.value.retry_at == clock.now() + timedelta(seconds=10)


async def test_a_second_look_too_early_keeps_the_first_ones_time() -> None:
    clock, _, begin = desk()
    await begin("a")
    first = clock.now() + timedelta(seconds=1)
    for seconds in (0, 4):
        await clock.advance(seconds)
        with pytest.raises(Transient) as told:
            await begin("a")
        assert told.value.retry_at == first + timedelta(seconds=10)


async def test_what_did_not_show_in_time_is_begun_anew_and_may_be_lost_again() -> None:
    clock, ledger, begin = desk()
    await begin("a")
    with pytest.raises(Transient):
        await begin("a")
    await clock.advance(10)
    await begin("a", "b")
    assert set(ledger.lines) == {"a", "b"}
    with pytest.raises(Transient):
        await begin("a")


async def test_a_process_that_forgot_looks_once_more() -> None:
    clock, ledger, begin = desk()
    await begin("a")
    with pytest.raises(Transient):
        await begin("a")
    await clock.advance(10)
    with pytest.raises(Transient):
        await Beginnings(ledger, clock, timedelta(seconds=10)).begin(("a",), Look(clock.now()))


async def test_a_run_that_looked_before_the_pause_begins_nothing_anew_however_late_it_comes() -> (
    None
):
    clock, ledger, _ = desk()
    beginnings = Beginnings(ledger, clock, timedelta(seconds=10))
    await beginnings.begin(("a",), Look(clock.now()))
    await clock.advance(1)
    looked = Look(clock.now())
    with pytest.raises(Transient):
        await beginnings.begin(("a",), looked)
    await clock.advance(60)
    with pytest.raises(Transient) as told:
        await beginnings.begin(("a",), looked)
    assert told.value.retry_at == clock.now()
    await beginnings.begin(("a",), Look(clock.now()))


async def test_a_look_from_before_the_beginning_is_not_even_the_first_of_two() -> None:
    clock, ledger, begin = desk()
    beginnings = Beginnings(ledger, clock, timedelta(seconds=10))
    before = Look(clock.now())
    await begin("a")
    for _ in range(2):
        await clock.advance(20)
        with pytest.raises(Transient) as told:
            await beginnings.begin(("a", "b"), before)
        assert told.value.retry_at == clock.now()
        assert set(ledger.lines) == {"a"}
    with pytest.raises(Transient) as told:
        await beginnings.begin(("a",), Look(clock.now()))
    assert told.value.retry_at == clock.now() + timedelta(seconds=10)


async def test_a_look_before_the_miss_is_none_after_it_though_the_clock_was_set_back() -> None:
    clock, ledger, _ = desk()
    beginnings = Beginnings(ledger, clock, timedelta(seconds=10))
    before = Look(clock.now() + timedelta(hours=1))
    # Here the clock goes back by an hour.
    await beginnings.begin(("a",), before)
    for _ in range(2):
        with pytest.raises(Transient):
            await beginnings.begin(("a",), before)
    await clock.advance(10)
    await beginnings.begin(("a",), Look(clock.now()))


async def test_what_github_said_that_it_made_is_not_made_again_while_that_is_new() -> None:
    clock = VirtualClock()
    ledger = Ledger(clock)
    beginnings = Beginnings(ledger, clock, timedelta(seconds=10))
    rest = timedelta(minutes=5)
    await beginnings.begin(("a",), Look(clock.now()), rest)
    await clock.advance(2)
    await ledger.end_effect("a", b"made")
    answered = clock.now()
    for seconds in (1, 11, 100):
        await clock.advance(seconds)
        with pytest.raises(Transient) as told:
            await beginnings.begin(("a",), Look(clock.now()), rest)
        assert told.value.retry_at == answered + rest
    # So long afterwards somebody has deleted it.
    await clock.advance(200)
    await beginnings.begin(("a",), Look(clock.now()), rest)
    assert ledger.lines["a"].ended_at is None


async def test_an_answer_from_a_clock_that_was_set_back_holds_nothing_up() -> None:
    clock = VirtualClock()
    ledger = Ledger(clock)
    beginnings = Beginnings(ledger, clock, timedelta(seconds=10))
    rest = timedelta(minutes=5)
    await beginnings.begin(("a",), Look(clock.now()), rest)
    ledger.lines["a"].ended_at = clock.now() + timedelta(days=1)
    await clock.advance(1)
    with pytest.raises(Transient) as told:
        await beginnings.begin(("a",), Look(clock.now()), rest)
    assert told.value.retry_at == clock.now() + timedelta(seconds=10)
