"""The nouns of the sandbox's GitHub: people, repositories and the talk in them; no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.app_model import App
    from bot.sandbox.check_model import CheckSuite
    from bot.sandbox.trees import Tree


class UserKind(StrEnum):
    """What sort of account it is; GitHub's own words."""

    USER = "User"
    BOT = "Bot"
    ORGANIZATION = "Organization"


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """An account. A Bot's login ends in `[bot]`; `slug` is what GraphQL shows instead.

    Attributes:
        members: The logins' accounts when this is an organisation.
        teams: Its teams by their slugs, each with its members.
        app: The App behind a Bot.
        deleted: Afterwards GraphQL shows null and REST shows `ghost`.
    """

    id: int
    node_id: str
    login: str
    kind: UserKind
    created_at: datetime
    name: str | None = None
    members: list[User] = field(default_factory=list)
    teams: dict[str, list[User]] = field(default_factory=dict)
    app: App | None = None
    deleted: bool = False

    @property
    def slug(self) -> str:
        """The login without `[bot]`."""
        return self.login.removesuffix("[bot]")


@dataclass(eq=False, slots=True, kw_only=True)
class Commit:
    """One commit.

    Attributes:
        author: The account, None when the e-mail address belongs to nobody.
        tree: Every file of this state.
        parents: Shas, the first one is what the commit was made on.
    """

    sha: str
    node_id: str
    message: str
    author: User | None
    author_name: str
    author_email: str
    tree: Tree
    parents: tuple[str, ...]
    date: datetime


@dataclass(eq=False, slots=True, kw_only=True)
class Label:
    """A label of one repository."""

    id: int
    node_id: str
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Repository:
    """A repository.

    Attributes:
        objects: Every commit of the network by sha; forks share it, as on GitHub.
        diffs: Ready-made unified diffs by (base sha, head sha); shared like `objects`.
        branches: Branch name to sha.
        issues: Issues and pull requests by number.
        collaborators: Accounts other than the owner that may push.
        contributors: Accounts of which a pull request was merged.
    """

    id: int
    node_id: str
    owner: User
    name: str
    created_at: datetime
    updated_at: datetime
    pushed_at: datetime
    private: bool = False
    fork: bool = False
    parent: Repository | None = None
    archived: bool = False
    has_issues: bool = True
    description: str | None = None
    default_branch: str = "main"
    deleted: bool = False
    objects: dict[str, Commit] = field(default_factory=dict)
    diffs: dict[tuple[str, str], str] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    suites: list[CheckSuite] = field(default_factory=list)
    collaborators: list[User] = field(default_factory=list)
    contributors: list[User] = field(default_factory=list)
    next_number: int = 1

    @property
    def full_name(self) -> str:
        """`owner/name` as it is now."""
        return f"{self.owner.login}/{self.name}"


@dataclass(eq=False, slots=True, kw_only=True)
class Comment:
    """A comment in the conversation of an issue or a pull request.

    Attributes:
        app: The App through which a bot wrote it.
        minimized: GitHub's classifier in lower case (`outdated`), None when it is shown.
        hidden_reads: How many more reads act as if it did not exist yet.
        reactions: Who reacted, with GitHub's word in lower case (`thumbs_up`).
    """

    id: int
    node_id: str
    issue: Issue
    author: User
    body: str
    created_at: datetime
    updated_at: datetime
    app: App | None = None
    minimized: str | None = None
    deleted: bool = False
    hidden_reads: int = 0
    reactions: list[tuple[User, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done to an issue, in the webhooks' word; `about` is a label or login."""

    action: str
    by: User
    at: datetime
    about: str = ""


@dataclass(eq=False, slots=True, kw_only=True)
class Issue:
    """An issue; also the part that a pull request shares with it.

    Attributes:
        state: `open` or `closed`.
        state_reason: `completed`, `not_planned`, `duplicate` or `reopened`.
        edited_at: When the description was last changed by an edit.
        reactions: As for `Comment`.
        happened: What was done to it, in order; comments and reviews have lists of their own.
        hidden_reads: As for `Comment`.
    """

    id: int
    node_id: str
    repository: Repository
    number: int
    title: str
    body: str | None
    author: User
    created_at: datetime
    updated_at: datetime
    app: App | None = None
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: User | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    locked: bool = False
    lock_reason: str | None = None
    edited_at: datetime | None = None
    comments: list[Comment] = field(default_factory=list)
    reactions: list[tuple[User, str]] = field(default_factory=list)
    happened: list[Happening] = field(default_factory=list)
    hidden_reads: int = 0


@dataclass(eq=False, slots=True, kw_only=True)
class PullRequest(Issue):
    """A pull request; `id` is its own, `issue_id` the one its issue form has.

    Attributes:
        base_sha: Tip of the base branch; follows it while the pull request is open.
        head_repository: None after the fork was deleted.
        head_owner: Whose fork it was; survives the fork.
        conflicts: Whether it cannot be merged as it is.
        is_tried: Whether that was found out since the base branch or the head moved.
    """

    issue_id: int
    base_ref: str
    base_sha: str
    head_repository: Repository | None
    head_owner: User
    head_ref: str
    head_sha: str
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: User | None = None
    merge_commit_sha: str | None = None
    maintainer_can_modify: bool = True
    conflicts: bool = False
    is_tried: bool = True
    reviewers: list[User] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    threads: list[ReviewThread] = field(default_factory=list)


class ReviewState(StrEnum):
    """How a review ended; REST's words in upper case, webhooks' in lower case."""

    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    COMMENTED = "COMMENTED"
    DISMISSED = "DISMISSED"


@dataclass(eq=False, slots=True, kw_only=True)
class Review:
    """A submitted review."""

    id: int
    node_id: str
    pull_request: PullRequest
    author: User
    state: ReviewState
    body: str | None
    commit_sha: str
    submitted_at: datetime
    reactions: list[tuple[User, str]] = field(default_factory=list)


@dataclass(eq=False, slots=True, kw_only=True)
class ReviewComment:
    """A comment on a line of the diff."""

    id: int
    node_id: str
    thread: ReviewThread
    review: Review
    author: User
    body: str
    created_at: datetime
    updated_at: datetime


@dataclass(eq=False, slots=True, kw_only=True)
class ReviewThread:
    """Comments on one line; `line` counts from 1 in the new file."""

    id: int
    node_id: str
    pull_request: PullRequest
    path: str
    line: int
    commit_sha: str
    comments: list[ReviewComment] = field(default_factory=list)
    resolved_by: User | None = None
