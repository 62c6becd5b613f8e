"""Compares a branch of a fork with the project that it was forked from."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from bot.github.errors import NotFound, Refused
from bot.kernel.errors import RateLimited, Transient
from bot.kernel.snapshot import Change, ChangedFile, Commit
from bot.kernel.upstream import Comparison

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.github.guard import Admitted, Visible
    from bot.github.installations import Installations

    Json = Mapping[str, Any]

MOST_FILES: Final = 300
"""More files than these are not listed, and a diff of more is refused:
https://docs.github.com/rest/commits/commits#compare-two-commits"""

MOST_LINES: Final = 20_000
"""Above, GitHub refuses a diff:
https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits"""

_COMMITS_KEPT: Final = 50
"""As many as are read of a pull request."""

_DIFF: Final = "application/vnd.github.diff"
_CHANGES: Final = MappingProxyType(
    {
        "added": Change.ADDED,
        "copied": Change.COPIED,
        "modified": Change.MODIFIED,
        "removed": Change.DELETED,
        "renamed": Change.RENAMED,
    }
)


class BranchComparer:
    """Compares within a network of forks, which reads and leaves no trace.

    Args:
        installations: Sends the requests.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def compare(
        self, fork: Admitted, project: Visible, base: str, head: str
    ) -> Comparison | None:
        """Return what a commit of a fork has that a project's branch has not.

        Args:
            fork: Where the commit is, read with its own installation's token.
            project: The project that it was forked from.
            base: The project's branch.
            head: The commit, which unlike the name of a branch means one thing only.

        Returns:
            None when either is gone, or they have no commit in common.
        """
        path = _path(fork, project, base, head)
        try:
            found, _ = await self._installations.get(fork.installation, path)
        except NotFound:
            return None
        return _comparison(found)

    async def diff(self, fork: Admitted, project: Visible, base: str, head: str) -> str | None:
        """Return the unified diff of the same comparison.

        Args:
            fork: As for `compare`.
            project: Likewise.
            base: Likewise.
            head: Likewise.

        Returns:
            None when GitHub cannot give it: it is too large, or takes too long to make.

        Raises:
            RateLimited: GitHub asks to wait.
        """
        path = _path(fork, project, base, head)
        try:
            text, _ = await self._installations.get(fork.installation, path, accept=_DIFF)
        except RateLimited:
            raise
        except (Refused, Transient):
            # Both stand for "too large" here, and without lines the checks say what they cannot.
            return None
        return str(text)


def is_too_large(compared: Comparison) -> bool:
    """Return whether GitHub would refuse the diff."""
    lines = sum(file.additions + file.deletions for file in compared.files)
    return not compared.has_all_files or lines > MOST_LINES


def _path(fork: Admitted, project: Visible, base: str, head: str) -> str:
    compared = f"{quote(project.owner)}:{quote(base, safe='')}...{quote(head, safe='')}"
    return f"/repos/{fork.full_name}/compare/{compared}"


def _comparison(found: Json) -> Comparison:
    listed = found.get("files") or ()
    return Comparison(
        ahead=found["ahead_by"],
        behind=found["behind_by"],
        # Without pages, the last commit of the list is the newest of all.
        commits=tuple(_commit(each) for each in found["commits"][-_COMMITS_KEPT:]),
        files=tuple(
            ChangedFile(
                each["filename"],
                _CHANGES.get(each["status"], Change.CHANGED),
                each["additions"],
                each["deletions"],
            )
            for each in listed
        ),
        has_all_files=len(listed) < MOST_FILES,
    )


def _commit(found: Json) -> Commit:
    author = found["commit"].get("author") or {}
    return Commit(
        sha=found["sha"],
        message=found["commit"]["message"],
        parents=len(found["parents"]),
        author=author.get("name") or "",
        email=author.get("email") or "",
    )
