"""Refused requests in the log: one line a minute, as a flood must not fill the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.kernel.exchange import Head

_QUIET_SECONDS = 60
_LONGEST = 64
_log = structlog.stdlib.get_logger(__name__)


class Refusals:
    """Logs refusals, never a body.

    Args:
        clock: For the quiet between two lines.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._quiet_until = 0.0
        self._unsaid = 0

    def note(self, head: Head, status: int, reason: str) -> None:
        """Log one, or count it for the next line."""
        now = self._clock.now().timestamp()
        if now < self._quiet_until:
            self._unsaid += 1
            return
        _log.warning(
            "delivery refused",
            delivery=(head.text(b"x-github-delivery") or "")[:_LONGEST],
            github_event=(head.text(b"x-github-event") or "")[:_LONGEST],
            status=status,
            reason=reason,
            unsaid=self._unsaid,
        )
        self._quiet_until = now + _QUIET_SECONDS
        self._unsaid = 0
