"""The conversation of an issue or a pull request, and what the coach adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.snapshot import Actor, Comment, RepositoryRef
    from bot.kernel.subject import Subject


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as it was read at one moment.

    Attributes:
        repository: Where it is.
        node_id: Its GraphQL id.
        author: Who opened it.
        edited_at: When the description was last changed; None when it never was.
        assignees: Whom it is assigned to.
        labels: The names of its labels.
        comments: The conversation in order, without our own comments.
    """

    repository: RepositoryRef
    number: int
    node_id: str
    title: str
    body: str
    author: Actor
    is_open: bool
    is_locked: bool
    created_at: datetime
    edited_at: datetime | None
    assignees: tuple[Actor, ...]
    labels: tuple[str, ...]
    comments: tuple[Comment, ...]


class Emoji(StrEnum):
    """A reaction, in GraphQL's words."""

    EYES = "EYES"
    DONE = "THUMBS_UP"
    CONFUSED = "CONFUSED"


@dataclass(frozen=True, slots=True)
class Reacting:
    """A reaction to give to the comment or description `target`, or to take back."""

    target: str
    emoji: Emoji
    take_back: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A comment to write once.

    Attributes:
        key: Names it, once for a subject.
        body: Its text, with the mark by which it is found again.
    """

    key: str
    body: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A comment of ours that should read otherwise."""

    comment: str
    body: str


class Reason(StrEnum):
    """Why a comment is folded away, in GraphQL's words."""

    RESOLVED = "RESOLVED"
    """What it asked for was done."""
    OUTDATED = "OUTDATED"
    """It no longer says how it is."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A comment of ours, by node id, to fold away."""

    comment: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An issue to open once.

    Attributes:
        key: Names it, once for a subject.
        title: Its title.
        body: Its description, with the mark by which it is found again.
    """

    key: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An issue of ours, by node id, that should read otherwise."""

    issue: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class OpenedIssue:
    """An issue that was opened."""

    node_id: str
    number: int


@dataclass(frozen=True, slots=True)
class StageLabel:
    """A label; `color` is six hexadecimal digits."""

    name: str
    color: str
    description: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What is to be written to one conversation, in one request.

    Attributes:
        subject: What was reconciled; the ledger's keys begin with it.
        repository: Where it goes, as it was just read.
        target: The node id of the issue or pull request; of the repository where there is none.
        reactions: Reactions to give and to take back.
        replies: Comments to write.
        edits: Comments of ours to change.
        folds: Comments of ours to fold away.
        make: Labels to make, because the repository does not have them yet.
        put: Labels to put on: names made just now, or node ids.
        take: The node ids of labels to take off.
        assign: The node ids of people to assign.
        opens: Issues to open in the repository.
        rewrites: Issues of ours to change.
        closes: The node ids of issues of ours to close.
        may_mention: The logins in lower case of whom its texts may call.
    """

    subject: Subject
    repository: RepositoryRef
    target: str
    reactions: tuple[Reacting, ...] = ()
    replies: tuple[Reply, ...] = ()
    edits: tuple[Edit, ...] = ()
    folds: tuple[Fold, ...] = ()
    make: tuple[StageLabel, ...] = ()
    put: tuple[str, ...] = ()
    take: tuple[str, ...] = ()
    assign: tuple[str, ...] = ()
    opens: tuple[NewIssue, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    closes: tuple[str, ...] = ()
    may_mention: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to write."""
        return not (
            self.reactions
            or self.replies
            or self.edits
            or self.folds
            or self.make
            or self.put
            or self.take
            or self.assign
            or self.opens
            or self.rewrites
            or self.closes
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a talk.

    Attributes:
        replies: The node id of each reply, by its key.
        labels: The node id of each label that was made, by its name.
        refused: Parts that GitHub refused for good, in words.
        opened: Each issue that was opened, by its key.
    """

    replies: dict[str, str]
    labels: dict[str, str]
    refused: tuple[str, ...] = ()
    opened: dict[str, OpenedIssue] = field(default_factory=dict)
