"""What a check is: a name, a title, what can change its result, and a pure function."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.checklist.reading import Reading
    from bot.kernel.finding import Evidence, Status


class Trigger(StrEnum):
    """A part of the snapshot that can change a check's result."""

    TITLE = "title"
    BODY = "body"
    COMMENTS = "comments"
    DIFF = "diff"
    """The files and their lines."""
    COMMITS = "commits"
    LABELS = "labels"
    ISSUES = "issues"
    """The linked issues."""
    PLAN = "plan"
    """The plan in the contribution issue, and the comment that claimed the upstream issue."""
    PROJECT = "project"
    """What is known of the project and of the kind of the contribution."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's result without the check's name; the fields are those of `Finding`.

    `summary`, `why` and `fix` are our own words alone; what a user wrote goes to `evidence`.
    """

    status: Status
    summary: str
    why: str = ""
    fix: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: One word, stable: it is stored and shown in JSON.
        title: What the check asks, in a few words; the same whatever the result.
        triggers: What can change the result; anything else may be ignored.
        run: The check itself.
    """

    name: str
    title: str
    triggers: frozenset[Trigger]
    run: Callable[[Reading], Verdict]
