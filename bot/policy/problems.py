"""What is wrong with a policy file, each thing with its place and a way out; pure."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST_PROBLEMS: Final = 100
"""A file with more is no policy with a few mistakes; the rest shows when these are mended."""

_MOST_KNOWN: Final = 200
"""Comparing with more takes longer than a suggestion is worth."""

LONGEST_QUOTE: Final = 60
_LIKE: Final = 0.6

Path = tuple[str | int, ...]
"""The way to a value: keys of mappings, and positions in lists from 0."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake.

    Attributes:
        line: Where, from 1, as editors count.
        column: Likewise, in characters.
        path: The value meant, as `cohorts[0].weeks`; empty for the file as a whole.
        message: What is wrong.
        suggestion: What to write instead; may be empty.
    """

    line: int
    column: int
    path: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """Return message and suggestion as one text."""
        return f"{self.message}; {self.suggestion}" if self.suggestion else self.message


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems from top to bottom, at most `MOST_PROBLEMS` and a word of the rest."""
    found = sorted(set(problems))
    if len(found) <= MOST_PROBLEMS:
        return tuple(found)
    last = found[MOST_PROBLEMS]
    more = Problem(last.line, last.column, "", "there are more problems than are listed here")
    return (*found[:MOST_PROBLEMS], more)


def written(path: Path) -> str:
    """Return a path as people write it."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{quoted(step)}" for step in path)
    return text.removeprefix(".")


def quoted(value: object) -> str:
    """Return a value from the file on one line and short, whatever it holds."""
    text = "".join(letter if letter.isprintable() else "?" for letter in str(value)[:LONGEST_QUOTE])
    return text if len(str(value)) <= LONGEST_QUOTE else f"{text}..."


def nearest(word: str, known: Collection[str]) -> str:
    """Return which known word was probably meant; empty when none is like it."""
    if len(known) > _MOST_KNOWN:
        return ""
    lowered = {each.lower(): each for each in sorted(known)}
    # Comparing takes time in proportion to the length, and no known word is long.
    found = difflib.get_close_matches(word[:LONGEST_QUOTE].lower(), lowered, n=1, cutoff=_LIKE)
    return lowered[found[0]] if found else ""
