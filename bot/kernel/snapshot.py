"""A pull request as it was read at one moment, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something.

    Attributes:
        login: The account's name at the time of reading; for Apps without `[bot]`.
        id: The account's number, which survives renames; None when GitHub withheld it.
        is_bot: Whether the account is an App or another machine.
    """

    login: str
    id: int | None = None
    is_bot: bool = False


GHOST = Actor(login="ghost")
"""Stands for a deleted account, as GitHub's own pages do."""


@dataclass(frozen=True, slots=True)
class RepositoryRef:
    """A repository; identity is `id`, `name` is how it is called now (`owner/name`).

    `default_branch` is that of the parent where there is one; None when it was not read.
    """

    id: int
    node_id: str
    name: str
    is_private: bool = False
    is_fork: bool = False
    is_archived: bool = False
    parent: str | None = None
    default_branch: str | None = None


class Change(StrEnum):
    """What happened to a file; GitHub's GraphQL `PatchStatus` in lower case."""

    ADDED = "added"
    CHANGED = "changed"
    COPIED = "copied"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of the diff, without its lines."""

    path: str
    change: Change
    additions: int
    deletions: int


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the pull request; `parents` is above one for a merge.

    Author and e-mail are as the commit itself names them; empty when they were not read.
    """

    sha: str
    message: str
    parents: int = 1
    author: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the conversation; `id` is the GraphQL node id.

    `edited_at` is when its text was last changed; None when it never was, or when nobody asked.
    """

    id: str
    author: Actor
    body: str
    created_at: datetime
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkedIssue:
    """An issue that the pull request says it closes; without an author nobody knows whose it is."""

    repository: str
    number: int
    title: str
    body: str = ""
    author: Actor | None = None


class PullRequestState(StrEnum):
    """Where a pull request stands; a draft is open."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """Everything that the checks may look at.

    Attributes:
        files: The files of the diff; fewer than `changed_files` when not all could be read.
        diff: The unified diff, or None when it was not read or GitHub refused it as too large.
        commits: The newest commits, oldest of them first; `commit_count` tells how many exist.
        comments: The conversation in order, without our own comments; the texts of reviews are
            among it.
        head_repository: None after the fork was deleted.
    """

    repository: RepositoryRef
    number: int
    node_id: str
    title: str
    body: str
    author: Actor
    state: PullRequestState
    is_draft: bool
    base_branch: str
    head_branch: str
    head_sha: str
    head_repository: str | None
    created_at: datetime
    updated_at: datetime
    additions: int
    deletions: int
    changed_files: int
    files: tuple[ChangedFile, ...] = ()
    diff: str | None = None
    commit_count: int = 0
    commits: tuple[Commit, ...] = ()
    labels: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    linked_issues: tuple[LinkedIssue, ...] = field(default=())
