"""How each field of the sandbox's GraphQL is read from the world."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.sandbox.access import can_see, find_repository, require_read
from bot.sandbox.exchange import RefusalError
from bot.sandbox.graphql_base import CommitHere, caller_of, end_cursor, node, paged
from bot.sandbox.limits import budget_of, reset_of
from bot.sandbox.model import (
    PullRequest,
    User,
    UserKind,
)
from bot.sandbox.shapes.people import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.sandbox.check_model import CheckSuite
    from bot.sandbox.graphql_base import Info, Page, Resolver
    from bot.sandbox.model import Comment, Issue, Repository, Review

_PATCH_STATUS = {"removed": "DELETED"}
CLOSES = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
    r"(?:(?P<repo>[\w.-]+/[\w.-]+))?#(?P<number>\d+)\b",
    re.IGNORECASE,
)
"""https://docs.github.com/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue"""


def _repository(_root: object, info: Info, owner: str, name: str) -> Repository:
    try:
        return find_repository(caller_of(info), f"{owner}/{name}")
    except RefusalError as error:
        message = f"Could not resolve to a Repository with the name '{owner}/{name}'."
        raise RefusalError(404, message) from error


def _rate_limit(_root: object, info: Info) -> dict[str, object]:
    caller, context = caller_of(info), info.context
    budget = budget_of(caller.world, caller.token, graphql=True)
    reset = reset_of(caller.world, budget)
    remaining = max(budget.limit - budget.used - context.points, 0)
    return {
        "cost": context.points,
        "limit": budget.limit,
        "remaining": remaining,
        "resetAt": stamp(reset),
    }


def _viewer(_root: object, info: Info) -> dict[str, object] | None:
    token = caller_of(info).token
    if token is None:
        return None
    # Unlike an author, the viewer keeps the `[bot]` of its login.
    return {"login": token.user.login, "databaseId": token.user.id, "id": token.user.node_id}


def _pull_request(repository: Repository, info: Info, number: int) -> PullRequest:
    require_read(caller_of(info), repository, "pull_requests")
    found = repository.issues.get(number)
    if not isinstance(found, PullRequest):
        message = f"Could not resolve to a PullRequest with the number of {number}."
        raise RefusalError(404, message)
    return found


def shown(repository: Repository | None, info: Info) -> Repository | None:
    """Return the repository if the caller may see it."""
    if repository is None or repository.deleted:
        return None
    return repository if can_see(caller_of(info).token, repository) else None


def _author(thing: Issue | Comment) -> User | None:
    return None if thing.author.deleted else thing.author


def did_author(comment: Comment | Review, info: Info) -> bool:
    """Return whether whoever asks wrote this."""
    token = caller_of(info).token
    return token is not None and comment.author is token.user


def state_of(pull: PullRequest) -> str:
    """Return where a pull request stands, in GraphQL's words."""
    return "MERGED" if pull.merged_at is not None else pull.state.upper()


def _comments(pull: PullRequest, info: Info, **page: Any) -> Page:  # noqa: ANN401 - GraphQL's arguments
    caller = caller_of(info)
    require_read(caller, pull.repository, "pull_requests")
    return paged([each for each in pull.comments if caller.sees(each)], info, **page)


def _closing(pull: PullRequest, info: Info, **page: Any) -> Page:  # noqa: ANN401 - as above
    repository, caller = pull.repository, caller_of(info)
    found: dict[int, Issue] = {}
    if pull.base_ref == repository.default_branch:
        for match in CLOSES.finditer(pull.body or ""):
            named = match["repo"]
            home = caller.world.names.get(named.lower()) if named else repository
            issue = home.issues.get(int(match["number"])) if home is not None else None
            seen = issue is not None and shown(issue.repository, info) is not None
            if issue is not None and seen and not isinstance(issue, PullRequest):
                found[issue.id] = issue
    return paged(list(found.values()), info, **page)


def _commits(pull: PullRequest, info: Info, **page: Any) -> Page:  # noqa: ANN401 - as above
    commits = caller_of(info).world.commits_of(pull)
    rows = [{"commit": partial(_commit, CommitHere(pull.repository, each))} for each in commits]
    return paged(rows, info, **page)


def _commit(here: CommitHere, info: Info) -> CommitHere:
    # Refused commit by commit, as on GitHub: the connection itself stays.
    require_read(caller_of(info), here.repository, "contents")
    return here


def _default_branch(repository: Repository, info: Info) -> dict[str, object] | None:
    require_read(caller_of(info), repository, "contents")
    sha = repository.branches.get(repository.default_branch)
    if sha is None:
        return None
    return {
        "name": repository.default_branch,
        "repository": repository,
        "target": CommitHere(repository, repository.objects[sha]),
    }


def _check_suites(
    here: CommitHere,
    info: Info,
    filterBy: dict[str, int] | None = None,  # noqa: N803 - GraphQL's name
    **page: Any,  # noqa: ANN401 - as above
) -> Page:
    require_read(caller_of(info), here.repository, "checks")
    app = (filterBy or {}).get("appId")
    suites = [
        suite
        for suite in here.repository.suites
        if suite.head_sha == here.commit.sha and app in {None, suite.app.id}
    ]
    return paged(suites, info, **page)


