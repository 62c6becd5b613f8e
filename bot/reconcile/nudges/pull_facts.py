"""What the nudges are decided from of a pull request at a project; pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.nudges.situation import Because, Confidence, OpenThread, Pull, Turn
from bot.review.checks import Standing, mendable
from bot.review.events import Kind
from bot.review.landing import State
from bot.review.turn import Turn as Held

if TYPE_CHECKING:
    from datetime import datetime

    from bot.projects.model import Project
    from bot.reconcile.turns import Judged
    from bot.review.events import Event, Snapshot

PROMISE: Final = timedelta(days=7)
"""How long a reviewer's word that they will come back to it stands, where they name no span."""

_LONGER: Final = (
    (re.compile(r"\b(?:2|two|a couple of) weeks\b", re.IGNORECASE), timedelta(days=14)),
    (re.compile(r"\b(?:3|three|a few) weeks\b", re.IGNORECASE), timedelta(days=21)),
    (re.compile(r"\b(?:next|a) month\b", re.IGNORECASE), timedelta(days=30)),
)
"""Spans that people name, the longest last."""

NO_ACTS: Final = frozenset(
    {
        Kind.CHECK,
        Kind.CONFLICT,
        Kind.CROSS_REFERENCED,
        Kind.DECISION,
        Kind.REFERENCED,
        Kind.RESOLVED,
    }
)
"""What nobody does to the pull request itself, or of which GitHub does not tell when."""

_PUSHES: Final = frozenset({Kind.PUSHED, Kind.FORCE_PUSHED})
_MARKS: Final = frozenset({Kind.LABELED, Kind.UNLABELED})
_PULLS: Final = {
    State.OPEN: Pull.OPEN,
    State.DRAFT: Pull.DRAFT,
    State.MERGED: Pull.MERGED,
    State.LANDED: Pull.MERGED,
    State.SUPERSEDED: Pull.CLOSED,
    State.CLOSED: Pull.CLOSED,
}
_STALE: Final = re.compile(r"\bstale\b", re.IGNORECASE)
_SHORT: Final = 200


def pull_facts(judged: Judged, project: Project | None, now: datetime) -> dict[str, Any]:
    """Return the fields of `Seen` that tell of a pull request.

    Args:
        judged: The pull request, read just now.
        project: What is known of the project; None where nothing is.
        now: The present instant. What commits date later, by a clock that is wrong, counts as now.
    """
    judgement, snapshot = judged.judgement, judged.snapshot
    interval, node = judgement.now, _node(judged.raw)
    because, is_own = interval.because, interval.turn is Held.AUTHOR
    checks, labels = _checks(snapshot), tuple(each["name"] for each in _nodes(node, "labels"))
    return {
        "pull": _PULLS[judgement.state],
        "turn": Turn(interval.turn.value),
        "since": min(interval.since, now),
        "because": Because(
            event=because.kind.value,
            at=min(because.at, now),
            who=because.actor[:_SHORT],
            what=because.subject[:_SHORT],
            link=node.get("url") or "",
        ),
        "confidence": Confidence(interval.level.value),
        "waits_until": _promised(judgement.waits) if judgement.waits else None,
        "opened": min(snapshot.opened, now),
        "updated": min(snapshot.newest, now),
        "marked_stale": _marked_stale(snapshot, project),
        "lines": _lines(node),
        "labels": tuple(each[:_SHORT] for each in labels),
        "open_threads": tuple(
            OpenThread(
                path=each.thread.path[:_SHORT],
                by=each.thread.remarks[0].actor[:_SHORT],
                line=each.thread.line,
            )
            for each in judgement.threads
            if each.to_do
        ),
        "failing": _own_red(checks, project, labels) if is_own else _red(checks),
        # Red checks that the author cannot mend do not make it the author's turn.
        "is_mendable": is_own,
        "awaited": _short(checks.waiting),
        "has_conflict": node.get("mergeable") == "CONFLICTING",
        "is_approved": node.get("reviewDecision") == "APPROVED"
        or (interval.turn is Held.GATE and because.kind is Kind.APPROVED),
    }


def last_act(snapshot: Snapshot) -> datetime | None:
    """Return when a person last did anything to a pull request; None where nobody is named."""
    return max((each.at for each in snapshot.events if _is_act(each)), default=None)


def _is_act(event: Event) -> bool:
    # A commit may name nobody whom GitHub knows; the branch is the author's.
    is_somebodys = bool(event.actor) or event.kind in _PUSHES
    return is_somebodys and not event.is_bot and event.kind not in NO_ACTS


def _promised(word: Event) -> datetime:
    """Return when a reviewer who said that they will come back to it may be expected."""
    named = [span for pattern, span in _LONGER if pattern.search(word.body)]
    return word.at + (named[-1] if named else PROMISE)


def _marked_stale(snapshot: Snapshot, project: Project | None) -> datetime | None:
    rule = project.stale if project else None
    if rule is None:
        return None
    label = rule.label
    if label is None:
        return _said_to_be_stale(snapshot)
    marks = [
        event
        for event in snapshot.events
        if event.kind in _MARKS and event.subject.casefold() == label.casefold()
    ]
    return marks[-1].at if marks and marks[-1].kind is Kind.LABELED else None


def _said_to_be_stale(snapshot: Snapshot) -> datetime | None:
    """Return when a machine said that it is stale, unless a person did anything since."""
    last = last_act(snapshot)
    marks = (
        event.at
        for event in snapshot.events
        if event.kind is Kind.COMMENT and event.is_bot and _STALE.search(event.body)
    )
    return max((at for at in marks if last is None or at > last), default=None)


def _lines(node: dict[str, Any]) -> int | None:
    """Return how many lines are changed; None where GitHub did not tell."""
    added, deleted = node.get("additions"), node.get("deletions")
    return None if added is None or deleted is None else added + deleted


def _checks(snapshot: Snapshot) -> Standing:
    """Return how the checks of the newest commit stand."""
    head = ""
    found: dict[str, Standing] = {}
    for event in snapshot.events:
        if event.kind in _PUSHES:
            head = event.commit or head
        elif event.kind is Kind.CHECK:
            commit = event.commit or head
            found.setdefault(commit, Standing()).take(event.subject, event.detail)
    return found.get(head, Standing())


def _own_red(checks: Standing, project: Project | None, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the red checks that the author can mend."""
    others = Standing(other=checks.other)
    lower = {each.lower() for each in labels}
    are_own = project is None or mendable(others, project, lower)
    return _short(checks.formal | checks.other if are_own else checks.formal)


def _red(checks: Standing) -> tuple[str, ...]:
    return _short(checks.formal | checks.other | checks.gates)


def _short(names: set[str]) -> tuple[str, ...]:
    return tuple(each[:_SHORT] for each in sorted(names) if each)


def _node(raw: dict[str, Any]) -> dict[str, Any]:
    data = raw.get("data") or {}
    found: dict[str, Any] = (data.get("repository") or {}).get("pullRequest") or {}
    return found


def _nodes(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [each for each in (node.get(name) or {}).get("nodes") or () if each]
