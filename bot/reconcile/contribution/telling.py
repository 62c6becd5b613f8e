"""Says how a contribution stands: the card, the answers to `/status` and `/turn`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.commands.asked import TellStatus
from bot.commands.help import addressed
from bot.progress import card as cards
from bot.progress.calibration import calibrate
from bot.progress.next_step import next_step
from bot.progress.stages import fold
from bot.reconcile.contribution.own_weeks import last_week
from bot.reconcile.lines import happened
from bot.reconcile.memory import memory_of_fork
from bot.reconcile.people import cohort_of, mentors_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.clock import Clock
    from bot.commands.asked import TellTurn
    from bot.kernel.contribution import Contribution
    from bot.kernel.finding import Finding
    from bot.kernel.subject import Subject
    from bot.projects.course import Course
    from bot.projects.load import Projects
    from bot.reconcile.contribution.place import Place
    from bot.reconcile.contribution.portfolio import Portfolios
    from bot.reconcile.ports import StorePort


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells.

    Attributes:
        store: Knows the student's other contributions and what the checklist said.
        projects: The projects of the course.
        course: What the course teaches.
        turn_of: Whose turn it is, one sentence of Markdown; empty where nobody can tell.
        portfolios: Judges the repository that the student shows.
        clock: Tells the week.
    """

    store: StorePort
    projects: Projects
    course: Course
    turn_of: Callable[[Place, Contribution], Awaitable[str]]
    portfolios: Portfolios
    clock: Clock

    async def card(self, place: Place, contribution: Contribution) -> str:
        """Return the card."""
        own = await self.portfolios.of(place, contribution)
        around = replace(await self._around(place, contribution), own=own)
        told = cards.card(contribution, around)
        return addressed(told, place.form)

    async def __call__(
        self, place: Place, contribution: Contribution, request: TellStatus | TellTurn
    ) -> str:
        """Return the answer to `/status` or to `/turn`."""
        if isinstance(request, TellStatus):
            return cards.status(contribution, await self._around(place, contribution))
        return await self.turn_of(place, contribution) or (
            "Whose turn it is cannot be told yet: no pull request at a project is known here."
            " `/pr` names it."
        )

    async def _around(self, place: Place, contribution: Contribution) -> cards.Surroundings:
        now = self.clock.now()
        student = contribution.student or place.talk.author.login
        cohort = cohort_of(place.policy, student, now)
        calibrated = None
        if cohort is not None:
            others = await self._others(student, place.contribution)
            calibrated = calibrate(cohort, self.course, (contribution, *others), now)
        issue = contribution.issue
        return cards.Surroundings(
            course=self.course,
            now=now,
            project=None if issue is None else self.projects.find(issue.repository),
            findings=await self._findings(place),
            turn=place.turn,
            calibrated=calibrated,
            mentors=mentors_of(cohort, student),
            zone=zone_of(cohort, student),
            week=self._week(place, contribution),
        )

    def _week(self, place: Place, contribution: Contribution) -> str:
        student = contribution.student or place.talk.author.login
        step = ""
        if not contribution.stage.has_ended:
            issue = contribution.issue
            project = None if issue is None else self.projects.find(issue.repository)
            step = next_step(contribution, project).title
        return last_week(place.journal, student, place.policy, self.clock.now(), step)

    async def _others(self, student: str, this: Subject | None) -> tuple[Contribution, ...]:
        records = await self.store.contributions_of(student)
        subjects = [record.subject for record in records if record.subject != this]
        journals = [await self.store.journal(subject) for subject in subjects]
        return tuple(fold(happened(journal)) for journal in journals)

    async def _findings(self, place: Place) -> tuple[Finding, ...]:
        return (await memory_of_fork(self.store, place.journal)).findings
