"""What a pull request means for a contribution: its plan and kind, its commands, its findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import structlog
from msgspec import UNSET

from bot.kernel import happening
from bot.kernel.errors import Fault
from bot.kernel.talk import Emoji, Reacting, Talk
from bot.progress.stages import fold
from bot.reconcile.contribution.claiming import claim_comment
from bot.reconcile.contribution.excuses import elsewhere
from bot.reconcile.contribution.matching import contribution_of
from bot.reconcile.contribution.place import Place
from bot.reconcile.forks import FORK, fork_entry
from bot.reconcile.lines import entry_of, happened
from bot.reconcile.people import mentionable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.github.guard import Guard
    from bot.github.writer import Writer
    from bot.kernel.contribution import Contribution
    from bot.kernel.journal import ContributionRecord, Entry
    from bot.kernel.snapshot import PullRequest
    from bot.kernel.subject import Subject
    from bot.kernel.talk import Reply
    from bot.reconcile.contribution.conversation import Conversation
    from bot.reconcile.look import Look
    from bot.reconcile.memory import Memory
    from bot.reconcile.ports import StorePort

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Belonging:
    """A pull request's contribution.

    Attributes:
        record: Which; None where it belongs to none.
        contribution: Where it stands; None where there is none.
        entries: What is to be added to its journal, and to others.
        wakes: Other contributions that have something new to look at.
        claim: The student's comment on the issue at the project, Markdown; empty without one.
    """

    record: ContributionRecord | None = None
    contribution: Contribution | None = None
    entries: tuple[Entry, ...] = ()
    wakes: tuple[tuple[Subject, str], ...] = ()
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Belongings:
    """Finds contributions, and hears the commands that stand in pull requests.

    Attributes:
        store: Keeps journals.
        writer: Answers.
        guard: Gives leave to answer.
        conversation: Hears commands.
    """

    store: StorePort
    writer: Writer
    guard: Guard
    conversation: Conversation

    async def find(
        self, look: Look, memory: Memory, project: str | None
    ) -> tuple[Belonging, Memory]:
        """Return what a pull request belongs to, its new commands heard and answered.

        Without a tracker in the policy there are no contributions, and nothing is heard.

        Args:
            look: What this run found.
            memory: What was heard where there is no contribution.
            project: The present name of the upstream project behind the repository.
        """
        if look.policy.tracker is UNSET:
            return Belonging(), memory
        pull_request = look.observed.pull_request
        records = await self.store.contributions_of(pull_request.author.login)
        record = contribution_of(pull_request, look.subject, records, project)
        journal: Sequence[Entry] = ()
        if record is not None:
            journal = await self.store.journal(record.subject)
        place = Place(
            repository=look.repository,
            talk=pull_request,
            policy=look.policy,
            contribution=None if record is None else record.subject,
            journal=tuple(journal),
            heard=memory.heard,
        )
        saying = _Saying(self.writer, self.guard, look)
        heeded = await self.conversation.heed(place, saying.acknowledge)
        await saying.say(
            heeded.reactions,
            tuple(each for each in heeded.replies if each.key not in look.observed.replies),
        )
        if record is None:
            heard = (*memory.heard, *heeded.heard)
            return Belonging(), msgspec.structs.replace(memory, heard=heard)
        seen = tuple(_seen(record, look.subject, pull_request, journal))
        events = [*heeded.contribution.happened, *happened(seen)]
        others, wakes = await elsewhere(self.store, heeded.entries)
        entries = (*heeded.entries, *seen, *others)
        contribution = fold(events)
        claim = claim_comment(journal, contribution)
        return Belonging(record, contribution, entries, wakes, claim), memory


@dataclass(frozen=True, slots=True)
class _Saying:
    """Writes into the conversation of one pull request."""

    writer: Writer
    guard: Guard
    look: Look

    async def acknowledge(self, texts: tuple[str, ...]) -> None:
        await self.say(tuple(Reacting(text, Emoji.EYES) for text in texts))

    async def say(self, reactions: tuple[Reacting, ...], replies: tuple[Reply, ...] = ()) -> None:
        pull_request = self.look.observed.pull_request
        talk = Talk(
            self.look.subject,
            pull_request.repository,
            pull_request.node_id,
            reactions=reactions,
            replies=replies,
            may_mention=mentionable(self.look.policy),
        )
        if talk.is_empty or self.look.observed.locked:
            return
        leave = self.guard.permit(self.look.repository, talk.repository)
        told = await self.writer.say(leave, talk)
        _log.info("conversation_written", replies=len(replies), refused=told.refused)
        if len(told.replies) < len(replies):
            raise Fault("GitHub refused an answer: " + "; ".join(told.refused))


def _seen(
    record: ContributionRecord,
    subject: Subject,
    pull_request: PullRequest,
    journal: Sequence[Entry],
) -> tuple[Entry, ...]:
    """Return the lines that say that this pull request was seen, the first time."""
    known = {entry.data for entry in journal if entry.kind == FORK}
    if subject.key.encode() in known:
        return ()
    at, by = pull_request.created_at, pull_request.author.login
    event = happening.WorkSeen(at=at, by=by, source=f"{subject.key}/work")
    return (fork_entry(record.subject, subject, by, at), entry_of(record.subject, event))
