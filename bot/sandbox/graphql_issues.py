"""How issues, their labels and the lists of a repository are read through GraphQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.access import require_read
from bot.sandbox.exchange import RefusalError
from bot.sandbox.graphql_base import caller_of, node, paged
from bot.sandbox.graphql_queries import CLOSES, shown, state_of
from bot.sandbox.model import PullRequest, UserKind
from bot.sandbox.shapes.people import stamp
from bot.sandbox.writes import may_minimize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.sandbox.graphql_base import Info, Page, Resolver
    from bot.sandbox.model import Comment, Issue, Label, Repository, User

_KEYS: dict[str, Callable[[Issue], tuple[object, int]]] = {
    "COMMENTS": lambda issue: (len(issue.comments), issue.number),
    "CREATED_AT": lambda issue: (issue.created_at, issue.number),
    "UPDATED_AT": lambda issue: (issue.updated_at, issue.number),
}


def _nodes(_root: object, info: Info, ids: list[str]) -> list[object]:
    found: list[object] = []
    for each in ids:
        try:
            found.append(node(info, each))
        except RefusalError:
            found.append(None)
    return found


def _issue(repository: Repository, info: Info, number: int) -> Issue:
    require_read(caller_of(info), repository, "issues")
    found = repository.issues.get(number)
    if found is None or isinstance(found, PullRequest):
        message = f"Could not resolve to an Issue with the number of {number}."
        raise RefusalError(404, message)
    return found


def _issues(  # noqa: PLR0913 - GraphQL's arguments
    repository: Repository,
    info: Info,
    *,
    filterBy: dict[str, str] | None = None,  # noqa: N803 - GraphQL's name
    labels: list[str] | None = None,
    orderBy: dict[str, str] | None = None,  # noqa: N803 - as above
    states: list[str] | None = None,
    **page: Any,  # noqa: ANN401 - GraphQL's arguments
) -> Page:
    require_read(caller_of(info), repository, "issues")
    since = (filterBy or {}).get("since", "")
    wanted = {name.lower() for name in labels or ()}
    chosen = [
        each
        for each in repository.issues.values()
        if not isinstance(each, PullRequest)
        and info.context.caller.sees(each)
        and (states is None or each.state.upper() in states)
        and stamp(each.updated_at) >= since
        # Any of the labels is enough, unlike in a search.
        and (not wanted or wanted & {label.name.lower() for label in each.labels})
    ]
    return paged(ordered(chosen, orderBy), info, **page)


def _pull_requests(
    repository: Repository,
    info: Info,
    *,
    headRefName: str | None = None,  # noqa: N803 - GraphQL's name
    orderBy: dict[str, str] | None = None,  # noqa: N803 - as above
    states: list[str] | None = None,
    **page: Any,  # noqa: ANN401 - GraphQL's arguments
) -> Page:
    require_read(caller_of(info), repository, "pull_requests")
    chosen = [
        each
        for each in repository.issues.values()
        if isinstance(each, PullRequest) and (states is None or state_of(each) in states)
        if headRefName is None or each.head_ref == headRefName
    ]
    return paged(ordered(chosen, orderBy), info, **page)


def ordered(issues: Iterable[Issue], order: dict[str, str] | None) -> list[Issue]:
    """Return issues or pull requests in the order that was asked for; else the oldest first."""
    wanted = order or {"field": "CREATED_AT", "direction": "ASC"}
    return sorted(issues, key=_KEYS[wanted["field"]], reverse=wanted["direction"] == "DESC")


def _labels(
    repository: Repository,
    info: Info,
    query: str | None = None,
    **page: Any,  # noqa: ANN401 - GraphQL's arguments
) -> Page:
    wanted = (query or "").lower()
    found = [each for each in repository.labels.values() if wanted in _told(each)]
    return paged(found, info, **page)


def _told(label: Label) -> str:
    return f"{label.name} {label.description or ''}".lower()


def _comments(issue: Issue, info: Info, **page: Any) -> Page:  # noqa: ANN401 - GraphQL's arguments
    caller = caller_of(info)
    require_read(caller, issue.repository, "issues")
    return paged([each for each in issue.comments if caller.sees(each)], info, **page)


def _closed_by(
    issue: Issue,
    info: Info,
    includeClosedPrs: bool = False,  # noqa: FBT001, FBT002, N803 - GraphQL's name
    **page: Any,  # noqa: ANN401 - GraphQL's arguments
) -> Page:
    home = issue.repository
    found = [
        each
        for each in home.issues.values()
        if isinstance(each, PullRequest)
        and (includeClosedPrs or each.state == "open")
        and any(
            int(match["number"]) == issue.number and match["repo"] in {None, home.full_name}
            for match in CLOSES.finditer(each.body or "")
        )
    ]
    return paged(found, info, **page)


def _reason(issue: Issue, _info: Info) -> str | None:
    return issue.state_reason.upper() if issue.state_reason else None


def _edited(comment: Comment, _info: Info) -> str | None:
    edited = comment.updated_at > comment.created_at
    return stamp(comment.updated_at) if edited else None


def _person(by: User) -> User | None:
    """Return who reacted; null for an App and for an account that is gone."""
    return by if by.kind is UserKind.USER and not by.deleted else None


def _user(_root: object, info: Info, login: str) -> User:
    found = caller_of(info).world.users.get(login.lower())
    if found is None or found.kind is not UserKind.USER or found.deleted:
        message = f"Could not resolve to a User with the login of '{login}'."
        raise RefusalError(404, message)
    return found


def _pulls_of(user: User, info: Info, orderBy: dict[str, str] | None = None, **page: Any) -> Page:  # noqa: ANN401, N803 - GraphQL's
    opened = caller_of(info).world.pulls_by_author.get(user.id, ())
    own = [each for each in opened if shown(each.repository, info) is not None]
    return paged(ordered(own, orderBy), info, **page)


ISSUE_QUERIES: dict[str, dict[str, Resolver]] = {
    "Query": {"nodes": _nodes, "user": _user},
    "User": {"pullRequests": _pulls_of},
    "Repository": {
        "issue": _issue,
        "issues": _issues,
        "labels": _labels,
        "pullRequests": _pull_requests,
    },
    "Issue": {
        "assignees": lambda issue, info, **page: paged(issue.assignees, info, **page),
        "author": lambda issue, _info: None if issue.author.deleted else issue.author,
        "closedByPullRequestsReferences": _closed_by,
        "comments": _comments,
        "createdAt": lambda issue, _info: stamp(issue.created_at),
        "labels": lambda issue, info, **page: paged(issue.labels, info, **page),
        "lastEditedAt": lambda issue, _info: stamp(issue.edited_at) if issue.edited_at else None,
        "repository": lambda issue, info: shown(issue.repository, info),
        "state": lambda issue, _info: issue.state.upper(),
        "stateReason": _reason,
        "updatedAt": lambda issue, _info: stamp(issue.updated_at),
    },
    "PullRequest": {
        "closedAt": lambda pull, _info: stamp(pull.closed_at) if pull.closed_at else None,
        "mergedAt": lambda pull, _info: stamp(pull.merged_at) if pull.merged_at else None,
        "repository": lambda pull, info: shown(pull.repository, info),
        "reviews": lambda pull, info, **page: paged(pull.reviews, info, **page),
    },
    "PullRequestConnection": {"nodes": lambda page, _info: page.nodes},
    "UserConnection": {"nodes": lambda page, _info: page.nodes},
    "PullRequestReviewConnection": {"nodes": lambda page, _info: page.nodes},
    "IssueCommentConnection": {"totalCount": lambda page, _info: page.total},
    "IssueComment": {
        "isMinimized": lambda comment, _info: comment.minimized is not None,
        "lastEditedAt": _edited,
        "minimizedReason": lambda comment, _info: comment.minimized,
        "reactions": lambda comment, info, **page: paged(comment.reactions, info, **page),
        "viewerCanMinimize": lambda comment, info: may_minimize(caller_of(info), comment),
    },
    "ReactionConnection": {"nodes": lambda page, _info: page.nodes},
    "Reaction": {
        "content": lambda reaction, _info: reaction[1].upper(),
        "user": lambda reaction, _info: _person(reaction[0]),
    },
}
