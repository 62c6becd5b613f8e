"""What came of a nudge, or of the silence that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec import structs

from bot.kernel.happening import Nudged
from bot.nudges.rung import Rung
from bot.nudges.situation import Given

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.nudges.restraint import Comment, Item

SOON: Final = timedelta(hours=48)
"""Within this time an action counts as an answer to a nudge."""

_KNOWN: Final = frozenset(rung.value for rung in Rung)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One nudge, or one that was held back, and what came of it.

    Attributes:
        contribution: Which contribution it was about.
        rung: Which nudge.
        at: When it was given, or would have been.
        held_out: Whether nothing was said.
        acted_at: When whoever was on turn next did something; None while nobody did.
        resolved_at: When the pull request was merged or closed; None while it is open.
        seen_until: Up to when all of this is known.
        snoozed: Whether the answer was `/snooze`.
        corrected: Whether the answer was `/not-my-turn`.
        liked: What a reaction to it said; None where there is none.
    """

    contribution: str
    rung: Rung
    at: datetime
    held_out: bool
    acted_at: datetime | None
    resolved_at: datetime | None
    seen_until: datetime
    snoozed: bool
    corrected: bool
    liked: bool | None

    def hours_to(self, end: datetime | None) -> tuple[float, bool]:
        """Return the hours until an end, and whether it came; if not, those that were watched."""
        until = self.seen_until if end is None else end
        return max(0.0, (until - self.at).total_seconds() / 3600), end is not None


def recorded(item: Item, comment: Comment | None) -> Nudged:
    """Return the event to be written into the journal of an item's contribution.

    Args:
        item: What was due.
        comment: The comment in which it is said; None where it is held out.
    """
    seen, now = item.situation.seen, item.situation.now
    place = "" if comment is None else comment.contribution
    return Nudged(
        at=now,
        source=seen.key_of(item.due.rung),
        rung=item.due.rung.value,
        nudged_at=now,
        to=() if comment is None else comment.to,
        comment="" if place == seen.contribution else place,
        held_out=comment is None,
    )


def given_of(contribution: str, events: Iterable[Nudged]) -> tuple[Given, ...]:
    """Return the nudges that a contribution's journal tells of, each once, as `Seen` wants them.

    What was held out is among them, addressed to nobody. A rung that this version does not know
    is left out.
    """
    first: dict[tuple[str, datetime], Nudged] = {}
    for each in events:
        first.setdefault((each.rung, each.nudged_at), each)
    return tuple(
        Given(
            contribution=contribution,
            rung=Rung(each.rung),
            at=each.nudged_at,
            to=each.to,
            comment=each.comment,
        )
        for each in first.values()
        if each.rung in _KNOWN
    )


def outcomes(told: Iterable[tuple[str, Nudged]]) -> tuple[Outcome, ...]:
    """Return what came of each nudge, the oldest first.

    Args:
        told: Each contribution's key and an event, in the order in which they were recorded. Of
            several events of one nudge each adds what it knows. A rung that this version does
            not know is left out.
    """
    merged: dict[tuple[str, str, datetime], Nudged] = {}
    for contribution, event in told:
        key = (contribution, event.rung, event.nudged_at)
        merged[key] = _added(merged[key], event) if key in merged else event
    found = [_outcome(key[0], each) for key, each in merged.items() if each.rung in _KNOWN]
    return tuple(sorted(found, key=lambda one: (one.at, one.contribution, one.rung)))


def _added(before: Nudged, later: Nudged) -> Nudged:
    moments = [each for each in (before.seen_until, later.seen_until) if each is not None]
    return structs.replace(
        later,
        held_out=before.held_out or later.held_out,
        acted_at=before.acted_at or later.acted_at,
        resolved_at=before.resolved_at or later.resolved_at,
        seen_until=max(moments, default=None),
        snoozed=before.snoozed or later.snoozed,
        corrected=before.corrected or later.corrected,
        liked=before.liked if later.liked is None else later.liked,
    )


def _outcome(contribution: str, event: Nudged) -> Outcome:
    moments = (event.nudged_at, event.seen_until, event.acted_at, event.resolved_at)
    return Outcome(
        contribution=contribution,
        rung=Rung(event.rung),
        at=event.nudged_at,
        held_out=event.held_out,
        acted_at=event.acted_at,
        resolved_at=event.resolved_at,
        seen_until=max(each for each in moments if each is not None),
        snoozed=event.snoozed,
        corrected=event.corrected,
        liked=event.liked,
    )
