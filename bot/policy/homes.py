"""The repositories that a policy names for what is known of students, and what ails them; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Home:
    """A repository that a policy names.

    Attributes:
        setting: Where in the policy.
        repository: As `owner/name`.
    """

    setting: str
    repository: str


@dataclass(frozen=True, slots=True)
class Covered:
    """A repository that an installation covers, as it is set up."""

    is_private: bool
    is_archived: bool
    has_issues: bool


def troubles(policy: Policy, covered: Mapping[str, Covered]) -> Iterator[str]:
    """Yield what keeps the coach from writing where a policy wants it, with the cure.

    Args:
        policy: Of an organisation.
        covered: What its installation covers, by `owner/name` in lower case.
    """
    for home in homes(policy):
        for trouble in _of(covered.get(home.repository.lower()), policy):
            yield f"{home.repository} ({home.setting}) {trouble}"


def _of(covered: Covered | None, policy: Policy) -> Iterator[str]:
    if covered is None:
        yield "is not covered: install the App on it, or mend its name"
        return
    if not covered.is_private and policy.privacy.public_repositories == "refused":
        yield "is public: make it private"
    if covered.is_archived:
        yield "is archived: take it out of the archive"
    if not covered.has_issues:
        yield "has no issues: turn them on in its settings"


def homes(policy: Policy) -> Iterator[Home]:
    """Yield the tracker, the summary's repository and each mentor's own."""
    if policy.tracker is not UNSET:
        yield Home("tracker.repository", policy.tracker.repository)
    if policy.summary is not UNSET:
        yield Home("summary.repository", policy.summary.repository)
    for cohort in policy.cohorts:
        for mentor in cohort.mentors:
            if mentor.repository is not UNSET:
                setting = f"cohorts[{cohort.name}].mentors[{mentor.login}].repository"
                yield Home(setting, mentor.repository)
