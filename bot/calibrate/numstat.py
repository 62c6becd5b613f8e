"""Reads the numbers of lines that `git log --numstat -z` prints; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.calibrate.sizes import FileChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COMMIT_MARK: Final = "\x01"
"""Begins a commit; no line of numbers can."""

_NUMBERS: Final = re.compile(r"\n?(\d+|-)\t(\d+|-)\t(.*)", re.DOTALL)


def read_commits(tokens: Iterable[str]) -> Iterator[tuple[str, list[FileChange]]]:
    """Yield each commit with its files.

    Args:
        tokens: What stands between the zero bytes: the mark and name of a commit, then for each
            file its numbers and path, or for a rename its numbers alone, the old and the new path.
    """
    rest = iter(tokens)
    commit, files = "", list[FileChange]()
    for token in rest:
        if token.lstrip("\n").startswith(COMMIT_MARK):
            if commit:
                yield commit, files
            commit, files = token.strip(f"\n{COMMIT_MARK}"), []
        elif found := _NUMBERS.fullmatch(token):
            path = found[3]
            if not path:
                next(rest, "")
                path = next(rest, "")
            files.append(FileChange(_lines(found[1]), _lines(found[2]), path))
    if commit:
        yield commit, files


def _lines(number: str) -> int:
    return 0 if number == "-" else int(number)
