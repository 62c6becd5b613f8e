"""What came of a nudge, or of the silence that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import structs

from bot.kernel.happening import Nudged
from bot.nudges.rung import Rung
from bot.nudges.situation import Given

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
        seen_until: Up to when all of this is known; what is resolved is watched no longer.
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
    seen = item.situation.seen
    # All of one comment is of one instant: by that they are known to belong together.
    now = (item if comment is None else comment.items[0]).situation.now
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


@dataclass(frozen=True, slots=True)
class Told:
    """A nudge as a journal tells of it.

    Attributes:
        first: The line that says that it was given or held out.
        known: All that its lines say together.
        lines: How many there are.
    """

    first: Nudged
    known: Nudged
    lines: int


def nudges_in(journal: Iterable[Nudged]) -> tuple[Told, ...]:
    """Return the nudges of one contribution in the order in which they were first told.

    A rung that this version does not know is left out.

    Args:
        journal: What is written down, in that order. Of several events of one nudge each adds
            what it knows.
    """
    found: dict[tuple[str, datetime], Told] = {}
    for each in journal:
        key = (each.rung, each.nudged_at)
        if (so_far := found.get(key)) is None:
            found[key] = Told(each, each, 1)
        else:
            known, lines = _added(so_far.known, each), so_far.lines + 1
            found[key] = replace(so_far, known=known, lines=lines)
    return tuple(each for each in found.values() if each.first.rung in _KNOWN)


def given_of(contribution: str, journal: Iterable[Nudged]) -> tuple[Given, ...]:
    """Return the nudges that a contribution's journal tells of, each once, as `Seen` wants them.

    What was held out is among them, addressed to nobody.
    """
    return tuple(
        Given(
            contribution=contribution,
            rung=Rung(each.first.rung),
            at=each.first.nudged_at,
            to=each.first.to,
            comment=each.first.comment,
        )
        for each in nudges_in(journal)
    )


def outcomes(
    told: Iterable[tuple[str, Nudged]], looked: Mapping[str, datetime] = MappingProxyType({})
) -> tuple[Outcome, ...]:
    """Return what came of each nudge, the oldest first.

    Args:
        told: Each contribution's key and an event, in the order in which they were recorded.
        looked: When each contribution was last looked at, by its key: up to then more would have
            been recorded.
    """
    journals: dict[str, list[Nudged]] = {}
    for contribution, event in told:
        journals.setdefault(contribution, []).append(event)
    found = [
        _outcome(contribution, each, looked.get(contribution))
        for contribution, journal in journals.items()
        for each in nudges_in(journal)
    ]
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


def _outcome(contribution: str, told: Told, looked: datetime | None) -> Outcome:
    known, at = told.known, told.first.nudged_at
    seen = (known.seen_until, looked) if known.resolved_at is None else ()
    moments = (at, known.acted_at, known.resolved_at, *seen)
    return Outcome(
        contribution=contribution,
        rung=Rung(told.first.rung),
        at=at,
        held_out=known.held_out,
        acted_at=known.acted_at,
        resolved_at=known.resolved_at,
        seen_until=max(each for each in moments if each is not None),
        snoozed=known.snoozed,
        corrected=known.corrected,
        liked=known.liked,
    )
