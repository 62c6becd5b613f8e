"""What the store answers with, where the kernel has no word for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.subject import Subject


class EffectStatus(StrEnum):
    """How far a write to GitHub has come."""

    BEGUN = "begun"
    """Written down; whether GitHub has seen it is not known."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class EffectRecord:
    """One line of the ledger.

    Attributes:
        key: Names the write, for example `comment:123#4:checklist`.
        status: How far it has come.
        begun_at: When it was written down first.
        ended_at: When its answer came; None while none has.
        result: What `end_effect` kept.
        fresh: Whether the call that returned this record began it. When not, GitHub must be
            read back before anything is repeated.
    """

    key: str
    status: EffectStatus
    begun_at: datetime
    ended_at: datetime | None
    result: bytes | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the command line shows it.

    Attributes:
        due: When it runs next; when leased, the end of the lease; None when parked.
        unfinished: How many deliveries wait for it.
    """

    subject: Subject
    scope: str
    due: datetime | None
    generation: int
    attempts: int
    leased: bool
    error: str | None
    unfinished: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures an operator watches.

    Attributes:
        due: Subjects that could run now.
        lag: Seconds that the longest waiting of them has been due; 0 when none is.
        leased: Subjects that are being worked on.
        parked: Subjects that were given up.
        unfinished: Deliveries whose subject is not yet done, parked ones included.
        oldest_unfinished: Age of the oldest of them in seconds; 0 when there is none.
        gates: Scopes that must rest now.
    """

    due: int
    lag: float
    leased: int
    parked: int
    unfinished: int
    oldest_unfinished: float
    gates: int
