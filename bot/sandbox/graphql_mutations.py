"""The mutations of the sandbox's GraphQL; the same checks as REST's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import writes
from bot.sandbox.check_model import CheckRun
from bot.sandbox.exchange import RefusalError
from bot.sandbox.graphql_base import thing_of
from bot.sandbox.model import Comment, Issue, Repository

if TYPE_CHECKING:
    from bot.sandbox.graphql_base import Info, Resolver

    Json = dict[str, object]

_MOST_ANNOTATIONS = 50

_RUN_FIELDS = {
    "conclusion": "conclusion",
    "detailsUrl": "details_url",
    "externalId": "external_id",
    "name": "name",
    "status": "status",
}


def _add_comment(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - GraphQL's name
    issue = thing_of(info, input["subjectId"], Issue)
    made = writes.add_comment(info.context.caller, issue, str(input["body"]))
    return {"commentEdge": {"node": made}}


def _update_comment(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    comment = thing_of(info, input["id"], Comment)
    writes.edit_comment(info.context.caller, comment, str(input["body"]))
    return {"issueComment": comment}


def _minimize_comment(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    comment = thing_of(info, input["subjectId"], Comment)
    writes.minimize_comment(info.context.caller, comment, str(input["classifier"]))
    return {"minimizedComment": comment}


def _create_run(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    repository = thing_of(info, input["repositoryId"], Repository)
    sha, name = str(input["headSha"]), str(input["name"])
    made = writes.create_run(info.context.caller, repository, sha, name, _fields(input))
    return {"checkRun": made}


def _update_run(_root: object, info: Info, input: Json) -> Json:  # noqa: A002 - as above
    run = thing_of(info, input["checkRunId"], CheckRun)
    if run.suite.repository is not thing_of(info, input["repositoryId"], Repository):
        raise RefusalError(404, "The check run belongs to another repository.")
    writes.update_run(info.context.caller, run, _fields(input))
    return {"checkRun": run}


def _fields(given: Json) -> Json:
    fields: Json = {ours: given[theirs] for theirs, ours in _RUN_FIELDS.items() if theirs in given}
    for key in ("conclusion", "status"):
        if isinstance(fields.get(key), str):
            fields[key] = str(fields[key]).lower()
    output = given.get("output")
    annotations = output.get("annotations", ()) if isinstance(output, dict) else ()
    if len(annotations) > _MOST_ANNOTATIONS:
        raise RefusalError(422, f"annotations: at most {_MOST_ANNOTATIONS} in one request")
    return fields | output if isinstance(output, dict) else fields


MUTATIONS: dict[str, Resolver] = {
    "addComment": _add_comment,
    "createCheckRun": _create_run,
    "minimizeComment": _minimize_comment,
    "updateCheckRun": _update_run,
    "updateIssueComment": _update_comment,
}
