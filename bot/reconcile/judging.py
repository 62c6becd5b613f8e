"""Runs the checklist on a pull request when somebody asks, and the plan check on a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.checklist.checks import plan
from bot.checklist.evaluate import evaluate, wants_diff
from bot.checklist.policy_filter import apply
from bot.checklist.reading import read
from bot.github.comparing import is_too_large
from bot.github.reader import Ours
from bot.kernel.contribution import Verdict
from bot.kernel.effect import CHECK_RUN_NAME
from bot.kernel.errors import Transient
from bot.kernel.snapshot import GHOST, Actor, PullRequest, PullRequestState, RepositoryRef
from bot.policy.report import RUN_NAME

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.checklist.background import Background
    from bot.github.app import Identity
    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Visible
    from bot.kernel.contribution import Contribution
    from bot.kernel.finding import Finding
    from bot.kernel.upstream import Comparison
    from bot.policy.model import Policy
    from bot.reconcile.contribution.meant import Pushed

_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """A pull request and what the checklist says of it."""

    pull_request: PullRequest
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class JudgedBranch:
    """What the checklist says of a branch; `ahead` are the commits that the project has not."""

    ahead: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom something is judged.

    Attributes:
        contribution: Whose plan and kind count.
        policy: How much each check may ask for.
        claim: The student's comment on the issue at the project; empty without one.
    """

    contribution: Contribution
    policy: Policy
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Judging:
    """Reads a pull request once more and judges it.

    Attributes:
        github: Read from.
        identity: Who we are; None until GitHub has told.
        background: Tells what is known of a project by its name.
    """

    github: GitHub
    identity: Callable[[], Awaitable[Identity | None]]
    background: Callable[[str], Background]

    async def judge(
        self,
        repository: Admitted | Visible,
        number: int,
        asked: Asked,
    ) -> Judged | None:
        """Return what the checklist says now; None when there is no such pull request.

        Args:
            repository: Where it is: one of the course's, or a project, where anybody may look.
            number: Its number.
            asked: For whom, and by which policy.
        """
        identity = await self.identity()
        if identity is None:
            raise Transient("GitHub has not told yet who we are")
        reader = self.github.reader
        ours = Ours(identity.app_id, CHECK_RUN_NAME, RUN_NAME)
        observed = await reader.read(repository, number, ours)
        if observed is None:
            return None
        seen = observed.pull_request
        if wants_diff(seen):
            seen = replace(seen, diff=await reader.diff(repository, number))
        behind = self.background(seen.repository.parent or seen.repository.name)
        findings = evaluate(seen, with_contribution(behind, asked.contribution, asked.claim))
        return Judged(seen, apply(asked.policy, findings))

    async def judge_branch(
        self,
        fork: Admitted,
        project: Visible,
        pushed: Pushed,
        asked: Asked,
    ) -> JudgedBranch | None:
        """Return what the checklist says of a branch that has no pull request.

        Args:
            fork: Where the branch is.
            project: The project that the fork was made of.
            pushed: The branch.
            asked: For whom, and by which policy.

        Returns:
            None when the branch has no commit in common with the project.
        """
        comparer, base, head = self.github.comparer, pushed.origin.branch, pushed.branch.head
        compared = await comparer.compare(fork, project, base, head)
        if compared is None:
            return None
        seen = as_pull_request(fork, pushed, compared, asked.contribution.student)
        if compared.files and wants_diff(seen) and not is_too_large(compared):
            seen = replace(seen, diff=await comparer.diff(fork, project, base, head))
        behind = replace(
            with_contribution(self.background(pushed.origin.name), asked.contribution, asked.claim),
            behind=compared.behind,
            is_opened=False,
        )
        return JudgedBranch(compared.ahead, apply(asked.policy, evaluate(seen, behind)))


def as_pull_request(
    fork: Admitted, pushed: Pushed, compared: Comparison, student: str
) -> PullRequest:
    """Return a branch as the checks read it; there is no description, and the title is a subject.

    The subject of the newest commit tells the checks what kind of change it is. It is not judged.
    """
    commits, files = compared.commits, compared.files
    own = [commit for commit in commits if commit.parents <= 1]
    listed = len(files) if compared.has_all_files else len(files) + 1
    return PullRequest(
        repository=RepositoryRef(
            fork.id,
            "",
            fork.full_name,
            is_fork=True,
            parent=pushed.origin.name,
            default_branch=pushed.origin.branch,
        ),
        number=0,
        node_id="",
        title=own[-1].message.partition("\n")[0] if own else "",
        body="",
        author=Actor(student),
        state=PullRequestState.OPEN,
        is_draft=False,
        base_branch=pushed.origin.branch,
        head_branch=pushed.branch.name,
        head_sha=pushed.branch.head,
        head_repository=fork.full_name,
        created_at=_LONG_AGO,
        updated_at=_LONG_AGO,
        additions=sum(file.additions for file in files),
        deletions=sum(file.deletions for file in files),
        changed_files=listed,
        files=files,
        commit_count=compared.ahead,
        commits=commits,
    )


def with_contribution(
    background: Background, contribution: Contribution | None, claim: str
) -> Background:
    """Return the background with what the contribution says of the plan and the kind.

    Args:
        background: What is known of the project.
        contribution: The contribution; None where there is none.
        claim: The student's comment on the issue at the project; empty without one.
    """
    if contribution is None:
        return background
    said = contribution.plan
    plan = None if said is None else said.text
    return replace(background, plan=plan, claim=claim or None, kind=contribution.kind)


def judge_plan(text: str, background: Background) -> Verdict:
    """Return what the plan check says of a plan that was handed in before there is code.

    Args:
        text: The plan, Markdown.
        background: What is known of the project.
    """
    # The check reads a pull request; before there is one, an empty one stands in its place.
    nothing = PullRequest(
        repository=RepositoryRef(0, "", background.norms.project or "course/none"),
        number=0,
        node_id="",
        title="",
        body="",
        author=GHOST,
        state=PullRequestState.OPEN,
        is_draft=True,
        base_branch="",
        head_branch="",
        head_sha="",
        head_repository=None,
        created_at=_LONG_AGO,
        updated_at=_LONG_AGO,
        additions=0,
        deletions=0,
        changed_files=0,
    )
    missing = plan.lacking(read(nothing, replace(background, plan=text)))
    return Verdict(is_good=not missing, missing=missing)
