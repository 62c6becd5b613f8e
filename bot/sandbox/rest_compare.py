"""REST answers about what one commit has that another has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox import history
from bot.sandbox.access import can_see, require_read
from bot.sandbox.exchange import Answer, RefusalError, not_found
from bot.sandbox.rest_pulls import MOST_FILES, as_text
from bot.sandbox.rest_repositories import visible_repository
from bot.sandbox.shapes.pulls import file
from bot.sandbox.shapes.repos import commit

if TYPE_CHECKING:
    from bot.sandbox.exchange import Call
    from bot.sandbox.model import Commit, Repository

MOST_COMMITS = 250
"""The newest that are listed where no page is asked for; of files `MOST_FILES` at any rate:
https://docs.github.com/rest/commits/commits#compare-two-commits"""


def compare_commits(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/compare/{basehead}`, as JSON or as a diff."""
    repository = visible_repository(call)
    require_read(call.caller, repository, "contents")
    if {"page", "per_page"} & call.query.keys():
        raise RefusalError(501, "This sandbox compares without pages.")
    left, _, right = call.route["basehead"].partition("...")
    base, head = _commit(call, repository, left), _commit(call, repository, right)
    origin = history.merge_base(repository.objects, base.sha, head.sha)
    if origin is None:
        raise RefusalError(404, f"No common ancestor between {left} and {right}.")
    if "diff" in call.accept:
        return as_text(call, call.world.diff_between(repository, base.sha, head.sha))
    return Answer(_shape(call, repository, base, repository.objects[origin], head))


def _commit(call: Call, repository: Repository, name: str) -> Commit:
    """Return the commit that is meant: a branch here or, after its owner, in the same network."""
    owner, _, ref = name.rpartition(":")
    for each in call.world.live_repositories():
        related = each.objects is repository.objects and can_see(call.caller.token, each)
        meant = each is repository if not owner else each.owner.login.lower() == owner.lower()
        if related and meant and ref in each.branches:
            return repository.objects[each.branches[ref]]
    found = repository.objects.get(ref)
    if found is None:
        raise not_found()
    return found


def _shape(
    call: Call, repository: Repository, base: Commit, origin: Commit, head: Commit
) -> dict[str, object]:
    """Return `commit-comparison`."""
    ahead = history.ahead(repository.objects, base.sha, head.sha)
    behind = history.ahead(repository.objects, head.sha, base.sha)
    files = call.world.diff_between(repository, base.sha, head.sha).files[:MOST_FILES]
    api, page = call.world.links.repo(repository), call.world.links.page(repository)
    compared = f"compare/{base.sha}...{head.sha}"
    return {
        "url": f"{api}/{compared}",
        "html_url": f"{page}/{compared}",
        "permalink_url": f"{page}/{compared}",
        "diff_url": f"{page}/{compared}.diff",
        "patch_url": f"{page}/{compared}.patch",
        "base_commit": commit(call.world, repository, base),
        "merge_base_commit": commit(call.world, repository, origin),
        "status": _status(ahead=bool(ahead), behind=bool(behind)),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit(call.world, repository, each) for each in ahead[-MOST_COMMITS:]],
        "files": [file(call.world, repository, head.sha, each) for each in files],
    }


def _status(*, ahead: bool, behind: bool) -> str:
    if ahead:
        return "diverged" if behind else "ahead"
    return "behind" if behind else "identical"
