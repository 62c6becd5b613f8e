"""From GraphQL's answer to a snapshot; pure.

Anything that GitHub may withhold (a deleted account, a deleted fork, a refused field) has a
stated meaning here, so that nobody further in has to think of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.github.nodes import actor_of, after, comment_of, instant_of, is_ours, nodes_of
from bot.github.traces import traces
from bot.kernel.markers import CHECKLIST, REPLY
from bot.kernel.snapshot import (
    Change,
    ChangedFile,
    Commit,
    LinkedIssue,
    PullRequest,
    PullRequestState,
    RepositoryRef,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.kernel.snapshot import Comment

    Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ObservedRun:
    """Our check run on the head, as it stands."""

    id: str
    conclusion: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A pull request with what of ours is on it.

    Attributes:
        pull_request: The snapshot; our own comments are not in it.
        me: Our own account's number, if GitHub told it.
        sticky: Our checklist comment, by marker and author; None when there is none.
        run: Our check run on the head; None when there is none.
        runs_visible: Whether check runs could be read at all.
        locked: Whether the conversation takes no comments.
        files_after: Where the next page of files begins; None when all were read.
        comments_after: Likewise for comments.
        policy_run: Our report on a policy file that the pull request edits; None without one.
        replies: The node ids of our answers, by what they answer to.
    """

    pull_request: PullRequest
    me: int | None
    sticky: Comment | None
    run: ObservedRun | None
    runs_visible: bool
    locked: bool
    files_after: str | None
    comments_after: str | None
    policy_run: ObservedRun | None = None
    replies: Mapping[str, str] = field(default_factory=dict)


def observation(data: Node) -> Observation | None:
    """Build the observation from the data of `documents.PULL_REQUEST`.

    Returns:
        None when the repository or the pull request is gone.
    """
    repository = data.get("repository")
    node = repository and repository.get("pullRequest")
    if not repository or not node:
        return None
    me = (data.get("viewer") or {}).get("databaseId")
    pages = [node.get("comments") or {}, node.get("recent") or {}]
    raw = {each["id"]: each for page in pages for each in nodes_of(page)}
    known = data.get("sticky")
    if known and known.get("id"):
        raw = {known["id"]: known, **raw}
    heads = nodes_of(node.get("head"))
    suites = heads[0]["commit"].get("checkSuites") if heads else None
    run, runs_visible = run_in(suites)
    policy_run, _ = run_in(suites, "policyRuns")
    # What a review says over all is said to the conversation; most reviews say nothing there.
    reviews = [each for each in nodes_of(node.get("reviews")) if each["body"]]
    return Observation(
        pull_request=_pull_request(
            repository, node, comments=others((*raw.values(), *reviews), me)
        ),
        me=me,
        sticky=ours(raw.values(), me),
        run=run,
        runs_visible=runs_visible,
        locked=bool(node.get("locked")),
        files_after=after(node.get("files")),
        comments_after=after(node.get("comments")),
        policy_run=policy_run,
        replies=traces(raw.values(), me).replies,
    )


def files(connection: Node | None) -> tuple[ChangedFile, ...]:
    """Read a page of changed files."""
    return tuple(
        ChangedFile(
            path=each["path"],
            change=Change(each["changeType"].lower()),
            additions=each["additions"],
            deletions=each["deletions"],
        )
        for each in nodes_of(connection)
    )


def ours(nodes: Iterable[Node], me: int | None) -> Comment | None:
    """Return our checklist comment: it carries the marker *and* we wrote it.

    Anybody can paste the marker, so the author decides.
    """
    return next((comment_of(each) for each in nodes if is_ours(each, me, CHECKLIST)), None)


def others(nodes: Iterable[Node], me: int | None) -> tuple[Comment, ...]:
    """Return the comments that are neither our checklist nor an answer of ours, oldest first."""
    marks = (CHECKLIST, REPLY)
    found = (
        comment_of(each) for each in nodes if not any(is_ours(each, me, mark) for mark in marks)
    )
    return tuple(sorted(found, key=lambda each: (each.created_at, each.id)))


def _pull_request(repository: Node, node: Node, comments: tuple[Comment, ...]) -> PullRequest:
    commits = node.get("commits") or {}
    return PullRequest(
        repository=repository_ref(repository),
        number=node["number"],
        node_id=node["id"],
        title=node["title"],
        body=node.get("body") or "",
        author=actor_of(node.get("author")),
        state=PullRequestState(node["state"].lower()),
        is_draft=node["isDraft"],
        base_branch=node["baseRefName"],
        head_branch=node["headRefName"],
        head_sha=node["headRefOid"],
        head_repository=(node.get("headRepository") or {}).get("nameWithOwner"),
        created_at=instant_of(node["createdAt"]),
        updated_at=instant_of(node["updatedAt"]),
        additions=node["additions"],
        deletions=node["deletions"],
        changed_files=node["changedFiles"],
        files=files(node.get("files")),
        commit_count=commits.get("totalCount") or 0,
        commits=tuple(_commit(each["commit"]) for each in nodes_of(commits)),
        labels=tuple(each["name"] for each in nodes_of(node.get("labels"))),
        comments=comments,
        linked_issues=tuple(map(_issue, nodes_of(node.get("closingIssuesReferences")))),
    )


def repository_ref(node: Node) -> RepositoryRef:
    """Read a repository."""
    parent = node.get("parent") or {}
    default = parent.get("defaultBranchRef") or node.get("defaultBranchRef") or {}
    return RepositoryRef(
        id=node["databaseId"],
        node_id=node["id"],
        name=node["nameWithOwner"],
        is_private=node["isPrivate"],
        is_fork=node["isFork"],
        is_archived=node["isArchived"],
        parent=parent.get("nameWithOwner"),
        default_branch=default.get("name"),
    )


def _commit(node: Node) -> Commit:
    author = node.get("author") or {}
    return Commit(
        sha=node["oid"],
        message=node["message"],
        parents=(node.get("parents") or {}).get("totalCount") or 0,
        author=author.get("name") or "",
        email=author.get("email") or "",
    )


def _issue(node: Node) -> LinkedIssue:
    author = node.get("author")
    return LinkedIssue(
        repository=node["repository"]["nameWithOwner"],
        number=node["number"],
        title=node["title"],
        body=node.get("body") or "",
        author=actor_of(author) if author else None,
    )


def run_in(suites: Node | None, name: str = "checkRuns") -> tuple[ObservedRun | None, bool]:
    """Return our check run, None when there is none, and whether runs could be read at all.

    Args:
        suites: The check suites of a commit; None when they may not be seen.
        name: Under which name the document asks for the runs.
    """
    if suites is None:
        return None, False
    for suite in nodes_of(suites):
        for run in nodes_of(suite.get(name)):
            found = ObservedRun(
                id=run["id"],
                conclusion=(run.get("conclusion") or "").lower(),
                title=run.get("title") or "",
                summary=run.get("summary") or "",
            )
            return found, True
    return None, True
