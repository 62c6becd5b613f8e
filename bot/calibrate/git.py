"""Reads a git directory: streams what git prints, and never runs what the directory names."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

from bot.calibrate.numstat import COMMIT_MARK, read_commits
from bot.calibrate.recognise import Commit, Person
from bot.calibrate.sizes import FileChange
from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

RECORD_BYTES: Final = 4 * 1024 * 1024
"""Of one record; what is longer is cut, so that no history can fill the memory."""
BATCH: Final = 250
"""Commits measured by one run of git."""

_CHUNK: Final = 256 * 1024
_MOST_PATHS: Final = 2000
_FIELD: Final = "%x1f"
_COMMIT_FORMAT: Final = _FIELD.join(("%H", "%P", "%ct", "%aN", "%aE", "%s", "%b"))
_SETTINGS: Final = ("core.fsmonitor=false", "core.quotePath=false", "diff.suppressBlankEmpty=false")
_SAFE: Final = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_NUMSTAT: Final = ("--numstat", "-z", "--no-ext-diff", "--no-textconv")
_HEAD: Final = re.compile(r"refs/pull/(\d{1,9})/(head|merge)")

Pair = tuple[str, str | None]
"""A commit, and the one to compare it with; None for the first commit of all."""


class GitFailed(UserError):  # noqa: N818 - as the errors of the house
    """Git could not do what was asked; the text is git's."""


