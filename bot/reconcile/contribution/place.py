"""Where a conversation is held, and what was read with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.commands.table import Where
from bot.kernel.snapshot import PullRequest
from bot.reconcile.contribution.hearing import form_of

if TYPE_CHECKING:
    from bot.commands.grammar import Form
    from bot.github.guard import Admitted
    from bot.kernel.contribution import Reference
    from bot.kernel.journal import Entry
    from bot.kernel.subject import Subject
    from bot.kernel.talk import Issue
    from bot.policy.model import Policy


@dataclass(frozen=True, slots=True)
class ReadPull:
    """A pull request at a project as GitHub answered."""

    reference: Reference
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation is held, and what is known of it.

    Attributes:
        repository: Where it is.
        talk: The issue or pull request with its comments.
        policy: What the course wants.
        contribution: What it belongs to; None where it belongs to nothing.
        journal: What is known of that.
        heard: Sources of further commands that were heard, where there is no journal.
        turn: Whose turn it is, where that was just read; Markdown.
        beside: The pull request at the project, where it was read together with the talk.
    """

    repository: Admitted
    talk: Issue | PullRequest
    policy: Policy
    contribution: Subject | None
    journal: tuple[Entry, ...] = ()
    heard: tuple[str, ...] = ()
    turn: str = ""
    beside: ReadPull | None = None

    @property
    def where(self) -> Where:
        """Whether it is a contribution's own issue or a pull request."""
        return Where.PULL_REQUEST if isinstance(self.talk, PullRequest) else Where.ISSUE

    @property
    def form(self) -> Form:
        """How the coach is addressed."""
        return form_of(self.policy)
