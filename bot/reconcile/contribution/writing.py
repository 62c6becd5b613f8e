"""Writes what came of listening: answers, the card, reactions and labels, what differs only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from bot.kernel.errors import Fault
from bot.kernel.talk import Edit, Emoji, Reacting, Reply, StageLabel, Talk
from bot.progress.labels import LABELS, wanted
from bot.reconcile.decide import reads_the_same

if TYPE_CHECKING:
    from bot.github.guard import Admitted, Guard
    from bot.github.issue_observation import IssueObservation
    from bot.github.writer import Writer
    from bot.kernel.subject import Subject
    from bot.kernel.talk import Fold
    from bot.reconcile.contribution.conversation import Heeded

CARD: Final = "card"
"""The key of the card among what a contribution's issue is told."""

_OURS: Final = {label.name: label for label in LABELS}

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes to one contribution's issue.

    Attributes:
        writer: Sends.
        guard: Gives leave to write.
        repository: Where it is.
        subject: What the ledger calls it.
        observed: What is there.
        may_mention: Of whom its texts may call.
    """

    writer: Writer
    guard: Guard
    repository: Admitted
    subject: Subject
    observed: IssueObservation
    may_mention: frozenset[str] = frozenset()

    async def acknowledge(self, texts: tuple[str, ...]) -> None:
        """Show that texts are being looked at."""
        reactions = tuple(Reacting(text, Emoji.EYES) for text in texts)
        await self._send(self._talk(reactions=reactions))

    async def say(
        self,
        heeded: Heeded,
        card: str | None,
        assign: tuple[str, ...],
        folds: tuple[Fold, ...] = (),
    ) -> bool:
        """Write what differs; sends nothing where all is as it should be.

        Args:
            heeded: What came of listening.
            card: How the card should read; None where there should be none.
            assign: The node ids of whom to assign.
            folds: Which of our answers to fold away.

        Returns:
            Whether every label that was missing could be made: another run may have made it in
            the same moment. `label` then puts it on.
        """
        answers = tuple(
            each for each in heeded.replies if each.key not in self.observed.ours.replies
        )
        new_card, edits = self._card(card)
        labels = wanted(heeded.contribution) if card is not None else frozenset(self._present())
        talk = self._talk(
            reactions=heeded.reactions,
            # The card comes first, as near to the top as it can be.
            replies=() if self.observed.issue.is_locked else (*new_card, *answers),
            edits=edits,
            make=tuple(
                StageLabel(name, _OURS[name].colour, _OURS[name].description)
                for name in sorted(labels - self.observed.known_labels.keys())
            ),
            put=self._missing(labels),
            take=tuple(node_id for name, node_id in self._present().items() if name not in labels),
            assign=assign,
            folds=folds,
        )
        if talk.is_empty:
            _log.info("contribution_unchanged")
            return True
        made = await self._send(talk)
        if made:
            await self._send(self._talk(put=made))
        return len(made) == len(talk.make)

    async def label(self, heeded: Heeded) -> None:
        """Put on the labels that should be there and that the repository has."""
        missing = self._missing(wanted(heeded.contribution))
        if missing:
            await self._send(self._talk(put=missing))

    def _missing(self, labels: frozenset[str]) -> tuple[str, ...]:
        """Return the node ids of these labels that the issue does not carry."""
        return tuple(
            self.observed.known_labels[name]
            for name in sorted(labels - self._present().keys())
            if name in self.observed.known_labels
        )

    def _card(self, card: str | None) -> tuple[tuple[Reply, ...], tuple[Edit, ...]]:
        there = self.observed.ours.card
        if card is None:
            return (), ()
        if there is None:
            return (Reply(CARD, card),), ()
        return (), () if reads_the_same(there.body, card) else (Edit(there.id, card),)

    def _present(self) -> dict[str, str]:
        """Return those of our labels that the issue carries."""
        return {name: each for name, each in self.observed.labels.items() if name in _OURS}

    def _talk(self, **parts: object) -> Talk:
        issue = self.observed.issue
        return Talk(
            self.subject,
            issue.repository,
            issue.node_id,
            may_mention=self.may_mention,
            **parts,  # type: ignore[arg-type]
        )

    async def _send(self, talk: Talk) -> tuple[str, ...]:
        """Send it; return the node ids of labels that were made."""
        leave = self.guard.permit(self.repository, talk.repository)
        told = await self.writer.say(leave, talk)
        missing = [reply.key for reply in talk.replies if reply.key not in told.replies]
        _log.info(
            "conversation_written",
            replies=len(talk.replies),
            edits=len(talk.edits),
            refused=told.refused,
        )
        if missing:
            raise Fault("GitHub refused an answer: " + "; ".join(told.refused))
        return tuple(told.labels.values())
