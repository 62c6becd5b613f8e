"""A change on this machine as the pull request that it would become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError
from bot.kernel.markdown import plain
from bot.kernel.snapshot import Actor, PullRequest, PullRequestState, RepositoryRef
from bot.local.patch import files_of
from bot.local.project import FIRST

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.snapshot import Commit
    from bot.local.git import Clone

_USUAL: Final = ("main", "master")
_NOBODY: Final = Actor("you")


@dataclass(frozen=True, slots=True)
class Change:
    """What would become a pull request.

    Attributes:
        diff: The unified diff.
        title: Its title, as far as the commits tell.
        body: Its description, likewise.
        base_branch: Where it is to go.
        head_sha: The newest commit; empty for a bare diff.
        commits: The newest commits, the oldest of them first.
        commit_count: How many commits there are.
        behind: How many commits the base has that the change has not; None when not known.
    """

    diff: str
    title: str = ""
    body: str = ""
    base_branch: str = _USUAL[0]
    head_sha: str = ""
    commits: tuple[Commit, ...] = ()
    commit_count: int = 0
    behind: int | None = None

    def as_pull_request(self, project: str | None, now: datetime) -> PullRequest:
        """Return the snapshot that the checks look at.

        Args:
            project: The project's `owner/name`, if it is known.
            now: Stands for the times that a pull request would have.
        """
        files = files_of(self.diff)
        name = project or "your/repository"
        return PullRequest(
            repository=RepositoryRef(0, "", name),
            number=0,
            node_id="",
            title=self.title,
            body=self.body,
            author=_NOBODY,
            state=PullRequestState.OPEN,
            is_draft=False,
            base_branch=self.base_branch,
            head_branch="",
            head_sha=self.head_sha,
            head_repository=None,
            created_at=now,
            updated_at=now,
            additions=sum(file.additions for file in files),
            deletions=sum(file.deletions for file in files),
            changed_files=len(files),
            files=files,
            diff=self.diff,
            commit_count=self.commit_count,
            commits=self.commits,
        )


def of_clone(clone: Clone, wanted: str | None, remote: str | None) -> Change:
    """Read what a range of commits changes since it left its base.

    Args:
        clone: Where the commits are.
        wanted: `BASE..HEAD`, or BASE alone. What is left out on the left is the default branch of
            the remote, on the right the commit that is checked out. Three dots mean the same.
        remote: The project's remote, if there is one.

    Raises:
        UserError: A revision is unknown, the range is empty or has no common commit.
    """
    left, right = _sides(wanted or "")
    base_name = left or _default_branch(clone, remote)
    head, base = _resolved(clone, right or "HEAD"), _resolved(clone, base_name)
    fork = clone.maybe("merge-base", base, head)
    if fork is None:
        raise UserError(
            f"{_told(base_name)} and {_told(right or 'HEAD')} have no common commit. "
            + (
                "This clone is shallow; `git fetch --unshallow` brings the rest."
                if clone.maybe("rev-parse", "--is-shallow-repository") == "true"
                else "Name the base that your branch began at with --git BASE..HEAD."
            )
        )
    diff = clone.diff(fork, head)
    if not diff.strip():
        raise UserError(
            f"Nothing is committed between {_told(base_name)} and {_told(right or 'HEAD')}. "
            "Commit your work, or name another range with --git BASE..HEAD."
        )
    commits = clone.commits(head, base)
    title, body = _words(commits)
    return Change(
        diff=diff,
        title=title,
        body=body,
        base_branch=_branch(clone, base_name),
        head_sha=head,
        commits=commits,
        commit_count=clone.count(head, base),
        behind=clone.count(base, head),
    )


def _sides(wanted: str) -> tuple[str, str]:
    dots = "..." if "..." in wanted else ".."
    left, _, right = wanted.partition(dots)
    return left.strip(), right.strip()


def _resolved(clone: Clone, revision: str) -> str:
    found = clone.commit(revision)
    if found is None:
        raise UserError(
            f"--git: {clone.folder} knows no commit {_told(revision)}. "
            "Give BASE..HEAD with branches, tags or commits that `git log` takes."
        )
    return found


def _default_branch(clone: Clone, remote: str | None) -> str:
    remotes = [each for each in dict.fromkeys((remote, *FIRST)) if each]
    for each in remotes:
        head = clone.maybe("symbolic-ref", "--quiet", f"refs/remotes/{each}/HEAD")
        if head and clone.commit(head):
            return head.removeprefix("refs/remotes/")
        for usual in _USUAL:
            if clone.commit(f"refs/remotes/{each}/{usual}"):
                return f"{each}/{usual}"
    for usual in _USUAL:
        if clone.commit(f"refs/heads/{usual}"):
            return usual
    raise UserError(
        f"{clone.folder}: the project's own branch is not known here. "
        f"Run `git fetch {remotes[0]}`, or name the range with --git BASE..HEAD."
    )


def _branch(clone: Clone, revision: str) -> str:
    """Return the branch that a revision names; the usual one where it names none."""
    full = clone.maybe("rev-parse", "--symbolic-full-name", revision) or ""
    if full.startswith("refs/heads/"):
        return full.removeprefix("refs/heads/")
    if full.startswith("refs/remotes/"):
        return full.removeprefix("refs/remotes/").partition("/")[2]
    return _USUAL[0]


def _words(commits: tuple[Commit, ...]) -> tuple[str, str]:
    """Return title and description: the last commit's own, or the first lines of several."""
    own = [commit for commit in commits if commit.parents == 1] or list(commits)
    title, _, body = own[-1].message.partition("\n")
    if not body.strip() and len(own) > 1:
        body = "\n".join(f"- {commit.message.partition(chr(10))[0]}" for commit in own)
    return title.strip(), body.strip()


def _told(revision: str) -> str:
    return plain(revision)
