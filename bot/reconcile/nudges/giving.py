"""Gives the nudges that a contribution was allotted, each once, and only if it still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import structlog

from bot.kernel.happening import Nudged
from bot.kernel.markers import reply_mark
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.talk import Reply
from bot.nudges.outcome import recorded
from bot.nudges.restraint import Comment, Item
from bot.nudges.stall import Due, due
from bot.reconcile.lines import entry_of
from bot.reconcile.nudges.allotments import LASTS, Allotted, closing, unused
from bot.reconcile.nudges.nudging import last_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.clock import Clock
    from bot.kernel.journal import Entry
    from bot.nudges.rung import Rung
    from bot.nudges.situation import Seen
    from bot.policy.model import Policy
    from bot.reconcile.nudges.nudging import Situations
    from bot.reconcile.ports import StorePort

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
        for entry in unused(journal):
            allotted = msgspec.json.decode(entry.data, type=Allotted)
            now = self.clock.now()
            is_late = now - entry.at > LASTS
            comment = None if is_late else await self._comment(seen, allotted, policy)
            entries.append(closing(entry, now))
            key = seen.key_of(allotted.rung)
            if comment is None:
                if key in there:
                    entries += await self._found(seen, entry, allotted, policy)
                continue
            said = None if allotted.held_out else comment
            entries += (entry_of(_subject(item), recorded(item, said)) for item in comment.items)
            if said is not None:
                replies.append(Reply(key, f"{reply_mark(key)}\n\n{self.words(said, policy)}"))
        return Gift(tuple(replies), tuple(entries))

    async def _comment(self, seen: Seen, allotted: Allotted, policy: Policy) -> Comment | None:
        """Return what is to be said, or would be; None where the nudge no longer holds."""
        own = self._item(seen, policy, frozenset(allotted.muted))
        if own is None or own.due.rung is not allotted.rung:
            _log.info("nudge_dropped", rung=str(allotted.rung))
            return None
        return Comment((own, *await self._others(allotted, policy)), allotted.to)

    async def _others(self, allotted: Allotted, policy: Policy) -> list[Item]:
        """Return what the same comment says of further contributions, as far as it holds."""
        items = []
        for key in allotted.others:
            other = last_seen(await self.store.state(Subject(SubjectKind.CONTRIBUTION, key)))
            item = None if other is None else self._item(other, policy, frozenset(allotted.muted))
            if item is not None and set(item.due.to) <= set(allotted.to):
                items.append(item)
        return items

    async def _found(
        self, seen: Seen, entry: Entry, allotted: Allotted, policy: Policy
    ) -> list[Entry]:
        """Return the lines of a nudge that is there; they drop out where they are written already.

        Of the other contributions of the comment those are among them that would be told anew.
        """
        told = Nudged(
            at=entry.at,
            source=seen.key_of(allotted.rung),
            rung=str(allotted.rung),
            nudged_at=entry.at,
            to=allotted.to,
        )
        lines = [entry_of(entry.subject, told)]
        for item in await self._others(allotted, policy):
            other, rung = item.situation.seen, item.due.rung
            beside = msgspec.structs.replace(
                told, source=other.key_of(rung), rung=str(rung), comment=seen.contribution
            )
            lines.append(entry_of(_subject(item), beside))
        return lines

    def _item(self, seen: Seen, policy: Policy, muted: frozenset[Rung]) -> Item | None:
        situation = self.situations.of(seen, policy, muted)
        answer = None if situation is None else due(situation)
        if situation is None or not isinstance(answer, Due):
            return None
        return Item(situation, answer)


def _subject(item: Item) -> Subject:
    return Subject(SubjectKind.CONTRIBUTION, item.situation.seen.contribution)
