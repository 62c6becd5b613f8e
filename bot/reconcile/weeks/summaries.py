"""Reconcile the weekly summaries of an installation: one issue a cohort and week, never two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET

from bot.kernel.errors import Transient
from bot.kernel.work import Done
from bot.reconcile.weeks.due_weeks import DueWeeks, Run
from bot.reconcile.weeks.readers import EVERY, Reader, key_of, next_hour
from bot.summary import notice

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.kernel.work import Lease, Outcome
    from bot.reconcile.policies import Policies
    from bot.reconcile.weeks.cohort_week import Cohorts
    from bot.reconcile.weeks.due_weeks import StorePort

AGAIN: Final = "summary_again:"
"""Begins the name of the fact that says which weeks to tell again; the installation follows."""


@dataclass(frozen=True, slots=True)
class Summaries:
    """The use case.

    Attributes:
        github: Read from and written to.
        store: Remembers which week was told last; what is told is found by looking.
        guard: Decides what may be touched.
        policies: Names cohorts, hour and repository.
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
        """Tell the weeks whose hour has come; what fails for one cohort keeps no other waiting.

        Raises:
            Transient: Something may pass. What was told meanwhile is found by looking.
        """
        now = self.clock.now()
        course = await self.policies.of_course(int(lease.subject.key))
        if course is None:
            return Done()
        _, policy = course
        summary = policy.summary
        if summary is UNSET:
            return Done(next_due=now + EVERY)
        weeks = DueWeeks(self.github, self.store, self.guard, self.cohorts, self.clock)
        fact = f"{AGAIN}{lease.subject.key}"
        run = Run(lease, policy, await weeks.asked(fact))
        remembered = await weeks.tell(
            run,
            (
                Reader(cohort, summary.repository, key_of(cohort), notice.SETTING)
                for cohort in policy.cohorts
            ),
        )
        await weeks.done(run, fact)
        for error in run.failures:
            if isinstance(error, Transient):
                raise error
        return Done(next_due=next_hour(policy, now), state=msgspec.msgpack.encode(remembered))
