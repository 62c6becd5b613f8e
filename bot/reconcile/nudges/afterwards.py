"""Writes down what came of the nudges of a contribution, whenever it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from bot.kernel import happening
from bot.kernel.subject import Subject, SubjectKind
from bot.nudges.aftermath import Act, Aftermath, Side, liked_elsewhere, news
from bot.nudges.situation import Turn
from bot.reconcile.lines import entry_of, nudged
from bot.reconcile.nudges.allotments import ALLOTTED, Allotted
from bot.reconcile.nudges.pull_facts import NO_ACTS
from bot.reconcile.people import leaders_of
from bot.review.events import Kind
from bot.review.people import Role, is_machine, same, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.github.issue_observation import IssueObservation
    from bot.kernel.contribution import Contribution
    from bot.kernel.event import Event
    from bot.kernel.happening import Nudged
    from bot.kernel.journal import Entry
    from bot.kernel.talk import Issue
    from bot.policy.model import Policy
    from bot.reconcile.ports import StorePort
    from bot.reconcile.turns import Judged

_ENDS: Final = (
    happening.Merged,
    happening.Superseded,
    happening.PullRequestClosed,
    happening.Dropped,
)
_ANSWERS: Final = (happening.Snoozed, happening.TurnCorrected)
"""What is said to a nudge, and does nothing about its cause."""

_BROUGHT_ABOUT: Final[Mapping[type[Event], Side]] = {
    happening.WorkSeen: Side.STUDENT,
    happening.PullRequestOpened: Side.STUDENT,
    happening.Merged: Side.PROJECT,
}
"""Events whose journal names nobody, and who did them."""


def aftermath(
    contribution: Contribution,
    judged: Judged | None,
    observed: IssueObservation,
    policy: Policy,
    now: datetime,
) -> Aftermath:
    """Return all that was seen that can be an answer to a nudge.

    Args:
        contribution: Where it stands, with what happened.
        judged: Its pull request at the project, read just now; None where there is none.
        observed: Its issue.
        policy: Names the mentors.
        now: Up to when this was seen.
    """
    events = contribution.happened
    ledger = () if judged is None else judged.judgement.ledger
    acts = [*_acts_here(contribution, observed.issue, leaders_of(policy))]
    if judged is not None:
        acts += _acts_there(contribution.student, judged)
    return Aftermath(
        now=now,
        acts=tuple(acts),
        turns=tuple((each.since, Turn(each.turn.value)) for each in ledger),
        stages=tuple(at for _, at in contribution.entered),
        ends=tuple(each.at for each in events if isinstance(each, _ENDS)),
        snoozes=tuple(each.at for each in events if isinstance(each, happening.Snoozed)),
        corrections=tuple(each.at for each in events if isinstance(each, happening.TurnCorrected)),
        reactions=observed.ours.reactions,
    )


def _acts_here(contribution: Contribution, talk: Issue, leaders: frozenset[str]) -> Iterator[Act]:
    """Yield what was done in the course: commands that had an effect, and comments."""
    student = contribution.student.casefold()

    def side(login: str) -> Side | None:
        if login.casefold() == student:
            return Side.STUDENT
        return Side.MENTOR if login.casefold() in leaders else None

    answers = set()
    for event in contribution.happened:
        if isinstance(event, _ANSWERS):
            answers.add(event.source.partition("/")[0])
        elif who := side(event.by) if event.by else _BROUGHT_ABOUT.get(type(event)):
            yield Act(event.at, who)
    for comment in talk.comments:
        if comment.id not in answers and (who := side(comment.author.login)):
            yield Act(comment.created_at, who)


def _acts_there(student: str, judged: Judged) -> Iterator[Act]:
    """Yield what people did at the project: its author, and who has a say there."""
    snapshot = judged.snapshot
    for event in snapshot.events:
        # A commit may name nobody whom GitHub knows; the branch is the author's.
        if not event.actor and event.kind is not Kind.PUSHED:
            continue
        if event.is_bot or is_machine(event.actor) or event.kind in NO_ACTS:
            continue
        if not event.actor or same(event.actor, snapshot.author) or same(event.actor, student):
            yield Act(event.at, Side.STUDENT)
        elif standing(event.association) is not Role.STRANGER:
            yield Act(event.at, Side.PROJECT)


async def came_of(
    store: StorePort, contribution: Subject, journal: Sequence[Entry], seen: Aftermath
) -> tuple[Entry, ...]:
    """Return the lines of what is new of a contribution's nudges.

    A reaction counts for all contributions that the comment is about. Their journals are read
    only when the reaction is new.

    Args:
        store: Knows the other journals.
        contribution: Whose nudges they are.
        journal: What is written down of it.
        seen: What was seen of it.
    """
    found = news(nudged(journal), seen)
    entries = [entry_of(contribution, each) for each in found]
    for event in found:
        if event.liked is None:
            continue
        for other in _others(journal, event):
            there = await store.journal(other)
            more = liked_elsewhere(nudged(there), event, contribution.key, seen.now)
            entries += (entry_of(other, each) for each in more)
    return tuple(entries)


def _others(journal: Iterable[Entry], event: Nudged) -> Iterator[Subject]:
    """Yield the other contributions that a nudge's comment may be about."""
    keys: dict[str, None] = {}
    for entry in journal:
        if entry.kind == ALLOTTED:
            allotted = msgspec.json.decode(entry.data, type=Allotted)
            if allotted.rung == event.rung:
                keys |= dict.fromkeys(allotted.others)
    yield from (Subject(SubjectKind.CONTRIBUTION, key) for key in keys)
