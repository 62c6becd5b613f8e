"""To which contribution a pull request belongs; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.kernel.journal import ContributionRecord
    from bot.kernel.snapshot import PullRequest
    from bot.kernel.subject import Subject
    from bot.kernel.upstream import ForkBranch, StudentPull

_NUMBER: Final = re.compile(r"(?<![\w.])(\d{1,9})(?!\w|\.\d)")
_READ_OF_BODY: Final = 20_000


def contribution_of(
    pull_request: PullRequest,
    subject: Subject,
    records: Sequence[ContributionRecord],
    project: str | None,
) -> ContributionRecord | None:
    """Return the contribution that a pull request is for; None when that is not clear.

    In this order: the one that names this pull request already; among those to its project the
    one whose upstream issue the branch, title, description or linked issues name; the only one.

    Args:
        pull_request: The snapshot.
        subject: What it is kept under.
        records: The contributions of its author; those that have ended do not count.
        project: The present name of the upstream project behind its repository.
    """
    running = [each for each in records if each.is_open]
    linked = [each for each in running if each.fork_pull == subject.key]
    if linked:
        return linked[0]
    fitting = [each for each in running if project and each.project == project.lower()]
    named = _numbers(pull_request)
    by_number = [each for each in fitting if each.issue is not None and each.issue in named]
    if len(by_number) == 1:
        return by_number[0]
    free = [each for each in fitting if each.fork_pull is None]
    return free[0] if len(free) == 1 and not by_number else None


def upstream_contribution(
    pull: StudentPull, project: str, records: Sequence[ContributionRecord]
) -> ContributionRecord | None:
    """Return the contribution that a pull request at a project is for; None when not clear.

    Args:
        pull: The pull request.
        project: The present name of the project it is at.
        records: The contributions of its author.
    """
    fitting = [each for each in records if each.project == project.lower()]
    linked = [each for each in fitting if each.upstream_pull == pull.number]
    if linked:
        return linked[0]
    named = _named(pull)
    free = [each for each in fitting if each.is_open and each.upstream_pull is None]
    by_number = [each for each in free if each.issue is not None and each.issue in named]
    if len(by_number) == 1:
        return by_number[0]
    return free[0] if len(free) == 1 and not by_number and not named else None


def of_branch(
    branch: ForkBranch,
    pull: StudentPull,
    owner: str,
    project: str,
    records: Sequence[ContributionRecord],
) -> ContributionRecord | None:
    """Return the contribution that a branch's pull request is for, whoever opened it.

    In this order: the one that names it already; the one whose pull request in the course's
    repositories is from the same branch; what is clear among those of the fork's owner, of who
    wrote the newest commit, of who opened it; the only one to the issue that it names.

    Args:
        branch: The branch of a fork.
        pull: One of its pull requests, at a project.
        owner: Whose the fork is, a login.
        project: The present name of the project.
        records: The running contributions of the whole course.
    """
    fitting = [each for each in records if each.project == project.lower()]
    linked = [each for each in fitting if each.upstream_pull == pull.number]
    if linked:
        return linked[0]
    free = [each for each in fitting if each.upstream_pull is None]
    here = {f"{each.repository_id}#{each.number}" for each in branch.pulls}
    judged = [each for each in free if each.fork_pull in here]
    if len(judged) == 1:
        return judged[0]
    people = [login.lower() for login in (owner, branch.author, pull.author)]
    for login in people:
        own = [each for each in free if each.student == login]
        found = upstream_contribution(pull, project, own)
        if found is not None:
            return found
    named = _named(pull)
    by_number = [each for each in free if each.issue is not None and each.issue in named]
    # A student's own work is not given to another student.
    strangers = not any(each.student in people for each in records)
    return by_number[0] if len(by_number) == 1 and strangers else None


def numbers_in(branch: str) -> frozenset[int]:
    """Return the numbers that the name of a branch holds as words of their own."""
    return _said(branch.replace("-", " ").replace("_", " "))


def _named(pull: StudentPull) -> frozenset[int]:
    return numbers_in(pull.branch) | _said(pull.title)


def _numbers(pull_request: PullRequest) -> frozenset[int]:
    said = _said(pull_request.title, pull_request.body[:_READ_OF_BODY])
    said |= numbers_in(pull_request.head_branch)
    return said | {issue.number for issue in pull_request.linked_issues}


def _said(*texts: str) -> frozenset[int]:
    return frozenset(int(number) for text in texts for number in _NUMBER.findall(text))
