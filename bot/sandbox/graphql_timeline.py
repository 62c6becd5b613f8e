"""What GraphQL tells of a pull request's life: its timeline, reviews, threads and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.access import require_read
from bot.sandbox.graphql_base import CommitHere, caller_of, paged
from bot.sandbox.graphql_queries import did_author
from bot.sandbox.model import PullRequest
from bot.sandbox.shapes.people import stamp
from bot.sandbox.shapes.repos import association

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.sandbox.check_model import CheckRun, CheckSuite
    from bot.sandbox.graphql_base import Info, Page, Resolver
    from bot.sandbox.model import (
        Comment,
        Happening,
        Issue,
        Review,
        ReviewComment,
        ReviewThread,
        User,
    )

    Json = dict[str, Any]

_EVENTS = {
    "closed": "ClosedEvent",
    "converted_to_draft": "ConvertToDraftEvent",
    "labeled": "LabeledEvent",
    "ready_for_review": "ReadyForReviewEvent",
    "reopened": "ReopenedEvent",
    "review_requested": "ReviewRequestedEvent",
    "review_request_removed": "ReviewRequestRemovedEvent",
    "unlabeled": "UnlabeledEvent",
}
"""GraphQL's types of what webhooks call otherwise; the rest of the actions is no event."""


def _timeline(
    pull: PullRequest,
    info: Info,
    *,
    itemTypes: list[str] | None = None,  # noqa: N803 - GraphQL's name
    before: str | None = None,
    **page: Any,  # noqa: ANN401 - GraphQL's arguments
) -> Page:
    require_read(caller_of(info), pull.repository, "pull_requests")
    del before  # The sandbox's stories fit on one page.
    items = sorted(_items(pull, info), key=lambda each: each[0])
    wanted = set(itemTypes or ())
    chosen = [item for _, item in items if not wanted or _kind(item) in wanted]
    return paged(chosen, info, **page)


def _items(pull: PullRequest, info: Info) -> Iterator[tuple[tuple[str, int], Any]]:
    caller = caller_of(info)
    for n, commit in enumerate(caller.world.commits_of(pull)):
        here = CommitHere(pull.repository, commit)
        item = {"__typename": "PullRequestCommit", "id": f"PRC_{commit.sha}", "commit": here}
        yield (stamp(commit.date), n - 1000), item
    for comment in pull.comments:
        if caller.sees(comment):
            yield (stamp(comment.created_at), comment.id), comment
    for review in pull.reviews:
        yield (stamp(review.submitted_at), review.id), review
    for n, one in enumerate(pull.happened):
        event = _event(pull, one, n, info)
        if event is not None:
            yield (stamp(one.at), n), event
        if one.action == "closed" and pull.merged_at is not None and one.at >= pull.merged_at:
            yield (stamp(one.at), n - 1), _bare(pull, one, n, "MergedEvent")


def _event(pull: PullRequest, one: Happening, n: int, info: Info) -> Json | None:
    kind = _EVENTS.get(one.action)
    if kind is None:
        return None
    event = _bare(pull, one, n, kind)
    if one.action in {"labeled", "unlabeled"}:
        event["label"] = caller_of(info).world.label(pull.repository, one.about)
    elif "Reviewer" in kind or "Review" in kind:
        event["requestedReviewer"] = caller_of(info).world.users.get(one.about.lower())
    return event


def _bare(pull: PullRequest, one: Happening, n: int, kind: str) -> Json:
    return {
        "__typename": kind,
        "id": f"{kind}_{pull.id}_{n}",
        "actor": None if one.by.deleted else one.by,
        "createdAt": stamp(one.at),
    }


def _kind(item: object) -> str:
    """Return the timeline's word for an item: `LabeledEvent` is `LABELED_EVENT`."""
    name = item["__typename"] if isinstance(item, dict) else type(item).__name__
    name = {"Comment": "IssueComment", "Review": "PullRequestReview"}.get(name, name)
    return "".join(f"_{one}" if one.isupper() else one.upper() for one in name).lstrip("_")


def _requests(pull: PullRequest, info: Info, **page: Any) -> Page:  # noqa: ANN401 - GraphQL's
    asked = [
        {"id": f"RR_{each.id}", "asCodeOwner": False, "requestedReviewer": each}
        for each in pull.reviewers
    ]
    return paged(asked, info, **page)


def _association(thing: Issue | Comment | Review | ReviewComment, _info: Info) -> str:
    return association(_home(thing).repository, thing.author)


def _home(thing: Any) -> Issue:  # noqa: ANN401 - several of the model's nouns
    if hasattr(thing, "thread"):
        thing = thing.thread
    home = getattr(thing, "pull_request", None) or getattr(thing, "issue", None) or thing
    found: Issue = home
    return found


def _author(thing: Review | ReviewComment, _info: Info) -> User | None:
    return None if thing.author.deleted else thing.author


def _merge_state(pull: PullRequest, _info: Info) -> str:
    if pull.state != "open" or not pull.is_tried:
        return "UNKNOWN"
    if pull.conflicts:
        return "DIRTY"
    return "DRAFT" if pull.draft else "CLEAN"


def _mergeable(pull: PullRequest, _info: Info) -> str:
    """Say whether it conflicts; GitHub finds that out only after it was asked for."""
    is_known, pull.is_tried = pull.is_tried, True
    if pull.state != "open" or not is_known:
        return "UNKNOWN"
    return "CONFLICTING" if pull.conflicts else "MERGEABLE"


