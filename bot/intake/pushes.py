"""What a push may have changed: a policy file, or where a fork's branch leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.kernel.subject import Subject, SubjectKind
from bot.policy.parse import Scope

if TYPE_CHECKING:
    from bot.intake.payload import Payload, Repository

_HEADS = "refs/heads/"
_LONGEST = 250
"""Characters of a branch's name; a file system allows no more."""


def of_push(_action: str, payload: Payload) -> tuple[Subject, ...] | str:
    """Return what a push touches, or why that is nothing.

    On the default branch it may change the policy file; on another branch of a fork, a pull
    request at a project may follow.
    """
    repository = payload.repository
    if repository is None:
        return "the payload names no repository"
    if payload.ref != f"refs/heads/{repository.default_branch}":
        return _of_branch(repository, payload)
    scope = Scope.of(repository.name or "")
    touched = {
        path
        for commit in payload.commits
        for path in (*commit.added, *commit.modified, *commit.removed)
    }
    # A push by force may take commits away and bring none.
    if scope is Scope.REPOSITORY and touched and scope.file not in touched:
        return "the push touches no policy file"
    return (Subject(SubjectKind.POLICY, str(repository.id)),)


def _of_branch(repository: Repository, payload: Payload) -> tuple[Subject, ...] | str:
    branch = (payload.ref or "").removeprefix(_HEADS)
    if not repository.fork or payload.deleted or branch == payload.ref:
        return "not the default branch; an open pull request says synchronize of its commits"
    if len(branch) > _LONGEST or not branch.isprintable():
        return "a branch of a name that nobody would give"
    return (Subject(SubjectKind.BRANCH, f"{repository.id}:{branch}"),)
