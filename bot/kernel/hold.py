"""Who held the ball on a contribution's pull request, as its journal keeps it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel.journal import Entry

if TYPE_CHECKING:
    from bot.kernel.subject import Subject

HOLD: Final = "turn"
"""The kind of the journal's lines that say who held the ball from when on."""


class Holder(StrEnum):
    """Who holds the ball; the words of `bot.review.turn.Turn`, and the course's own mentor."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    GATE = "gate"
    CI = "ci"
    NOBODY = "nobody"
    MENTOR = "mentor"


class Hold(msgspec.Struct, frozen=True):
    """From an instant on somebody held the ball, until the next one's begins.

    Attributes:
        holder: Who.
        since: From when on, with its time zone.
        cycles: How many rounds of wishes the reviewers had begun by then.
        threads: How many review threads of people there were.
        at_first_try: How many of those were settled without being asked for again.
    """

    holder: Holder
    since: datetime
    cycles: int = 0
    threads: int = 0
    at_first_try: int = 0


def hold_entry(contribution: Subject, hold: Hold, seen: datetime | None = None) -> Entry:
    """Return the journal's line of it; the same fact has the same key.

    Args:
        contribution: Whose pull request it is.
        hold: Who held the ball.
        seen: When it came to these counts; None where they were so from its begin on.
    """
    counts = f"{hold.cycles}/{hold.threads}/{hold.at_first_try}"
    key = f"{HOLD}:{hold.since.isoformat()}:{hold.holder}:{counts}"
    at = hold.since if seen is None else max(seen, hold.since)
    return Entry(contribution, key, at, "", HOLD, msgspec.json.encode(hold))


def hold_of(entry: Entry) -> Hold | None:
    """Return what a line says; None where it is of another kind or cannot be read."""
    if entry.kind != HOLD:
        return None
    try:
        hold = msgspec.json.decode(entry.data, type=Hold)
    except msgspec.MsgspecError:
        return None
    return hold if hold.since.tzinfo else None