class GitDirectory:
    """A git directory, bare or the `.git` of a checkout; nothing is written into it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.unreadable_files = 0

    def resolve(self, revision: str) -> str:
        """Return the name of the commit that a revision means.

        Raises:
            UserError: There is no such commit, or this is no git directory.
        """
        wanted = f"{revision}^{{commit}}"
        return self._text("rev-parse", "--verify", "--end-of-options", wanted).strip()

    def attributes(self, tip: str) -> str:
        """Return the text of `.gitattributes` at a commit; empty where there is none."""
        try:
            return self._text("cat-file", "blob", f"{tip}:.gitattributes")
        except GitFailed:
            return ""

    def mainline(self, tip: str) -> Iterator[Commit]:
        """Yield the commits of the mainline, oldest first."""
        words = ("--first-parent", "--reverse", "-z", f"--format={_COMMIT_FORMAT}", tip)
        for record in self._records("log", "--no-show-signature", *words):
            fields = record.split("\x1f", 6)
            if len(fields) == 7:  # noqa: PLR2004 - as many as the format has
                sha, parents, committed, name, mail, subject, body = fields
                author = Person(name.strip(), mail.strip().lower())
                yield Commit(sha, tuple(parents.split()), int(committed), author, subject, body)

    def authors(self, shas: Iterable[str]) -> dict[str, tuple[Person, str]]:
        """Return author and subject of commits, those that the copy has."""
        form = _FIELD.join(("%H", "%aN", "%aE", "%s"))
        words = ("--no-walk=unsorted", "--ignore-missing", "--stdin", "-z", f"--format={form}")
        found = {}
        for record in self._records("log", "--no-show-signature", *words, given=shas):
            sha, name, mail, subject = (*record.split("\x1f", 3), "", "", "")[:4]
            found[sha] = (Person(name.strip(), mail.strip().lower()), subject)
        return found

    def pull_requests(self) -> tuple[dict[int, str], set[int]]:
        """Return the head of each pull request that the copy has, and which were open then.

        GitHub keeps a test merge of an open pull request, and drops it some time after closing.
        """
        heads, open_then = {}, set()
        form = "--format=%(objectname) %(refname)"
        for line in self._text("for-each-ref", form, "refs/pull").splitlines():
            sha, _, name = line.partition(" ")
            if found := _HEAD.fullmatch(name):
                if found[2] == "head":
                    heads[int(found[1])] = sha
                else:
                    open_then.add(int(found[1]))
        return heads, open_then

    def graph(self, tips: Iterable[str]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """Yield name, time of writing and parents of every commit that the tips reach."""
        words = ("--ignore-missing", "--stdin", "-z", "--format=%H %at %P")
        for record in self._records("log", "--no-show-signature", *words, given=tips):
            sha, written, *parents = record.split()
            yield sha, int(written), tuple(parents)

    def changes(self, pairs: Sequence[Pair]) -> Iterator[tuple[str, list[FileChange]]]:
        """Yield each newer commit with what changed since the older one, or since nothing.

        A copy may lack the content of large files. Such a file counts as no lines.
        """
        for start in range(0, len(pairs), BATCH):
            yield from self._batch(pairs[start : start + BATCH])

    def _batch(self, pairs: Sequence[Pair]) -> Iterator[tuple[str, list[FileChange]]]:
        words = ("--stdin", "--always", "--root", "-r", "-M", "-l800", *_NUMSTAT, "--format=%x01%H")
        lines = (" ".join(filter(None, pair)) for pair in pairs)
        try:
            found = list(read_commits(self._records("diff-tree", *words, given=lines)))
        except GitFailed:
            if len(pairs) == 1:
                yield pairs[0][0], self._around_absent(*pairs[0])
                return
            middle = len(pairs) // 2
            yield from self._batch(pairs[:middle])
            yield from self._batch(pairs[middle:])
            return
        yield from found

    def _around_absent(self, new: str, old: str | None) -> list[FileChange]:
        commits = (old, new) if old else ("--root", "--no-commit-id", new)
        tokens = list(self._records("diff-tree", "-r", "-z", "--no-renames", *commits))
        rows = [
            (tokens[place].split(" ")[2:4], tokens[place + 1])
            for place in range(0, len(tokens) - 1, 2)
        ]
        blobs = sorted({blob for ids, _ in rows for blob in ids if set(blob) != {"0"}})
        answers = self._text("cat-file", "--batch-check", given=blobs).splitlines()
        gone = {line.split(" ")[0] for line in answers if line.endswith(" missing")}
        absent = [path for ids, path in rows if not gone.isdisjoint(ids)]
        here = [path for ids, path in rows if gone.isdisjoint(ids)][:_MOST_PATHS]
        self.unreadable_files += len(absent)
        found = [FileChange(0, 0, path) for path in absent]
        if here:
            words = ("-r", "--no-renames", *_NUMSTAT, *commits, "--", *here)
            tokens = list(self._records("diff-tree", *words, literal=True))
            found += next(read_commits([f"{COMMIT_MARK}{new}", *tokens]))[1]
        return found

    def _text(self, *words: str, given: Iterable[str] = ()) -> str:
        return "\0".join(self._records(*words, given=given))

    def _records(
        self, *words: str, given: Iterable[str] = (), literal: bool = False
    ) -> Iterator[str]:
        """Yield what git prints between zero bytes, as it comes.

        Raises:
            GitFailed: Git ended with an error.
        """
        with self._running(words, given, literal=literal) as out:
            rest = b""
            while chunk := out.read(_CHUNK):
                *whole, rest = (rest + chunk).split(b"\0")
                yield from (each[:RECORD_BYTES].decode("utf-8", "replace") for each in whole)
                rest = rest[: RECORD_BYTES + 1]
            if rest:
                yield rest[:RECORD_BYTES].decode("utf-8", "replace")

    @contextmanager
    def _running(
        self, words: Sequence[str], given: Iterable[str], *, literal: bool
    ) -> Iterator[BinaryIO]:
        settings = [word for each in _SETTINGS for word in ("-c", each)]
        literally = ["--literal-pathspecs"] if literal else []
        command = ["git", f"--git-dir={self._path}", *literally, *settings, *words]
        with TemporaryFile() as asked, TemporaryFile() as told:
            asked.writelines(f"{line}\n".encode() for line in given)
            asked.seek(0)
            with subprocess.Popen(  # noqa: S603 - our own words; revisions come after a check
                command,
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=told,
                env=os.environ | _SAFE,
            ) as running:
                if running.stdout is None:  # pragma: no cover - a pipe was asked for
                    raise GitFailed("git prints nothing")
                try:
                    yield running.stdout  # type: ignore[misc] # Popen says IO[bytes]
                except BaseException:
                    running.kill()
                    raise
            if running.returncode:
                told.seek(0)
                said = told.read(2000).decode("utf-8", "replace").strip()
                raise GitFailed(f"git {words[0]} in {self._path}: {said}")
