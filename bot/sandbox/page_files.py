"""The lines of a diff as the page numbers and colours them; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.sandbox.diffs import Diff, FileDiff

OPEN_LINES: Final = 250
"""A longer file starts folded, so that the others stay in sight."""

SHOWN_LINES: Final = 1500
"""Lines shown of one file; a page of more is slow to lay out and read by nobody."""

SHOWN_FILES: Final = 300
"""GitHub's own page stops here as well:
https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits"""

_HUNK: Final = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `kind` is `added`, `removed`, `kept` or `hunk`; numbers count from 1.

    Attributes:
        mark: What git writes before the line: a plus, a minus or a space.
    """

    kind: str
    old: int | None
    new: int | None
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of a diff.

    Attributes:
        left_out: Lines beyond what is shown.
        is_open: Whether it starts unfolded.
    """

    path: str
    previous: str | None
    status: str
    additions: int
    deletions: int
    lines: tuple[Line, ...]
    left_out: int
    is_open: bool


def files(diff: Diff) -> tuple[FileView, ...]:
    """Return the files of a diff, at most `SHOWN_FILES`."""
    return tuple(_file(each) for each in diff.files[:SHOWN_FILES])


def _file(file: FileDiff) -> FileView:
    lines = tuple(_lines(file.patch))
    return FileView(
        path=file.path,
        previous=file.previous,
        status=file.status,
        additions=file.additions,
        deletions=file.deletions,
        lines=lines[:SHOWN_LINES],
        left_out=max(len(lines) - SHOWN_LINES, 0),
        is_open=len(lines) <= OPEN_LINES,
    )


def _lines(patch: str) -> Iterable[Line]:
    old = new = 0
    for raw in patch.split("\n") if patch else ():
        mark, text = raw[:1], raw[1:]
        if hunk := _HUNK.match(raw):
            old, new = int(hunk[1]), int(hunk[2])
            yield Line("hunk", None, None, "", raw)
        elif mark == "+":
            yield Line("added", None, new, mark, text)
            new += 1
        elif mark == "-":
            yield Line("removed", old, None, mark, text)
            old += 1
        elif mark == "\\":
            yield Line("hunk", None, None, "", text.strip())
        else:
            yield Line("kept", old, new, mark, text)
            old, new = old + 1, new + 1
