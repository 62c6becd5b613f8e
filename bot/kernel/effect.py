"""Writes as data: decided by pure code, carried out by the one writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.kernel.snapshot import PullRequest
    from bot.kernel.work import Subject


@dataclass(frozen=True, slots=True)
class CommentEffect:
    """The checklist comment as it should read; `existing` is its node id, None to create it."""

    body: str
    existing: str | None = None


@dataclass(frozen=True, slots=True)
class RunEffect:
    """The check run on the head as it should read; `existing` as for a comment."""

    title: str
    summary: str
    conclusion: str
    existing: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be written to one pull request, in one request.

    Attributes:
        subject: What was reconciled; the ledger's keys begin with it.
        pull_request: Where it goes, as it was just read.
        comment: None when the comment is as it should be.
        run: Likewise for the check run.
    """

    subject: Subject
    pull_request: PullRequest
    comment: CommentEffect | None = None
    run: RunEffect | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publication.

    Attributes:
        comment_id: The comment's node id; None when none was written.
        run_id: The check run's node id, likewise.
        refused: Parts that GitHub refused for good, in words.
    """

    comment_id: str | None = None
    run_id: str | None = None
    refused: tuple[str, ...] = ()
