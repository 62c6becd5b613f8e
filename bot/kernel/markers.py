"""Hidden marks by which the coach knows its own comments again."""

from __future__ import annotations

CHECKLIST = "<!-- upstream-coach:checklist -->"
"""Stands on the first line of the checklist comment. Anybody can paste it, so the
author's id is compared as well: see `is_ours` in `bot.reconcile`."""


def carries(body: str, marker: str) -> bool:
    """Return whether the text begins with the marker."""
    return body.lstrip().startswith(marker)
