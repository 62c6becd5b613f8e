"""Knows which kinds of nudges a course corrected too often to go on with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from bot.nudges.outcome import outcomes
from bot.nudges.report import corrections, muted
from bot.nudges.rung import Rung
from bot.reconcile.lines import nudged
from bot.reconcile.nudges.allotments import NUDGED
from bot.reconcile.recalling import recalled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.happening import Nudged
    from bot.kernel.journal import Entry
    from bot.kernel.subject import Subject
    from bot.kernel.work import Lease
    from bot.reconcile.ports import StorePort

COUNTED_EVERY: Final = timedelta(hours=1)
"""How often the corrections of a course are counted. Its limit is looked at in every run."""

_log = structlog.get_logger()


class Muted(msgspec.Struct, frozen=True):
    """What is remembered from run to run.

    Attributes:
        at: When the corrections were counted.
        counts: Of each rung how often it was given, and how often of those corrected.
        rungs: Those that are muted.
    """

    at: datetime
    counts: dict[Rung, tuple[int, int]]
    rungs: frozenset[Rung] = frozenset()


@dataclass(frozen=True, slots=True)
class Muting:
    """Counts.

    Attributes:
        store: Knows what came of the nudges.
    """

    store: StorePort

    async def of(self, lease: Lease, percent: int, now: datetime) -> Muted:
        """Return what is muted in a course; what has changed is told in the log, once.

        Args:
            lease: On the look through one installation, whose state remembers the counts.
            percent: The policy's `nudges.mute_percent`.
            now: The present instant.
        """
        before = recalled(await self.store.state(lease.subject), Muted)
        if before is None or now - before.at >= COUNTED_EVERY:
            lines = await self.store.journal_of_kind(NUDGED, lease.scope)
            counted = Muted(now, corrections(outcomes(told_of(lines))))
        else:
            counted = before
        rungs = muted(counted.counts, percent)
        was = frozenset() if before is None else before.rungs
        for rung in sorted(rungs | was):
            given, wrong = counted.counts.get(rung, (0, 0))
            if rung not in was:
                _log.warning("nudge_muted", rung=str(rung), given=given, corrected=wrong)
            elif rung not in rungs:
                _log.info("nudge_unmuted", rung=str(rung), given=given, corrected=wrong)
        return msgspec.structs.replace(counted, rungs=rungs)


async def muted_rungs(store: StorePort, subject: Subject, percent: int) -> frozenset[Rung]:
    """Return what is muted by the corrections as they were counted last.

    Args:
        store: Remembers them.
        subject: The look through one installation.
        percent: The policy's `nudges.mute_percent`.
    """
    known = recalled(await store.state(subject), Muted)
    return frozenset() if known is None else muted(known.counts, percent)


def told_of(lines: Iterable[Entry]) -> Iterator[tuple[str, Nudged]]:
    """Yield what lines tell of nudges, each with the key of its contribution."""
    for line in lines:
        for event in nudged((line,)):
            yield line.subject.key, event
