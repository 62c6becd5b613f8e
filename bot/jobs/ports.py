"""What the worker needs from a store, and what it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from bot.kernel.work import Lease, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Handler = Callable[[Lease], Awaitable[Outcome]]
"""Brings one subject up to date. It is cancelled when its lease is lost."""


class TaskStore(Protocol):
    """The part of the store that hands out work. Any method may raise `Transient`."""

    async def claim(self, limit: int) -> list[Lease]:
        """Lease up to `limit` due subjects."""
        ...

    async def extend(self, held: Sequence[Lease]) -> list[Lease]:
        """Prolong leases; the lost ones are missing from the answer."""
        ...

    async def finish(self, lease: Lease, outcome: Outcome) -> bool:
        """Write down how the work ended; False when the lease was lost."""
        ...

    async def close_gate(self, scope: str, until: datetime, reason: str) -> None:
        """Let a scope rest."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when `claim` may next find something."""
        ...

    async def wait(self, seconds: float) -> None:
        """Return when something may have become due, or after `seconds`."""
        ...
