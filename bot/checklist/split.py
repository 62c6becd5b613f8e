"""How a large change could be cut: by folder, else by file, each part with its size."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.checklist.paths import area
from bot.checklist.words import count
from bot.kernel.finding import Evidence

if TYPE_CHECKING:
    from bot.kernel.snapshot import ChangedFile

PARTS_SHOWN: Final = 3
DEEPEST: Final = 6
"""Folders; below, a part is a file."""
_MOST_IN_ONE: Final = 0.9
"""A cut that leaves more than this in one part is none."""


def proposed(files: tuple[ChangedFile, ...]) -> tuple[Evidence, ...]:
    """Return the parts of a change, the largest first; none where nothing can be cut.

    Folders are opened until the change falls apart.
    """
    whole = sum(map(_lines, files))
    for depth in range(1, DEEPEST + 1):
        parts = _by(files, depth)
        if len(parts) > 1 and max(parts.values()) <= _MOST_IN_ONE * whole:
            return _told(files, parts, depth)
    parts = Counter({file.path: _lines(file) for file in files})
    return _told(files, parts, None) if len(files) > 1 else ()


def by_area(files: tuple[ChangedFile, ...]) -> tuple[Evidence, ...]:
    """Return the parts of a change by top-level folder, the largest first."""
    return _told(files, _by(files, 1), 1)


def _by(files: tuple[ChangedFile, ...], depth: int) -> Counter[str]:
    lines: Counter[str] = Counter()
    for file in files:
        lines[area(file.path, depth)] += _lines(file)
    return lines


def _told(
    files: tuple[ChangedFile, ...], lines: Counter[str], depth: int | None
) -> tuple[Evidence, ...]:
    counts = Counter(file.path if depth is None else area(file.path, depth) for file in files)
    largest = sorted(lines, key=lambda part: (-lines[part], part))[:PARTS_SHOWN]
    return tuple(
        Evidence(part, f"{count(lines[part], 'line')}, {count(counts[part], 'file')}")
        for part in largest
    )


def _lines(file: ChangedFile) -> int:
    return file.additions + file.deletions
