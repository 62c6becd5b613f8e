"""From the bytes of a policy file to a policy, or to every problem at once; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from bot.policy import document as reading
from bot.policy.meaning import contradictions
from bot.policy.model import Policy
from bot.policy.problems import MOST_PROBLEMS, listed
from bot.policy.schema import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.policy.meaning import Vocabulary
    from bot.policy.problems import Problem
    from bot.policy.tree import Document

ORGANISATION_FILE: Final = "upstream-coach.yml"
"""In the organisation's repository `.github`."""

REPOSITORY_FILE: Final = ".github/upstream-coach.yml"
"""In any repository, for what concerns itself."""

_OWN: Final = ("version", "repository")


ORGANISATION_REPOSITORY: Final = ".github"
"""The name of the repository that holds what concerns a whole organisation, by GitHub's custom:
https://docs.github.com/communities/setting-up-your-project-for-healthy-contributions"""


class Scope(StrEnum):
    """Whose file it is."""

    ORGANISATION = "organisation"
    REPOSITORY = "repository"

    @classmethod
    def of(cls, repository: str) -> Scope:
        """Return for whom the policy file of a repository is, by the repository's bare name."""
        is_whole = repository.lower() == ORGANISATION_REPOSITORY
        return cls.ORGANISATION if is_whole else cls.REPOSITORY

    @property
    def file(self) -> str:
        """Where in its repository the file stands."""
        return ORGANISATION_FILE if self is Scope.ORGANISATION else REPOSITORY_FILE


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of a file.

    Attributes:
        name: How the file is called in what is told of it.
        policy: What it says; None when there is a problem.
        problems: All of them, from top to bottom.
        document: The values with their lines; None when the file is no YAML.
    """

    name: str
    policy: Policy | None
    problems: tuple[Problem, ...]
    document: Document | None


def parse(content: bytes, name: str, known: Vocabulary, scope: Scope | None = None) -> Parsed:
    """Read a policy file; never raises, and takes time in proportion to its size.

    Args:
        content: The file.
        name: Its name, for what is told of it.
        known: The words that may be used.
        scope: Whose file it is; None to tell by its content.
    """
    document, problems = reading.read(content)
    if document is None:
        return Parsed(name, None, listed(problems), None)
    # One more than are listed, so that it is known that there are more.
    problems += islice(violations(document, known.checks), MOST_PROBLEMS + 1)
    problems += islice(contradictions(document, known), MOST_PROBLEMS + 1)
    problems += _misplaced(document, scope or scope_of(document))
    if problems:
        return Parsed(name, None, listed(problems), document)
    return Parsed(name, msgspec.convert(document.value, Policy), (), document)


def scope_of(document: Document) -> Scope:
    """Return whose file this is by what stands in it."""
    value = document.value
    own = isinstance(value, dict) and "repository" in value
    return Scope.REPOSITORY if own else Scope.ORGANISATION


def _misplaced(document: Document, scope: Scope) -> Iterator[Problem]:
    """Yield the sections that belong into the other kind of file."""
    given = document.value if isinstance(document.value, dict) else {}
    if scope is Scope.ORGANISATION and "repository" in given:
        yield document.problem(
            ("repository",),
            "the section repository has no effect in the organisation's file",
            f"move it to {REPOSITORY_FILE} of that repository",
        )
    if scope is Scope.REPOSITORY:
        for key in given:
            if key in Policy.__struct_fields__ and key not in _OWN:
                yield document.problem(
                    (key,),
                    f"a repository's own file cannot set {key}",
                    "a repository sets checks and surfaces, inside the section repository"
                    if key in {"checks", "surfaces"}
                    else f"set it in {ORGANISATION_FILE} of the organisation",
                )
