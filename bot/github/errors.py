"""What can go wrong between the coach and GitHub, in the house's terms.

Transient
└── AnswerLost     a write was sent and no answer came: it may have taken effect
Fault
├── Refused        GitHub said no; the same request will be refused again
├── NotFound       what was asked for does not exist, or we may not see it
└── WriteRefused   our own guard said no; nothing was sent
"""

from __future__ import annotations

from bot.kernel.errors import Fault, Transient


class AnswerLost(Transient):
    """A write was sent and its answer never came; look before repeating it."""


class Refused(Fault):
    """GitHub refused the request: permissions, validation or a missing feature.

    Args:
        message: What was refused and why, as GitHub put it.
        status: The HTTP status.
    """

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class NotFound(Refused):
    """The resource does not exist or is hidden from us."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=404)


class WriteRefused(Fault):
    """The guard kept a request from leaving."""
