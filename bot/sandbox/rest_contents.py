"""REST answers about the files of a repository."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from bot.sandbox.access import require_read
from bot.sandbox.exchange import Answer, RefusalError, not_found
from bot.sandbox.rest_repositories import visible_repository

if TYPE_CHECKING:
    from bot.sandbox.exchange import Call
    from bot.sandbox.model import Commit, Repository

_WHOLE = 1024 * 1024
"""Bytes up to which a file's content is in the answer:
https://docs.github.com/rest/repos/contents#get-repository-content"""
_LINE = 60


def get_contents(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}/contents/{path}`, for files only."""
    repository = visible_repository(call)
    require_read(call.caller, repository, "contents")
    ref = call.query.get("ref") or repository.default_branch
    commit = _commit(repository, ref)
    path = call.route["path"]
    text = commit.tree.get(path)
    if text is None:
        if any(each.startswith(f"{path}/") for each in commit.tree.paths()):
            raise RefusalError(501, "This sandbox does not list folders.")
        raise not_found()
    return Answer(_file(call, repository, path, ref, text.encode()))


def _commit(repository: Repository, ref: str) -> Commit:
    sha = repository.branches.get(ref.removeprefix("refs/heads/"), ref)
    found = repository.objects.get(sha)
    if found is None:
        raise RefusalError(404, f"No commit found for the ref {ref}")
    return found


def _file(
    call: Call, repository: Repository, path: str, ref: str, content: bytes
) -> dict[str, object]:
    api, page = call.world.links.repo(repository), call.world.links.page(repository)
    sha = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324 - git's name
    whole = len(content) <= _WHOLE
    here = f"{api}/contents/{path}?ref={ref}"
    blob, shown = f"{api}/git/blobs/{sha}", f"{page}/blob/{ref}/{path}"
    return {
        "type": "file",
        "encoding": "base64" if whole else "none",
        "size": len(content),
        "name": path.rpartition("/")[2],
        "path": path,
        "content": _folded(content) if whole else "",
        "sha": sha,
        "url": here,
        "git_url": blob,
        "html_url": shown,
        "download_url": f"{page}/raw/{ref}/{path}",
        "_links": {"git": blob, "self": here, "html": shown},
    }


def _folded(content: bytes) -> str:
    """Return base64 in lines, as GitHub gives it."""
    text = base64.b64encode(content).decode()
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return "".join(f"{line}\n" for line in lines)
