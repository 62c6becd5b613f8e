"""What contributions may say, what became of that, and what was said in a course lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel.happening import Nudged
from bot.kernel.journal import Entry
from bot.nudges.outcome import given_of
from bot.nudges.rung import Rung
from bot.nudges.situation import Given
from bot.reconcile.lines import nudged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.reconcile.ports import StorePort

ALLOTTED: Final = "nudge_allotted"
"""The kind of the journal's entries that let a contribution give a nudge, once, if it still holds
when the contribution is read again."""

CLOSED: Final = "nudge_closed"
"""The kind of the journal's entries that say that an allotment was used, or no longer held."""

NUDGED: Final = str(Nudged.__struct_config__.tag)
"""The kind of the journal's lines that tell of nudges."""

LASTS: Final = timedelta(hours=2)
"""How long an allotment may be used: what was not said by then is decided anew."""

_WEEK: Final = timedelta(days=7)


class Allotted(msgspec.Struct, frozen=True):
    """What a contribution may say.

    Attributes:
        rung: The nudge.
        at: When it became due.
        to: The logins that it addresses.
        others: The keys of further contributions that the same comment is about.
        held_out: Whether nothing is said, and only written down that it would have been.
        muted: The rungs that were muted when this was decided.
    """

    rung: Rung
    at: datetime
    to: tuple[str, ...]
    others: tuple[str, ...] = ()
    held_out: bool = False
    muted: tuple[Rung, ...] = ()


def unused(journal: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the allotments of one contribution that nothing has come of yet."""
    lines = list(journal)
    closed = {(each.subject, each.key) for each in lines if each.kind == CLOSED}
    for each in lines:
        if each.kind == ALLOTTED and (each.subject, closing_key(each)) not in closed:
            yield each


def closing(entry: Entry, now: datetime) -> Entry:
    """Return the line that says that an allotment was used, or no longer held."""
    return Entry(entry.subject, closing_key(entry), now, "", CLOSED, b"")


def closing_key(entry: Entry) -> str:
    """Return the key of that line."""
    return f"{CLOSED}:{entry.key}"


async def said_lately(
    store: StorePort, scope: str, now: datetime
) -> tuple[tuple[Given, ...], frozenset[str]]:
    """Return what counts for the caps of a course, and which contributions may say something yet.

    What was said of contributions that have ended counts, and what was allotted and is not said
    yet counts as said.

    Args:
        store: Keeps the journals.
        scope: The installation.
        now: The present instant.
    """
    journals: dict[str, list[Nudged]] = {}
    for line in await store.journal_of_kind(NUDGED, scope, now - _WEEK):
        journals.setdefault(line.subject.key, []).extend(nudged((line,)))
    given = [each for key, lines in journals.items() for each in given_of(key, lines)]
    lines = [
        line
        for kind in (ALLOTTED, CLOSED)
        for line in await store.journal_of_kind(kind, scope, now - LASTS)
    ]
    waiting: set[str] = set()
    for entry in unused(lines):
        allotted, key = msgspec.json.decode(entry.data, type=Allotted), entry.subject.key
        waiting |= {key, *allotted.others}
        given.append(Given(contribution=key, rung=allotted.rung, at=entry.at, to=allotted.to))
    return tuple(given), frozenset(waiting)
