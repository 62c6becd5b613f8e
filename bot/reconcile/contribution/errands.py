"""Does what a command asks for beyond writing it down: judges, looks, tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.commands.asked import (
    ExcuseStudent,
    LookAtPullRequest,
    LookForCollisions,
    RunChecklist,
    Suggest,
    TellStatus,
    TellTurn,
)
from bot.kernel import happening
from bot.kernel.errors import Fault
from bot.kernel.finding import Status
from bot.kernel.snapshot import PullRequest
from bot.progress.ready import readiness, ready
from bot.reconcile.contribution.conversation import Done
from bot.reconcile.forks import fork_pull
from bot.reconcile.people import cohort_of, mentors_of

if TYPE_CHECKING:
    from bot.commands.asked import Request, Situation
    from bot.github.guard import Admitted, Guard, Visible
    from bot.kernel.contribution import Contribution
    from bot.projects.load import Projects
    from bot.reconcile.contribution.conversation import Place
    from bot.reconcile.contribution.telling import Telling
    from bot.reconcile.contribution.upstream import Upstream
    from bot.reconcile.judging import Judged, Judging
    from bot.reconcile.ports import StorePort

_NOTHING_TO_JUDGE: Final = (
    "There is nothing to look at yet. Open a pull request in the course's fork, a draft will do,"
    " or name the one at the project with `/pr`; then ask again."
)


@dataclass(frozen=True, slots=True)
class Errands:
    """Carries out requests.

    Attributes:
        store: Knows the course's repositories.
        guard: Says where one may look.
        judging: Runs the checklist.
        upstream: Looks at the projects.
        telling: Says how a contribution stands.
        projects: The projects of the course.
    """

    store: StorePort
    guard: Guard
    judging: Judging
    upstream: Upstream
    telling: Telling
    projects: Projects

    async def __call__(
        self, place: Place, contribution: Contribution, request: Request, situation: Situation
    ) -> Done:
        """Carry out one request."""
        match request:
            case RunChecklist(is_for_ready=True):
                return await self._ready(place, contribution, situation)
            case RunChecklist():
                return await self._check(place, contribution)
            case LookForCollisions() | LookAtPullRequest() | Suggest():
                return await self.upstream(place, contribution, request)
            case TellStatus() | TellTurn():
                return Done(say=await self.telling(place, contribution, request))
            case ExcuseStudent():
                # It is carried to the student's other contributions once it is written down.
                return Done()
            case _:
                raise Fault(f"nobody carries out {type(request).__name__}")

    async def _ready(self, place: Place, contribution: Contribution, situation: Situation) -> Done:
        judged = await self.judged(place, contribution)
        if judged is None:
            return Done(say=_NOTHING_TO_JUDGE)
        result = readiness(judged.findings, judged.pull_request.head_sha)
        event = happening.ReadyAsked(**situation.stamp, readiness=result)
        issue = contribution.issue
        project = None if issue is None else self.projects.find(issue.repository)
        mentors = mentors_of(
            cohort_of(place.policy, contribution.student, situation.at), contribution.student
        )
        told = ready(contribution, project, judged.findings, mentors)
        if isinstance(place.talk, PullRequest):
            # The card stands in the contribution's issue; here the answer itself is needed.
            return Done((event,), "\n\n".join(filter(None, (told.section, told.request))))
        return Done((event,), told.request)

    async def _check(self, place: Place, contribution: Contribution) -> Done:
        judged = await self.judged(place, contribution)
        if judged is None:
            return Done(say=_NOTHING_TO_JUDGE)
        left = [one for one in judged.findings if one.status is Status.FIX]
        if not left:
            return Done(say="Nothing is left to do on the checklist.")
        lines = [f"- **{one.title}.** {one.summary} To do: {one.fix}" for one in left]
        return Done(say="\n".join(["Left to do on the checklist:", "", *lines]))

    async def judged(self, place: Place, contribution: Contribution) -> Judged | None:
        """Judge the pull request that is spoken of: this one, the fork's, or the project's."""
        repository, number = await self._spoken_of(place, contribution)
        if repository is None:
            return None
        return await self.judging.judge(repository, number, contribution, place.policy)

    async def _spoken_of(
        self, place: Place, contribution: Contribution
    ) -> tuple[Admitted | Visible | None, int]:
        if isinstance(place.talk, PullRequest):
            return place.repository, place.talk.number
        fork = fork_pull(place.journal)
        if fork is not None:
            repository_id, _, number = fork.partition("#")
            record = await self.store.repository(int(repository_id))
            if record is not None:
                return self.guard.admit(record), int(number)
        reference = contribution.pull_request
        if reference is None:
            return None, 0
        return self.guard.look(place.repository, reference.repository), reference.number
