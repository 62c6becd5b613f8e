"""When a push into a fork is followed by a look at the project; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.reconcile.recalling import recalled

SOON: Final = timedelta(seconds=90)
"""How long after a push is looked: long enough to open a pull request from it."""

LATER: Final = timedelta(minutes=6)
"""When is looked once more if nothing was found: whoever describes their change takes longer."""


class Followed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is planned for a branch; losing it costs two looks that another way makes up for.

    Attributes:
        looks: When is looked, the next one first.
    """

    looks: tuple[datetime, ...] = ()

    def encode(self) -> bytes:
        """Return the stored form."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, stored: bytes | None) -> Followed:
        """Read the stored form; what cannot be read is forgotten."""
        return recalled(stored, cls) or cls()

    def pushed(self, now: datetime) -> Followed:
        """Return what is planned after another push.

        A look that is planned already stays where it is, so that a burst of pushes costs one,
        and pushes without end do not put it off.
        """
        soon = now + SOON
        return Followed((min((*self.looks, soon)), now + LATER))

    def is_due(self, now: datetime) -> bool:
        """Return whether it is time to look."""
        return bool(self.looks) and self.looks[0] <= now

    def looked(self, now: datetime, *, found: bool) -> Followed:
        """Return what is left to do after a look."""
        return Followed() if found else Followed(tuple(at for at in self.looks if at > now))

    @property
    def next_due(self) -> datetime | None:
        """Return when the next look is; None when there is none."""
        return self.looks[0] if self.looks else None
