"""What is read in a few fields, mostly at the projects, where the coach is not installed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.snapshot import Actor, ChangedFile, Commit, PullRequestState


@dataclass(frozen=True, slots=True)
class UpstreamPull:
    """A pull request at a project, in a few fields.

    Attributes:
        repository: `owner/name`.
        created_at: When it was opened; None when that was not read.
        ended_at: When it was merged or closed; None while it is open or when that was not read.
        first_review: When somebody else than its author reviewed it first, machines aside.
        labels: The names of its labels.
    """

    repository: str
    number: int
    title: str
    state: PullRequestState
    is_draft: bool
    author: Actor
    updated_at: datetime
    created_at: datetime | None = None
    ended_at: datetime | None = None
    first_review: datetime | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpstreamIssue:
    """An issue of a project, with what speaks against taking it.

    Attributes:
        repository: `owner/name`.
        closed_as: `completed`, `not_planned`, `duplicate`; empty while it is open.
        comments: The newest comments: who, what and when, oldest first.
        pulls: Pull requests that would close it, closed ones too.
    """

    repository: str
    number: int
    title: str
    body: str
    is_open: bool
    closed_as: str
    updated_at: datetime
    author: Actor
    assignees: tuple[Actor, ...]
    labels: tuple[str, ...]
    comments: tuple[tuple[Actor, str, datetime], ...]
    pulls: tuple[UpstreamPull, ...]


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An open issue of a project, to be suggested perhaps.

    Attributes:
        repository: `owner/name`.
        is_assigned: Whether somebody is on it by assignment.
        comments: How many comments it has.
        open_pulls: How many open pull requests would close it.
    """

    repository: str
    number: int
    title: str
    labels: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    is_assigned: bool
    comments: int
    open_pulls: int


@dataclass(frozen=True, slots=True)
class OpenPull:
    """An open pull request of one of the course's repositories.

    Attributes:
        repository_id: GitHub's number of the repository.
        parent: What that is a fork of, `owner/name`; empty where it is none.
    """

    repository_id: int
    parent: str
    number: int
    author: Actor


@dataclass(frozen=True, slots=True)
class StudentPull:
    """A pull request of a student, wherever it is.

    Attributes:
        node_id: Its GraphQL id, which survives renames and transfers.
        repository: `owner/name`; empty where that may not be seen.
        branch: The name of its branch.
        author: Who opened it, a login; empty where that was not read or nobody is left.
        repository_id: GitHub's number of the repository; 0 where that was not read.
    """

    node_id: str
    repository: str
    number: int
    title: str
    branch: str
    state: PullRequestState
    created_at: datetime
    updated_at: datetime
    author: str = ""
    repository_id: int = 0


@dataclass(frozen=True, slots=True)
class ForkBranch:
    """A branch of a fork, with the pull requests that it leads to.

    Attributes:
        author: Who wrote its newest commit, a login; empty where GitHub does not know.
        pulls: The pull requests from it, wherever they are.
        head: Its newest commit.
        committed: When that was made; GitHub dates no push.
    """

    name: str
    author: str
    pulls: tuple[StudentPull, ...] = ()
    head: str = ""
    committed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fork:
    """A fork, as far as pull requests may come from it.

    Attributes:
        parents: What it is a fork of, `owner/name`, and what that is a fork of in turn.
        branches: Those that were read.
    """

    parents: tuple[str, ...] = ()
    branches: tuple[ForkBranch, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """What a repository is a fork of.

    Attributes:
        name: `owner/name`.
        branch: Its default branch; empty where that was not read.
    """

    name: str
    branch: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a branch of a fork has that the project has not, and the other way round.

    Attributes:
        ahead: Commits of the branch alone.
        behind: Commits of the project alone.
        commits: The newest of the branch's, oldest of them first.
        files: What they change.
        has_all_files: Whether these are all.
    """

    ahead: int
    behind: int
    commits: tuple[Commit, ...]
    files: tuple[ChangedFile, ...]
    has_all_files: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """An issue or a pull request of the course's own, and when it was touched last.

    Attributes:
        repository_id: Where it is.
        number: Its number there.
        at: When anything about it changed.
        is_pull: Whether it is a pull request.
    """

    repository_id: int
    number: int
    at: datetime
    is_pull: bool
