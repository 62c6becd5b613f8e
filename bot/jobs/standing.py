"""Work that comes due by itself: whatever fails, it is tried again and never given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.jobs.retry import FIRST_WAIT, describe
from bot.kernel.errors import CoachError, RateLimited, Transient
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
        pause: How long after a failure that names no time of its own.
    """

    async def run(lease: Lease) -> Outcome:
        try:
            return await handler(lease)
        except RateLimited:
            raise
        except CoachError as error:
            _log.error("standing_work_failed", error=describe(error))
            now = clock.now()
            again = now + pause
            if isinstance(error, Transient) and error.retry_at is not None:
                again = max(error.retry_at, now + FIRST_WAIT)
            return Retry(at=again, error=describe(error), counted=False)

    return run
