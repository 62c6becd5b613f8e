"""What the places of a diff are: real changes, formatting alone, or code that only moved."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.checklist.fragments import parsed
from bot.checklist.words import listed
from bot.kernel.diff import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.diff import FileDiff, Hunk

LEAST_MOVED: Final = 3
"""Lines in a row that must reappear to count as moved; fewer are alike by chance."""

_INDENTED: Final = listed("pyi pyx yaml yml toml mk")
"""Endings of languages where space has a meaning, and that have no tree here."""
_WORD: Final = re.compile(r"\n[-+][ \t]*\S")
"""A changed line that is not empty."""
_QUOTES: Final = str.maketrans({"'": '"', "(": None, ")": None, "\\": None})
_MOST_WRAPS: Final = 6
"""Lines into which a formatter may break one."""
_MOST_SIGNS: Final = 4
"""In a line: quotes, brackets and commas that a formatter may add or take."""
_END: Final = "end"
_IMPORTS: Final = ("import ", "from ", "#include ", "use ", "using ")
_LEAST_TEXT: Final = 4
"""A brace or a lonely word is no moved code."""


def is_formatting(path: str, hunk: Hunk) -> bool:
    """Return whether a changed place says the same as before: spaces, quotes, wraps, order.

    Where space has a meaning, the trees of both sides must be equal.
    """
    text = f"\n{hunk.text}"
    came, went = text.count("\n+"), text.count("\n-")
    if not came or not went:
        return not _WORD.search(text)
    if max(came, went) > _MOST_WRAPS * (min(came, went) + 1):
        return False
    lines = hunk.lines
    added, removed = _texts(lines, "+"), _texts(lines, "-")
    signs = abs(len(_joined(added)) - len(_joined(removed)))
    if signs > _MOST_SIGNS * (len(added) + len(removed)):
        return False  # most places end here
    return _is_reordered(added, removed) or _is_laid_out(path, lines)


def _is_laid_out(path: str, lines: list[str]) -> bool:
    """Return whether both sides differ by spaces and signs that say nothing."""
    old, new = _texts(lines, " -"), _texts(lines, " +")
    ending = path.rpartition(".")[2].casefold()
    if ending not in _INDENTED and ending != "py":
        return _joined(old) == _joined(new)
    if [line.rstrip() for line in old] == [line.rstrip() for line in new]:
        return True
    return ending == "py" and _pressed(old) == _pressed(new) and _says_the_same(lines)


def formatting_lines(file: FileDiff) -> tuple[int, int]:
    """Return how many changed lines of a file are formatting alone, and of how many."""
    alike = total = 0
    for hunk in file.hunks:
        text = f"\n{hunk.text}"
        changed = text.count("\n+") + text.count("\n-")
        total += changed
        if is_formatting(file.path, hunk):
            alike += changed
    return alike, total


def found(hunk: Hunk, pattern: re.Pattern[str]) -> Iterator[tuple[int, Line]]:
    """Yield the added lines that a pattern finds, each with its place in the hunk.

    The pattern begins with the line's break and plus sign, and ends before the next break.
    """
    text = f"\n{hunk.text}"
    at = place = removed = 0
    for match in pattern.finditer(text):
        place += text.count("\n", at, match.start())
        removed += text.count("\n-", at, match.start())
        at = match.start()
        yield place, Line(hunk.start + place - removed, match[0][2:])


def moved_lines(files: Iterable[FileDiff]) -> int:
    """Return how many added lines were only moved: runs of them were removed elsewhere.

    A line that was removed once can come back once.
    """
    changed = tuple(files)
    gone = dict(Counter(_bare(text) for file in changed for text in file.removed))
    if len(gone) < LEAST_MOVED:
        return 0
    moved = run = 0
    for file in changed:
        for hunk in file.hunks:
            for line in (*hunk.lines, _END):
                bare = _bare(line[1:]) if line[:1] == "+" else ""
                if bare and gone.get(bare):
                    gone[bare] -= 1
                    run += 1
                elif bare or line is _END:
                    # A brace or an empty line neither makes nor breaks a run.
                    moved += run if run >= LEAST_MOVED else 0
                    run = 0
    return moved


def _texts(lines: list[str], marks: str) -> list[str]:
    return [line[1:] for line in lines if line[0] in marks and not line[1:].isspace() and line[1:]]


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


def _joined(lines: list[str]) -> str:
    return "".join("\n".join(lines).split())


def _says_the_same(lines: list[str]) -> bool:
    old = parsed([line[1:] for line in lines if line[0] != "+"])
    new = parsed([line[1:] for line in lines if line[0] != "-"])
    if old is None or new is None:
        return False
    try:
        return ast.dump(old[0]) == ast.dump(new[0])
    except RecursionError:
        return False


def _bare(text: str) -> str:
    bare = text.strip()
    return bare if len(bare) >= _LEAST_TEXT else ""
