"""The nouns of checks: suites and runs; no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.app_model import App
    from bot.sandbox.model import Repository


@dataclass(eq=False, slots=True, kw_only=True)
class CheckSuite:
    """The check runs of one App on one commit."""

    id: int
    node_id: str
    repository: Repository
    app: App
    head_sha: str
    created_at: datetime
    runs: list[CheckRun] = field(default_factory=list)


@dataclass(eq=False, slots=True, kw_only=True)
class CheckRun:
    """One check run.

    Attributes:
        status: `queued`, `in_progress` or `completed`.
        conclusion: GitHub's word in lower case once it is completed.
        hidden_reads: As for `Comment`.
    """

    id: int
    node_id: str
    suite: CheckSuite
    name: str
    status: str
    conclusion: str | None
    started_at: datetime
    completed_at: datetime | None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    details_url: str | None = None
    external_id: str | None = None
    annotations: tuple[object, ...] = ()
    hidden_reads: int = 0
