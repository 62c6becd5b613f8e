"""Gives the nudges that a contribution was allotted, each once, and only if it still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from bot.kernel.happening import Nudged
from bot.kernel.journal import Entry
from bot.kernel.markers import reply_mark
from bot.kernel.talk import Reply
from bot.kernel.work import Subject, SubjectKind
from bot.nudges.outcome import recorded
from bot.nudges.restraint import Comment, Item
from bot.nudges.stall import Due, due
from bot.reconcile.lines import entry_of
from bot.reconcile.nudges.nudging import ALLOTTED, Allotted, last_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.nudges.rung import Rung
    from bot.nudges.situation import Seen
    from bot.policy.model import Policy
    from bot.reconcile.nudges.nudging import Situations
    from bot.reconcile.ports import StorePort

CLOSED: Final = "nudge_closed"
"""The kind of the journal's entries that say that an allotment was used, or no longer held."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Gift:
    """What is to be said now, and what to write down of it."""

    replies: tuple[Reply, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Giving:
    """Gives.

    Attributes:
        store: Knows what was last seen of other contributions.
        situations: Completes the facts.
        words: The text of a comment, in the language of the course; Markdown.
        clock: Dates what is given.
    """

    store: StorePort
    situations: Situations
    words: Callable[[Comment, Policy], str]
    clock: Clock

    async def give(
        self, seen: Seen, journal: Sequence[Entry], policy: Policy, there: Collection[str]
    ) -> Gift:
        """Return the nudges that were allotted and not yet given, as far as they still hold.

        What is held out holds as long, and is written down alone, so that both can be compared.

        Args:
            seen: The contribution as it was read just now.
            journal: What happened to it, allotments among it.
            policy: What the course wants.
            there: The keys of our answers that stand on its issue. One of a run that ended before
                it knew is written down as given, whether it still holds or not.
        """
        replies: list[Reply] = []
        entries: list[Entry] = []
        for entry in _open(journal):
            allotted = msgspec.json.decode(entry.data, type=Allotted)
            comment = await self._comment(seen, allotted, policy)
            entries.append(_closing(entry, self.clock.now()))
            key = seen.key_of(allotted.rung)
            if comment is None:
                if key in there:
                    entries.append(_found(entry, allotted, key))
                continue
            said = None if allotted.held_out else comment
            entries += (entry_of(_subject(item), recorded(item, said)) for item in comment.items)
            if said is not None:
                replies.append(Reply(key, f"{reply_mark(key)}\n\n{self.words(said, policy)}"))
        return Gift(tuple(replies), tuple(entries))

    async def _comment(self, seen: Seen, allotted: Allotted, policy: Policy) -> Comment | None:
        """Return what is to be said, or would be; None where the nudge no longer holds."""
        muted = frozenset(allotted.muted)
        own = self._item(seen, policy, muted)
        if own is None or own.due.rung is not allotted.rung:
            _log.info("nudge_dropped", rung=str(allotted.rung))
            return None
        items = [own]
        for key in allotted.others:
            other = last_seen(await self.store.state(Subject(SubjectKind.CONTRIBUTION, key)))
            item = None if other is None else self._item(other, policy, muted)
            if item is not None and set(item.due.to) <= set(allotted.to):
                items.append(item)
        return Comment(tuple(items), allotted.to)

    def _item(self, seen: Seen, policy: Policy, muted: frozenset[Rung]) -> Item | None:
        situation = self.situations.of(seen, policy, muted)
        answer = None if situation is None else due(situation)
        if situation is None or not isinstance(answer, Due):
            return None
        return Item(situation, answer)


def _subject(item: Item) -> Subject:
    return Subject(SubjectKind.CONTRIBUTION, item.situation.seen.contribution)


def _found(entry: Entry, allotted: Allotted, key: str) -> Entry:
    """Return the line of a nudge that is there; it drops out where it was written down before."""
    event = Nudged(
        at=entry.at, source=key, rung=str(allotted.rung), nudged_at=entry.at, to=allotted.to
    )
    return entry_of(entry.subject, event)


def _open(journal: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the allotments that nothing has come of yet."""
    lines = list(journal)
    closed = {each.key.partition(":")[2] for each in lines if each.kind == CLOSED}
    yield from (each for each in lines if each.kind == ALLOTTED and each.key not in closed)


def _closing(entry: Entry, now: datetime) -> Entry:
    return Entry(entry.subject, f"{CLOSED}:{entry.key}", now, "", CLOSED, b"")
