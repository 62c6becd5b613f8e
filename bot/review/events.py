"""The nouns of this room: what happened on a pull request, and how it stood when it was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Kind(StrEnum):
    """What happened; those of one instant count in this order."""

    OPENED = "opened"
    REOPENED = "reopened"
    DRAFTED = "converted_to_draft"
    PUSHED = "pushed"
    FORCE_PUSHED = "force_pushed"
    CHECK = "check"
    CHANGES = "changes_requested"
    REVIEWED = "reviewed"
    THREAD = "review_comment"
    APPROVED = "approved"
    DISMISSED = "review_dismissed"
    COMMENT = "comment"
    RESOLVED = "thread_resolved"
    UNREQUESTED = "review_request_removed"
    REQUESTED = "review_requested"
    UNLABELED = "unlabeled"
    LABELED = "labeled"
    CONFLICT = "conflict"
    DECISION = "review_decision"
    READY = "ready_for_review"
    AUTO_MERGE = "auto_merge_enabled"
    NO_AUTO_MERGE = "auto_merge_disabled"
    UNQUEUED = "removed_from_merge_queue"
    QUEUED = "added_to_merge_queue"
    CROSS_REFERENCED = "cross_referenced"
    REFERENCED = "referenced_by_commit"
    CLOSED = "closed"
    MERGED = "merged"


_ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at: When, in UTC.
        kind: What.
        actor: Whose login; `ghost` for a deleted account, empty where GitHub names nobody.
        is_bot: Whether GitHub or the login says that it is a machine.
        association: GitHub's word for what the actor is to the project; empty if not told.
        body: What was written.
        subject: Whom or what it concerns: a label, a login, a check, a review, a thread.
        detail: More of it: a check's result, a commit's message, where a reference comes from.
        commit: The commit that was pushed or checked.
        id: GitHub's node id, if told.
        order: Breaks ties between events of one kind at one instant.
    """

    at: datetime
    kind: Kind
    actor: str = ""
    is_bot: bool = False
    association: str = ""
    body: str = ""
    subject: str = ""
    detail: str = ""
    commit: str = ""
    id: str = ""
    order: str = ""

    @property
    def key(self) -> tuple[datetime, int, tuple[str, ...], bool]:
        """Return what events are sorted by: total, so that the order of reading is no matter."""
        rest = (self.order, self.actor, self.subject, self.detail, self.body, self.commit, self.id)
        return self.at, _ORDER[self.kind], (*rest, self.association), self.is_bot


class Level(StrEnum):
    """How sure something is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_LEVELS = tuple(Level)


def weaker(one: Level, other: Level) -> Level:
    """Return the less sure of two levels."""
    return max(one, other, key=_LEVELS.index)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in a review thread."""

    at: datetime
    actor: str
    is_bot: bool
    body: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A review thread as it stood when it was read; `line` is None where the line is gone."""

    id: str
    path: str
    line: int | None
    is_resolved: bool
    is_outdated: bool
    resolved_by: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A pull request as it was read.

    Attributes:
        place: Where it stood in what was read, for errors.
        repository: `owner/name`, or empty if not told.
        number: Its number, or None if not told.
        author: The author's login.
        author_association: GitHub's word for what the author is to the project.
        opened: When it was opened.
        newest: When the newest of the events was that GitHub tells a time of.
        events: All that happened, in order, without doubles.
        threads: The review threads.
        level: The most that can be sure, given what is missing.
    """

    place: str
    repository: str
    number: int | None
    author: str
    author_association: str
    opened: datetime
    newest: datetime
    events: tuple[Event, ...]
    threads: tuple[Thread, ...]
    level: Level = Level.HIGH
