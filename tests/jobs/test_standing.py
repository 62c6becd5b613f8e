"""Standing work survives whatever fails."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.jobs.standing import standing
from bot.kernel.errors import CoachError, Fault, RateLimited, Transient
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import APP_SCOPE, Done, Lease, Retry

if TYPE_CHECKING:
    from bot.jobs.ports import Handler
    from bot.kernel.work import Outcome

CLOCK = VirtualClock()
PAUSE = timedelta(minutes=15)
LEASE = Lease(Subject(SubjectKind.REDELIVERY, "app"), APP_SCOPE, "t", 1, 0, CLOCK.now())


def failing(error: Exception | None) -> Handler:
    async def handler(_lease: Lease) -> Outcome:
        if error:
            raise error
        return Done()

    return standing(handler, CLOCK, PAUSE)


@pytest.mark.parametrize("error", [Transient("unreachable"), Fault("401"), CoachError("other")])
async def test_a_failure_is_tried_again_and_does_not_count(error: CoachError) -> None:
    outcome = await failing(error)(LEASE)

    assert isinstance(outcome, Retry)
    assert (outcome.at, outcome.counted) == (CLOCK.now() + PAUSE, False)
    assert str(error) in outcome.error


@pytest.mark.parametrize(("seconds", "waited"), [(10, 10), (7200, 7200), (0, 2), (-60, 2)])
async def test_a_failure_that_names_its_time_is_tried_again_then(
    seconds: float, waited: float
) -> None:
    error = Transient("not yet", retry_at=CLOCK.now() + timedelta(seconds=seconds))
    outcome = await failing(error)(LEASE)

    assert isinstance(outcome, Retry)
    assert (outcome.at, outcome.counted) == (CLOCK.now() + timedelta(seconds=waited), False)


async def test_a_limit_still_closes_the_gate() -> None:
    limit = RateLimited("wait", scope=APP_SCOPE, retry_at=CLOCK.now())

    with pytest.raises(RateLimited):
        await failing(limit)(LEASE)


async def test_a_defect_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await failing(ZeroDivisionError())(LEASE)


async def test_success_is_passed_on() -> None:
    assert await failing(None)(LEASE) == Done()