def _check_runs(
    suite: CheckSuite,
    info: Info,
    filterBy: dict[str, str] | None = None,  # noqa: N803 - GraphQL's name
    **page: Any,  # noqa: ANN401 - as above
) -> Page:
    wanted = filterBy or {}
    runs = [
        run
        for run in suite.runs
        if wanted.get("checkName", run.name) == run.name and caller_of(info).sees(run)
    ]
    if wanted.get("checkType", "LATEST") == "LATEST":
        runs = list({run.name: run for run in runs}.values())
    return paged(runs, info, **page)


def _of(read: Callable[[Any], object]) -> Resolver:
    """Return a resolver that needs only the thing itself."""
    return lambda thing, _info: read(thing)


def _connection(read: Callable[[Any, Any], Sequence[object]]) -> Resolver:
    """Return a resolver of a connection over what `read` gives for thing and world."""
    return lambda thing, info, **page: paged(read(thing, caller_of(info).world), info, **page)


_ID: dict[str, Resolver] = {"id": _of(lambda thing: thing.node_id)}
_PERSON: dict[str, Resolver] = {
    "databaseId": _of(lambda user: user.id if isinstance(user, User) else user["databaseId"]),
    "id": _of(lambda user: user.node_id if isinstance(user, User) else user["id"]),
    "login": _of(lambda user: user.slug if isinstance(user, User) else user["login"]),
}
_PAGED: dict[str, Resolver] = {"nodes": _of(lambda page: page.nodes)}
_COUNTED: dict[str, Resolver] = {"totalCount": _of(lambda page: page.total)}
_CURSOR: dict[str, Resolver] = {"pageInfo": _of(lambda page: page)}

QUERIES: dict[str, dict[str, Resolver]] = {
    "Query": {
        "node": lambda _root, info, id: node(info, id),  # noqa: A006 - GraphQL's name
        "rateLimit": _rate_limit,
        "repository": _repository,
        "viewer": _viewer,
    },
    "PageInfo": {
        "endCursor": _of(end_cursor),
        "hasNextPage": _of(lambda page: page.more),
    },
    **dict.fromkeys((kind.value for kind in UserKind), _PERSON),
    "Repository": {
        **_ID,
        "databaseId": _of(lambda repository: repository.id),
        "defaultBranchRef": _default_branch,
        "isArchived": _of(lambda repository: repository.archived),
        "isFork": _of(lambda repository: repository.fork),
        "isPrivate": _of(lambda repository: repository.private),
        "nameWithOwner": _of(lambda repository: repository.full_name),
        "parent": lambda repository, info: shown(repository.parent, info),
        "pullRequest": _pull_request,
    },
    "PullRequest": {
        **_ID,
        "additions": lambda pull, info: caller_of(info).world.diff_of(pull).additions,
        "author": _of(_author),
        "baseRefName": _of(lambda pull: pull.base_ref),
        "body": _of(lambda pull: pull.body or ""),
        "changedFiles": lambda pull, info: len(caller_of(info).world.diff_of(pull).files),
        "closingIssuesReferences": _closing,
        "comments": _comments,
        "commits": _commits,
        "createdAt": _of(lambda pull: stamp(pull.created_at)),
        "deletions": lambda pull, info: caller_of(info).world.diff_of(pull).deletions,
        "files": _connection(lambda pull, world: world.diff_of(pull).files),
        "headRefName": _of(lambda pull: pull.head_ref),
        "headRefOid": _of(lambda pull: pull.head_sha),
        "headRepository": lambda pull, info: shown(pull.head_repository, info),
        "isDraft": _of(lambda pull: pull.draft),
        "labels": _connection(lambda pull, _world: pull.labels),
        "state": _of(state_of),
        "updatedAt": _of(lambda pull: stamp(pull.updated_at)),
    },
    "Label": _ID,
    "LabelConnection": _PAGED,
    "PullRequestChangedFileConnection": _PAGED | _CURSOR,
    "PullRequestChangedFile": {
        "changeType": _of(lambda file: _PATCH_STATUS.get(file.status, file.status.upper())),
    },
    "PullRequestCommitConnection": _PAGED | _COUNTED,
    "GitActor": {},
    "Commit": {
        "author": _of(
            lambda here: {"name": here.commit.author_name, "email": here.commit.author_email}
        ),
        "checkSuites": _check_suites,
        "id": _of(lambda here: here.commit.node_id),
        "message": _of(lambda here: here.commit.message),
        "oid": _of(lambda here: here.commit.sha),
        "parents": _connection(lambda here, _world: here.commit.parents),
    },
    "CommitConnection": _COUNTED,
    "IssueConnection": _PAGED | _CURSOR,
    "Issue": {**_ID, "body": _of(lambda issue: issue.body or "")},
    "IssueCommentConnection": _PAGED | _CURSOR,
    "IssueComment": {
        **_ID,
        "author": _of(_author),
        "createdAt": _of(lambda comment: stamp(comment.created_at)),
        "viewerDidAuthor": did_author,
    },
    "CheckSuiteConnection": _PAGED,
    "CheckSuite": {**_ID, "checkRuns": _check_runs},
    "CheckRunConnection": _PAGED,
    "CheckRun": {
        **_ID,
        "conclusion": _of(lambda run: run.conclusion.upper() if run.conclusion else None),
    },
}
