"""Issues, comments and labels as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.sandbox.model import PullRequest
from bot.sandbox.shapes import apps
from bot.sandbox.shapes.people import maybe_stamp, shown_user, stamp
from bot.sandbox.shapes.repos import association

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sandbox.model import Comment, Issue, Label, Repository, User
    from bot.sandbox.state import State

    Json = dict[str, object]


def label(state: State, repository: Repository, label: Label) -> Json:
    """Return a label."""
    return {
        "id": label.id,
        "node_id": label.node_id,
        "url": f"{state.links.repo(repository)}/labels/{label.name}",
        "name": label.name,
        "color": label.color,
        "default": False,
        "description": label.description,
    }


_REACTIONS = {
    "thumbs_up": "+1",
    "thumbs_down": "-1",
    "laugh": "laugh",
    "hooray": "hooray",
    "confused": "confused",
    "heart": "heart",
    "rocket": "rocket",
    "eyes": "eyes",
}
"""REST's names of what GraphQL calls otherwise."""


def reactions(url: str, given: Sequence[tuple[User, str]] = ()) -> Json:
    """Return the counts of reactions, by REST's names."""
    counts = Counter(_REACTIONS[content] for _, content in given)
    kinds = {name: counts[name] for name in _REACTIONS.values()}
    return {"url": f"{url}/reactions", "total_count": len(given), **kinds}


def comment(state: State, comment: Comment) -> Json:
    """Return a comment of a conversation: `issue-comment`."""
    issue = comment.issue
    api = f"{state.links.repo(issue.repository)}/issues"
    kind = "pull" if isinstance(issue, PullRequest) else "issues"
    page = f"{state.links.page(issue.repository)}/{kind}/{issue.number}"
    hidden = {"reason": comment.minimized} if comment.minimized is not None else None
    return {
        "id": comment.id,
        "node_id": comment.node_id,
        "url": f"{api}/comments/{comment.id}",
        "html_url": f"{page}#issuecomment-{comment.id}",
        "issue_url": f"{api}/{issue.number}",
        "user": shown_user(state, comment.author),
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "author_association": association(issue.repository, comment.author),
        "body": comment.body,
        "reactions": reactions(f"{api}/comments/{comment.id}", comment.reactions),
        "performed_via_github_app": apps.app(state, comment.app) if comment.app else None,
        "minimized": hidden,
        "pin": None,
    }


def issue(state: State, issue: Issue) -> Json:
    """Return an issue, or a pull request in its issue form: `issue`."""
    repository = issue.repository
    api = f"{state.links.repo(repository)}/issues/{issue.number}"
    pull = isinstance(issue, PullRequest)
    page = f"{state.links.page(repository)}/{'pull' if pull else 'issues'}/{issue.number}"
    closer = shown_user(state, issue.closed_by) if issue.closed_by is not None else None
    shape: Json = {
        "id": issue.issue_id if isinstance(issue, PullRequest) else issue.id,
        "node_id": issue.node_id,
        "url": api,
        "repository_url": state.links.repo(repository),
        "labels_url": f"{api}/labels{{/name}}",
        "comments_url": f"{api}/comments",
        "events_url": f"{api}/events",
        "timeline_url": f"{api}/timeline",
        "html_url": page,
        "number": issue.number,
        "title": issue.title,
        "user": shown_user(state, issue.author),
        "labels": [label(state, repository, each) for each in issue.labels],
        "state": issue.state,
        "state_reason": issue.state_reason,
        "locked": issue.locked,
        "active_lock_reason": issue.lock_reason,
        "assignee": shown_user(state, issue.assignees[0]) if issue.assignees else None,
        "assignees": [shown_user(state, each) for each in issue.assignees],
        "milestone": None,
        "comments": len(issue.comments),
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
        "closed_at": maybe_stamp(issue.closed_at),
        "closed_by": closer,
        "author_association": association(repository, issue.author),
        "body": issue.body,
        "reactions": reactions(api),
        "performed_via_github_app": apps.app(state, issue.app) if issue.app else None,
    }
    if isinstance(issue, PullRequest):
        shape["draft"] = issue.draft
        shape["pull_request"] = {
            "url": f"{state.links.repo(repository)}/pulls/{issue.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": maybe_stamp(issue.merged_at),
        }
    return shape


def webhook_issue(state: State, thing: Issue) -> Json:
    """Return the `issue` part of a webhook, which leaves out who closed it."""
    shape = issue(state, thing)
    del shape["closed_by"]
    return shape
