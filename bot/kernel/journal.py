"""What is written down for good about a contribution: its journal, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.kernel.subject import Subject


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal; lines are added and never changed.

    Attributes:
        subject: The contribution that it belongs to.
        key: Names what happened, once in a journal: a second entry of the same key is dropped.
        at: When it happened, by GitHub's word where GitHub knows.
        actor: Who did it, a login in lower case; empty when it came about by itself.
        kind: What happened, a word of `bot.progress.events`.
        data: The whole event as JSON.
    """

    subject: Subject
    key: str
    at: datetime
    actor: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ContributionRecord:
    """Where a contribution stands, as far as others look it up.

    Attributes:
        subject: The contribution.
        scope: The installation of its tracker.
        student: Whose it is, a login in lower case.
        project: The upstream project, `owner/name` in lower case; empty before a claim.
        issue: The number of the upstream issue; None where there is none.
        stage: Where it stands, a word of `bot.progress.stages`.
        is_open: Whether anything is left to happen.
        fork_pull: The key of the pull request in the course's repositories, as in `Subject`.
        upstream_pull: The number of the pull request at the project.
        title: The title of the contribution's issue.
    """

    subject: Subject
    scope: str
    student: str
    project: str
    issue: int | None
    stage: str
    is_open: bool
    fork_pull: str | None = None
    upstream_pull: int | None = None
    title: str = ""
