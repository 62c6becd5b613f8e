"""From one node of GitHub's timeline to one event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.review.events import Event, Kind
from bot.review.people import GHOST, is_machine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.review.node import Node

_REVIEWS: Final = {
    "APPROVED": Kind.APPROVED,
    "CHANGES_REQUESTED": Kind.CHANGES,
    "COMMENTED": Kind.REVIEWED,
}
_PLAIN: Final = {
    "AddedToMergeQueueEvent": (Kind.QUEUED, "enqueuer"),
    "AutoMergeDisabledEvent": (Kind.NO_AUTO_MERGE, "actor"),
    "AutoMergeEnabledEvent": (Kind.AUTO_MERGE, "actor"),
    "ClosedEvent": (Kind.CLOSED, "actor"),
    "ConvertToDraftEvent": (Kind.DRAFTED, "actor"),
    "CrossReferencedEvent": (Kind.CROSS_REFERENCED, "actor"),
    "HeadRefForcePushedEvent": (Kind.FORCE_PUSHED, "actor"),
    "IssueComment": (Kind.COMMENT, "author"),
    "LabeledEvent": (Kind.LABELED, "actor"),
    "MergedEvent": (Kind.MERGED, "actor"),
    "ReadyForReviewEvent": (Kind.READY, "actor"),
    "ReferencedEvent": (Kind.REFERENCED, "actor"),
    "RemovedFromMergeQueueEvent": (Kind.UNQUEUED, "actor"),
    "ReopenedEvent": (Kind.REOPENED, "actor"),
    "ReviewDismissedEvent": (Kind.DISMISSED, "actor"),
    "ReviewRequestRemovedEvent": (Kind.UNREQUESTED, "actor"),
    "ReviewRequestedEvent": (Kind.REQUESTED, "actor"),
    "UnlabeledEvent": (Kind.UNLABELED, "actor"),
}
"""For each type of GitHub's the kind of event and the field that names who did it."""

READ: Final = frozenset({*_PLAIN, "PullRequestCommit", "PullRequestReview"})
"""The types of GitHub's timeline that mean something here; all others are stepped over."""


def who(node: Node, field: str) -> tuple[str, bool]:
    """Return the login in a field and whether it is a machine's; a null is a deleted account."""
    person = node.child(field)
    login = person.text("login")
    if not login:
        return GHOST, False
    return login, person.text("__typename") == "Bot" or is_machine(login)


def event(node: Node, default: str = "") -> Event | None:
    """Return what a node of the timeline says.

    Args:
        node: One node of `timelineItems`, `reviews` or `comments`.
        default: The type where the node names none.

    Returns:
        None for a type that is not read, and for what has no time, as a review not yet sent.

    Raises:
        UserError: A field has the wrong form; the text names its place.
    """
    name = node.text("__typename") or default
    if name == "PullRequestReview":
        return _review(node)
    if name not in _PLAIN:
        return None
    kind, field = _PLAIN[name]
    at = node.instant("createdAt")
    if at is None:
        return None
    actor, is_bot = who(node, field)
    subject, detail = _MORE.get(kind, _nothing)(node)
    after = node.child("afterCommit").text("oid")
    return Event(
        at,
        kind,
        actor,
        is_bot,
        association=node.text("authorAssociation"),
        body=node.text("body"),
        subject=subject,
        detail=detail,
        commit=after,
        id=node.text("id"),
    )


def _review(node: Node) -> Event | None:
    at = node.instant("submittedAt") or node.instant("createdAt")
    state = node.text("state")
    if at is None or state == "PENDING":
        return None
    actor, is_bot = who(node, "author")
    return Event(
        at,
        _REVIEWS.get(state, Kind.REVIEWED),
        actor,
        is_bot,
        association=node.text("authorAssociation"),
        body=node.text("body"),
        detail=state,
        id=node.text("id"),
    )


def commit(node: Node, opened: datetime) -> tuple[Event | None, Node]:
    """Return the push of a `PullRequestCommit`, and the commit itself.

    GitHub does not tell when a commit was pushed. The first of its check suites is made then;
    without one the commit's own date stands for it, which is early when it was made long before
    it was sent. It is never before the opening.
    """
    inner = node.child("commit")
    at = inner.instant("pushedDate") or inner.instant("committedDate")
    if at is None:
        return None, inner
    suites = [each.instant("createdAt") for each in inner.children("checkSuites")]
    at = max(at, min((each for each in suites if each is not None), default=at))
    user = inner.child("author").child("user")
    login = user.text("login")
    found = Event(
        max(at, opened),
        Kind.PUSHED,
        login,
        user.text("__typename") == "Bot" or is_machine(login),
        commit=inner.text("oid"),
        detail=inner.text("messageHeadline") or inner.text("message").partition("\n")[0],
        order=at.isoformat(),
    )
    return found, inner


def _nothing(_node: Node) -> tuple[str, str]:
    return "", ""


def _label(node: Node) -> tuple[str, str]:
    return node.child("label").text("name"), ""


def _requested(node: Node) -> tuple[str, str]:
    reviewer = node.child("requestedReviewer")
    login = reviewer.text("login")
    return login or reviewer.text("slug") or reviewer.text("name"), "" if login else "team"


def _dismissed(node: Node) -> tuple[str, str]:
    review = node.child("review")
    return review.text("id") or who(review, "author")[0], node.text("previousReviewState")


def _closer(node: Node) -> tuple[str, str]:
    closer = node.child("closer")
    return closer.text("__typename"), closer.text("message") or closer.text("title")


def _source(node: Node) -> tuple[str, str]:
    source = node.child("source")
    merged = source.flag("merged") or source.text("state") == "MERGED"
    return source.text("__typename"), "merged" if merged else source.text("title")


def _commit_message(node: Node) -> tuple[str, str]:
    # Two fields named `commit` of two types need an alias in one document.
    inner = node.child("reference" if "reference" in node else "commit")
    return inner.text("oid"), inner.text("message") or inner.text("messageHeadline")


def _reason(node: Node) -> tuple[str, str]:
    return "", node.text("reason")


_MORE: Final[Mapping[Kind, Callable[[Node], tuple[str, str]]]] = {
    Kind.CLOSED: _closer,
    Kind.CROSS_REFERENCED: _source,
    Kind.DISMISSED: _dismissed,
    Kind.LABELED: _label,
    Kind.REFERENCED: _commit_message,
    Kind.REQUESTED: _requested,
    Kind.UNLABELED: _label,
    Kind.UNQUEUED: _reason,
    Kind.UNREQUESTED: _requested,
}
