"""Reconcile the mentors' versions of the week: each in a repository that only that mentor reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET

from bot.kernel.errors import Transient
from bot.kernel.work import Done
from bot.reconcile.weeks.due_weeks import DueWeeks, Run
from bot.reconcile.weeks.readers import Reader, key_of, next_hour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.kernel.work import Lease, Outcome
    from bot.policy.model import Cohort, Mentor, Policy
    from bot.reconcile.policies import Policies
    from bot.reconcile.weeks.cohort_week import Cohorts
    from bot.reconcile.weeks.due_weeks import StorePort

AGAIN: Final = "mentors_again:"
"""Begins the name of the fact that says which weeks to tell again; the installation follows."""

SOON: Final = timedelta(minutes=5)
"""After so long is tried again what failed for one mentor, where GitHub names no other time."""

_SETTING: Final = "cohorts[].mentors[].repository"


@dataclass(frozen=True, slots=True)
class MentorWeeks:
    """The use case.

    Attributes:
        github: Read from and written to.
        store: Remembers which week was told last; what is told is found by looking.
        guard: Decides what may be touched.
        policies: Names mentors, their repositories and the hour.
        cohorts: Tells the weeks.
        clock: Tells whose hour has come.
    """

    github: GitHub
    store: StorePort
    guard: Guard
    policies: Policies
    cohorts: Cohorts
    clock: Clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Tell the weeks whose hour has come, each mentor theirs.

        What fails for one mentor is tried again and keeps no other from theirs.
        """
        now = self.clock.now()
        course = await self.policies.of_course(int(lease.subject.key))
        if course is None:
            return Done()
        _, policy = course
        weeks = DueWeeks(self.github, self.store, self.guard, self.cohorts, self.clock)
        fact = f"{AGAIN}{lease.subject.key}"
        run = Run(lease, policy, await weeks.asked(fact))
        remembered = await weeks.tell(run, _readers(policy))
        await weeks.done(run, fact)
        # What may have been created is looked for at the moment that an error names.
        retry = (
            error.retry_at or now + SOON for error in run.failures if isinstance(error, Transient)
        )
        due = min((next_hour(policy, now), *retry))
        return Done(next_due=due, state=msgspec.msgpack.encode(remembered))


def reader_key(cohort: Cohort, mentor: Mentor) -> str:
    """Return what a mentor's version is called in marks and keys."""
    login = hashlib.sha256(mentor.login.casefold().encode()).hexdigest()[:12]
    return f"{key_of(cohort)}/mentor/{login}"


def _readers(policy: Policy) -> Iterator[Reader]:
    for cohort in policy.cohorts:
        for mentor in cohort.mentors:
            if mentor.repository is not UNSET:
                key = reader_key(cohort, mentor)
                yield Reader(cohort, mentor.repository, key, _SETTING, mentor.login)
