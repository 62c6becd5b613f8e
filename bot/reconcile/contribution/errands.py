"""Does what a command asks for beyond writing it down: judges, looks, tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from bot.kernel.contribution import Readiness
from bot.kernel.errors import Fault
from bot.kernel.finding import Status
from bot.kernel.markdown import quote
from bot.kernel.snapshot import PullRequest
from bot.progress.own_repository import OwnWork, own_answer
from bot.progress.ready import BRANCH_SHOWN, readiness, ready, undecided, which
from bot.reconcile.contribution.claiming import claim_comment
from bot.reconcile.contribution.conversation import Done
from bot.reconcile.contribution.portfolio import is_portfolio
from bot.reconcile.forks import fork_pull
from bot.reconcile.judging import Asked
from bot.reconcile.people import cohort_of, mentors_of

if TYPE_CHECKING:
    from bot.commands.asked import Request, Situation
    from bot.github.guard import Admitted, Guard, Visible
    from bot.kernel.contribution import Contribution
    from bot.kernel.finding import Finding
    from bot.projects.load import Projects
    from bot.reconcile.contribution.branches import Branches
    from bot.reconcile.contribution.meant import Meant, Pushed
    from bot.reconcile.contribution.place import Place
    from bot.reconcile.contribution.telling import Telling
    from bot.reconcile.contribution.upstream import Upstream
    from bot.reconcile.judging import Judged, Judging
    from bot.reconcile.ports import StorePort

_NOTHING_TO_JUDGE: Final = (
    "There is nothing to look at yet. Push a branch into the course's fork, or into your own if"
    " the coach is installed there; or open a pull request in the course's fork, a draft will do;"
    " or name the one at the project with `/pr`. Then ask again; `/ready` can be told the branch."
)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the checklist said.

    Attributes:
        findings: One of each check.
        sha: Of which commit.
        branch: Of which branch, where it was no pull request.
        is_aside: Whether there is a pull request, and this branch is not its.
    """

    findings: tuple[Finding, ...]
    sha: str
    branch: str = ""
    is_aside: bool = False


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
        branches: Finds the branch where there is no pull request.
    """

    store: StorePort
    guard: Guard
    judging: Judging
    upstream: Upstream
    telling: Telling
    projects: Projects
    branches: Branches

    async def __call__(
        self, place: Place, contribution: Contribution, request: Request, situation: Situation
    ) -> Done:
        """Carry out one request."""
        match request:
            case RunChecklist() if _shows_own(place, contribution):
                return await self._portfolio(place, contribution, situation, request)
            case RunChecklist(is_for_ready=True, branch=branch):
                return await self._ready(place, contribution, situation, branch)
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

    async def _ready(
        self, place: Place, contribution: Contribution, situation: Situation, branch: str
    ) -> Done:
        looked = await self._looked(place, contribution, branch)
        if isinstance(looked, str):
            return Done(say=looked)
        # The card stands in the contribution's issue; elsewhere the answer itself is needed.
        is_elsewhere = isinstance(place.talk, PullRequest)
        if isinstance(looked, Readiness):
            event = happening.ReadyAsked(**situation.stamp, readiness=looked)
            return Done((event,), which(looked.branches) if is_elsewhere else "")
        result = readiness(looked.findings, looked.sha, looked.branch)
        event = happening.ReadyAsked(**situation.stamp, readiness=result)
        issue = contribution.issue
        project = None if issue is None else self.projects.find(issue.repository)
        mentors = mentors_of(
            cohort_of(place.policy, contribution.student, situation.at), contribution.student
        )
        told = ready(
            contribution, project, looked.findings, mentors, result if looked.branch else None
        )
        if looked.is_aside:
            # The card goes on with the pull request.
            return Done(say=told.section)
        if is_elsewhere:
            return Done((event,), "\n\n".join(filter(None, (told.section, told.request))))
        return Done((event,), told.request)

    async def _portfolio(
        self, place: Place, contribution: Contribution, situation: Situation, asked: RunChecklist
    ) -> Done:
        work = await self.telling.portfolios.of(place, contribution)
        student = contribution.student or place.talk.author.login
        cohort = cohort_of(place.policy, student, situation.at)
        mentors = mentors_of(cohort, student) if asked.is_for_ready else ()
        return Done(say=own_answer(work or OwnWork(), mentors))

    async def _check(self, place: Place, contribution: Contribution) -> Done:
        looked = await self._looked(place, contribution)
        if isinstance(looked, str):
            return Done(say=looked)
        if isinstance(looked, Readiness):
            return Done(say=which(looked.branches))
        on = f" of {quote(looked.branch, BRANCH_SHOWN)}" if looked.branch else ""
        left = [one for one in looked.findings if one.status is Status.FIX]
        if not left:
            return Done(say=f"Nothing is left to do on the checklist{on}.")
        lines = [f"- **{one.title}.** {one.summary} To do: {one.fix}" for one in left]
        return Done(say="\n".join([f"Left to do on the checklist{on}:", "", *lines]))

    async def _looked(
        self, place: Place, contribution: Contribution, named: str = ""
    ) -> _Looked | Readiness | str:
        """Look at the pull request, or at the branch where there is none.

        Returns:
            A `Readiness` where one of several branches may be meant, and words where none is.
        """
        judged = await self.judged(place, contribution)
        of_pull = None
        if judged is not None:
            seen = judged.pull_request
            of_pull = _Looked(judged.findings, seen.head_sha)
            is_other = named and seen.head_branch != named.rpartition(":")[2]
            if isinstance(place.talk, PullRequest) or not is_other:
                return of_pull
        found = await self.branches.find(place, contribution, named)
        if found.branch is not None:
            looked = await self._of_branch(place, contribution, found.branch)
            if of_pull is None or isinstance(looked, str):
                return looked
            return replace(looked, is_aside=True)
        # Where there is a pull request and no such branch, the word was a remark.
        return of_pull or _not_found(found, named)

    async def _of_branch(
        self, place: Place, contribution: Contribution, pushed: Pushed
    ) -> _Looked | str:
        fork = self.guard.admit(pushed.fork)
        project = self.guard.look(fork, pushed.origin.name)
        judged = None
        if project is not None:
            asked = _asked(place, contribution)
            judged = await self.judging.judge_branch(fork, project, pushed, asked)
        shown, there = quote(pushed.label, BRANCH_SHOWN), quote(pushed.origin.name)
        if judged is None:
            return f"{shown} has no commit in common with {there}, so it cannot be looked at."
        if not judged.ahead:
            return f"{shown} holds no commit that {there} has not. Push your work, then ask again."
        return _Looked(judged.findings, pushed.branch.head, pushed.label)

    async def judged(self, place: Place, contribution: Contribution) -> Judged | None:
        """Judge the pull request that is spoken of: this one, the fork's, or the project's."""
        repository, number = await self._spoken_of(place, contribution)
        if repository is None:
            return None
        return await self.judging.judge(repository, number, _asked(place, contribution))

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


def _not_found(found: Meant, named: str) -> Readiness | str:
    if found.others:
        return undecided(each.label for each in found.others)
    if named:
        return f"There is no branch {quote(named, BRANCH_SHOWN)} in a fork that can be read."
    return _NOTHING_TO_JUDGE


def _asked(place: Place, contribution: Contribution) -> Asked:
    return Asked(contribution, place.policy, claim_comment(place.journal, contribution))


def _shows_own(place: Place, contribution: Contribution) -> bool:
    """Return whether a repository of the student's own is meant, and no pull request."""
    is_named = is_portfolio(contribution) and bool(contribution.portfolio)
    return is_named and not isinstance(place.talk, PullRequest)
