"""The mutations about issues beside their comments: reactions and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.access import can_push, require_write
from bot.sandbox.exchange import RefusalError
from bot.sandbox.graphql_base import node, thing_of
from bot.sandbox.model import Comment, Issue, Label, PullRequest, Repository, Review, User

if TYPE_CHECKING:
    from bot.sandbox.graphql_base import Info, Resolver

    Json = dict[str, object]


def _reactable(info: Info, given: Json) -> tuple[Issue | Comment | Review, User]:
    thing = node(info, str(given["subjectId"]))
    if isinstance(thing, Review):
        issue: Issue = thing.pull_request
    elif isinstance(thing, Comment):
        issue = thing.issue
    elif isinstance(thing, Issue):
        issue = thing
    else:
        raise RefusalError(404, "Could not resolve to something that takes reactions.")
    kind = "pull_requests" if isinstance(issue, PullRequest) else "issues"
    return thing, require_write(info.context.caller, issue.repository, kind).user


def _add_reaction(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - GraphQL's name
    thing, by = _reactable(info, input)
    info.context.caller.world.react(thing, by, str(input["content"]).lower())
    return {"subject": thing}


def _remove_reaction(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    thing, by = _reactable(info, input)
    info.context.caller.world.unreact(thing, by, str(input["content"]).lower())
    return {"subject": thing}


def _labelled(info: Info, given: Json) -> tuple[Issue, list[Label], User]:
    issue = thing_of(info, given["labelableId"], Issue)
    kind = "pull_requests" if isinstance(issue, PullRequest) else "issues"
    token = require_write(info.context.caller, issue.repository, kind)
    if token.installation is None and not can_push(token.user, issue.repository):
        raise RefusalError(403, f"{token.user.login} does not have the correct permissions")
    ids = given["labelIds"]
    if not isinstance(ids, list):
        raise RefusalError(422, "labelIds is not a list")
    return issue, [thing_of(info, each, Label) for each in ids], token.user


def _add_labels(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    issue, labels, by = _labelled(info, input)
    for label in labels:
        info.context.caller.world.add_label(issue, label.name, by)
    return {}


def _remove_labels(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    issue, labels, by = _labelled(info, input)
    for label in labels:
        info.context.caller.world.remove_label(issue, label.name, by)
    return {}


def _create_label(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    repository = thing_of(info, input["repositoryId"], Repository)
    token = require_write(info.context.caller, repository, "issues")
    if token.installation is None and not can_push(token.user, repository):
        raise RefusalError(403, f"{token.user.login} does not have the correct permissions")
    name = str(input["name"])
    if name.lower() in repository.labels:
        raise RefusalError(422, "Name has already been taken")
    described = input.get("description")
    made = info.context.caller.world.label(repository, name)
    made.color = str(input["color"])
    made.description = None if described is None else str(described)
    return {"label": made}


def _assign(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    issue = thing_of(info, input["assignableId"], Issue)
    kind = "pull_requests" if isinstance(issue, PullRequest) else "issues"
    by = require_write(info.context.caller, issue.repository, kind).user
    ids = input["assigneeIds"]
    for each in ids if isinstance(ids, list) else ():
        info.context.caller.world.assign(issue, thing_of(info, each, User), by)
    return {}


TALK_MUTATIONS: dict[str, Resolver] = {
    "addAssigneesToAssignable": _assign,
    "addLabelsToLabelable": _add_labels,
    "addReaction": _add_reaction,
    "createLabel": _create_label,
    "removeLabelsFromLabelable": _remove_labels,
    "removeReaction": _remove_reaction,
}
