"""The mutations that open, rewrite and close issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import writes
from bot.sandbox.access import can_push, require_write
from bot.sandbox.exchange import RefusalError, invalid
from bot.sandbox.graphql_base import thing_of
from bot.sandbox.model import Issue, Repository

if TYPE_CHECKING:
    from bot.sandbox.graphql_base import Info, Resolver
    from bot.sandbox.model import User

    Json = dict[str, object]

LONGEST_TITLE = 256
"""GitHub's own words: "Title is too long (maximum is 256 characters)"."""


def _create(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - GraphQL's name
    repository = thing_of(info, input["repositoryId"], Repository)
    caller = info.context.caller
    by = require_write(caller, repository, "issues").user
    if not repository.has_issues:
        raise RefusalError(410, "Issues are disabled for this repo")
    title, body = str(input["title"]), str(input.get("body") or "")
    _check(title, body)
    made = caller.world.create_issue(repository, by, title, body)
    caller.made.append(made)
    return {"issue": made}


def _update(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    issue, by = _own(info, input["id"])
    title = str(input.get("title", issue.title))
    body = str(input.get("body", issue.body) or "")
    _check(title, body)
    info.context.caller.world.edit(issue, by, title=title, body=body)
    return {"issue": issue}


def _close(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    issue, by = _own(info, input["issueId"])
    reason = str(input.get("stateReason") or "COMPLETED").lower()
    info.context.caller.world.close(issue, by, reason)
    return {"issue": issue}


def _own(info: Info, node_id: object) -> tuple[Issue, User]:
    """Return an issue that the caller may change, and who that is."""
    issue = thing_of(info, node_id, Issue)
    token = require_write(info.context.caller, issue.repository, "issues")
    is_author = issue.author is token.user
    if token.installation is None and not is_author and not can_push(token.user, issue.repository):
        raise RefusalError(403, f"{token.user.login} does not have the correct permissions")
    return issue, token.user


def _check(title: str, body: str) -> None:
    if not title.strip():
        raise invalid("Issue", "title", "Title can't be blank")
    if len(title) > LONGEST_TITLE:
        raise invalid(
            "Issue", "title", f"Title is too long (maximum is {LONGEST_TITLE} characters)"
        )
    if body:
        writes.check_body("Issue", body)


ISSUE_MUTATIONS: dict[str, Resolver] = {
    "closeIssue": _close,
    "createIssue": _create,
    "updateIssue": _update,
}
