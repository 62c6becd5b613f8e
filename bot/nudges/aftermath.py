"""What came of a contribution's nudges, from what was done since; only what is new."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import structs

from bot.kernel.happening import Nudged
from bot.nudges.outcome import nudges_in
from bot.nudges.rung import FOR_MENTORS, Rung
from bot.nudges.situation import Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.nudges.outcome import Told

_OF_PROJECT: Final = frozenset({Rung.OUTLOOK, Rung.PING, Rung.ELSEWHERE, Rung.GATE})
"""What is said while a reviewer or maintainer has the turn: theirs is the next step."""


_KIND: Final = frozenset({"THUMBS_UP", "HEART", "HOORAY", "ROCKET"})
_UNKIND: Final = frozenset({"THUMBS_DOWN", "CONFUSED"})


class Side(StrEnum):
    """Who does things on a contribution."""

    STUDENT = "student"
    MENTOR = "mentor"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that one side did."""

    at: datetime
    side: Side


@dataclass(frozen=True, slots=True)
class Aftermath:
    """All that was seen of a contribution, as far as it can be an answer to a nudge.

    Attributes:
        now: Up to when it was seen.
        acts: What was done, in any order.
        turns: When each turn on its pull request began, and whose it was; the earliest first.
        stages: When it entered each stage.
        ends: When its pull request was merged, landed, superseded or closed, or it was dropped.
        snoozes: When somebody used `/snooze`.
        corrections: When somebody used `/not-my-turn`.
        reactions: Those of people to a comment, in GraphQL's words, by the name of the nudge that
            it gives.
    """

    now: datetime
    acts: tuple[Act, ...] = ()
    turns: tuple[tuple[datetime, Turn], ...] = ()
    stages: tuple[datetime, ...] = ()
    ends: tuple[datetime, ...] = ()
    snoozes: tuple[datetime, ...] = ()
    corrections: tuple[datetime, ...] = ()
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def news(journal: Iterable[Nudged], seen: Aftermath) -> tuple[Nudged, ...]:
    """Return what is new of the nudges of a contribution; nothing where nothing is.

    Asked again with what it returned at the end of the journal, it returns nothing.

    Args:
        journal: What is written down, in that order.
        seen: The contribution as it was read just now.
    """
    return tuple(
        _event(told, after, seen.now)
        for told in nudges_in(journal)
        if (after := _after(told, seen)) != told.known
    )


def liked_elsewhere(
    journal: Iterable[Nudged], nudge: Nudged, comment: str, now: datetime
) -> tuple[Nudged, ...]:
    """Return what a reaction adds to the nudges that stand in another contribution's comment.

    Args:
        journal: Of the contribution that the comment is about, too.
        nudge: What is new of the nudge that the comment gives to its own contribution.
        comment: The key of that contribution.
        now: The present instant.
    """
    return tuple(
        _event(told, structs.replace(told.known, liked=nudge.liked), now)
        for told in nudges_in(journal)
        if (told.first.comment, told.first.nudged_at) == (comment, nudge.nudged_at)
        and told.known.liked is not nudge.liked
    )


def _after(told: Told, seen: Aftermath) -> Nudged:
    """Return all that is known of a nudge now; what was found once stays."""
    known, at = told.known, told.first.nudged_at
    resolved = known.resolved_at or _first(seen.ends, after=at)
    acted = known.acted_at or _first(_own_acts(told, seen), after=at, until=resolved)
    held = _cause_until(at, seen)
    snoozed = _first(seen.snoozes, after=at, until=held)
    corrected = _first(seen.corrections, after=at, until=held)
    return structs.replace(
        known,
        acted_at=acted,
        resolved_at=resolved,
        snoozed=known.snoozed or snoozed is not None,
        corrected=known.corrected or corrected is not None,
        liked=_liked(told, seen),
    )


def _own_acts(told: Told, seen: Aftermath) -> list[datetime]:
    """Return when the side acted that was on turn."""
    side = _side(Rung(told.first.rung), told.first.nudged_at, seen)
    return [act.at for act in seen.acts if act.side is side]


def _side(rung: Rung, at: datetime, seen: Aftermath) -> Side:
    if rung in FOR_MENTORS:
        return Side.MENTOR
    if rung is Rung.APPROVED:
        # Where authors may land their own changes, the last step is theirs.
        turns = [turn for since, turn in seen.turns if since <= at]
        return Side.STUDENT if turns[-1:] == [Turn.AUTHOR] else Side.PROJECT
    return Side.PROJECT if rung in _OF_PROJECT else Side.STUDENT


def _cause_until(at: datetime, seen: Aftermath) -> datetime | None:
    """Return when the cause of a nudge was gone: the turn passed on, or it came to an end.

    Before there is a pull request the stage stands for the turn.
    """
    turns = [since for since, _ in seen.turns]
    changes = turns if any(since <= at for since in turns) else seen.stages
    return _first((*changes, *seen.ends), after=at)


def _first(
    moments: Iterable[datetime], *, after: datetime, until: datetime | None = None
) -> datetime | None:
    within = (each for each in moments if each > after and (until is None or each <= until))
    return min(within, default=None)


def _liked(told: Told, seen: Aftermath) -> bool | None:
    """Return what the reactions to the nudge's own comment say; the last word where none do."""
    first = told.first
    is_own = not first.comment and not first.held_out
    said = set(seen.reactions.get(first.source, ()) if is_own else ())
    if said & _UNKIND:
        return False
    return True if said & _KIND else told.known.liked


def _event(told: Told, after: Nudged, now: datetime) -> Nudged:
    """Return what is new, as an event whose source counts on, so that it is written once."""
    first, known = told.first, told.known
    return Nudged(
        at=now,
        source=f"{first.source}/{told.lines}",
        rung=first.rung,
        nudged_at=first.nudged_at,
        held_out=first.held_out,
        acted_at=None if known.acted_at else after.acted_at,
        resolved_at=None if known.resolved_at else after.resolved_at,
        seen_until=now,
        snoozed=after.snoozed and not known.snoozed,
        corrected=after.corrected and not known.corrected,
        liked=None if after.liked is known.liked else after.liked,
    )
