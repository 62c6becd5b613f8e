"""Whose turn it is, decided from what holds on the pull request."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.review import marks, talk
from bot.review.checks import held, mendable
from bot.review.events import Kind, Level, weaker
from bot.review.landing import is_imported
from bot.review.notices import author_may_land
from bot.review.people import Role, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.review.board import Board
    from bot.review.events import Event


class Turn(StrEnum):
    """Who holds the ball."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    GATE = "gate"
    """Something that only a maintainer can give: leave for the checks, a label, the merge."""
    CI = "ci"
    NOBODY = "nobody"


_SHOWS_RIGHTS: Final = frozenset(
    {
        Kind.AUTO_MERGE,
        Kind.CLOSED,
        Kind.DISMISSED,
        Kind.LABELED,
        Kind.QUEUED,
        Kind.UNLABELED,
    }
)
"""What only somebody with rights in the project does to another's pull request."""

_STEPS: Final[Mapping[Kind, Callable[[Board, Event], None]]] = {
    Kind.APPROVED: talk.approved,
    Kind.AUTO_MERGE: marks.queue,
    Kind.CHANGES: talk.changes,
    Kind.CHECK: marks.checked,
    Kind.CLOSED: marks.ended,
    Kind.COMMENT: talk.commented,
    Kind.CONFLICT: marks.conflicting,
    Kind.CROSS_REFERENCED: marks.crossed,
    Kind.DECISION: marks.decided,
    Kind.DISMISSED: marks.dismissed,
    Kind.DRAFTED: marks.drafted,
    Kind.FORCE_PUSHED: marks.pushed,
    Kind.LABELED: marks.labeled,
    Kind.MERGED: marks.ended,
    Kind.NO_AUTO_MERGE: marks.queue,
    Kind.PUSHED: marks.pushed,
    Kind.QUEUED: marks.queue,
    Kind.READY: marks.ready,
    Kind.REOPENED: marks.reopened,
    Kind.REQUESTED: marks.requested,
    Kind.RESOLVED: marks.resolved,
    Kind.REVIEWED: talk.reviewed,
    Kind.THREAD: talk.thread,
    Kind.UNLABELED: marks.unlabeled,
    Kind.UNQUEUED: marks.queue,
    Kind.UNREQUESTED: marks.unrequested,
}


def take(board: Board, event: Event) -> None:
    """Put the next event on the board."""
    if event.kind in _SHOWS_RIGHTS and board.role(event) not in {Role.AUTHOR, Role.BOT}:
        board.trusted.add(plain(event.actor))
    step = _STEPS.get(event.kind)
    if step is not None:
        step(board, event)


def holder(board: Board) -> tuple[Turn, Level]:
    """Return whose turn it is and how sure that is; docs/turn.md tells the order of the rules."""
    checks = board.checks
    red = mendable(checks, board.project, board.labels) and not board.excused
    rules = (
        (board.ended is not None, Turn.NOBODY, Level.HIGH),
        (board.draft, Turn.AUTHOR, Level.HIGH),
        (board.queued, Turn.CI, Level.HIGH),
        (bool(board.asks), Turn.AUTHOR, board.asks.level),
        (board.landing, Turn.CI, Level.MEDIUM),
        (red, Turn.AUTHOR, Level.HIGH if checks.formal else Level.MEDIUM),
    )
    for holds, turn, level in rules:
        if holds:
            return turn, level
    return _approved(board) if _is_approved(board) else _not_approved(board)


def _approved(board: Board) -> tuple[Turn, Level]:
    """Return whose turn it is when the review is done and nothing is asked of the author."""
    checks = board.checks
    if board.caller:
        return Turn.REVIEWER, Level.MEDIUM
    # What is red and not the author's holds up merging by itself.
    stuck = board.auto_merge and board.excused and checks.is_red
    if stuck or held(checks, board.project, board.labels):
        return Turn.GATE, Level.MEDIUM if stuck else Level.HIGH
    if checks.pending or board.auto_merge:
        return Turn.CI, Level.HIGH
    by_command = bool(board.approvals) and author_may_land(board.project)
    if not board.handed and (board.author_is_staff or by_command):
        return Turn.AUTHOR, Level.MEDIUM
    if board.started and is_imported(board.project):
        # The larger tests run, and nobody outside sees how they go.
        return Turn.CI, Level.MEDIUM
    # Whether another reviewer has to approve as well is seldom written anywhere.
    return Turn.GATE, weaker(Level.MEDIUM, board.sure)


def _not_approved(board: Board) -> tuple[Turn, Level]:
    """Return whose turn it is when a review is awaited."""
    if board.decision == "CHANGES_REQUESTED" and not board.reviewed:
        return Turn.AUTHOR, Level.LOW
    if board.checks.waiting and not board.reviewed:
        return Turn.GATE, Level.HIGH
    if not board.checks.pending:
        if board.start_asked:
            return Turn.GATE, Level.MEDIUM
        return Turn.REVIEWER, board.sure
    review = board.project.review
    waits = review is not None and review.green_before_ping
    return (Turn.CI if waits else Turn.REVIEWER), weaker(board.sure, Level.MEDIUM)


def _is_approved(board: Board) -> bool:
    if board.decision == "APPROVED":
        return True
    if board.decision == "REVIEW_REQUIRED" or board.changes:
        return False
    return bool(board.approvals) or board.soft
