"""What a check reports: a finding with evidence, reason and fix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    TIP = "tip"
    """Worth doing; nobody waits for it."""
    FIX = "fix"
    """To do before a maintainer should look."""
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"
    """Could not be judged; the summary says why. Never counted against the student."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check saw.

    Attributes:
        where: The place in words: `description`, `title`, a path, `comment by alice`.
        quote: The text seen there, raw; whoever renders it quotes it safely.
        line: The line in the file `where`, from 1, when there is one.
    """

    where: str
    quote: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check.

    Attributes:
        check: The check's name, for example `tests`.
        title: What the check asks, in a few words; the same whatever the result.
        status: How it ended.
        summary: One sentence on what was seen.
        why: Why it matters to a maintainer; empty when the check passed.
        fix: What to do next, one or two sentences; empty when there is nothing to do.
        evidence: What was seen, most telling first.
    """

    check: str
    title: str
    status: Status
    summary: str
    why: str = ""
    fix: str = ""
    evidence: tuple[Evidence, ...] = ()
