"""Whether a test is about what was changed: names that both have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.checklist.words import listed, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.diff import FileDiff

LINES_READ: Final = 400
"""Lines of a file whose names are looked at; what a change is about shows early."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,}")
_PART: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}(?![a-z])|[0-9]{2,}")
_LEAST: Final = 3
_FEW: Final = 8
_COMMON: Final = listed(
    "__init__ array assert async await base bool break case cases class common config const core "
    "continue data device dict dtype elif else enumerate errors except expected false final "
    "float float32 from func function helper helpers impl import include init input inputs "
    "instance internal isinstance item items kwargs lambda len length lib list main mode model "
    "models module modules name names namespace none none not num numpy object output outputs "
    "param params parametrize pass path print public pytest python raise range result return "
    "returns self shape size source sources src static std str string struct super target tensor "
    "template test testing tests torch true tuple type types typing union unit unittest update "
    "util utils value values void while with yield"
)
"""Names that any two files have in common."""
_OF_ANY_PATH: Final = listed(
    "and bazel ctest for from init new not pytest python src test testing tests the this unit with"
)
"""Words that tell no path from another."""


def path_words(paths: Iterable[str]) -> frozenset[str]:
    """Return the words of some paths, without their first folder and what says nothing."""
    found: set[str] = set()
    for path in paths:
        parts = path.rpartition(".")[0].split("/") if "." in path else path.split("/")
        found.update(_words("/".join(parts[1:] or parts), _OF_ANY_PATH))
    return frozenset(found)


def text_words(text: str) -> frozenset[str]:
    """Return the words of a text, names taken apart."""
    return frozenset(_words(text, _OF_ANY_PATH))


def changed_names(files: Iterable[FileDiff]) -> frozenset[str]:
    """Return the names in the changed lines of some files, and in the heads of their places."""
    return _names(files, "+-")


def all_names(files: Iterable[FileDiff]) -> frozenset[str]:
    """Return the names in all lines that the diff shows of some files."""
    return _names(files, "+- ")


def _names(files: Iterable[FileDiff], marks: str) -> frozenset[str]:
    found: set[str] = set()
    for file in files:
        left = LINES_READ
        for hunk in file.hunks:
            if left <= 0:
                break
            lines = hunk.lines[:left]
            left -= len(lines)
            found.update(_NAME.findall(hunk.section))
            found.update(_NAME.findall("\n".join(line for line in lines if line[0] in marks)))
    return frozenset(name for name in found if name.casefold() not in _COMMON)


def are_apart(sources: tuple[FileDiff, ...], tests: tuple[FileDiff, ...], title: str) -> bool:
    """Return whether tests and sources have no name in common: of a path, module or symbol.

    The words of the title count as names of the sources. With few names nothing can be said.
    """
    about = path_words(file.path for file in sources) | _words(title, _COMMON)
    if not about.isdisjoint(path_words(file.path for file in tests)):
        return False
    in_tests, in_sources = all_names(tests), changed_names(sources)
    if min(len(in_tests), len(in_sources)) < _FEW or not in_tests.isdisjoint(in_sources):
        return False
    return about.isdisjoint(word for name in in_tests for word in _words(name, _COMMON))


def _words(text: str, common: frozenset[str]) -> set[str]:
    parts = {part.casefold() for part in _PART.findall(text)} | words(text)
    return {word for word in parts if len(word) >= _LEAST and word not in common}
