from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.redelivery import (
    EVERY,
    MOST_ATTEMPTS,
    RETENTION,
    heal,
    to_redeliver,
)
from bot.kernel.errors import Fault, Transient
from bot.kernel.hook import HookDelivery
from bot.kernel.work import Done

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


def attempt(number: int, guid: str, minutes_ago: float, status: str = "failed") -> HookDelivery:
    return HookDelivery(number, guid, NOW - timedelta(minutes=minutes_ago), status)


@pytest.mark.parametrize(
    ("deliveries", "expected"),
    [
        pytest.param([], [], id="nothing was sent"),
        pytest.param([attempt(1, "a", 5, "OK")], [], id="it arrived"),
        pytest.param([attempt(1, "a", 0)], [1], id="the first repetition comes at once"),
        pytest.param(
            [attempt(2, "a", 9, "OK"), attempt(1, "a", 99)], [], id="a repetition arrived"
        ),
        pytest.param(
            [attempt(2, "a", 9), attempt(1, "a", 99, "OK")], [], id="a needless repetition failed"
        ),
        pytest.param(
            [attempt(1, "a", 99), attempt(2, "a", 14)], [], id="a quarter of an hour is not over"
        ),
        pytest.param(
            [attempt(2, "a", 15), attempt(1, "a", 99)], [2], id="the newest attempt is repeated"
        ),
        pytest.param(
            [attempt(n, "a", 100 - n) for n in (1, 2, 3)], [3], id="the pause doubles: half an hour"
        ),
        pytest.param(
            [attempt(n, "a", 32 - n) for n in (1, 2, 3)], [], id="half an hour is not over"
        ),
        pytest.param([attempt(1, "a", 3 * 24 * 60)], [], id="GitHub has forgotten it"),
        pytest.param(
            [attempt(2, "b", 10), attempt(1, "a", 20), attempt(3, "c", 5)],
            [1, 2, 3],
            id="what is forgotten first comes first",
        ),
        pytest.param(
            [attempt(7, "a", 10), attempt(8, "b", 10)], [7, 8], id="a tie is broken by the id"
        ),
        pytest.param(
            [attempt(n, "a", 4000) for n in range(MOST_ATTEMPTS)], [], id="it was tried enough"
        ),
    ],
)
def test_a_delivery_is_asked_for_again_when_no_attempt_arrived_and_the_pause_is_over(
    deliveries: list[HookDelivery], expected: list[int]
) -> None:
    assert to_redeliver(deliveries, NOW) == expected


def test_one_run_asks_for_a_bounded_number() -> None:
    deliveries = [attempt(n, str(n), 100 - n) for n in range(10)]
    assert to_redeliver(deliveries, NOW, most=3) == [0, 1, 2]


def test_a_delivery_that_always_fails_is_repeated_with_growing_pauses_and_then_left() -> None:
    attempts = [attempt(0, "a", 0)]
    for run in range(int(RETENTION / EVERY)):
        now = NOW + run * EVERY
        attempts.extend(
            HookDelivery(len(attempts), "a", now, "failed") for _ in to_redeliver(attempts, now)
        )
    pauses = [
        (later.delivered_at - earlier.delivered_at).total_seconds() / 60
        for earlier, later in pairwise(attempts[1:])
    ]
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1920]
    assert len(attempts) == MOST_ATTEMPTS


histories = st.lists(
    st.builds(
        attempt,
        st.integers(1, 1000),
        st.sampled_from("abc"),
        st.floats(0, 5000),
        st.sampled_from(["OK", "failed to connect to host", "Invalid HTTP Response: 503"]),
    ),
    max_size=20,
    unique_by=lambda each: each.id,
)


@given(deliveries=histories)
def test_each_guid_is_repeated_at_most_once_a_run_and_never_after_it_arrived(
    deliveries: list[HookDelivery],
) -> None:
    chosen = to_redeliver(deliveries, NOW)
    guids = [each.guid for each in deliveries if each.id in chosen]
    recent = [each for each in deliveries if each.delivered_at > NOW - RETENTION]
    arrived = {each.guid for each in recent if each.status == "OK"}
    assert len(guids) == len(set(guids))
    assert not arrived & set(guids)


class FakeHook:
    def __init__(self, deliveries: list[HookDelivery]) -> None:
        self.deliveries = deliveries
        self.since: datetime | None = None
        self.asked: list[int] = []
        self.refuses: dict[int, Exception] = {}

    async def hook_deliveries(self, since: datetime) -> AsyncIterator[HookDelivery]:
        self.since = since
        for each in self.deliveries:
            yield each

    async def redeliver(self, delivery_id: int) -> None:
        if delivery_id in self.refuses:
            raise self.refuses[delivery_id]
        self.asked.append(delivery_id)


async def test_healing_reads_three_days_and_comes_back_in_a_quarter_of_an_hour() -> None:
    hook = FakeHook([attempt(1, "a", 5), attempt(2, "b", 5, "OK")])
    assert await heal(hook, NOW) == Done(next_due=NOW + timedelta(minutes=15))
    assert hook.since == NOW - timedelta(days=3)
    assert hook.asked == [1]


async def test_healing_asks_for_nothing_when_everything_arrived() -> None:
    hook = FakeHook([attempt(1, "a", 5, "OK")])
    await heal(hook, NOW)
    assert hook.asked == []


async def test_one_refused_redelivery_does_not_stop_the_others() -> None:
    hook = FakeHook([attempt(1, "a", 9), attempt(2, "b", 5)])
    hook.refuses[1] = Fault("404: forgotten")
    await heal(hook, NOW)
    assert hook.asked == [2]


async def test_healing_is_tried_again_when_github_cannot_be_asked() -> None:
    hook = FakeHook([attempt(1, "a", 9)])
    hook.refuses[1] = Transient("502")
    with pytest.raises(Transient):
        await heal(hook, NOW)
