"""Decides for a whole course who hears what now, and lets each contribution say it itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from msgspec import UNSET

from bot.kernel.journal import Entry
from bot.kernel.work import Done, Subject, SubjectKind
from bot.nudges.outcome import recorded
from bot.nudges.plan import plan
from bot.nudges.rung import Rung
from bot.nudges.situation import Seen, Situation
from bot.reconcile.lines import entry_of
from bot.reconcile.people import cohort_of

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.kernel.work import Lease, Outcome
    from bot.nudges.restraint import Comment, Item
    from bot.policy.model import Policy
    from bot.projects.history import Histories
    from bot.projects.load import Projects
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort

EVERY: Final = timedelta(minutes=20)
"""How often everybody is looked through; a stall is noticed within an hour of its time."""

ALLOTTED: Final = "nudge_allotted"
"""The kind of the journal's entries that let a contribution give a nudge, once, if it still holds
when the contribution is read again."""

_log = structlog.get_logger()


class Allotted(msgspec.Struct, frozen=True):
    """What a contribution may say.

    Attributes:
        rung: The nudge.
        at: When it became due.
        to: The logins that it addresses.
        others: The keys of further contributions that the same comment is about.
    """

    rung: Rung
    at: datetime
    to: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situations:
    """Puts a contribution's facts together with what is known around them.

    Attributes:
        projects: The projects of the course.
        histories: Their figures.
        clock: Tells now.
    """

    projects: Projects
    histories: Histories
    clock: Clock

    def of(self, seen: Seen, policy: Policy) -> Situation | None:
        """Return the situation; None for a student of no cohort, of whom nothing is known."""
        now = self.clock.now()
        cohort = cohort_of(policy, seen.student, now)
        if cohort is None:
            return None
        # Before a claim there is no project, and nothing particular is known.
        name = seen.project or "course/none"
        return Situation(
            seen=seen,
            project=self.projects.get(name),
            history=self.histories.find(name),
            cohort=cohort,
            nudges=policy.nudges,
            now=now,
        )


@dataclass(frozen=True, slots=True)
class Nudging:
    """The use case.

    Attributes:
        store: Knows the contributions and what was last seen of each.
        policies: Tells who is who, and what the course wants of nudges.
        situations: Completes the facts.
        clock: Tells now.
    """

    store: StorePort
    policies: Policies
    situations: Situations
    clock: Clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Look through the open contributions of one installation."""
        now = self.clock.now()
        course = await self.policies.of_course(int(lease.subject.key))
        if course is None:
            return Done()
        _, policy = course
        if policy.tracker is UNSET:
            return Done(next_due=now + EVERY)
        found = []
        for record in await self.store.open_contributions(lease.scope):
            seen = last_seen(await self.store.state(record.subject))
            if seen is not None:
                found.append((seen, record.scope))
        given = tuple(each for seen, _ in found for each in seen.given)
        situations = (self.situations.of(seen, policy) for seen, _ in found)
        planned = plan(filter(None, situations), given)
        scopes = {seen.contribution: scope for seen, scope in found}
        allotted = tuple(_entry(comment, now) for comment in planned.comments)
        held_out = tuple(_held_out(item) for item in planned.held_out)
        _log.info("nudges_decided", contributions=len(found), nudges=len(allotted))
        return Done(
            next_due=now + EVERY,
            entries=(*allotted, *held_out),
            wakes=tuple((each.subject, scopes[each.subject.key]) for each in allotted),
        )


def last_seen(state: bytes | None) -> Seen | None:
    """Return what the last run of a contribution saw; None where that cannot be read."""
    if state is None:
        return None
    try:
        return msgspec.msgpack.decode(state, type=Seen)
    except msgspec.MsgspecError:
        return None


def _held_out(item: Item) -> Entry:
    """Return the journal's line of a nudge that is not said, to compare with."""
    subject = Subject(SubjectKind.CONTRIBUTION, item.situation.seen.contribution)
    return entry_of(subject, recorded(item, None))


def _entry(comment: Comment, now: datetime) -> Entry:
    first, *rest = comment.items
    allotted = Allotted(
        rung=first.due.rung,
        at=first.due.at,
        to=comment.to,
        others=tuple(item.situation.seen.contribution for item in rest),
    )
    subject = Subject(SubjectKind.CONTRIBUTION, comment.contribution)
    key = f"{ALLOTTED}:{allotted.rung}:{now.isoformat()}"
    return Entry(subject, key, now, "", ALLOTTED, msgspec.json.encode(allotted))
