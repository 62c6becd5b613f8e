"""Work that comes due by itself: whatever fails, it is tried again and never given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.jobs.retry import describe
from bot.kernel.errors import CoachError, RateLimited
from bot.kernel.work import Retry

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.clock import Clock
    from bot.jobs.ports import Handler
    from bot.kernel.work import Lease, Outcome

_log = structlog.get_logger()


def standing(handler: Handler, clock: Clock, pause: timedelta) -> Handler:
    """Return the handler with its failures turned into a later try.

    A parked subject waits for a signal, and nobody signals this one: after an outage of
    GitHub it would never run again.

    Args:
        handler: What does the work.
        clock: Tells when to try again.
        pause: How long after a failure.
    """

    async def run(lease: Lease) -> Outcome:
        try:
            return await handler(lease)
        except RateLimited:
            raise
        except CoachError as error:
            _log.error("standing_work_failed", error=describe(error))
            return Retry(at=clock.now() + pause, error=describe(error), counted=False)

    return run
