"""What becomes of a subject whose run failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.kernel.errors import Fault, Transient, UserError
from bot.kernel.work import Park, Retry

if TYPE_CHECKING:
    from datetime import datetime

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
TRANSIENT_TRIES = 12
"""With the waits above about an hour of outage, then a person should look."""
UNKNOWN_TRIES = 4
"""A defect seldom goes away, but half of what nobody foresaw is the network."""
TEXT_CAP = 500


def after_failure(
    error: BaseException, attempts: int, now: datetime, jitter: float
) -> Retry | Park:
    """Decide whether and when to try again.

    Args:
        error: What the run raised.
        attempts: Failed tries before this one.
        now: The present instant.
        jitter: From 0 to 1, drawn by the caller; stretches the wait by up to a half, so that
            what failed together does not come back together.

    Returns:
        A wait that the other side named is obeyed and does not count, but is never shorter
        than the first of ours; other passing failures are retried after waits that double;
        what repeating does not cure is parked.
    """
    text = describe(error)
    if isinstance(error, (UserError, Fault)):
        return Park(error=text)
    if isinstance(error, Transient):
        if error.retry_at is not None:
            return Retry(at=max(error.retry_at, now + FIRST_WAIT), error=text, counted=False)
        tries = TRANSIENT_TRIES
    else:
        tries = UNKNOWN_TRIES
    if attempts + 1 >= tries:
        return Park(error=f"Given up after {attempts + 1} attempts. {text}")
    return Retry(at=now + _wait(attempts, jitter), error=text)


def after_crashes(attempts: int) -> Park | None:
    """Decide, before a run, whether this subject has taken the process down too often.

    A run that ends counts and is judged by `after_failure`, which never lets the count come
    this far; only runs whose process died do.

    Args:
        attempts: Failed tries so far.
    """
    if attempts < TRANSIENT_TRIES:
        return None
    return Park(error=f"Given up: the process ended during {attempts} attempts.")


def describe(error: BaseException) -> str:
    """Return the error's type and message on one line, cut short.

    Only errors of our own are known to carry no secret; of a foreign one, whose message may
    quote a request, everything after the first line is left out.
    """
    lines = str(error).splitlines() or [""]
    message = " ".join(lines) if isinstance(error, (UserError, Fault, Transient)) else lines[0]
    return f"{type(error).__name__}: {message}"[:TEXT_CAP].rstrip(": ")


def _wait(attempts: int, jitter: float) -> timedelta:
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts, TRANSIENT_TRIES)
    return min(doubled * (1 + jitter / 2), LONGEST_WAIT)
