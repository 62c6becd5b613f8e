"""Decides for a whole course who hears what now, and lets each contribution say it itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from msgspec import UNSET, structs

from bot.kernel.journal import Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.nudges.plan import plan
from bot.nudges.situation import Seen, Situation
from bot.reconcile.nudges.allotments import ALLOTTED, Allotted, said_lately
from bot.reconcile.nudges.muting import Muting
from bot.reconcile.people import cohort_of, is_student, students_in, time_zone_of
from bot.reconcile.recalling import recalled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.clock import Clock
    from bot.kernel.work import Lease, Outcome
    from bot.nudges.plan import Plan
    from bot.nudges.restraint import Item
    from bot.nudges.rung import Rung
    from bot.nudges.situation import Given
    from bot.policy.model import Policy
    from bot.projects.history import Histories
    from bot.projects.load import Projects
    from bot.reconcile.nudges.muting import Muted
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort

EVERY: Final = timedelta(minutes=20)
"""How often everybody is looked through; a stall is noticed within an hour of its time."""

_log = structlog.get_logger()


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

    def of(
        self, seen: Seen, policy: Policy, muted: frozenset[Rung] = frozenset()
    ) -> Situation | None:
        """Return the situation; None for somebody who is in no cohort, or not any more.

        Args:
            seen: The contribution as it was last read.
            policy: What the course wants.
            muted: Rungs that are not given.
        """
        now = self.clock.now()
        cohort = cohort_of(policy, seen.student, now)
        if cohort is None or (students_in(cohort) and not is_student(policy, seen.student)):
            return None
        # Before a claim there is no project, and nothing particular is known.
        name = seen.project or "course/none"
        own = time_zone_of(cohort, seen.student)
        return Situation(
            seen=structs.replace(seen, time_zone=own),
            project=self.projects.get(name),
            history=self.histories.find(name),
            cohort=cohort,
            nudges=policy.nudges,
            now=now,
            muted=muted,
        )

    def plan(
        self,
        found: Iterable[Seen],
        policy: Policy,
        muted: frozenset[Rung],
        given: Iterable[Given],
    ) -> Plan:
        """Decide what is said now of the contributions of one course.

        Args:
            found: The contributions as they were last read.
            policy: What the course wants.
            muted: Rungs that are not given.
            given: What was said in the course in the last seven days.
        """
        said = tuple(given)
        known = (self.of(_with(seen, said), policy, muted) for seen in found)
        return plan(filter(None, known), said)


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
        found = await last_looks(self.store, lease.scope)
        muted = await Muting(self.store).of(lease, policy.nudges.mute_percent, now)
        given, waiting = await said_lately(self.store, lease.scope, now)
        free = (seen for seen, _ in found if seen.contribution not in waiting)
        planned = self.situations.plan(free, policy, muted.rungs, given)
        scopes = {seen.contribution: scope for seen, scope in found}
        allotted = (
            *(_entry(each.items, each.to, muted) for each in planned.comments),
            *(_entry((each,), (), muted) for each in planned.held_out),
        )
        _log.info(
            "nudges_decided",
            contributions=len(found),
            nudges=len(planned.comments),
            held_out=len(planned.held_out),
        )
        return Done(
            next_due=now + EVERY,
            state=msgspec.msgpack.encode(muted),
            entries=allotted,
            wakes=tuple((each.subject, scopes[each.subject.key]) for each in allotted),
        )


async def last_looks(store: StorePort, scope: str) -> list[tuple[Seen, str]]:
    """Return what was last seen of each open contribution of an installation, with its scope."""
    found = []
    for record in await store.open_contributions(scope):
        seen = last_seen(await store.state(record.subject))
        if seen is not None:
            found.append((seen, record.scope))
    return found


def last_seen(state: bytes | None) -> Seen | None:
    """Return what the last run of a contribution saw; None where that cannot be read."""
    return recalled(state, Seen)


def _with(seen: Seen, said: Iterable[Given]) -> Seen:
    """Return a contribution with what was said of it since it was read."""
    own = (each for each in said if each.contribution == seen.contribution)
    every = sorted({*seen.given, *own}, key=lambda one: (one.at, one.rung))
    return structs.replace(seen, given=tuple(every))


def _entry(items: Sequence[Item], to: tuple[str, ...], muted: Muted) -> Entry:
    """Return the journal's line of what may be said in one comment; to nobody: is held out."""
    first, *rest = items
    now = first.situation.now
    allotted = Allotted(
        rung=first.due.rung,
        at=first.due.at,
        to=to,
        others=tuple(item.situation.seen.contribution for item in rest),
        held_out=not to,
        muted=tuple(sorted(muted.rungs)),
    )
    subject = Subject(SubjectKind.CONTRIBUTION, first.situation.seen.contribution)
    key = f"{ALLOTTED}:{allotted.rung}:{now.isoformat()}"
    return Entry(subject, key, now, "", ALLOTTED, msgspec.json.encode(allotted))
