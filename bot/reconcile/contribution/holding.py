"""Keeps who held the ball on a contribution's pull request, for the weekly summary; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.hold import Hold, Holder, hold_entry, hold_of
from bot.review.threads import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.kernel.journal import Entry
    from bot.kernel.subject import Subject
    from bot.review.ledger import Judgement
    from bot.review.threads import Followed


def holds(
    contribution: Subject, judgement: Judgement, journal: Iterable[Entry], now: datetime
) -> tuple[Entry, ...]:
    """Return the lines of the turns that a journal does not have yet.

    Rounds and threads can become more while one turn lasts. They are then of the moment at which
    that was seen, so that a week that is over stays as it was.

    Args:
        contribution: Whose pull request it is.
        judgement: Its turns so far; how many rounds and threads there were goes with the last.
        journal: What is written down.
        now: When this was seen.
    """
    written = tuple(journal)
    known = {entry.key for entry in written}
    begun = {hold.since for entry in written if (hold := hold_of(entry)) is not None}
    people = [each for each in judgement.threads if not each.by_bot]
    *earlier, last = judgement.ledger
    found = [Hold(Holder(each.turn.value), each.since) for each in earlier]
    found.append(
        Hold(
            Holder(last.turn.value),
            last.since,
            cycles=judgement.cycles,
            threads=len(people),
            at_first_try=sum(map(_is_settled_at_once, people)),
        )
    )
    entries = [hold_entry(contribution, hold) for hold in found[:-1]]
    seen = now if found[-1].since in begun else None
    entries.append(hold_entry(contribution, found[-1], seen))
    return tuple(entry for entry in entries if entry.key not in known)


def _is_settled_at_once(thread: Followed) -> bool:
    """Return whether a thread was settled and no push left it as it was."""
    return thread.fate is Fate.ADDRESSED and all(
        fate is not Fate.UNTOUCHED for _, fate in thread.after
    )
