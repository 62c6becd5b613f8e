"""Which known pull requests are looked at, and which of them are worth a whole reading; pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from bot.github.watching import UNKNOWN
from bot.reconcile.finding.rounds import RESTING, ROUND, WORKING, due

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.reconcile.finding.rounds import Linked, Round

STILL: Final = timedelta(days=14)
"""A pull request where nothing has happened for so long is looked at every `WORKING`."""

ASLEEP: Final = timedelta(days=60)
"""Likewise every `RESTING`."""

_RED: Final = frozenset({"FAILURE", "ERROR"})
_RUNNING: Final = frozenset({"PENDING", "EXPECTED"})
_GREEN: Final = "SUCCESS"
_CONFLICT: Final = "CONFLICTING"
_DOUBT: Final = "DOUBTFUL"
"""There was a conflict, and GitHub may not have said so when the pull request was read whole."""

_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def pace(one: Linked, now: datetime) -> timedelta:
    """Return how often a pull request is looked at."""
    quiet = timedelta(0) if one.moved is None else now - one.moved
    if quiet < STILL:
        return ROUND
    return WORKING if quiet < ASLEEP else RESTING


def to_look_at(linked: Mapping[str, Linked], now: datetime) -> tuple[str, ...]:
    """Return the node ids of those whose turn it is, the looks spread evenly over time."""
    looked = {node_id: one.looked for node_id, one in linked.items() if one.looked is not None}
    return due({node_id: pace(one, now) for node_id, one in linked.items()}, looked, now)


def is_news(before: str, after: str) -> bool:
    """Return whether a pull request is worth a whole reading.

    Args:
        before: What is remembered of its mark, by `remembered`; empty when it was never read.
        after: Its mark as it is.
    """
    if not before:
        return True
    rest, had, was = before.rsplit(" ", 2)
    other, has, now = after.rsplit(" ", 2)
    if rest != other or _conflict_is_news(had, has):
        return True
    # Checks that begin anew where all were green ask nobody for anything; their end is told.
    return _class(was) != _class(now) and not (was == _GREEN and now in _RUNNING)


def remembered(before: str, after: str) -> str:
    """Return what to remember of a mark with which a pull request is read whole.

    Args:
        before: What was remembered until now.
        after: Its mark as it is.
    """
    rest, has, checks = after.rsplit(" ", 2)
    had_one = before != "" and before.rsplit(" ", 2)[1] in {_CONFLICT, _DOUBT}
    # Between the look and the reading GitHub forgets what it said when somebody's change is merged,
    # every few minutes in a large project. So a conflict that is new is read once more.
    in_doubt = not had_one if has == _CONFLICT else had_one and has == UNKNOWN
    return f"{rest} {_DOUBT} {checks}" if in_doubt else after


def _conflict_is_news(had: str, has: str) -> bool:
    """Return whether something is told of a conflict; that GitHub does not know tells nothing."""
    if has == _CONFLICT:
        return had != _CONFLICT
    return has != UNKNOWN and had in {_CONFLICT, _DOUBT}


def _class(checks: str) -> str:
    if checks in _RED:
        return "red"
    return "running" if checks in _RUNNING else checks


def told(
    known: Round, marks: Mapping[str, str], percent: int, now: datetime
) -> tuple[Round, tuple[Linked, ...]]:
    """Return what is remembered after a look, and the pull requests to be read whole.

    No more are read than the hour's share allows, and no more of that in one round than its part
    of the hour. The others are looked at again in the next round, who waits longest first.

    Args:
        known: What was remembered; what the look cost is paid.
        marks: What was seen, by node id.
        percent: The share of the hour's points that may be spent.
        now: The present instant.
    """
    linked = dict(known.linked)
    for node_id, mark in marks.items():
        if not is_news(linked[node_id].mark, mark):
            linked[node_id] = msgspec.structs.replace(linked[node_id], looked=now)
    news = [each for each, mark in marks.items() if is_news(linked[each].mark, mark)]
    news.sort(key=lambda each: linked[each].moved or _NEVER)
    now_read = news[: known.room(percent, now)]
    for each in now_read:
        linked[each] = msgspec.structs.replace(
            linked[each], mark=remembered(linked[each].mark, marks[each]), moved=now, looked=now
        )
    known = msgspec.structs.replace(known, linked=linked).reading(len(now_read), now)
    return known, tuple(linked[each] for each in now_read)
