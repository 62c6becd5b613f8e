"""Pull requests, reviews and changed files as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.sandbox.shapes.issues import label, reactions
from bot.sandbox.shapes.people import maybe_stamp, shown_user, stamp
from bot.sandbox.shapes.repos import association, minimal_repository

if TYPE_CHECKING:
    from bot.sandbox.diffs import FileDiff
    from bot.sandbox.model import PullRequest, Repository, Review, ReviewComment, ReviewThread
    from bot.sandbox.pulls import Pulls
    from bot.sandbox.state import State

    Json = dict[str, object]


def page_of(state: Pulls, pull: PullRequest) -> str:
    """Return the page of a pull request."""
    return f"{state.links.page(pull.repository)}/pull/{pull.number}"


def simple(state: Pulls, pull: PullRequest) -> Json:
    """Return a pull request as lists show it: `pull-request-simple`."""
    repository = pull.repository
    repo = state.links.repo(repository)
    api, issue_api = f"{repo}/pulls/{pull.number}", f"{repo}/issues/{pull.number}"
    page = page_of(state, pull)
    addresses = {
        "html": page,
        "issue": issue_api,
        "comments": f"{issue_api}/comments",
        "review_comments": f"{api}/comments",
        "review_comment": f"{repo}/pulls/comments{{/number}}",
        "commits": f"{api}/commits",
        "statuses": f"{repo}/statuses/{pull.head_sha}",
    }
    links = {"self": {"href": api}, **{key: {"href": url} for key, url in addresses.items()}}
    return {
        "url": api,
        "id": pull.id,
        "node_id": pull.node_id,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        **{f"{key}_url": url for key, url in addresses.items()},
        "number": pull.number,
        "state": pull.state,
        "locked": pull.locked,
        "active_lock_reason": pull.lock_reason,
        "title": pull.title,
        "user": shown_user(state, pull.author),
        "body": pull.body,
        "labels": [label(state, repository, each) for each in pull.labels],
        "milestone": None,
        "created_at": stamp(pull.created_at),
        "updated_at": stamp(pull.updated_at),
        "closed_at": maybe_stamp(pull.closed_at),
        "merged_at": maybe_stamp(pull.merged_at),
        "merge_commit_sha": pull.merge_commit_sha,
        "assignee": shown_user(state, pull.assignees[0]) if pull.assignees else None,
        "assignees": [shown_user(state, each) for each in pull.assignees],
        "requested_reviewers": [shown_user(state, each) for each in pull.reviewers],
        "requested_teams": [],
        "head": _head(state, pull),
        "base": {
            "label": f"{repository.owner.login}:{pull.base_ref}",
            "ref": pull.base_ref,
            "sha": pull.base_sha,
            "user": shown_user(state, repository.owner),
            "repo": minimal_repository(state, repository),
        },
        "_links": links,
        "author_association": association(repository, pull.author),
        "auto_merge": None,
        "draft": pull.draft,
    }


def _head(state: Pulls, pull: PullRequest) -> Json:
    fork = pull.head_repository
    return {
        "label": f"{pull.head_owner.login}:{pull.head_ref}",
        "ref": pull.head_ref,
        "sha": pull.head_sha,
        "user": shown_user(state, pull.head_owner),
        "repo": minimal_repository(state, fork) if fork is not None else None,
    }


def full(state: Pulls, pull: PullRequest) -> Json:
    """Return a pull request with its counts: `pull-request`, also in webhooks."""
    diff = state.diff_of(pull)
    merged_by = shown_user(state, pull.merged_by) if pull.merged_by is not None else None
    is_open = pull.state == "open"
    return simple(state, pull) | {
        "merged": pull.merged_at is not None,
        "mergeable": not pull.conflicts if is_open and pull.is_tried else None,
        "rebaseable": None,
        "mergeable_state": _merge_state(pull),
        "merged_by": merged_by,
        "comments": len(pull.comments),
        "review_comments": sum(len(thread.comments) for thread in pull.threads),
        "maintainer_can_modify": pull.maintainer_can_modify,
        "commits": len(state.commits_of(pull)),
        "additions": diff.additions,
        "deletions": diff.deletions,
        "changed_files": len(diff.files),
    }


def _merge_state(pull: PullRequest) -> str:
    if pull.state != "open" or not pull.is_tried:
        return "unknown"
    if pull.conflicts:
        return "dirty"
    return "draft" if pull.draft else "clean"


def file(state: State, repository: Repository, head: str, file: FileDiff) -> Json:
    """Return one changed file as it is at a commit: `diff-entry`."""
    page = state.links.page(repository)
    path = quote(file.path)
    contents = f"{state.links.repo(repository)}/contents/{path}"
    shape: Json = {
        "sha": file.blob,
        "filename": file.path,
        "status": file.status,
        "additions": file.additions,
        "deletions": file.deletions,
        "changes": file.additions + file.deletions,
        "blob_url": f"{page}/blob/{head}/{path}",
        "raw_url": f"{page}/raw/{head}/{path}",
        "contents_url": f"{contents}?ref={head}",
    }
    if file.patch:
        shape["patch"] = file.patch
    if file.previous is not None:
        shape["previous_filename"] = file.previous
    return shape


def review(state: Pulls, review: Review) -> Json:
    """Return a review as a webhook shows it."""
    pull = review.pull_request
    page = f"{page_of(state, pull)}#pullrequestreview-{review.id}"
    api = f"{state.links.repo(pull.repository)}/pulls/{pull.number}"
    return {
        "id": review.id,
        "node_id": review.node_id,
        "user": shown_user(state, review.author),
        "body": review.body,
        "commit_id": review.commit_sha,
        "submitted_at": stamp(review.submitted_at),
        "updated_at": stamp(review.submitted_at),
        "state": review.state.value.lower(),
        "html_url": page,
        "pull_request_url": api,
        "author_association": association(pull.repository, review.author),
        "_links": {"html": {"href": page}, "pull_request": {"href": api}},
    }


def review_comment(state: Pulls, comment: ReviewComment) -> Json:
    """Return a comment on a line."""
    thread, pull = comment.thread, comment.thread.pull_request
    repo = state.links.repo(pull.repository)
    api = f"{repo}/pulls/comments/{comment.id}"
    page = f"{page_of(state, pull)}#discussion_r{comment.id}"
    owner = f"{repo}/pulls/{pull.number}"
    shape: Json = {
        "url": api,
        "pull_request_review_id": comment.review.id,
        "id": comment.id,
        "node_id": comment.node_id,
        "diff_hunk": f"@@ -{thread.line},0 +{thread.line},1 @@",
        "path": thread.path,
        "commit_id": pull.head_sha,
        "original_commit_id": thread.commit_sha,
        "user": shown_user(state, comment.author),
        "body": comment.body,
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "html_url": page,
        "pull_request_url": owner,
        "author_association": association(pull.repository, comment.author),
        "_links": {
            "self": {"href": api},
            "html": {"href": page},
            "pull_request": {"href": owner},
        },
        "reactions": reactions(api),
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "line": thread.line,
        "original_line": thread.line,
        "side": "RIGHT",
        "original_position": 1,
        "position": 1,
        "subject_type": "line",
    }
    first = thread.comments[0]
    if first is not comment:
        shape["in_reply_to_id"] = first.id
    return shape


def thread(state: Pulls, thread: ReviewThread) -> Json:
    """Return a thread as a webhook shows it."""
    comments = [review_comment(state, each) for each in thread.comments]
    return {"node_id": thread.node_id, "comments": comments}
