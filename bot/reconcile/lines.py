"""The lines of a journal: events, and what else is kept there; pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from bot.kernel import happening
from bot.kernel.event import Event
from bot.kernel.journal import Entry
from bot.reconcile.contribution.claiming import CLAIM
from bot.reconcile.contribution.hearing import HEARD
from bot.reconcile.contribution.proposals import PROPOSED
from bot.reconcile.forks import FORK
from bot.reconcile.turns import CASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.happening import Nudged
    from bot.kernel.subject import Subject

_DIGEST: Final = 12
_NUDGED: Final = happening.Nudged.__struct_config__.tag
_NO_EVENTS: Final = frozenset({HEARD, FORK, PROPOSED, CASE, CLAIM})


def happened(journal: Iterable[Entry]) -> Iterator[Event]:
    """Yield the events of a journal; what else stands in it is left out."""
    for entry in journal:
        is_event = entry.kind not in _NO_EVENTS
        event = happening.restored(entry.data) if is_event else None
        if isinstance(event, Event):
            yield event


def nudged(journal: Iterable[Entry]) -> Iterator[Nudged]:
    """Yield what a journal tells of nudges: what was given or held out, and what came of it."""
    for event in happened(entry for entry in journal if entry.kind == _NUDGED):
        if isinstance(event, happening.Nudged):
            yield event


def entry_of(contribution: Subject, event: Event) -> Entry:
    """Return the journal's line of an event."""
    kind, data = happening.name_of(event), happening.stored(event)
    source = event.source or hashlib.sha256(data).hexdigest()[:_DIGEST]
    return Entry(contribution, f"{kind}:{source}", event.at, event.by.lower(), kind, data)
