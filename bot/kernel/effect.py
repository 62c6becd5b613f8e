"""Writes as data: decided by pure code, carried out by the one writer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.kernel.snapshot import PullRequest, RepositoryRef
    from bot.kernel.subject import Subject

CHECK_RUN_NAME: Final = "Upstream Coach"
"""The check run that shows the checklist."""


@dataclass(frozen=True, slots=True)
class CommentEffect:
    """The checklist comment as it should read; `existing` is its node id, None to create it."""

    body: str
    existing: str | None = None


class Level(StrEnum):
    """How loud an annotation is; GitHub's word in lower case."""

    NOTICE = "notice"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark on one line, from 1, of a file of the commit."""

    path: str
    line: int
    message: str
    level: Level = Level.FAILURE


@dataclass(frozen=True, slots=True)
class RunEffect:
    """The check run on the head as it should read.

    Attributes:
        title: A few words.
        summary: Markdown.
        conclusion: GitHub's word in lower case.
        name: How the check run is called.
        annotations: Remarks on lines. They are sent when the run is created and never again:
            GitHub adds those of an update to what is there. A run belongs to one commit, so the
            lines that they name stay as they are.
        existing: As for a comment.
    """

    title: str
    summary: str
    conclusion: str
    name: str = CHECK_RUN_NAME
    annotations: tuple[Annotation, ...] = ()
    existing: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A commit to report on where there is no pull request; `head_sha` names it."""

    repository: RepositoryRef
    head_sha: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be written to one pull request or commit, in one request.

    Attributes:
        subject: What was reconciled; the ledger's keys begin with it.
        target: Where it goes, as it was just read.
        comment: None when the comment is as it should be; a commit takes none.
        run: Likewise for the check run.
    """

    subject: Subject
    target: PullRequest | Head
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
