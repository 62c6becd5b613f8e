"""What the nudges are decided from: a contribution as it was last seen; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.kernel import happening
from bot.kernel.contribution import Stage
from bot.nudges.outcome import given_of
from bot.nudges.situation import Because, Confidence, OpenThread, Pull, Seen, Turn
from bot.reconcile.lines import nudged
from bot.review.events import Kind
from bot.review.landing import State
from bot.review.turn import Turn as Held

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.contribution import Contribution
    from bot.kernel.journal import Entry
    from bot.kernel.work import Subject
    from bot.projects.model import Project
    from bot.reconcile.turns import Judged

PROMISE: Final = timedelta(days=7)
"""How long a reviewer's word that they will come back to it stands, where they name no day."""

_PULLS: Final = {
    State.OPEN: Pull.OPEN,
    State.DRAFT: Pull.DRAFT,
    State.MERGED: Pull.MERGED,
    State.LANDED: Pull.MERGED,
    State.SUPERSEDED: Pull.CLOSED,
    State.CLOSED: Pull.CLOSED,
}
_RED: Final = frozenset({"FAILURE", "ERROR", "TIMED_OUT", "CANCELLED"})
_SHORT: Final = 200


@dataclass(frozen=True, slots=True)
class Known:
    """All that one run knows of a contribution.

    Attributes:
        subject: The contribution's.
        contribution: Where it stands.
        journal: What happened to it.
        judged: Its pull request at the project, read just now; None where there is none.
        mentors: The logins of the student's mentors.
        project: What is known of the project; None where nothing is.
        title: What its issue is called.
        address: Where its issue is read.
    """

    subject: Subject
    contribution: Contribution
    journal: tuple[Entry, ...]
    judged: Judged | None
    mentors: tuple[str, ...]
    project: Project | None
    title: str
    address: str


def seen_of(known: Known) -> Seen | None:
    """Return what was seen of a contribution; None before anything was claimed."""
    contribution, judged = known.contribution, known.judged
    if not contribution.entered or not contribution.student:
        return None
    corrected = contribution.turn_corrected
    facts: dict[str, Any] = {} if judged is None else _of_pull(judged, known.project)
    spoken = _last_word(contribution, judged)
    return Seen(
        contribution=known.subject.key,
        student=contribution.student,
        stage=contribution.stage,
        stage_since=contribution.entered[-1][1],
        mentors=known.mentors,
        title=known.title[:_SHORT],
        address=known.address,
        project=contribution.issue.repository if contribution.issue else "",
        number=contribution.pull_request.number if contribution.pull_request else None,
        last_activity=spoken,
        ready_asked=_unanswered(contribution),
        is_held=contribution.hold is not None,
        snoozed_until=contribution.snoozed_until,
        excused_until=contribution.excused_until,
        corrected=corrected.at if corrected else None,
        given=given_of(known.subject.key, nudged(known.journal)),
        **facts,
    )


def _of_pull(judged: Judged, project: Project | None) -> dict[str, Any]:
    judgement, snapshot = judged.judgement, judged.snapshot
    now, node = judgement.now, _node(judged.raw)
    because = now.because
    return {
        "pull": _PULLS[judgement.state],
        "turn": Turn(now.turn.value),
        "since": now.since,
        "because": Because(
            event=because.kind.value,
            at=because.at,
            who=because.actor[:_SHORT],
            what=because.subject[:_SHORT],
            link=node.get("url") or "",
        ),
        "confidence": Confidence(now.level.value),
        "waits_until": judgement.waits.at + PROMISE if judgement.waits else None,
        "opened": snapshot.opened,
        "updated": snapshot.newest,
        "marked_stale": _marked_stale(judged, project),
        "labels": tuple(each["name"][:_SHORT] for each in _nodes(node, "labels")),
        "open_threads": tuple(
            OpenThread(
                path=each.thread.path[:_SHORT],
                by=each.thread.remarks[0].actor[:_SHORT],
                line=each.thread.line,
            )
            for each in judgement.threads
            if each.to_do
        ),
        "failing": _failing(node),
        # Red checks that the author cannot mend do not make it the author's turn.
        "is_mendable": now.turn is Held.AUTHOR,
        "has_conflict": node.get("mergeable") == "CONFLICTING",
        "is_approved": node.get("reviewDecision") == "APPROVED"
        or (now.turn is Held.GATE and because.kind is Kind.APPROVED),
    }


def _last_word(contribution: Contribution, judged: Judged | None) -> datetime | None:
    """Return when a person last did anything, here or at the project."""
    here = [event.at for event in contribution.happened if event.by]
    there = []
    if judged is not None:
        there = [event.at for event in judged.snapshot.events if event.actor and not event.is_bot]
    return max((*here, *there), default=None)


def _unanswered(contribution: Contribution) -> datetime | None:
    """Return when the student asked whether it is ready, and no mentor has answered since."""
    if contribution.stage is not Stage.BUILDING:
        return None
    asked: datetime | None = None
    for event in contribution.happened:
        if isinstance(event, happening.ReadyAsked):
            asked = event.at if event.readiness.is_ready else None
        elif isinstance(event, happening.Approved | happening.Revised | happening.Held):
            asked = None
    return asked


def _marked_stale(judged: Judged, project: Project | None) -> datetime | None:
    label = project.stale.label if project and project.stale else None
    if label is None:
        return None
    marks = [
        event
        for event in judged.snapshot.events
        if event.kind in {Kind.LABELED, Kind.UNLABELED} and event.subject == label
    ]
    return marks[-1].at if marks and marks[-1].kind is Kind.LABELED else None


def _failing(node: dict[str, Any]) -> tuple[str, ...]:
    commits = _nodes(node, "commits")
    rollup = (commits[-1].get("commit") or {}).get("statusCheckRollup") if commits else None
    return tuple(
        (each.get("name") or each.get("context") or "")[:_SHORT]
        for each in _nodes(rollup or {}, "contexts")
        if (each.get("conclusion") or each.get("state")) in _RED
    )


def _node(raw: dict[str, Any]) -> dict[str, Any]:
    data = raw.get("data") or {}
    found: dict[str, Any] = (data.get("repository") or {}).get("pullRequest") or {}
    return found


def _nodes(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [each for each in (node.get(name) or {}).get("nodes") or () if each]
