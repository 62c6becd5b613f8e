"""What the places of a diff are: real changes, formatting alone, or code that only moved."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.checklist.fragments import parsed
from bot.checklist.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.diff import FileDiff, Hunk

LEAST_MOVED: Final = 3
"""Lines in a row that must reappear to count as moved; fewer are alike by chance."""

_INDENTED: Final = listed("pyi pyx yaml yml toml mk")
"""Endings of languages where space has a meaning, and that have no tree here."""
_QUOTES: Final = str.maketrans({"'": '"', "(": None, ")": None, "\\": None})
_IMPORTS: Final = ("import ", "from ", "#include ", "use ", "using ")
_LEAST_TEXT: Final = 4
"""A brace or a lonely word is no moved code."""


def is_formatting(path: str, hunk: Hunk) -> bool:
    """Return whether a changed place says the same as before: spaces, quotes, wraps, order.

    Where space has a meaning, the trees of both sides must be equal.
    """
    added, removed = _texts(hunk, "+"), _texts(hunk, "-")
    if not added and not removed:
        return True
    if _is_reordered(added, removed):
        return True
    ending = path.rpartition(".")[2].casefold()
    old, new = _texts(hunk, " -"), _texts(hunk, " +")
    if ending in _INDENTED or ending == "py":
        if [line.rstrip() for line in old] == [line.rstrip() for line in new]:
            return True
        return ending == "py" and _pressed(old) == _pressed(new) and _says_the_same(hunk)
    return _joined(old) == _joined(new)


def formatting_lines(file: FileDiff) -> tuple[int, int]:
    """Return how many changed lines of a file are formatting alone, and of how many."""
    alike = total = 0
    for hunk in file.hunks:
        changed = sum(line[:1] != " " for line in hunk.lines)
        total += changed
        if is_formatting(file.path, hunk):
            alike += changed
    return alike, total


def moved_lines(files: Iterable[FileDiff]) -> int:
    """Return how many added lines were only moved: runs of them were removed elsewhere.

    A line that was removed once can come back once.
    """
    changed = tuple(files)
    gone = Counter(_bare(text) for file in changed for text in file.removed)
    moved = run = 0
    for file in changed:
        for hunk in file.hunks:
            for text in (*(line.text for line in hunk.added), None):
                bare = None if text is None else _bare(text)
                if bare and gone[bare] > 0:
                    gone[bare] -= 1
                    run += 1
                    continue
                if bare == "":
                    continue  # a brace or an empty line neither makes nor breaks a run
                moved += run if run >= LEAST_MOVED else 0
                run = 0
    return moved


def _texts(hunk: Hunk, marks: str) -> list[str]:
    return [line[1:] for line in hunk.lines if line[:1] in marks and line[1:].strip()]


def _is_reordered(added: list[str], removed: list[str]) -> bool:
    """Return whether imports, and nothing else, stand in another order."""
    if len(added) != len(removed):
        return False
    if not all(line.lstrip().startswith(_IMPORTS) for line in (*added, *removed)):
        return False
    return sorted(map(str.strip, added)) == sorted(map(str.strip, removed))


def _pressed(lines: list[str]) -> str:
    """Return lines without what a formatter may change in Python."""
    return _joined(lines).translate(_QUOTES).replace(",", "")


def _joined(lines: Iterable[str]) -> str:
    return "".join("".join(line.split()) for line in lines)


def _says_the_same(hunk: Hunk) -> bool:
    old = parsed([line[1:] for line in hunk.lines if line[:1] != "+"])
    new = parsed([line[1:] for line in hunk.lines if line[:1] != "-"])
    if old is None or new is None:
        return False
    try:
        return ast.dump(old[0]) == ast.dump(new[0])
    except RecursionError:
        return False


def _bare(text: str) -> str:
    bare = text.strip()
    return bare if len(bare) >= _LEAST_TEXT else ""
