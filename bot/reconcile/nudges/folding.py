"""Folds away the comments of nudges whose cause is gone, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel.happening import Nudged
from bot.kernel.journal import Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.talk import Fold, Reason
from bot.nudges.outcome import nudges_in
from bot.nudges.past import past
from bot.nudges.rung import Rung
from bot.nudges.situation import Given
from bot.reconcile.lines import happened
from bot.reconcile.nudges.allotments import ALLOTTED, Allotted
from bot.reconcile.nudges.nudging import last_seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.github.traces import OwnTraces
    from bot.nudges.situation import Seen
    from bot.policy.model import Policy
    from bot.reconcile.nudges.nudging import Situations
    from bot.reconcile.ports import StorePort

FOLDED: Final = "nudge_folded"
"""The kind of the journal's entries that say that a nudge's comment was folded away, by us or by
anybody: from then on it is left alone, whoever unfolds it."""


@dataclass(frozen=True, slots=True)
class Folds:
    """What is to be folded away now.

    Attributes:
        folds: The comments.
        entries: What to write down once that is done.
        wakes: Other contributions where a comment told of this one too, and need not any more.
    """

    folds: tuple[Fold, ...] = ()
    entries: tuple[Entry, ...] = ()
    wakes: tuple[Subject, ...] = ()

    def wakes_in(self, scope: str) -> tuple[tuple[Subject, str], ...]:
        """Return these contributions, each with the scope of its work."""
        return tuple((each, scope) for each in self.wakes)


@dataclass(frozen=True, slots=True)
class Folding:
    """Decides what is to be folded.

    Attributes:
        store: Knows the other contributions of a comment that is about several.
        situations: Completes the facts.
        clock: Dates what is folded.
    """

    store: StorePort
    situations: Situations
    clock: Clock

    async def fold(
        self, seen: Seen | None, journal: Sequence[Entry], ours: OwnTraces, policy: Policy
    ) -> Folds:
        """Return which nudges' comments on a contribution's issue are to be folded away.

        Folding sets a state, so that a lost answer does no harm: the next run sees it there.
        A comment that is gone is passed over.

        Args:
            seen: The contribution as it was read just now; None for nothing to decide from.
            journal: What happened to it.
            ours: What we wrote on its issue.
            policy: What the course wants.
        """
        if seen is None:
            return Folds()
        done = {each.key for each in journal if each.kind == FOLDED}
        folds: list[Fold] = []
        entries: list[Entry] = []
        for nudge in _said_on(journal, ""):
            entry = _entry(seen.contribution, nudge, self.clock.now())
            comment = ours.replies.get(nudge.source)
            if comment is None or entry.key in done:
                continue
            if comment not in ours.folded:
                reason = await self._reason(seen, nudge, journal, policy)
                if reason is None:
                    continue
                folds.append(Fold(comment, reason))
            entries.append(entry)
        wakes = await self._wakes(seen, journal, policy)
        return Folds(tuple(folds), tuple(entries), wakes)

    async def _wakes(
        self, seen: Seen, journal: Sequence[Entry], policy: Policy
    ) -> tuple[Subject, ...]:
        """Return where a comment is of which this contribution's part has just ended."""
        told = [each for each in _nudges(journal) if each.comment]
        if not told:
            return ()
        before = last_seen(await self.store.state(_subject(seen.contribution)))
        return tuple(
            _subject(each.comment)
            for each in told
            if self._past(seen, each, policy) and not (before and self._past(before, each, policy))
        )

    async def _reason(
        self, seen: Seen, nudge: Nudged, journal: Sequence[Entry], policy: Policy
    ) -> Reason | None:
        """Return why a comment may be folded; None while the cause of any part of it holds."""
        reasons = [self._past(seen, nudge, policy)]
        for key in _others(journal, nudge.rung):
            theirs = _said_on(await self.store.journal(_subject(key)), seen.contribution)
            same = [each for each in theirs if each.nudged_at == nudge.nudged_at]
            other = last_seen(await self.store.state(_subject(key))) if same else None
            reasons += [self._past(other, each, policy) if other else None for each in same]
        if None in reasons:
            return None
        return Reason.OUTDATED if Reason.OUTDATED in reasons else Reason.RESOLVED

    def _past(self, seen: Seen, nudge: Nudged, policy: Policy) -> Reason | None:
        situation = self.situations.of(seen, policy)
        if situation is None:
            return None
        given = Given(
            contribution=seen.contribution,
            rung=Rung(nudge.rung),
            at=nudge.nudged_at,
            to=nudge.to,
            comment=nudge.comment,
        )
        return past(situation, given, nudge.source)


def _nudges(journal: Iterable[Entry]) -> Iterator[Nudged]:
    """Yield the nudges that were given, each once, as they were told first."""
    lines = (event for event in happened(journal) if isinstance(event, Nudged))
    yield from (each.first for each in nudges_in(lines) if not each.first.held_out)


def _said_on(journal: Iterable[Entry], place: str) -> Iterator[Nudged]:
    """Yield those that were said on another contribution's issue, or with no place on its own."""
    yield from (each for each in _nudges(journal) if each.comment == place)


def _others(journal: Iterable[Entry], rung: str) -> tuple[str, ...]:
    """Return the contributions of which comments with this rung may tell besides."""
    allotments = (
        msgspec.json.decode(each.data, type=Allotted) for each in journal if each.kind == ALLOTTED
    )
    return tuple(
        dict.fromkeys(key for each in allotments if each.rung == rung for key in each.others)
    )


def _subject(contribution: str) -> Subject:
    return Subject(SubjectKind.CONTRIBUTION, contribution)


def _entry(contribution: str, nudge: Nudged, now: datetime) -> Entry:
    return Entry(_subject(contribution), f"{FOLDED}:{nudge.source}", now, "", FOLDED, b"")
