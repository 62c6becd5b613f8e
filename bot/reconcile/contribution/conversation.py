"""Hears the commands of a conversation and carries them out, each once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.commands.asked import SILENCE, Assign, Reaction, Situation
from bot.commands.decide import decide
from bot.commands.help import addressed
from bot.kernel.journal import Entry
from bot.kernel.markers import reply_mark
from bot.kernel.snapshot import PullRequest
from bot.kernel.talk import Emoji, Reacting, Reply
from bot.progress.stages import fold
from bot.reconcile.contribution.hearing import (
    HEARD,
    Heard,
    heard_key,
    implied,
    is_claim,
    texts_of,
    unheard,
)
from bot.reconcile.lines import entry_of, happened
from bot.reconcile.people import asking, cohort_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

    from bot.commands.asked import Decision, Request
    from bot.kernel.contribution import Contribution, Verdict
    from bot.kernel.event import Event
    from bot.kernel.subject import Subject
    from bot.projects.load import Projects
    from bot.reconcile.contribution.place import Place

_LONGEST_DIGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Heeded:
    """What came of listening.

    Attributes:
        contribution: Where the contribution stands afterwards.
        entries: What to write down in its journal.
        replies: What to answer.
        reactions: How to react, the eyes taken back.
        assign: The logins of whom to assign.
        heard: The sources of what was heard.
    """

    contribution: Contribution
    entries: tuple[Entry, ...] = ()
    replies: tuple[Reply, ...] = ()
    reactions: tuple[Reacting, ...] = ()
    assign: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an errand: what happened, and what to say, Markdown."""

    events: tuple[Event, ...] = ()
    say: str = ""


@dataclass(slots=True)
class _Running:
    """What has come together so far, command by command."""

    events: list[Event]
    entries: list[Entry] = field(default_factory=list)
    said: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    reactions: dict[str, Emoji] = field(default_factory=dict)
    sources: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    assign: list[str] = field(default_factory=list)

    @property
    def contribution(self) -> Contribution:
        return fold(self.events)

    def react(self, text: str, emoji: Emoji) -> None:
        # One thing that was not understood weighs more than all that was.
        if self.reactions.get(text) is not Emoji.CONFUSED:
            self.reactions[text] = emoji


