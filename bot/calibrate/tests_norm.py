"""Tells which paths are tests or documentation, and which titles speak of a fix; pure."""

from __future__ import annotations

import re
from typing import Final

_TEST_DIRS: Final = frozenset({"test", "tests", "unittest", "unittests", "unit_test", "unit_tests"})
_DOC_DIRS: Final = frozenset({"doc", "docs"})
_DOC_ENDS: Final = (".md", ".mdx", ".rst", ".adoc")
_DOC_NAMES: Final = frozenset({"license", "notice", "authors", "codeowners"})
_FIX: Final = re.compile(r"\b(?:fix(?:e[sd]|ing)?|bug ?fix(?:es)?|bugs?|hot ?fix)\b", re.IGNORECASE)


def is_test(path: str) -> bool:
    """Tell whether a path is a test, by the customs of Python, C++, Rust and JavaScript."""
    *folders, name = path.lower().split("/")
    return (
        not _TEST_DIRS.isdisjoint(folders)
        or (name.startswith("test_") and name.endswith(".py"))
        or "_test." in name[:-1]
        or ".test." in name[:-1]
    )


def is_documentation(path: str) -> bool:
    """Tell whether a path is for readers only."""
    *folders, name = path.lower().split("/")
    return (
        not _DOC_DIRS.isdisjoint(folders)
        or name.endswith(_DOC_ENDS)
        or name in _DOC_NAMES
        or name.startswith("citation")
    )


def is_fix(title: str) -> bool:
    """Tell whether a title speaks of mending something."""
    return _FIX.search(title) is not None
