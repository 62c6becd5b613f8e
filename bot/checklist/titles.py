"""Telling titles that say what changed from those that could stand on anything."""

from __future__ import annotations

import re
from typing import Final

from bot.checklist.words import amount, normal

SHORTEST_TITLE: Final = 2
"""Words without the tags; one word seldom says what changed."""

NAME_MARKS: Final = 2
"""Capitals and digits by which a name is told from a common word."""

_BARE_TITLES: Final = frozenset(
    {
        "bug fix",
        "bugfix",
        "change",
        "changes",
        "cleanup",
        "fix",
        "fix bug",
        "fix bugs",
        "fix error",
        "fix issue",
        "fix test",
        "fix tests",
        "fixes",
        "improvements",
        "initial commit",
        "minor changes",
        "minor fix",
        "minor fixes",
        "my changes",
        "new feature",
        "patch",
        "nit",
        "small fix",
        "small fixes",
        "some fixes",
        "test",
        "update",
        "update code",
        "updates",
        "wip",
        "work in progress",
    }
)
_FILE_TITLE: Final = re.compile(r"(?:update|create|add|modify|edit) \S+\.\w{1,6}", re.IGNORECASE)
_BRANCH_TITLE: Final = re.compile(r"[\w.]+(?:[/-][\w.]+)+|patch \d+", re.IGNORECASE)
_TAGS: Final = re.compile(
    r"(?:\s*\[[^\[\]]{0,60}\])+:?\s*|\s*[A-Za-z]{1,20}(?:\([^()]{0,60}\))?!?:\s+"
)


def is_name(title: str) -> bool:
    """Return whether tags and one name are the whole title, such as `[Task] PISA`."""
    said = _TAGS.sub("", " ".join(title.split()), count=1)
    marks = sum(mark.isupper() or mark.isdigit() for mark in said)
    return said != title and len(said.split()) == 1 and marks >= NAME_MARKS


def is_bare(title: str) -> bool:
    """Return whether a title, its tags left out, does not say what changed."""
    said = _TAGS.sub("", " ".join(title.split()), count=1)
    if normal(said) in _BARE_TITLES or _FILE_TITLE.fullmatch(said):
        return True
    is_single = said.isascii() and len(said.split()) < SHORTEST_TITLE
    return bool(_BRANCH_TITLE.fullmatch(said)) or is_single or amount(said) < SHORTEST_TITLE
