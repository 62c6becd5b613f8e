"""The ledger: intervals of turns without gap or overlap, each with the event that began it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.kernel.errors import UserError
from bot.review.board import Board
from bot.review.events import weaker
from bot.review.landing import ending
from bot.review.threads import followed
from bot.review.turn import Turn, holder, take

if TYPE_CHECKING:
    from datetime import datetime

    from bot.projects.model import Project
    from bot.review.events import Event, Level, Snapshot
    from bot.review.landing import State
    from bot.review.threads import Followed


@dataclass(frozen=True, slots=True)
class Interval:
    """A time in which one side held the ball; `until` is None for the present one."""

    turn: Turn
    since: datetime
    until: datetime | None
    because: Event
    level: Level


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said of a pull request at one moment.

    Attributes:
        state: Where it stands.
        ledger: All intervals, oldest first; never empty.
        cycles: How many rounds of wishes the reviewers began.
        threads: What became of each review thread.
        waits: The comment in which a reviewer said that he will come back, while it holds.
    """

    state: State
    ledger: tuple[Interval, ...]
    cycles: int
    threads: tuple[Followed, ...]
    waits: Event | None

    @property
    def now(self) -> Interval:
        """Return the present interval."""
        return self.ledger[-1]


def judge(snapshot: Snapshot, project: Project, at: datetime | None = None) -> Judgement:
    """Return whose turn it is on a pull request, and how it came to that.

    Takes time in proportion to the events.

    Args:
        snapshot: The pull request.
        project: What is known of the project; a generic one will do.
        at: The moment to judge as of; what came later is not seen. None for the newest.

    Raises:
        UserError: The moment lies before the opening.
    """
    if at is not None and at < snapshot.opened:
        raise UserError(
            f"{snapshot.place}: opened at {snapshot.opened.isoformat()}, after the moment that is"
            f" asked for. Give a later time than {at.isoformat()}."
        )
    seen = [each for each in snapshot.events if at is None or each.at <= at]
    board = Board(snapshot, project)
    ledger = _ledger(board, seen, snapshot.level)
    state, sure = ending(board, seen, snapshot.number)
    ledger[-1] = replace(ledger[-1], level=weaker(ledger[-1].level, sure))
    return Judgement(
        state=state,
        ledger=tuple(ledger),
        cycles=board.rounds,
        threads=followed(snapshot, seen, at),
        waits=board.promise if ledger[-1].turn is Turn.REVIEWER else None,
    )


def _ledger(board: Board, seen: list[Event], most: Level) -> list[Interval]:
    found: list[Interval] = []
    turn: Turn | None = None
    because = seen[0]
    for index, event in enumerate(seen):
        take(board, event)
        before = turn
        turn, level = holder(board)
        if turn is not before:
            because = event
        if index + 1 < len(seen) and seen[index + 1].at == event.at:
            # Of several things at one instant only the outcome counts.
            continue
        level = weaker(level, most)
        if found and found[-1].turn is turn:
            found[-1] = replace(found[-1], level=level)
            continue
        if found:
            found[-1] = replace(found[-1], until=event.at)
        found.append(Interval(turn, event.at, None, because, level))
    return found
