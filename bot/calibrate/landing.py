"""A merged pull request with all that is measured of it; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.calibrate.recognise import Landed
    from bot.calibrate.sizes import Size


@dataclass(frozen=True, slots=True)
class Landing:
    """A merged pull request.

    Attributes:
        landed: What its commit says.
        newcomer: It is one of its author's first three.
        opened: When it was opened, seconds since 1970; estimated unless listed.
        size: How large it is.
    """

    landed: Landed
    newcomer: bool
    opened: float
    size: Size

    @property
    def open_hours(self) -> float:
        """Hours from opening to merge, never below 0."""
        return max(0.0, (self.landed.committed - self.opened) / 3600)
