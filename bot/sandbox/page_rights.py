"""Who may do what on the page: GitHub's rules, as far as the page needs them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.model import Issue, PullRequest, Repository, User


def may_write(repository: Repository, user: User) -> bool:
    """Return whether the account may push to a repository."""
    owner = repository.owner
    return user is owner or user in owner.members or user in repository.collaborators


def may_edit(issue: Issue, author: User, user: User) -> bool:
    """Return whether the account may edit what `author` wrote in this conversation."""
    return user is author or may_write(issue.repository, user)


def may_push(pull: PullRequest, user: User) -> bool:
    """Return whether the account may push to the branch of a pull request."""
    head = pull.head_repository
    if head is None or pull.state != "open":
        return False
    allowed = pull.maintainer_can_modify and may_write(pull.repository, user)
    return allowed or may_write(head, user)
