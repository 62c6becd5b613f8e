"""Paths against the patterns of a project's profile: `*` within a folder, `**` over folders."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_LONGEST: Final = 400
"""Code points of a path; a longer one matches nothing."""
_PARTS: Final = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANINGS: Final = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}


def matches(path: str, globs: tuple[str, ...]) -> bool:
    """Return whether a path from the root matches one of the patterns."""
    return len(path) <= _LONGEST and any(_compiled(glob).fullmatch(path) for glob in globs)


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    # Only shipped profiles come here, so the cache is as large as they are.
    return re.compile(
        "".join(_MEANINGS.get(part) or re.escape(part) for part in _PARTS.findall(glob))
    )
