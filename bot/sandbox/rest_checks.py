"""REST answers about check runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import writes
from bot.sandbox.access import require_read
from bot.sandbox.exchange import Answer, RefusalError, not_found, paged
from bot.sandbox.rest_repositories import visible_repository
from bot.sandbox.shapes import checks as shapes

if TYPE_CHECKING:
    from bot.sandbox.check_model import CheckRun
    from bot.sandbox.exchange import Call
    from bot.sandbox.model import Repository

_FIELDS = ("status", "conclusion", "details_url", "external_id", "name")


def list_runs(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/commits/{ref}/check-runs`; the newest of each name."""
    repository = visible_repository(call)
    require_read(call.caller, repository, "checks")
    ref = call.route["ref"].removeprefix("heads/")
    sha = repository.branches.get(ref, ref)
    if sha not in repository.objects:
        raise RefusalError(422, f"No commit found for SHA: {ref}")
    runs = _runs(call, repository, sha)
    return paged(
        call,
        runs,
        lambda each: shapes.check_run(call.world, each),
        lambda rows: {"total_count": len(runs), "check_runs": rows},
    )


def _runs(call: Call, repository: Repository, sha: str) -> list[CheckRun]:
    query = call.query
    found = [
        run
        for suite in repository.suites
        if suite.head_sha == sha and query.get("app_id", str(suite.app.id)) == str(suite.app.id)
        for run in suite.runs
        if query.get("check_name", run.name) == run.name
        and query.get("status", run.status) == run.status
        and call.caller.sees(run)
    ]
    found.reverse()
    if query.get("filter", "latest") == "latest":
        found = list({(run.suite.id, run.name): run for run in reversed(found)}.values())
        found.reverse()
    return found


def get_run(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/check-runs/{check_run_id}`."""
    return Answer(shapes.check_run(call.world, _run(call)))


def _run(call: Call) -> CheckRun:
    repository = visible_repository(call)
    require_read(call.caller, repository, "checks")
    found = call.world.check_runs.get(call.number("check_run_id"))
    if found is None or found.suite.repository is not repository or not call.caller.sees(found):
        raise not_found()
    return found


def create_run(call: Call) -> Answer:
    """`POST /repos/{owner}/{repo}/check-runs`."""
    repository = visible_repository(call)
    name = call.text("name", resource="CheckRun")
    sha = call.text("head_sha", resource="CheckRun")
    made = writes.create_run(call.caller, repository, sha, name, _fields(call))
    return Answer(shapes.check_run(call.world, made), 201)


def update_run(call: Call) -> Answer:
    """`PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}`."""
    run = _run(call)
    writes.update_run(call.caller, run, _fields(call))
    return Answer(shapes.check_run(call.world, run))


def _fields(call: Call) -> dict[str, object]:
    fields = {key: call.body[key] for key in _FIELDS if key in call.body}
    output = call.body.get("output")
    if isinstance(output, dict):
        fields |= {key: output[key] for key in ("title", "summary", "text") if key in output}
    return fields
