"""REST answers about issues, comments and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import writes
from bot.sandbox.access import can_push, require_read, require_write
from bot.sandbox.exchange import Answer, RefusalError, not_found, paged
from bot.sandbox.model import PullRequest
from bot.sandbox.rest_repositories import visible_repository
from bot.sandbox.shapes import issues as shapes
from bot.sandbox.shapes.people import stamp

if TYPE_CHECKING:
    from bot.sandbox.exchange import Call
    from bot.sandbox.model import Comment, Issue, Repository


def _readable(call: Call) -> Repository:
    repository = visible_repository(call)
    require_read(call.caller, repository, "issues")
    return repository


def _issue(call: Call) -> Issue:
    found = _readable(call).issues.get(call.number("issue_number"))
    if found is None:
        raise not_found()
    return found


def list_issues(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/issues`: pull requests are issues as well."""
    repository = _readable(call)
    state = call.query.get("state", "open")
    since = call.query.get("since", "")
    wanted = {name.lower() for name in call.query.get("labels", "").split(",") if name}
    creator = call.query.get("creator")
    chosen = [
        each
        for each in reversed(repository.issues.values())
        if state in {"all", each.state}
        and stamp(each.updated_at) >= since
        and wanted <= {label.name.lower() for label in each.labels}
        and (creator is None or creator.lower() == each.author.login.lower())
    ]
    return paged(call, chosen, lambda each: shapes.issue(call.world, each))


def get_issue(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/issues/{issue_number}`."""
    return Answer(shapes.issue(call.world, _issue(call)))


def create_issue(call: Call) -> Answer:
    """`POST /repos/{owner}/{repo}/issues`; labels need the right to push, else they drop."""
    repository = _readable(call)
    if not repository.has_issues:
        raise RefusalError(410, "Issues are disabled for this repo")
    token = require_write(call.caller, repository, "issues")
    title, body = call.text("title", resource="Issue"), call.maybe_text("body")
    if body:
        writes.check_body("Issue", body)
    trusted = token.installation is not None or can_push(token.user, repository)
    labels = tuple(_label_names(call)) if trusted else ()
    made = call.world.create_issue(repository, token.user, title, body, labels=labels)
    return Answer(shapes.issue(call.world, made), 201)


def _label_names(call: Call) -> list[str]:
    asked = call.body.get("labels")
    names: list[str] = []
    for each in asked if isinstance(asked, list) else ():
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, str):
            names.append(name)
    return names


def edit_issue(call: Call) -> Answer:
    """`PATCH /repos/{owner}/{repo}/issues/{issue_number}`: title, body, state, labels."""
    issue = _issue(call)
    token = require_write(call.caller, issue.repository, "issues")
    trusted = token.installation is not None or can_push(token.user, issue.repository)
    if not trusted and issue.author is not token.user:
        raise RefusalError(403, "Must have admin rights to Repository.")
    world, by = call.world, token.user
    world.edit(issue, by, title=call.maybe_text("title"), body=call.maybe_text("body"))
    if trusted and "labels" in call.body:
        names = _label_names(call)
        for label in list(issue.labels):
            if label.name not in names:
                world.remove_label(issue, label.name, by)
        for name in names:
            world.add_label(issue, name, by)
    state = call.maybe_text("state")
    if state == "closed":
        world.close(issue, by, call.maybe_text("state_reason") or "completed")
    elif state == "open":
        world.reopen(issue, by)
    return Answer(shapes.issue(world, issue))


def add_labels(call: Call) -> Answer:
    """`POST /repos/{owner}/{repo}/issues/{issue_number}/labels`; unknown labels are made."""
    issue = _issue(call)
    kind = "pull_requests" if isinstance(issue, PullRequest) else "issues"
    token = require_write(call.caller, issue.repository, kind)
    if token.installation is None and not can_push(token.user, issue.repository):
        raise RefusalError(403, "Must have push access to add labels.")
    for name in _label_names(call):
        call.world.add_label(issue, name, token.user)
    return Answer([shapes.label(call.world, issue.repository, each) for each in issue.labels])


def list_comments(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/issues/{issue_number}/comments`, oldest first."""
    issue = _issue(call)
    since = call.query.get("since", "")
    chosen = [
        each
        for each in issue.comments
        if stamp(each.updated_at) >= since and call.caller.sees(each)
    ]
    return paged(call, chosen, lambda each: shapes.comment(call.world, each))


def create_comment(call: Call) -> Answer:
    """`POST /repos/{owner}/{repo}/issues/{issue_number}/comments`."""
    issue = _issue(call)
    made = writes.add_comment(call.caller, issue, call.text("body", resource="IssueComment"))
    shape = shapes.comment(call.world, made)
    return Answer(shape, 201, headers={"Location": str(shape["url"])})


def _comment(call: Call) -> Comment:
    repository = _readable(call)
    found = call.world.comments.get(call.number("comment_id"))
    if found is None or found.issue.repository is not repository or not call.caller.sees(found):
        raise not_found()
    return found


def get_comment(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/issues/comments/{comment_id}`."""
    return Answer(shapes.comment(call.world, _comment(call)))


def edit_comment(call: Call) -> Answer:
    """`PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}`."""
    comment = _comment(call)
    writes.edit_comment(call.caller, comment, call.text("body", resource="IssueComment"))
    return Answer(shapes.comment(call.world, comment))


def delete_comment(call: Call) -> Answer:
    """`DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}`."""
    writes.delete_comment(call.caller, _comment(call))
    return Answer(status=204, text="")
