"""Carries an excuse to everything else that the student works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.happening import Excused, restored
from bot.reconcile.lines import entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.journal import Entry
    from bot.kernel.subject import Subject
    from bot.reconcile.ports import StorePort

Elsewhere = tuple[tuple["Entry", ...], tuple[tuple["Subject", str], ...]]
"""Lines for other journals, and the contributions that have something new to look at."""


async def elsewhere(store: StorePort, entries: Iterable[Entry]) -> Elsewhere:
    """Return what new excuses mean for the student's other contributions.

    Args:
        store: Knows them.
        entries: What is about to be written down, excuses among it.
    """
    lines: list[Entry] = []
    wakes: list[tuple[Subject, str]] = []
    for entry in entries:
        event = restored(entry.data)
        if not isinstance(event, Excused):
            continue
        for record in await store.contributions_of(event.student):
            if record.is_open and record.subject != entry.subject:
                lines.append(entry_of(record.subject, event))
                wakes.append((record.subject, record.scope))
    return tuple(lines), tuple(wakes)
