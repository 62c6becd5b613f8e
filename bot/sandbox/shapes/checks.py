"""Check runs as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.model import PullRequest
from bot.sandbox.shapes import apps
from bot.sandbox.shapes.people import maybe_stamp, stamp
from bot.sandbox.shapes.repos import minimal_repository

if TYPE_CHECKING:
    from bot.sandbox.check_model import CheckRun, CheckSuite
    from bot.sandbox.model import Repository
    from bot.sandbox.state import State

    Json = dict[str, object]


def check_run(state: State, run: CheckRun) -> Json:
    """Return a check run: `check-run`."""
    repository = run.suite.repository
    api = f"{state.links.repo(repository)}/check-runs/{run.id}"
    page = f"{state.links.page(repository)}/runs/{run.id}"
    return {
        "id": run.id,
        "node_id": run.node_id,
        "head_sha": run.suite.head_sha,
        "external_id": run.external_id or "",
        "url": api,
        "html_url": page,
        "details_url": run.details_url or page,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": stamp(run.started_at),
        "completed_at": maybe_stamp(run.completed_at),
        "output": {
            "title": run.title,
            "summary": run.summary,
            "text": run.text,
            "annotations_count": len(run.annotations),
            "annotations_url": f"{api}/annotations",
        },
        "name": run.name,
        "check_suite": {"id": run.suite.id},
        "app": apps.app(state, run.suite.app),
        "pull_requests": same_repository_pulls(state, repository, run.suite.head_sha),
    }


def webhook_check_run(state: State, run: CheckRun) -> Json:
    """Return a check run as a webhook shows it, with its suite."""
    return check_run(state, run) | {"check_suite": _suite(state, run.suite)}


def _suite(state: State, suite: CheckSuite) -> Json:
    repository = suite.repository
    done = all(run.status == "completed" for run in suite.runs)
    branches = [name for name, sha in repository.branches.items() if sha == suite.head_sha]
    return {
        "id": suite.id,
        "node_id": suite.node_id,
        # A commit of a fork is on no branch here.
        "head_branch": branches[0] if branches else None,
        "head_sha": suite.head_sha,
        "status": "completed" if done else "in_progress",
        "conclusion": suite.runs[-1].conclusion if done and suite.runs else None,
        "url": f"{state.links.repo(repository)}/check-suites/{suite.id}",
        "before": None,
        "after": suite.head_sha,
        "pull_requests": same_repository_pulls(state, repository, suite.head_sha),
        "app": apps.app(state, suite.app),
        "created_at": stamp(suite.created_at),
        "updated_at": stamp(suite.created_at),
    }


def same_repository_pulls(state: State, repository: Repository, sha: str) -> list[Json]:
    """Return the open pull requests of this head; those from forks are left out, as on GitHub."""
    shapes: list[Json] = []
    for pull in repository.issues.values():
        if not isinstance(pull, PullRequest) or pull.head_repository is not repository:
            continue
        if pull.head_sha == sha and pull.state == "open":
            whole = minimal_repository(state, repository)
            part = {key: whole[key] for key in ("id", "url", "name")}
            shapes.append(
                {
                    "id": pull.id,
                    "number": pull.number,
                    "url": f"{state.links.repo(repository)}/pulls/{pull.number}",
                    "head": {"ref": pull.head_ref, "sha": pull.head_sha, "repo": part},
                    "base": {"ref": pull.base_ref, "sha": pull.base_sha, "repo": part},
                }
            )
    return shapes
