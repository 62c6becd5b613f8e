"""The profile of an upstream project: what is known of it; what is not known is absent."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from bot.projects.facts import (
    Ai,
    Claim,
    Former,
    Languages,
    OnRampLabels,
    Refused,
    RepositoryName,
    RequiredParts,
    SignOff,
    Standing,
    State,
    Template,
    Title,
)
from bot.projects.practice import (
    Bot,
    Changelog,
    Docs,
    FirstCi,
    Focus,
    Guides,
    Labels,
    Landing,
    Lint,
    MergeStyle,
    Performance,
    Ping,
    Remark,
    Reproduction,
    Review,
    Stale,
    Suites,
)


class Project(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A project. An absent fact is not known: say nothing about it rather than guess.

    Attributes:
        name: The present `owner/name`.
    """

    is_generic: ClassVar[bool] = True
    """Whether nothing is known of this project, so that only general advice holds."""

    name: RepositoryName
    former: tuple[Former, ...] = ()
    course: Standing | None = None
    state: State | None = None
    languages: Languages | None = None
    guides: Guides | None = None
    claim: Claim | None = None
    refused: Refused | None = None
    on_ramp_labels: OnRampLabels | None = None
    title: Title | None = None
    template: Template | None = None
    required_parts: RequiredParts | None = None
    reproduction: Reproduction | None = None
    sign_off: SignOff | None = None
    ai: Ai | None = None
    tests: Suites | None = None
    lint: Lint | None = None
    docs: Docs | None = None
    changelog: Changelog | None = None
    focus: Focus | None = None
    performance: Performance | None = None
    review: Review | None = None
    labels: Labels | None = None
    bots: tuple[Bot, ...] = ()
    first_ci: FirstCi | None = None
    stale: Stale | None = None
    ping: Ping | None = None
    landing: Landing | None = None
    merge_style: MergeStyle | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the present name and the former ones."""
        return (self.name, *(each.name for each in self.former))

    @property
    def drafting_allowed(self) -> bool:
        """Return whether we may draft a text for a student to post; unknown means no."""
        return self.ai is not None and self.ai.drafting_allowed

    @property
    def takes_contributions(self) -> bool:
        """Return whether a student may begin something here, as far as is known."""
        return self.state is None or self.state.takes_contributions


class Profile(Project, frozen=True, kw_only=True):
    """A project of the course, as a file of `config/projects/` describes it."""

    is_generic: ClassVar[bool] = False

    course: Standing
    state: State
