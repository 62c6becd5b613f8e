"""What the engine passes around: deliveries, subjects, leases and outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.journal import ContributionRecord, Entry

APP_SCOPE = "app"
"""The scope of work that belongs to no installation."""


class SubjectKind(StrEnum):
    """What can be reconciled."""

    PULL_REQUEST = "pull_request"
    """Key: `<repository id>#<number>`."""
    CONTRIBUTION = "contribution"
    """Key: `<repository id>#<number>` of an issue; whether it is a contribution, its repository
    tells."""
    INSTALLATION = "installation"
    """Key: the installation's id. Reconciled by reading which repositories it covers."""
    POLICY = "policy"
    """Key: `<repository id>`. Reads the policy file of that repository and reports on it."""
    APP = "app"
    """Key: `app`. Reads who we are and where the App is installed, once a day."""
    REDELIVERY = "redelivery"
    """Key: `app`. Asks GitHub to send failed deliveries again, every 15 minutes."""
    SWEEP = "sweep"
    """Key: the installation's id. Looks for what changed without a delivery, every few minutes."""
    WATCH = "watch"
    """Key: the installation's id. Follows the students' pull requests at the projects."""
    FORK = "fork"
    """Key: `<repository id>`. Looks where the branches of a fork lead, once a day."""
    BRANCH = "branch"
    """Key: `<repository id>:<branch>` of a fork. Looks where it leads, soon after a push."""
    SUMMARY = "summary"
    """Key: the installation's id. Writes the weekly issue of each cohort at the cohort's hour."""
    MENTOR = "mentor"
    """Key: the installation's id. Writes each mentor's version of the week at the same hour."""
    NUDGE = "nudge"
    """Key: the installation's id. Decides who hears of a stalled contribution, every 20 minutes."""
    HOUSEKEEPING = "housekeeping"
    """Key: `app`. Prunes what is no longer needed, once a day."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Something that is reconciled; one worker at a time works on it."""

    kind: SubjectKind
    key: str

    def __str__(self) -> str:
        """Return `kind:key`, as logs and the command line show it."""
        return f"{self.kind}:{self.key}"


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
