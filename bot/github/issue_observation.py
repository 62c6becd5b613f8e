"""From GraphQL's answers about issues to values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.github.nodes import actor_of, after, comment_of, instant_of, is_ours, nodes_of
from bot.github.observation import repository_ref
from bot.github.traces import traces
from bot.kernel.snapshot import PullRequestState
from bot.kernel.talk import Issue
from bot.kernel.upstream import OpenIssue, OpenPull, Touched, UpstreamIssue, UpstreamPull

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.github.traces import OwnTraces
    from bot.kernel.snapshot import Actor, Comment

    Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IssueObservation:
    """An issue with what of ours is on it.

    Attributes:
        issue: The snapshot; our own comments are not in it.
        me: Our own account's number, if GitHub told it.
        ours: What we wrote.
        labels: The node ids of the issue's labels, by name.
        known_labels: The node ids of the labels of ours that the repository has, by name.
        comments_after: Where the next page of comments begins; None when all were read.
    """

    issue: Issue
    me: int | None
    ours: OwnTraces
    labels: Mapping[str, str]
    known_labels: Mapping[str, str]
    comments_after: str | None


def observation(data: Node, more: Iterable[Node] = ()) -> IssueObservation | None:
    """Build the observation from the data of `CONTRIBUTION`.

    Args:
        data: The answer.
        more: Comments of further pages.

    Returns:
        None when the repository or the issue is gone.
    """
    repository = data.get("repository")
    node = repository and repository.get("issue")
    if not repository or not node:
        return None
    me = (data.get("viewer") or {}).get("databaseId")
    comments = [*nodes_of(node.get("comments")), *more]
    edited = node.get("lastEditedAt")
    labels = {each["name"]: each["id"] for each in nodes_of(node.get("labels"))}
    return IssueObservation(
        issue=Issue(
            repository=repository_ref(repository),
            number=node["number"],
            node_id=node["id"],
            title=node["title"],
            body=node.get("body") or "",
            author=actor_of(node.get("author")),
            is_open=node["state"] == "OPEN",
            is_locked=bool(node.get("locked")),
            created_at=instant_of(node["createdAt"]),
            edited_at=instant_of(edited) if edited else None,
            assignees=tuple(map(actor_of, nodes_of(node.get("assignees")))),
            labels=tuple(labels),
            comments=others(comments, me),
        ),
        me=me,
        ours=traces(comments, me, nodes_of(node.get("newest"))),
        labels=labels,
        known_labels={each["name"]: each["id"] for each in nodes_of(repository.get("coachLabels"))},
        comments_after=after(node.get("comments")),
    )


def others(nodes: Iterable[Node], me: int | None) -> tuple[Comment, ...]:
    """Return the comments that we did not write, oldest first."""
    found = (comment_of(each) for each in nodes if not is_ours(each, me, ""))
    return tuple(sorted(found, key=lambda each: (each.created_at, each.id)))


def upstream_issue(data: Node) -> UpstreamIssue | None:
    """Read the data of `UPSTREAM_ISSUE`; None when the issue is gone or not to be seen."""
    repository = data.get("repository")
    node = repository and repository.get("issue")
    if not repository or not node:
        return None
    return UpstreamIssue(
        repository=repository["nameWithOwner"],
        number=node["number"],
        title=node["title"],
        body=node.get("body") or "",
        is_open=node["state"] == "OPEN",
        closed_as=(node.get("stateReason") or "").lower(),
        updated_at=instant_of(node["updatedAt"]),
        author=actor_of(node.get("author")),
        assignees=tuple(map(actor_of, nodes_of(node.get("assignees")))),
        labels=tuple(each["name"] for each in nodes_of(node.get("labels"))),
        comments=remarks(node.get("comments")),
        pulls=tuple(map(_pull, nodes_of(node.get("closedByPullRequestsReferences")))),
    )


def remarks(connection: Node | None) -> tuple[tuple[Actor, str, datetime], ...]:
    """Read comments in a few fields: who, what and when."""
    return tuple(
        (actor_of(each.get("author")), each["body"], instant_of(each["createdAt"]))
        for each in nodes_of(connection)
    )


def upstream_pull(data: Node) -> UpstreamPull | None:
    """Read the data of `UPSTREAM_PULL`; None when it is gone or not to be seen."""
    repository = data.get("repository")
    node = repository and repository.get("pullRequest")
    return _pull({**node, "repository": repository}) if repository and node else None


def _pull(node: Node) -> UpstreamPull:
    ended = node.get("mergedAt") or node.get("closedAt")
    author = actor_of(node.get("author"))
    reviews = [
        instant_of(each["submittedAt"])
        for each in nodes_of(node.get("reviews"))
        if each.get("submittedAt") and _is_review(each, author.login)
    ]
    return UpstreamPull(
        repository=node["repository"]["nameWithOwner"],
        number=node["number"],
        title=node["title"],
        state=PullRequestState(node["state"].lower()),
        is_draft=node["isDraft"],
        author=author,
        updated_at=instant_of(node["updatedAt"]),
        created_at=instant_of(node["createdAt"]) if node.get("createdAt") else None,
        ended_at=instant_of(ended) if ended else None,
        first_review=min(reviews, default=None),
        labels=tuple(each["name"] for each in nodes_of(node.get("labels"))),
    )


def _is_review(node: Node, author: str) -> bool:
    # Answering in a thread makes a review of the author's own.
    by = actor_of(node.get("author"))
    return not by.is_bot and by.login != author


def open_issues(data: Node) -> tuple[OpenIssue, ...]:
    """Read the data of `OPEN_ISSUES`."""
    repository = data.get("repository") or {}
    return tuple(
        OpenIssue(
            repository=repository["nameWithOwner"],
            number=each["number"],
            title=each["title"],
            labels=tuple(label["name"] for label in nodes_of(each.get("labels"))),
            created_at=instant_of(each["createdAt"]),
            updated_at=instant_of(each["updatedAt"]),
            is_assigned=bool(nodes_of(each.get("assignees"))),
            comments=(each.get("comments") or {}).get("totalCount") or 0,
            open_pulls=sum(
                pull["state"] == "OPEN"
                for pull in nodes_of(each.get("closedByPullRequestsReferences"))
            ),
        )
        for each in nodes_of(repository.get("issues"))
    )


def touched(data: Node, since: str) -> Iterator[Touched]:
    """Yield what the data of `RECENT` says was touched since, an instant in GitHub's form."""
    for repository in data.get("nodes") or ():
        for field, is_pull in (("issues", False), ("pullRequests", True)):
            for one in nodes_of((repository or {}).get(field)):
                # A connection of pull requests cannot be asked for what is new only.
                if one["updatedAt"] >= since:
                    at = instant_of(one["updatedAt"])
                    yield Touched(repository["databaseId"], one["number"], at, is_pull=is_pull)


def more_touched(data: Node) -> dict[str, str]:
    """Return where the next page of issues begins, by the repository's node id."""
    cursors = ((each, after(each.get("issues"))) for each in data.get("nodes") or () if each)
    return {each["id"]: cursor for each, cursor in cursors if cursor is not None}


def open_pulls(data: Node) -> tuple[OpenPull, ...]:
    """Read the data of `OPEN_PULLS`."""
    return tuple(
        OpenPull(
            repository_id=each["databaseId"],
            parent=(each.get("parent") or {}).get("nameWithOwner") or "",
            number=one["number"],
            author=actor_of(one.get("author")),
        )
        for each in data.get("nodes") or ()
        if each
        for one in nodes_of(each.get("pullRequests"))
    )
