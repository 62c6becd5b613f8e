"""What came of the nudges in the courses of a database, told beside the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.nudges.outcome import outcomes
from bot.nudges.report import corrections, muted
from bot.operations.policies import kept_policy
from bot.reconcile.nudges.allotments import NUDGED
from bot.reconcile.nudges.muting import told_of
from bot.storage.store import Store

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.nudges.outcome import Outcome
    from bot.nudges.rung import Rung
    from bot.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a database tells.

    Attributes:
        outcomes: What came of each nudge of all courses.
        muted: The rungs that are muted in one of them.
    """

    outcomes: tuple[Outcome, ...]
    muted: frozenset[Rung]


async def recorded(database_url: str, clock: Clock, given: Policy | None = None) -> Recorded:
    """Return what came of all nudges; nothing is written.

    Args:
        database_url: Where the service keeps everything.
        clock: Tells the time.
        given: What holds instead of the policies that the service last read.

    Raises:
        UserError: There is no such database.
        StoreUnavailable: It cannot be reached.
    """
    store = await Store.visit(database_url, clock=clock)
    try:
        looked = {each.key: at for each, at in (await store.looked()).items()}
        found = outcomes(told_of(await store.journal_of_kind(NUDGED)), looked)
        quiet: frozenset[Rung] = frozenset()
        for record in await store.installations():
            policy = given or await kept_policy(store, record)
            lines = await store.journal_of_kind(NUDGED, str(record.id))
            counts = corrections(outcomes(told_of(lines)))
            quiet |= muted(counts, policy.nudges.mute_percent)
    finally:
        await store.close()
    return Recorded(found, quiet)
