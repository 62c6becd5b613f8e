"""What every GraphQL resolver of the sandbox needs: who asks, pages, things by node id."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.sandbox.access import can_see
from bot.sandbox.check_model import CheckRun, CheckSuite
from bot.sandbox.exchange import RefusalError
from bot.sandbox.model import Comment, Commit, Issue, Label, PullRequest, Repository, Review, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import GraphQLResolveInfo

    from bot.sandbox.exchange import Caller

    Info = GraphQLResolveInfo["Context"]

_MOST = 100
T = TypeVar("T")

Resolver = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, and what the whole document costs."""

    caller: Caller
    points: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a connection."""

    nodes: Sequence[object]
    total: int
    end: int
    more: bool


@dataclass(frozen=True, slots=True)
class CommitHere:
    """A commit as a repository's page shows it; check runs belong to the repository."""

    repository: Repository
    commit: Commit


def caller_of(info: Info) -> Caller:
    """Return who asks."""
    context: Context = info.context
    return context.caller


def type_name(thing: object) -> str:
    """Return the GraphQL type of a thing."""
    if isinstance(thing, User):
        return thing.kind.value
    if isinstance(thing, dict):
        return str(thing["__typename"])
    kinds: tuple[tuple[type, str], ...] = (
        (PullRequest, "PullRequest"),
        (Issue, "Issue"),
        (Comment, "IssueComment"),
        (Repository, "Repository"),
        (CheckRun, "CheckRun"),
        (CheckSuite, "CheckSuite"),
        (Commit, "Commit"),
        (CommitHere, "Commit"),
        (Label, "Label"),
        (Review, "PullRequestReview"),
    )
    return next(name for kind, name in kinds if isinstance(thing, kind))


def paged(
    things: Sequence[object],
    info: Info,
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
) -> Page:
    """Return the page that the arguments ask for.

    Raises:
        RefusalError: Neither `first` nor `last`, more than 100, or a bad cursor.
    """
    field = info.field_name
    size = first if first is not None else last
    if size is None:
        message = f"You must provide a `first` or `last` value to properly paginate the `{field}`."
        raise RefusalError(422, f"{message[:-1]} connection.")
    if not 0 <= size <= _MOST:
        message = f"Requesting {size} records on the `{field}` connection exceeds the"
        raise RefusalError(422, f"{message} `first` limit of {_MOST} records.")
    start = _offset(after) if after is not None else 0
    if first is not None:
        end = min(start + first, len(things))
    else:
        end = len(things)
        start = max(start, end - size)
    return Page(things[start:end], len(things), end, end < len(things))


def end_cursor(page: Page) -> str | None:
    """Return the cursor of the last thing on a page."""
    return base64.b64encode(b"cursor:%d" % page.end).decode() if page.nodes else None


def _offset(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).removeprefix(b"cursor:"))
    except ValueError as error:
        raise RefusalError(422, f"`{cursor}` does not appear to be a valid cursor.") from error


def node(info: Info, node_id: str) -> object:
    """Return the thing of a node id, if the caller may see it.

    Raises:
        RefusalError: 404.
    """
    caller = caller_of(info)
    thing = caller.world.nodes.get(node_id)
    hidden = isinstance(thing, Comment | CheckRun) and not caller.sees(thing)
    home = _home(thing)
    unseen = home is not None and (home.deleted or not can_see(caller.token, home))
    if thing is None or hidden or unseen:
        message = f"Could not resolve to a node with the global id of '{node_id}'"
        raise RefusalError(404, message)
    return thing


def thing_of(info: Info, node_id: object, kind: type[T]) -> T:
    """Return the thing of a node id, if it is of this kind.

    Raises:
        RefusalError: 404.
    """
    thing = node(info, str(node_id))
    if not isinstance(thing, kind):
        message = f"Could not resolve to {kind.__name__} node with the global id of '{node_id}'."
        raise RefusalError(404, message)
    return thing


def _home(thing: object) -> Repository | None:
    if isinstance(thing, Repository):
        return thing
    if isinstance(thing, Comment):
        return thing.issue.repository
    if isinstance(thing, CheckRun):
        return thing.suite.repository
    if isinstance(thing, Review):
        return thing.pull_request.repository
    return thing.repository if isinstance(thing, Issue | CheckSuite) else None
