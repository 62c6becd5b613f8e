"""Which branch a contribution means, while it has no pull request; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.kernel.snapshot import PullRequestState
from bot.reconcile.contribution.matching import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.journal import ContributionRecord
    from bot.kernel.upstream import ForkBranch, Origin

_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A branch of a fork.

    Attributes:
        fork: Where it is.
        origin: The project that the fork was made of, as GitHub calls it now.
        branch: The branch.
    """

    fork: RepositoryRecord
    origin: Origin
    branch: ForkBranch

    @property
    def owner(self) -> str:
        """Whose the fork is, a login."""
        return self.fork.full_name.partition("/")[0]

    @property
    def label(self) -> str:
        """How GitHub calls it beside those of other forks."""
        return f"{self.owner}:{self.branch.name}"


@dataclass(frozen=True, slots=True)
class Whose:
    """The contribution for which a branch is looked for.

    Attributes:
        student: Whose it is, a login.
        project: The project, `owner/name` in lower case.
        issue: The number of its issue.
        begun: When it began.
        before: The label of the branch that was looked at before; empty when none was.
    """

    student: str
    project: str
    issue: int
    begun: datetime
    before: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What is meant.

    Attributes:
        branch: The branch; None when it is not clear.
        others: Those that may be meant instead, the newest first.
    """

    branch: Pushed | None = None
    others: tuple[Pushed, ...] = ()


def meant(pushed: Iterable[Pushed], whose: Whose, others: Sequence[ContributionRecord]) -> Meant:
    """Return the branch that belongs to a contribution, or those of which one may.

    In this order: the newest of the student's that names the contribution's issue; the only one
    since it began that names no number, where the student has no other contribution to the
    project that waits for a pull request; the one that was looked at before.

    Args:
        pushed: The branches of the forks of the contribution's project.
        whose: The contribution.
        others: The other running contributions of the whole course.
    """
    own = newest_first(each for each in pushed if _may_be(each, whose, others))
    named = [each for each in own if whose.issue in numbers_in(each.branch.name)]
    if named:
        return Meant(named[0])
    since = [
        each
        for each in own
        if not numbers_in(each.branch.name) and (each.branch.committed or _LONG_AGO) >= whose.begun
    ]
    # The same branch in two forks is the same work, and the newest holds.
    is_only = len({each.branch.name for each in since}) == 1
    if is_only and not any(_waits(other, whose) for other in others):
        return Meant(since[0])
    again = [each for each in own if each.label == whose.before]
    return Meant(again[0]) if again else Meant(others=own)


def newest_first(pushed: Iterable[Pushed]) -> tuple[Pushed, ...]:
    """Return branches by when their newest commits were made, the newest first."""
    by_label = sorted(pushed, key=lambda each: each.label)
    return tuple(
        sorted(by_label, key=lambda each: each.branch.committed or _LONG_AGO, reverse=True)
    )


def _may_be(each: Pushed, whose: Whose, others: Sequence[ContributionRecord]) -> bool:
    """Return whether a branch is the student's, and no other contribution's."""
    branch = each.branch
    if branch.name == each.origin.branch or not _is_students(each, whose):
        return False
    if any(pull.state is PullRequestState.MERGED for pull in branch.pulls):
        return False
    named = numbers_in(branch.name)
    issues = {other.issue for other in others if other.project == whose.project}
    if whose.issue not in named and not named.isdisjoint(issues):
        return False
    return not any(_leads_to(each, other) for other in others)


def _is_students(each: Pushed, whose: Whose) -> bool:
    """Return whether the student wrote the newest commit, as far as GitHub knows who did."""
    author, name = each.branch.author.casefold(), each.branch.name.casefold()
    student = whose.student.casefold()
    if author:
        return author == student
    # An e-mail address that belongs to no account: then the fork or the name must tell.
    is_called = name.startswith((f"{student}/", f"{student}-", f"{student}_"))
    return each.owner.casefold() == student or is_called or whose.issue in numbers_in(name)


def _leads_to(each: Pushed, other: ContributionRecord) -> bool:
    """Return whether a pull request of the branch is another contribution's."""
    return any(
        f"{pull.repository_id}#{pull.number}" == other.fork_pull
        or (pull.repository.lower() == other.project and pull.number == other.upstream_pull)
        for pull in each.branch.pulls
    )


def _waits(other: ContributionRecord, whose: Whose) -> bool:
    """Return whether the student has another contribution to which a branch may belong as well."""
    is_same = other.student == whose.student.casefold() and other.project == whose.project
    return is_same and other.fork_pull is None and other.upstream_pull is None
