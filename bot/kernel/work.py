"""What the engine passes around: deliveries, subjects, leases and outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.journal import ContributionRecord, Entry
    from bot.kernel.subject import Subject

APP_SCOPE = "app"
"""The scope of work that belongs to no installation."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook POST, as it is recorded.

    Attributes:
        guid: GitHub's `X-GitHub-Delivery`; a redelivery carries the same one.
        event: `X-GitHub-Event`, for example `pull_request`.
        action: The payload's `action`, empty when it has none.
        scope: The installation's id as text, or `APP_SCOPE`.
        subjects: What it may have changed; empty when the delivery is only recorded.
        ignored: Why there is no subject; empty when there is one.
        payload: The raw body.
    """

    guid: str
    event: str
    action: str
    scope: str
    subjects: tuple[Subject, ...]
    ignored: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """A recorded delivery read back; `sequence` rises in the order of receipt."""

    sequence: int
    guid: str
    event: str
    action: str
    received: datetime
    payload: bytes


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one subject until `until`.

    Attributes:
        subject: What to reconcile.
        scope: Whose rate limit the work counts against.
        token: Proves ownership when the work is finished or extended.
        generation: Rises with every signal; tells `finish` whether something new came in.
        attempts: Failed tries since the last signal or success.
        until: When another worker may take over.
        deliveries: Sequences of the unfinished deliveries that this run covers, in order.
        delivery: The GUID of the newest of them, to find the run in the logs; may be empty.
    """

    subject: Subject
    scope: str
    token: str
    generation: int
    attempts: int
    until: datetime
    deliveries: tuple[int, ...] = ()
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The subject is as it should be.

    Attributes:
        next_due: When to look again without a signal; None means only on a signal.
        state: What to remember of the subject; None leaves what is stored.
        entries: What to add to journals.
        contribution: Where a contribution now stands; None leaves what is stored.
        wakes: Further subjects that have something new to look at, each with its scope.
    """

    next_due: datetime | None = None
    state: bytes | None = None
    entries: tuple[Entry, ...] = ()
    contribution: ContributionRecord | None = None
    wakes: tuple[tuple[Subject, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again at `at`; counts as a failed attempt unless `counted` is False."""

    at: datetime
    error: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Park:
    """Give up until somebody looks or a new signal arrives; `error` says why."""

    error: str


Outcome = Done | Retry | Park
