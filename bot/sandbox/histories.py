"""Loads merged pull requests of a git history into the sandbox, as students' pull requests."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError
from bot.sandbox import diffs
from bot.sandbox.merged import LOG_FORMAT, STUDENT, Skipped, read_commit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.sandbox.merged import Merged
    from bot.sandbox.model import PullRequest, Repository, User
    from bot.sandbox.world import World

DIFF_BYTES: Final = 4 * 1024 * 1024
"""A larger diff is no student's pull request, and GitHub would not show it."""
RECORD_BYTES: Final = 1024 * 1024
COMMITS_READ: Final = 20_000
AGE_READ: Final = timedelta(days=730)
"""Before the newest commit; customs change."""
GIT_SECONDS: Final = 120.0
"""For one call of git."""

_CHUNK: Final = 64 * 1024
_COMMON_FOLDERS: Final = frozenset({"", "repo", "git", ".git"})
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]+")
_DATE_BYTES: Final = 100
# The settings of a directory may name programs; none of these calls starts one.
_NO_MONITOR: Final = ("-c", "core.fsmonitor=false")
_LOG: Final = ("log", "--no-show-signature")
_DIFF: Final = (
    "diff-tree",
    "-p",
    "-M",
    "--no-ext-diff",
    "--no-textconv",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_NO_NETWORK: Final = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Change:
    """A merged pull request with its unified diff."""

    merged: Merged
    diff: str


@dataclass(frozen=True, slots=True)
class History:
    """What was chosen of a history.

    Attributes:
        project: The history's name.
        changes: By number.
        skipped: How many commits were left out, by reason.
    """

    project: str
    changes: tuple[Change, ...]
    skipped: Counter[str]


def project_name(git_dir: Path) -> str:
    """Return a repository name made of the folder's own name, or of its parent's."""
    for part in (git_dir.absolute(), *git_dir.absolute().parents):
        bare = part.name.removesuffix(".git")
        if bare not in _COMMON_FOLDERS:
            return _NOT_IN_NAMES.sub("-", bare)
    return "history"


async def read_history(git_dir: Path, *, count: int, seed: int) -> History:
    """Choose merged pull requests of the newest years by lot, and read their diffs.

    Args:
        git_dir: A git directory, bare or the `.git` of a checkout.
        count: How many to choose at most.
        seed: Another number chooses others; the same one chooses the same.

    Raises:
        UserError: Git could not read the directory; the text says what it said.
    """
    project = project_name(git_dir)
    skipped: Counter[str] = Counter()
    found: dict[int, Merged] = {}
    async for record in _log(git_dir):
        read = read_commit(project, record)
        if isinstance(read, Skipped):
            skipped[read.reason] += 1
        else:
            # A pull request that landed again comes first in the log; that one counts.
            found.setdefault(read.number, read)
    changes: list[Change] = []
    for merged in sorted(found.values(), key=lambda each: _lot(each.sha, seed)):
        if len(changes) == count:
            break
        diff = await _diff(git_dir, merged)
        if isinstance(diff, Skipped):
            skipped[diff.reason] += 1
        else:
            changes.append(Change(merged, diff))
    changes.sort(key=lambda change: change.merged.number)
    return History(project, tuple(changes), skipped)


def _lot(sha: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{sha}".encode()).hexdigest()


async def _log(git_dir: Path) -> AsyncIterator[str]:
    newest = await _all(git_dir, _DATE_BYTES, *_LOG, "--format=%cI", "--max-count=1", "HEAD")
    since = datetime.fromisoformat(newest.strip()) - AGE_READ
    most, form = f"--max-count={COMMITS_READ}", f"--format={LOG_FORMAT}"
    rest = b""
    async with _git(
        git_dir, *_LOG, "-z", "--first-parent", form, most, f"--since={since.isoformat()}", "HEAD"
    ) as output:
        while chunk := await output.read(_CHUNK):
            *records, rest = (rest + chunk).split(b"\0")
            for record in records:
                yield record.decode(errors="replace")
            # The message of one commit never needs more; the rest of it is dropped.
            rest = rest[:RECORD_BYTES]


async def _diff(git_dir: Path, merged: Merged) -> str | Skipped:
    try:
        text = await _all(git_dir, DIFF_BYTES, *_DIFF, merged.parent, merged.sha)
    except UserError:
        # The log could be read, so the directory is one; a partial copy lacks some contents.
        return Skipped("its contents are not in this copy")
    if len(text) >= DIFF_BYTES:
        return Skipped("the diff is too large")
    if not text.strip():
        return Skipped("nothing changed")
    try:
        parsed = diffs.parse(text)
    except ValueError:
        return Skipped("the diff could not be read")
    if not any(file.patch or file.previous for file in parsed.files):
        return Skipped("only binary files changed")
    return text


async def _all(git_dir: Path, limit: int, *arguments: str) -> str:
    """Return what git says, at most so many bytes of it."""
    said = b""
    async with _git(git_dir, *arguments) as output:
        while len(said) < limit and (chunk := await output.read(_CHUNK)):
            said += chunk
    return said[:limit].decode(errors="replace")


@asynccontextmanager
async def _git(git_dir: Path, *arguments: str) -> AsyncIterator[asyncio.StreamReader]:
    """Run git on a directory that may be hostile: nothing that its settings name is run."""
    process = await asyncio.create_subprocess_exec(
        "git",
        f"--git-dir={git_dir}",
        "--no-pager",
        *_NO_MONITOR,
        *arguments,
        env=os.environ | _NO_NETWORK,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = process.stdout, process.stderr
    if output is None or errors is None:  # pragma: no cover - both are pipes
        raise UserError("git could not be listened to")
    try:
        async with asyncio.timeout(GIT_SECONDS):
            yield output
            is_whole = output.at_eof()
            if not is_whole:
                process.kill()
            said = (await errors.read(_CHUNK)).decode(errors="replace").strip()
            code = await process.wait()
    except TimeoutError as error:
        raise UserError(f"git took too long to read {git_dir}") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if is_whole and code:
        raise UserError(f"git cannot read {git_dir}: {said}. Give a git directory with commits.")


@dataclass(slots=True)
class Classroom:
    """A course in the sandbox whose students open again what others once merged.

    Attributes:
        world: The sandbox.
        course: The organisation that owns the course's forks.
    """

    world: World
    course: User
    _projects: dict[str, Repository] = field(default_factory=dict)
    _students: dict[str, User] = field(default_factory=dict)
    _forks: dict[tuple[str, str], Repository] = field(default_factory=dict)

    def add_project(self, project: str) -> Repository:
        """Make an upstream project and the course's fork of it.

        Raises:
            UserError: Another history has this name.
        """
        if project in self._projects:
            raise UserError(f"two histories are called {project}; rename a folder")
        owner = self.world.create_organisation(f"upstream-{len(self._projects) + 1}")
        upstream = self.world.create_repository(owner, project)
        self._projects[project] = self.world.fork(upstream, self.course)
        return self._projects[project]

    def open(self, change: Change) -> PullRequest:
        """Open a change in the course's fork, from the student's fork, with its own diff."""
        merged = change.merged
        base, student = self._projects[merged.project], self._student(merged.author)
        key = merged.project, merged.author
        if key not in self._forks:
            self._forks[key] = self.world.fork(base, student)
        head, branch = self._forks[key], f"change-{merged.number}"
        signature = f"{student.login} <{student.id}+{student.login}@users.noreply.github.com>"
        for message in merged.commits:
            signed = message.replace(STUDENT, signature)
            self.world.commit(head, branch, student, signed)
        return self.world.open_pull_request(
            author=student,
            head=head,
            head_branch=branch,
            base=base,
            title=merged.title,
            body=merged.description,
            diff=change.diff,
        )

    def _student(self, author: str) -> User:
        if author not in self._students:
            login = f"student-{len(self._students) + 1}"
            self._students[author] = self.world.create_user(login)
        return self._students[author]
