"""Unified diffs, read with unidiff, one file at a time and whatever they contain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unidiff.patch import Hunk as UnidiffHunk
    from unidiff.patch import PatchedFile

LINE_LIMIT: Final = 1_000
"""Code points that are read of a line; longer ones are data, not code somebody reads."""

_START: Final = re.compile(r"^(?=diff --git )", re.MULTILINE)
_LINE: Final = re.compile(rf"^([^\n]{{{LINE_LIMIT}}})[^\n]+", re.MULTILINE)
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}


@dataclass(frozen=True, slots=True)
class Line:
    """An added line: its number in the new file, from 1, and its text without the plus sign."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """One changed place of a file: the lines added and the texts of the lines removed."""

    added: tuple[Line, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What happened to one file.

    Attributes:
        path: Its path after the change, before it for a deleted file.
        hunks: The changed places in order; none when only name or mode changed, or when
            git calls the file binary.
    """

    path: str
    hunks: tuple[Hunk, ...]

    @property
    def added(self) -> Iterator[Line]:
        """The added lines of all hunks."""
        return (line for hunk in self.hunks for line in hunk.added)

    @property
    def removed(self) -> Iterator[str]:
        """The texts of the removed lines of all hunks."""
        return (text for hunk in self.hunks for text in hunk.removed)


@dataclass(frozen=True, slots=True)
class Diff:
    """A diff as far as it could be read.

    Attributes:
        files: The files that could be read, in order.
        unparsable: How many parts of the text could not be read.
    """

    files: tuple[FileDiff, ...]
    unparsable: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every part was read."""
        return self.unparsable == 0


def parse(text: str) -> Diff:
    """Return what a unified diff says; never raises, and takes time in proportion to it.

    A file that cannot be read is counted in `unparsable` and does not spoil the others.
    """
    files: list[FileDiff] = []
    unparsable = 0
    for part in _START.split(text):
        if not part.strip():
            continue
        try:
            found = list(_files(part))
        except UnidiffParseError:
            found = []
        files += found
        unparsable += not found
    return Diff(tuple(files), unparsable)


def _files(part: str) -> Iterator[FileDiff]:
    for file in PatchSet.from_string(_LINE.sub(r"\1", part)):
        yield FileDiff(_path(file), tuple(map(_hunk, file)))


def _hunk(hunk: UnidiffHunk) -> Hunk:
    return Hunk(
        added=tuple(
            # unidiff numbers every added line; its types leave the number open for the others.
            Line(line.target_line_no or 0, line.value.rstrip("\r\n"))
            for line in hunk
            if line.is_added
        ),
        removed=tuple(line.value.rstrip("\r\n") for line in hunk if line.is_removed),
    )


def _path(file: PatchedFile) -> str:
    """Return the path, freed from git's quotes: octal bytes and backslashes, see `git config`."""
    path: str = file.path
    if len(path) < 2 or not (path.startswith('"') and path.endswith('"')):  # noqa: PLR2004 - both quotes
        return path
    raw = _ESCAPE.sub(_unescape, path[1:-1].encode(errors="replace"))
    return raw.decode(errors="replace")


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return (
        bytes([int(code, 8) & 0xFF])
        if code.isdigit() and len(code) > 1
        else _LETTERS.get(code, code)
    )