def _url(issue: Issue, info: Info) -> str:
    kind = "pull" if isinstance(issue, PullRequest) else "issues"
    page = caller_of(info).world.links.page(issue.repository)
    return f"{page}/{kind}/{issue.number}"


def _is_outdated(thread: ReviewThread, _info: Info) -> bool:
    return thread.commit_sha != thread.pull_request.head_sha


def _contexts(rollup: Json, info: Info, **page: Any) -> Page:  # noqa: ANN401 - GraphQL's arguments
    return paged(rollup["runs"], info, **page)


def _rollup(here: CommitHere, info: Info) -> Json | None:
    require_read(caller_of(info), here.repository, "checks")
    runs = [
        run
        for suite in here.repository.suites
        if suite.head_sha == here.commit.sha
        for run in suite.runs
    ]
    if not runs:
        return None
    return {"id": f"SCR_{here.commit.sha}", "state": _state(runs), "runs": runs}


def _state(runs: list[CheckRun]) -> str:
    conclusions = {run.conclusion for run in runs}
    if None in conclusions:
        return "PENDING"
    return "SUCCESS" if conclusions <= {"success", "neutral", "skipped"} else "FAILURE"


def _suite_status(suite: CheckSuite, _info: Info) -> str:
    done = all(run.status == "completed" for run in suite.runs)
    return "COMPLETED" if done and suite.runs else "QUEUED"


def _suite_conclusion(suite: CheckSuite, _info: Info) -> str | None:
    return _state(suite.runs) if suite.runs and _suite_status(suite, _info) == "COMPLETED" else None


def _committer(here: CommitHere, _info: Info) -> Json:
    commit = here.commit
    return {"name": commit.author_name, "email": commit.author_email, "user": commit.author}


TIMELINE_QUERIES: dict[str, dict[str, Resolver]] = {
    "PullRequest": {
        "authorAssociation": _association,
        "autoMergeRequest": lambda _pull, _info: None,
        "mergeQueueEntry": lambda _pull, _info: None,
        "mergeStateStatus": _merge_state,
        "mergeable": _mergeable,
        "merged": lambda pull, _info: pull.merged_at is not None,
        "reviewDecision": lambda _pull, _info: None,
        "reviewRequests": _requests,
        "reviewThreads": lambda pull, info, **page: paged(pull.threads, info, **page),
        "timelineItems": _timeline,
        "url": _url,
    },
    "Issue": {"url": _url},
    "IssueComment": {"authorAssociation": _association},
    "PullRequestReview": {
        "author": _author,
        "authorAssociation": _association,
        "body": lambda review, _info: review.body or "",
        "createdAt": lambda review, _info: stamp(review.submitted_at),
        "id": lambda review, _info: review.node_id,
        "state": lambda review, _info: review.state.value,
        "submittedAt": lambda review, _info: stamp(review.submitted_at),
        "viewerDidAuthor": did_author,
    },
    "PullRequestReviewThread": {
        "comments": lambda thread, info, **page: paged(thread.comments, info, **page),
        "id": lambda thread, _info: thread.node_id,
        "isOutdated": _is_outdated,
        "isResolved": lambda thread, _info: thread.resolved_by is not None,
        "originalLine": lambda thread, _info: thread.line,
        "resolvedBy": lambda thread, _info: thread.resolved_by,
    },
    "PullRequestReviewComment": {
        "author": _author,
        "authorAssociation": _association,
        "createdAt": lambda comment, _info: stamp(comment.created_at),
        "id": lambda comment, _info: comment.node_id,
        "publishedAt": lambda comment, _info: stamp(comment.created_at),
        "pullRequestReview": lambda comment, _info: comment.review,
    },
    "Commit": {
        "author": _committer,
        "committedDate": lambda here, _info: stamp(here.commit.date),
        "messageHeadline": lambda here, _info: here.commit.message.partition("\n")[0],
        "statusCheckRollup": _rollup,
    },
    "StatusCheckRollup": {"contexts": _contexts},
    "CheckSuite": {
        "app": lambda suite, _info: {"id": suite.app.node_id, "slug": suite.app.slug},
        "conclusion": _suite_conclusion,
        "createdAt": lambda suite, _info: stamp(suite.created_at),
        "status": _suite_status,
        "updatedAt": lambda suite, _info: stamp(suite.created_at),
    },
    "CheckRun": {
        "completedAt": lambda run, _info: stamp(run.completed_at) if run.completed_at else None,
        "isRequired": lambda _run, _info, **_which: False,
        "startedAt": lambda run, _info: stamp(run.started_at),
        "status": lambda run, _info: run.status.upper(),
    },
    **{
        connection: {"nodes": lambda page, _info: page.nodes}
        for connection in (
            "PullRequestReviewCommentConnection",
            "PullRequestReviewThreadConnection",
            "PullRequestTimelineItemsConnection",
            "ReviewRequestConnection",
            "StatusCheckRollupContextConnection",
        )
    },
}
TIMELINE_QUERIES["PullRequestTimelineItemsConnection"]["pageInfo"] = lambda page, _info: page
TIMELINE_QUERIES["PageInfo"] = {
    "hasPreviousPage": lambda page, _info: page.end > len(page.nodes),
    "startCursor": lambda _page, _info: None,
}
