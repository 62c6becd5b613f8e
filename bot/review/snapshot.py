"""From a pull request in GitHub's GraphQL form to what happened on it, in order."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError
from bot.review import present
from bot.review.checks import check_events
from bot.review.events import Event, Kind, Level, Remark, Snapshot, Thread
from bot.review.node import Node
from bot.review.timeline import commit, event, who

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_URL = re.compile(r"^https?://[^/]+/([\w.-]+/[\w.-]+)/pull/(\d{1,9})\b")
_BEFORE: Final = {"APPROVED": Kind.APPROVED, "CHANGES_REQUESTED": Kind.CHANGES}
_KNOWN: Final = ("timelineItems", "reviews", "comments", "commits", "state", "createdAt", "isDraft")


def read(value: object) -> tuple[Snapshot, ...]:
    """Read one pull request or a list of them.

    Args:
        value: Decoded JSON: an answer of GitHub's (`{"data": ...}`), its `repository` or its
            `pullRequest`, or a list of any of these.

    Returns:
        One snapshot for each, in order.

    Raises:
        UserError: Something has another form than GitHub's; the text names its place.
    """
    if isinstance(value, list):
        return tuple(_one(each, f"[{index}]") for index, each in enumerate(value))
    return (_one(value, ""),)


def _one(value: object, where: str) -> Snapshot:
    node, partial = Node.of(value, where or "the snapshot"), False
    repository = node.text("nameWithOwner")
    for step in ("data", "repository", "node", "pullRequest"):
        # A pull request may name its repository too; only one that holds it leads to it.
        leads = step in node and (step != "repository" or "pullRequest" in node.child(step))
        if leads:
            partial = partial or "errors" in node
            where = f"{where}.{step}".lstrip(".")
            node = node.child(step, where)
            repository = repository or node.text("nameWithOwner")
    if not any(name in node for name in _KNOWN):
        raise UserError(
            f"{node.place}: there is no pull request here."
            " Give it as GitHub's GraphQL API returns it; docs/turn.md has the selection."
        )
    return _snapshot(node, repository, _completeness(node, partial=partial))


def _snapshot(node: Node, repository: str, level: Level) -> Snapshot:
    url = _URL.match(node.text("url"))
    threads = _threads(node)
    happened = list(_items(node)) + list(_thread_events(node, threads))
    opened = _opened(node, happened)
    author, is_bot = who(node, "author")
    happened.append(Event(opened, Kind.OPENED, author, is_bot))
    happened += _commits(node, opened)
    happened += present.endings(node, happened)
    newest = max(each.at for each in happened)
    happened += present.states(node, happened, threads, newest)
    return Snapshot(
        place=node.place,
        repository=repository
        or node.child("repository").text("nameWithOwner")
        or (url[1] if url else ""),
        number=node.number("number") or (int(url[2]) if url else None),
        author=author,
        author_association=node.text("authorAssociation"),
        opened=opened,
        newest=newest,
        events=_ordered(_restored(happened), opened),
        threads=threads,
        level=level,
    )


def _completeness(node: Node, *, partial: bool) -> Level:
    """Return the most that can be sure of what was read, given what is missing."""
    timeline = node.child("timelineItems")
    if timeline.is_missing and not ("reviews" in node and "comments" in node):
        return Level.LOW
    if "author" not in node or "createdAt" not in node:
        return Level.LOW
    cut = timeline.child("pageInfo").flag("hasPreviousPage")
    lacking = timeline.is_missing or "reviewThreads" not in node or "state" not in node
    return Level.MEDIUM if cut or lacking or partial else Level.HIGH


def _items(node: Node) -> Iterator[Event]:
    sources = (
        ("timelineItems", ""),
        ("reviews", "PullRequestReview"),
        ("latestReviews", "PullRequestReview"),
        ("comments", "IssueComment"),
    )
    for name, default in sources:
        for each in node.children(name):
            found = event(each, default)
            if found is not None:
                yield found


def _opened(node: Node, happened: Iterable[Event]) -> datetime:
    """Return when it was opened, or the first instant known of it."""
    opened = node.instant("createdAt")
    if opened is not None:
        return opened
    ends = (node.instant(name) for name in ("closedAt", "mergedAt", "updatedAt"))
    known = [each.at for each in happened] + [each for each in ends if each is not None]
    if not known:
        raise UserError(
            f"{node.place}: neither createdAt nor any event tells a time, so nobody can say since"
            " when it is whose turn. Read createdAt and timelineItems too."
        )
    return min(known)


def _commits(node: Node, opened: datetime) -> Iterator[Event]:
    found = [*node.children("commits"), *node.children("head")]
    found += [
        each
        for each in node.children("timelineItems")
        if each.text("__typename") == "PullRequestCommit"
    ]
    pushes: dict[str, Event] = {}
    for each in found:
        pushed, inner = commit(each, opened)
        if pushed is not None:
            # Of the same commit in two lists, the one that tells of its checks is later and right.
            known = pushes.setdefault(pushed.commit or each.place, pushed)
            pushes[pushed.commit or each.place] = max(known, pushed, key=lambda one: one.key)
        yield from check_events(inner, pushed.at if pushed else opened)
    yield from pushes.values()
    # A pull request tells the checks of its head, too.
    yield from check_events(node, max((each.at for each in pushes.values()), default=opened))


def _threads(node: Node) -> tuple[Thread, ...]:
    found: dict[str, Thread] = {}
    for each in node.children("reviewThreads"):
        remarks = tuple(_remarks(each))
        if not remarks:
            continue
        first, path = remarks[0], each.text("path")
        thread = Thread(
            id=each.text("id") or f"{path} {first.at.isoformat()} {first.actor}",
            path=path,
            line=each.number("line") or each.number("originalLine"),
            is_resolved=each.flag("isResolved"),
            is_outdated=each.flag("isOutdated"),
            resolved_by=each.child("resolvedBy").text("login"),
            remarks=remarks,
        )
        known = found.setdefault(thread.id, thread)
        found[thread.id] = max(known, thread, key=lambda one: (len(one.remarks), repr(one)))
    return tuple(sorted(found.values(), key=lambda one: (one.remarks[0].at, one.id)))


def _remarks(thread: Node) -> list[Remark]:
    found = set()
    for each in thread.children("comments"):
        # A remark of a review is written before the review is sent, and seen after.
        times = [
            each.instant("publishedAt") or each.instant("createdAt"),
            each.child("pullRequestReview").instant("submittedAt"),
        ]
        known = [time for time in times if time is not None]
        if known:
            found.add(Remark(max(known), *who(each, "author"), each.text("body")))
    return sorted(found, key=lambda one: (one.at, one.actor, one.body, one.is_bot))


def _thread_events(node: Node, threads: tuple[Thread, ...]) -> Iterator[Event]:
    """Yield the remarks of the threads as events."""
    associations = {
        who(remark, "author")[0]: remark.text("authorAssociation")
        for thread in node.children("reviewThreads")
        for remark in thread.children("comments")
    }
    for thread in threads:
        for each in thread.remarks:
            yield Event(
                each.at,
                Kind.THREAD,
                each.actor,
                each.is_bot,
                association=associations.get(each.actor, ""),
                body=each.body,
                subject=thread.id,
            )


def _restored(happened: Iterable[Event]) -> Iterator[Event]:
    """Yield the events with each dismissed review as it was before."""
    events = list(happened)
    before = {
        each.subject: _BEFORE[each.detail]
        for each in events
        if each.kind is Kind.DISMISSED and each.detail in _BEFORE
    }
    for each in events:
        dismissed = each.kind is Kind.REVIEWED and each.detail == "DISMISSED"
        kind = before.get(each.id) if dismissed else None
        yield replace(each, kind=kind, detail=kind) if kind else each


def _ordered(happened: Iterable[Event], opened: datetime) -> tuple[Event, ...]:
    """Return the events in order; one that stands in several lists counts once."""
    by_id: dict[tuple[Kind, str], Event] = {}
    others: set[Event] = set()
    for each in happened:
        if not each.id:
            others.add(each)
            continue
        known = by_id.get((each.kind, each.id))
        if known is None or _richness(known) < _richness(each):
            by_id[each.kind, each.id] = each
    later = (each for each in (*by_id.values(), *others) if each.at >= opened)
    return tuple(sorted(later, key=lambda one: one.key))


def _richness(one: Event) -> tuple[int, object]:
    told = (one.association, one.body, one.subject, one.detail)
    return sum(map(bool, told)), one.key
