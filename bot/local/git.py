"""Reads a clone with git, which writes nothing, runs nothing, and reaches nobody meanwhile."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

from bot.kernel.errors import UserError
from bot.kernel.snapshot import Commit

if TYPE_CHECKING:
    from pathlib import Path

DIFF_BYTES: Final = 64 * 1024 * 1024
"""Nobody reviews a larger change; it also bounds the memory that a run takes."""
COMMITS_READ: Final = 50
"""The newest ones, as many as are read of a pull request."""

_TEXT_BYTES: Final = 4 * 1024 * 1024
_SETTINGS: Final = (
    "core.fsmonitor=false",
    "core.quotePath=false",
    "diff.suppressBlankEmpty=false",
    "log.showSignature=false",
)
_DIFF: Final = (
    "diff-tree",
    "-p",
    "-r",
    "-M",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_COMMITS: Final = ("-z", "--encoding=UTF-8", "--format=%H%x1f%P%x1f%an%x1f%ae%x1f%B")
_FIELDS: Final = 5
_KEPT: Final = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM"})
_SAFE: Final = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitFailed(UserError):  # noqa: N818 - as the errors of the house
    """Git could not do what was asked; the text is git's."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone, or a worktree of one.

    Attributes:
        folder: Any folder inside it.
    """

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Clone:
        """Return the clone that a folder is in.

        Raises:
            UserError: There is none; the text says what to do.
        """
        clone = cls(folder)
        try:
            clone.line("rev-parse", "--git-dir")
        except GitFailed as failed:
            if "not a git repository" not in str(failed):
                raise
            raise UserError(
                f"{folder} is not inside a git repository. "
                "Go into your clone, name it with --repo DIR, or give a diff with --diff FILE."
            ) from None
        return clone

    def commit(self, revision: str) -> str | None:
        """Return the name of the commit that a revision means; None when there is none."""
        wanted = f"{revision}^{{commit}}"
        return self.maybe("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)

    def remotes(self) -> dict[str, str]:
        """Return the address of each remote by its name, short forms spelt out."""
        found = {}
        for line in self.text("remote", "-v").splitlines():
            name, _, rest = line.partition("\t")
            address, _, use = rest.rpartition(" ")
            # A blobless clone says more after the use: `(fetch) [blob:none]`.
            if use.startswith("["):
                address, _, use = address.rpartition(" ")
            if use == "(fetch)":
                found[name] = address
        return found

    def count(self, of: str, without: str) -> int:
        """Return how many commits one commit has that another one has not."""
        return int(self.line("rev-list", "--count", of, f"^{without}", "--"))

    def commits(self, head: str, base: str) -> tuple[Commit, ...]:
        """Return the newest commits that `head` has and `base` has not, the oldest first."""
        most = f"--max-count={COMMITS_READ}"
        said = self.text("log", *_COMMITS, most, head, f"^{base}", "--")
        records = [record.split("\x1f", _FIELDS - 1) for record in said.split("\0")]
        found = [
            Commit(sha, message.strip(), len(parents.split()), author, email)
            for sha, parents, author, email, message in (
                record for record in records if len(record) == _FIELDS
            )
        ]
        return tuple(reversed(found))

    def diff(self, older: str, newer: str) -> str:
        """Return the diff from one commit to another.

        Raises:
            UserError: It is too large, or the clone lacks contents.
        """
        try:
            said = self._read(*_DIFF, older, newer, "--", limit=DIFF_BYTES)
        except GitFailed as failed:
            if not self.maybe("config", "--get-regexp", r"^remote\..*\.promisor$"):
                raise
            raise UserError(
                f"{failed}. This clone is a partial one and lacks contents; "
                f"`git diff {older[:12]} {newer[:12]}` fetches them."
            ) from None
        if len(said) > DIFF_BYTES:
            raise UserError(
                f"The diff from {older[:12]} to {newer[:12]} is larger than "
                f"{DIFF_BYTES // 1024**2} MB. Take out generated files, or name a shorter range."
            )
        return said.decode("utf-8", "replace")

    def maybe(self, *words: str) -> str | None:
        """Return the first line that git prints; None when it fails or prints none."""
        try:
            return self.line(*words) or None
        except GitFailed:
            return None

    def line(self, *words: str) -> str:
        """Return what git prints, without the end of the line."""
        return self.text(*words).partition("\n")[0].strip()

    def text(self, *words: str) -> str:
        """Return what git prints, at most a few million characters of it."""
        return self._read(*words, limit=_TEXT_BYTES)[:_TEXT_BYTES].decode("utf-8", "replace")

    def _read(self, *words: str, limit: int) -> bytes:
        """Return what git prints; one byte above the limit tells that there is more.

        Raises:
            UserError: Git is missing.
            GitFailed: Git ended with an error.
        """
        settings = [word for each in _SETTINGS for word in ("-c", each)]
        command = ["git", "-C", str(self.folder), "--no-pager", *settings, *words]
        with TemporaryFile() as told:
            try:
                running = subprocess.Popen(  # noqa: S603 - our own words; revisions were resolved
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=told,
                    env=_environment(),
                )
            except FileNotFoundError as missing:
                raise UserError(
                    "git is not on the PATH. Install it, or add its folder there."
                ) from missing
            with running:
                said = running.stdout.read(limit + 1) if running.stdout else b""
                if len(said) > limit:
                    running.kill()
                    return said
            if running.returncode:
                told.seek(0)
                why = " ".join(told.read(2000).decode("utf-8", "replace").split())
                raise GitFailed(f"git {words[0]} in {self.folder}: {why or 'it failed'}")
        return said


def _environment() -> dict[str, str]:
    """Return the environment without what would lead git elsewhere, as inside a hook."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    return kept | _SAFE
