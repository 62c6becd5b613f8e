"""What GitHub tells as a state and not as an event, as events of the time of reading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.review.events import Event, Kind
from bot.review.people import is_machine, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.review.events import Thread
    from bot.review.node import Node


AFTER: Final = timedelta(seconds=1)


def endings(node: Node, happened: Iterable[Event]) -> list[Event]:
    """Return the merge or the closing that no event of the timeline tells."""
    events = list(happened)
    kinds = {each.kind for each in events}
    latest = max(each.at for each in events)
    state = node.text("state")
    if (state == "MERGED" or node.flag("merged")) and Kind.MERGED not in kinds:
        at = node.instant("mergedAt") or node.instant("closedAt") or latest
        return [Event(at, Kind.MERGED)]
    if (state == "CLOSED" or node.flag("closed")) and not kinds & {Kind.CLOSED, Kind.MERGED}:
        return [Event(node.instant("closedAt") or latest, Kind.CLOSED)]
    return []


def states(
    node: Node, happened: list[Event], threads: Iterable[Thread], newest: datetime
) -> Iterator[Event]:
    """Yield an event for each state that no event of the timeline tells.

    Args:
        node: The pull request.
        happened: Its events.
        threads: Its review threads.
        newest: When the newest event was of which GitHub tells a time. What is told as a state only
            counts from a moment after it: it held at the reading, and nothing came in between.
    """
    opened = min((each.at for each in happened if each.kind is Kind.OPENED), default=newest)
    yield from _drafts(node, happened, opened)
    yield from _labels(node, happened, opened, newest)
    if node.text("state") in {"MERGED", "CLOSED"}:
        return
    read_at = newest + AFTER
    for each in threads:
        if each.is_resolved:
            by = each.resolved_by
            yield Event(read_at, Kind.RESOLVED, by, is_machine(by), subject=each.id)
        elif each.is_outdated:
            yield Event(read_at, Kind.RESOLVED, subject=each.id, detail="outdated")
    if node.text("mergeable") == "CONFLICTING" or node.text("mergeStateStatus") == "DIRTY":
        yield Event(read_at, Kind.CONFLICT)
    if "reviewDecision" in node:
        yield Event(read_at, Kind.DECISION, detail=node.text("reviewDecision"))
    yield from _requests(node, happened, read_at)
    yield from _queues(node, happened, read_at)


def _drafts(node: Node, happened: Iterable[Event], opened: datetime) -> Iterator[Event]:
    steps = [each for each in happened if each.kind in {Kind.READY, Kind.DRAFTED}]
    first = min(steps, key=lambda one: one.key, default=None)
    if first.kind is Kind.READY if first else node.flag("isDraft"):
        yield Event(opened, Kind.DRAFTED, node.child("author").text("login"))


def _labels(
    node: Node, happened: Iterable[Event], opened: datetime, newest: datetime
) -> Iterator[Event]:
    steps = [each for each in happened if each.kind in {Kind.LABELED, Kind.UNLABELED}]
    first: dict[str, Kind] = {}
    for each in sorted(steps, key=lambda one: one.key):
        first.setdefault(each.subject, each.kind)
    for name, kind in first.items():
        if kind is Kind.UNLABELED:
            yield Event(opened, Kind.LABELED, subject=name)
    for label in node.children("labels"):
        name = label.text("name")
        if name and name not in first:
            yield Event(newest, Kind.LABELED, subject=name)


def _requests(node: Node, happened: Iterable[Event], read_at: datetime) -> Iterator[Event]:
    """Yield a request to somebody who had reviewed: GitHub drops a request when it is answered."""
    kinds = {Kind.APPROVED, Kind.CHANGES, Kind.REVIEWED}
    last: dict[str, Event] = {}
    for each in sorted(happened, key=lambda one: one.key):
        if each.kind in kinds:
            last[plain(each.actor)] = each
        elif each.kind is Kind.REQUESTED:
            last.pop(plain(each.subject), None)
    for request in node.children("reviewRequests"):
        login = request.child("requestedReviewer").text("login")
        if login and plain(login) in last:
            yield Event(read_at, Kind.REQUESTED, subject=login)


def _queues(node: Node, happened: Iterable[Event], read_at: datetime) -> Iterator[Event]:
    kinds = {each.kind for each in happened}
    entry, request = node.child("mergeQueueEntry"), node.child("autoMergeRequest")
    if not entry.is_missing and Kind.QUEUED not in kinds:
        yield Event(entry.instant("enqueuedAt") or read_at, Kind.QUEUED)
    if not request.is_missing and Kind.AUTO_MERGE not in kinds:
        yield Event(request.instant("enabledAt") or read_at, Kind.AUTO_MERGE)
