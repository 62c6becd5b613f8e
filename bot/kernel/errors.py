"""The errors of the house.

    CoachError
    ├── UserError      somebody can mend it: the text says what and where
    ├── Transient      the same call may succeed later
    │   └── RateLimited  ... not before a stated instant, for a whole installation
    └── Fault          a defect or a refusal that repeating does not cure; parked

A worker turns them into an outcome: see `bot.jobs.retry`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class CoachError(Exception):
    """Every error that this program raises on purpose."""


class UserError(CoachError):
    """A person can mend this; the text names the place and the fix."""


class Transient(CoachError):  # noqa: N818 - design.md's word for it; "TransientError" says less
    """A passing failure.

    Args:
        message: What failed, free of secrets.
        retry_at: The earliest instant to try again, if the other side named one.
    """

    def __init__(self, message: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class RateLimited(Transient):
    """GitHub asked this installation to wait.

    Args:
        message: Which limit was met.
        scope: The installation whose gate closes.
        retry_at: When the gate opens again.
    """

    def __init__(self, message: str, *, scope: str, retry_at: datetime) -> None:
        super().__init__(message, retry_at=retry_at)
        self.scope = scope
        self.until = retry_at


class Fault(CoachError):  # noqa: N818 - as Transient
    """Repeating does not cure this; the subject is parked where an operator sees it."""
