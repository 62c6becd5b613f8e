"""What REST and GraphQL both let a caller change, with GitHub's own checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.access import can_push, require_write
from bot.sandbox.exchange import RefusalError, invalid, not_found
from bot.sandbox.model import PullRequest

if TYPE_CHECKING:
    from bot.sandbox.check_model import CheckRun
    from bot.sandbox.exchange import Caller
    from bot.sandbox.model import Comment, Issue, Repository

LONGEST_BODY = 65_536
"""GitHub's own words: "Body is too long (maximum is 65536 characters)"."""
LONGEST_OUTPUT = 65_535
"""Of a check run's summary and text: the `maxLength` in GitHub's OpenAPI description."""


def add_comment(caller: Caller, issue: Issue, body: str) -> Comment:
    """Comment on an issue or a pull request.

    Raises:
        RefusalError: 403 without permission or when locked, 422 for a bad text.
    """
    token = require_write(caller, issue.repository, *_permissions(issue))
    if issue.locked and not can_push(token.user, issue.repository):
        raise RefusalError(403, "Unable to create comment because issue is locked.")
    check_body("IssueComment", body)
    made = caller.world.comment(issue, token.user, body)
    caller.made.append(made)
    return made


def edit_comment(caller: Caller, comment: Comment, body: str) -> None:
    """Change a comment; others' only with the right to push.

    Raises:
        RefusalError: 403 without permission, 404 when it is not there, 422 for a bad text.
    """
    token = require_write(caller, comment.issue.repository, *_permissions(comment.issue))
    if comment.deleted or not caller.sees(comment):
        raise not_found()
    repository = comment.issue.repository
    # An App with the permission may edit what others wrote, as somebody who may push.
    if token.installation is None and comment.author is not token.user:
        _require_push(caller, repository)
    check_body("IssueComment", body)
    caller.world.edit_comment(comment, token.user, body)


def minimize_comment(caller: Caller, comment: Comment, classifier: str) -> None:
    """Fold a comment away; others' only with the right to push. No event tells of it.

    https://docs.github.com/communities/moderating-comments-and-conversations/managing-disruptive-comments

    Args:
        caller: Who asks.
        comment: Which one; folding it again only changes the reason.
        classifier: One of GraphQL's `ReportedContentClassifiers`.

    Raises:
        RefusalError: 403 without permission, 404 when it is not there.
    """
    token = require_write(caller, comment.issue.repository, *_permissions(comment.issue))
    if not may_minimize(caller, comment):
        raise RefusalError(403, f"{token.user.login} does not have the correct permissions")
    caller.world.minimize(comment, token.user, classifier.lower().replace("_", "-"))


def may_minimize(caller: Caller, comment: Comment) -> bool:
    """Return whether a caller who may write at all may fold this comment away."""
    token = caller.token
    if token is None:
        return False
    if token.installation is not None or comment.author is token.user:
        return True
    return can_push(token.user, comment.issue.repository)


def delete_comment(caller: Caller, comment: Comment) -> None:
    """Delete a comment; as for editing."""
    token = require_write(caller, comment.issue.repository, *_permissions(comment.issue))
    if token.installation is None and comment.author is not token.user:
        _require_push(caller, comment.issue.repository)
    caller.world.delete_comment(comment, token.user)


def create_run(
    caller: Caller, repository: Repository, head_sha: str, name: str, fields: dict[str, object]
) -> CheckRun:
    """Create a check run; only an App can.

    Raises:
        RefusalError: 403 without permission, 422 for an unknown commit or a long text.
    """
    token = require_write(caller, repository, "checks")
    if token.installation is None:
        raise RefusalError(403, "You must authenticate via a GitHub App.")
    if head_sha not in repository.objects:
        raise RefusalError(422, f"No commit found for SHA: {head_sha}")
    _check_output(fields)
    app = token.installation.app
    others = {key: value for key, value in fields.items() if key != "name"}
    made = caller.world.create_check_run(repository, app, head_sha, name, **others)
    caller.made.append(made)
    return made


def update_run(caller: Caller, run: CheckRun, fields: dict[str, object]) -> None:
    """Change a check run; only the App that made it can.

    Raises:
        RefusalError: 403 without permission, 404 when it is not there yet, 422 for a long text.
    """
    token = require_write(caller, run.suite.repository, "checks")
    if token.installation is None or token.installation.app is not run.suite.app:
        raise RefusalError(403, "Resource not accessible by integration")
    if not caller.sees(run):
        raise not_found()
    _check_output(fields)
    caller.world.update_check_run(run, **fields)


def check_body(resource: str, body: str) -> None:
    """Refuse an empty or an overlong text."""
    if not body.strip():
        raise invalid(resource, "body", "Body can't be blank")
    if len(body) > LONGEST_BODY:
        raise invalid(resource, "body", "Body is too long (maximum is 65536 characters)")


def _check_output(fields: dict[str, object]) -> None:
    for name in ("summary", "text"):
        value = fields.get(name)
        if isinstance(value, str) and len(value) > LONGEST_OUTPUT:
            message = f"{name.title()} is too long (maximum is {LONGEST_OUTPUT} characters)"
            raise invalid("CheckRun", name, message)


def _permissions(issue: Issue) -> tuple[str, ...]:
    # Commenting on a pull request was seen to need both:
    # https://github.com/github/rest-api-description/issues/6994
    return ("issues", "pull_requests") if isinstance(issue, PullRequest) else ("issues",)


def _require_push(caller: Caller, repository: Repository) -> None:
    if caller.token is None or not can_push(caller.token.user, repository):
        raise RefusalError(403, "Must have admin rights to Repository.")