@dataclass(frozen=True, slots=True)
class Conversation:
    """Listens.

    Attributes:
        projects: The projects of the course.
        judge: The plan check: a plan's Markdown and the contribution, to its verdict.
        errand: Carries out what commands ask for.
    """

    projects: Projects
    judge: Callable[[str, Contribution], Verdict]
    errand: Callable[[Place, Contribution, Request, Situation], Awaitable[Done]]

    async def heed(
        self, place: Place, acknowledge: Callable[[tuple[str, ...]], Awaitable[None]]
    ) -> Heeded:
        """Hear what was not heard before and carry it out.

        Args:
            place: The conversation.
            acknowledge: Shows, for the texts of these ids, that they are being looked at.
        """
        running = _Running(list(happened(place.journal)))
        heard = self._heard(place, running.contribution)
        loud = [one for one in heard if self._decided(place, one, running.contribution) != SILENCE]
        if loud:
            await acknowledge(tuple(dict.fromkeys(one.text.id for one in loud)))
        for one in heard:
            await self._carry_out(place, one, running)
        return Heeded(
            contribution=running.contribution,
            entries=tuple(running.entries),
            replies=tuple(_replies(running)),
            reactions=tuple(_reactions(running.reactions)),
            assign=tuple(dict.fromkeys(running.assign)),
            heard=tuple(one.source for one in heard),
        )

    def _heard(self, place: Place, contribution: Contribution) -> tuple[Heard, ...]:
        texts = tuple(texts_of(place.talk))
        known = {entry.key for entry in place.journal} | set(map(heard_key, place.heard))
        found = unheard(texts, known, place.form)
        if isinstance(place.talk, PullRequest):
            return found
        waiting = [
            Heard(source, texts[0], command)
            for told, command in implied(place.talk, self.projects)
            if heard_key(source := f"{place.talk.node_id}/{told}") not in known
        ]
        rest = [one for one in waiting if not is_claim(one)]
        if contribution.issue is not None:
            return (*rest, *found)
        if not any(map(is_claim, found)):
            claims = (one for one in waiting if is_claim(one))
            found = (*(one for one in claims if self._counts(place, one, contribution)), *found)
        for n, one in enumerate(found, 1):
            if is_claim(one) and self._decided(place, one, contribution).reaction is Reaction.DONE:
                # What the form says besides makes sense only after the claim.
                return (*found[:n], *(each.not_before(one) for each in rest), *found[n:])
        return found

    def _counts(self, place: Place, one: Heard, contribution: Contribution) -> bool:
        """Return whether a claim that stands in no command is carried out, or needs an answer.

        An issue of somebody who may not claim is anything, and nothing is said to it.
        """
        decision = self._decided(place, one, contribution)
        return decision.reaction is Reaction.DONE or bool(decision.reply and not decision.events)

    def _decided(self, place: Place, one: Heard, contribution: Contribution) -> Decision:
        return decide(one.written, self._situation(place, one, contribution))

    async def _carry_out(self, place: Place, one: Heard, running: _Running) -> None:
        contribution = running.contribution
        situation = self._situation(place, one, contribution)
        decision = decide(one.written, situation)
        if place.contribution is not None:
            running.entries.append(_heard_entry(place.contribution, one))
        if decision == SILENCE:
            return
        self._note(place, decision.events, running)
        said = [decision.reply]
        for request in decision.requests:
            if isinstance(request, Assign):
                running.assign.append(request.login)
                continue
            done = await self.errand(place, running.contribution, request, situation)
            self._note(place, done.events, running)
            said.append(addressed(done.say, place.form))
        running.said[one.text.id] += filter(None, said)
        running.sources[one.text.id].append(one.source)
        if decision.reaction is not None:
            running.react(one.text.id, _EMOJIS[decision.reaction])

    @staticmethod
    def _note(place: Place, events: Iterable[Event], running: _Running) -> None:
        for event in events:
            running.events.append(event)
            if place.contribution is not None:
                running.entries.append(entry_of(place.contribution, event))

    def _situation(self, place: Place, one: Heard, contribution: Contribution) -> Situation:
        student = contribution.student or place.talk.author.login
        cohort = cohort_of(place.policy, student, one.text.at)
        return Situation(
            asking=asking(place.policy, place.talk, one.text.author, contribution.student),
            where=place.where,
            contribution=None if place.contribution is None else contribution,
            projects=self.projects,
            judge=lambda text: self.judge(text, contribution),
            at=one.text.at,
            source=one.source,
            zone=zone_of(cohort, student),
            form=place.form,
        )


_EMOJIS: Final = {Reaction.DONE: Emoji.DONE, Reaction.CONFUSED: Emoji.CONFUSED}


def _heard_entry(contribution: Subject, one: Heard) -> Entry:
    actor = one.text.author.login.lower()
    return Entry(contribution, heard_key(one.source), one.text.at, actor, HEARD, b"")


def _replies(running: _Running) -> Iterator[Reply]:
    for text, said in running.said.items():
        if said:
            sources = "\n".join(running.sources[text])
            digest = hashlib.sha256(sources.encode()).hexdigest()[:_LONGEST_DIGEST]
            key = f"{text}/{digest}"
            yield Reply(key, f"{reply_mark(key)}\n\n" + "\n\n".join(said) + "\n")


def _reactions(emojis: Mapping[str, Emoji]) -> Iterator[Reacting]:
    for text, emoji in emojis.items():
        yield Reacting(text, emoji)
        yield Reacting(text, Emoji.EYES, take_back=True)
