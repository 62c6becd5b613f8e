"""What the checks know besides the pull request itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.checklist.norms import GENERAL

if TYPE_CHECKING:
    from bot.checklist.norms import Norms
    from bot.kernel.contribution import ContributionKind
    from bot.projects.course import Kind
    from bot.projects.model import Project


@dataclass(frozen=True, slots=True)
class Rival:
    """Another open pull request for the same issue, at the project itself.

    Attributes:
        number: Its number at the project.
        title: Its title, as its author wrote it.
        author: Its author's login.
    """

    number: int
    title: str
    author: str


@dataclass(frozen=True, slots=True)
class Background:
    """What is known around a pull request; what is not known is None, and never guessed.

    Attributes:
        norms: What is usual where the change is to go.
        project: The profile of the project it is to go to; None when nothing is known of it.
        plan: The plan as it stands in the contribution issue, Markdown.
        claim: The comment with which the author claimed the upstream issue, Markdown.
        kind: What the student says the contribution is for.
        kinds: The course's kinds, each with the evidence that it wants.
        behind: Commits that the base branch is ahead of the change's merge base.
        open_pull_requests: How many the author has open at the project, this one included.
        rivals: Other open pull requests for the same issue; empty when there is none.
        is_opened: Whether there is a pull request; of a branch alone title and description are
            still open, and nothing that belongs there is missing.
    """

    norms: Norms = GENERAL
    project: Project | None = None
    plan: str | None = None
    claim: str | None = None
    kind: ContributionKind | None = None
    kinds: tuple[Kind, ...] = ()
    behind: int | None = None
    open_pull_requests: int | None = None
    rivals: tuple[Rival, ...] | None = None
    is_opened: bool = True


UNKNOWN: Final = Background()
"""When nothing is known but the pull request."""
