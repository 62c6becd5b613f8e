"""REST answers about pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import history
from bot.sandbox.access import can_push, can_see, require_read, require_write
from bot.sandbox.exchange import Answer, RefusalError, invalid, not_found, paged
from bot.sandbox.model import PullRequest
from bot.sandbox.rest_repositories import visible_repository
from bot.sandbox.shapes import pulls as shapes
from bot.sandbox.shapes.repos import commit

if TYPE_CHECKING:
    from bot.sandbox.app_model import Token
    from bot.sandbox.diffs import Diff
    from bot.sandbox.exchange import Call
    from bot.sandbox.model import Repository

MOST_FILES, MOST_LINES = 300, 20_000
"""Beyond either a diff is refused:
https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits
"""
_LISTED_FILES = 3000
_LISTED_COMMITS = 250
"""Both from the descriptions of the two lists in GitHub's OpenAPI file."""


def _pull(call: Call) -> PullRequest:
    repository = visible_repository(call)
    require_read(call.caller, repository, "pull_requests")
    found = repository.issues.get(call.number("pull_number"))
    if not isinstance(found, PullRequest):
        raise not_found()
    return found


def list_pulls(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/pulls`, filtered by `state`, `head` and `base`."""
    repository = visible_repository(call)
    require_read(call.caller, repository, "pull_requests")
    state = call.query.get("state", "open")
    head, base = call.query.get("head"), call.query.get("base")
    pulls = [each for each in repository.issues.values() if isinstance(each, PullRequest)]
    chosen = [
        each
        for each in pulls
        if state in {"all", each.state}
        and (head is None or head == f"{each.head_owner.login}:{each.head_ref}")
        and (base is None or base == each.base_ref)
    ]
    if call.query.get("direction", "desc") == "desc":
        chosen.reverse()
    if call.query.get("sort") == "updated":
        newest_first = call.query.get("direction", "asc") == "desc"
        chosen.sort(key=lambda each: each.updated_at, reverse=newest_first)
    return paged(call, chosen, lambda each: shapes.simple(call.world, each))


def get_pull(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/pulls/{pull_number}`, as JSON or as a diff."""
    pull = _pull(call)
    if "diff" not in call.accept:
        return Answer(shapes.full(call.world, pull))
    return as_text(call, call.world.diff_of(pull))


def as_text(call: Call, diff: Diff) -> Answer:
    """Return a diff as it is.

    Raises:
        RefusalError: 406 for one that is too large.
    """
    lines = diff.additions + diff.deletions
    if len(diff.files) > MOST_FILES or lines > MOST_LINES:
        over = "files" if len(diff.files) > MOST_FILES else "lines"
        most = MOST_FILES if over == "files" else MOST_LINES
        message = f"Sorry, the diff exceeded the maximum number of {over} ({most})."
        error: dict[str, object] = {"resource": "PullRequest", "field": "diff", "code": "too_large"}
        raise RefusalError(406, message, errors=(error,))
    return Answer(text=diff.text, headers={"Content-Type": f"{call.accept}; charset=utf-8"})


def list_files(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/pulls/{pull_number}/files`."""
    pull = _pull(call)
    files = call.world.diff_of(pull).files[:_LISTED_FILES]
    return paged(
        call, files, lambda each: shapes.file(call.world, pull.repository, pull.head_sha, each)
    )


def list_commits(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/pulls/{pull_number}/commits`."""
    pull = _pull(call)
    commits = call.world.commits_of(pull)[:_LISTED_COMMITS]
    return paged(call, commits, lambda each: commit(call.world, pull.repository, each))


def create_pull(call: Call) -> Answer:
    """`POST /repos/{owner}/{repo}/pulls`."""
    repository = visible_repository(call)
    token = require_write(call.caller, repository, "pull_requests")
    title = call.text("title", resource="PullRequest")
    base = call.text("base", resource="PullRequest")
    head, branch = _head(call, repository, token)
    if base not in repository.branches:
        raise invalid("PullRequest", "base", "base is invalid")
    tip = head.branches[branch]
    if tip in history.ancestors(repository.objects, repository.branches[base]):
        message = f"No commits between {repository.owner.login}:{base} and {branch}"
        raise invalid("PullRequest", "head", message)
    for each in repository.issues.values():
        same = isinstance(each, PullRequest) and (each.head_repository, each.head_ref) == (
            head,
            branch,
        )
        if same and each.state == "open":
            message = f"A pull request already exists for {head.owner.login}:{branch}."
            raise invalid("PullRequest", "head", message)
    made = call.world.open_pull_request(
        author=token.user,
        head=head,
        head_branch=branch,
        base=repository,
        base_branch=base,
        title=title,
        body=call.maybe_text("body"),
        draft=call.body.get("draft") is True,
    )
    return Answer(shapes.full(call.world, made), 201)


def _head(call: Call, repository: Repository, token: Token) -> tuple[Repository, str]:
    label = call.text("head", resource="PullRequest")
    owner, _, branch = label.rpartition(":")
    for each in call.world.live_repositories():
        # Only repositories of one network share their commits.
        related = each.objects is repository.objects and can_see(token, each)
        owned = each is repository if not owner else each.owner.login.lower() == owner.lower()
        if related and owned and branch in each.branches:
            return each, branch
    raise invalid("PullRequest", "head", "head is invalid")


def edit_pull(call: Call) -> Answer:
    """`PATCH /repos/{owner}/{repo}/pulls/{pull_number}`: title, body, state, base."""
    pull = _pull(call)
    token = require_write(call.caller, pull.repository, "pull_requests")
    allowed = token.installation is not None or pull.author is token.user
    if not allowed and not can_push(token.user, pull.repository):
        raise RefusalError(403, "Must have admin rights to Repository.")
    world, by = call.world, token.user
    world.edit(pull, by, title=call.maybe_text("title"), body=call.maybe_text("body"))
    base = call.maybe_text("base")
    if base is not None and base != pull.base_ref:
        if base not in pull.repository.branches:
            raise invalid("PullRequest", "base", "base is invalid")
        world.retarget(pull, base, by)
    state = call.maybe_text("state")
    if state == "closed":
        world.close(pull, by)
    elif state == "open":
        if pull.merged_at is not None:
            raise invalid("PullRequest", "state", "state cannot be changed. It was merged.")
        world.reopen(pull, by)
    return Answer(shapes.full(world, pull))
