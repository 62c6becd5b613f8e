"""Hidden marks by which the coach knows its own comments again."""

from __future__ import annotations

import re
from typing import Final

CHECKLIST: Final = "<!-- upstream-coach:checklist -->"
"""Stands on the first line of the checklist comment. Anybody can paste it, so the
author's id is compared as well: see `is_ours` in `bot.github.nodes`."""

CARD: Final = "<!-- upstream-coach:card -->"
"""Stands on the first line of the card of a contribution."""

REPLY: Final = "<!-- upstream-coach:reply "
"""Begins the first line of an answer; what it answers to follows."""

SUMMARY: Final = "<!-- upstream-coach:summary "
"""Begins the first line of a weekly summary; cohort and week follow."""

_REPLY: Final = re.compile(re.escape(REPLY) + r"([\w./#:=-]{1,200}) -->")
_SUMMARY: Final = re.compile(re.escape(SUMMARY) + r"([\w./#:=-]{1,200}) -->")


def reply_mark(key: str) -> str:
    """Return the first line of the answer that this key names."""
    return f"{REPLY}{key} -->"


def reply_key(body: str) -> str:
    """Return what an answer of ours answers to; empty where it has no mark."""
    found = _REPLY.match(body.lstrip())
    return found[1] if found else ""


def summary_mark(key: str) -> str:
    """Return the first line of the summary that this key names."""
    return f"{SUMMARY}{key} -->"


def summary_key(body: str) -> str:
    """Return which summary a text of ours is; empty where it is none."""
    found = _SUMMARY.match(body.lstrip())
    return found[1] if found else ""


def carries(body: str, marker: str) -> bool:
    """Return whether the text begins with the marker."""
    return body.lstrip().startswith(marker)
