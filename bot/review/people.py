"""Who is a machine, and whose word counts on a pull request."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

GHOST: Final = "ghost"
"""Stands for a deleted account, as on GitHub's own pages."""

_MACHINE = re.compile(
    r"(?:\[bot\]|[-_]bot|mergebot|pytorchbot|CLAassistant|-bot-\d+)$|^(?:bot|ci)(?:-\d+)?$",
    re.IGNORECASE,
)
_MACHINES: Final = frozenset(
    {
        "amplabjenkins",
        "chatgpt-codex-connector",
        "claude",
        "codecov",
        "codecov-io",
        "coderabbitai",
        "copilot",
        "copilot-pull-request-reviewer",
        "copybara-service",
        "cursor",
        "dependabot",
        "gemini-code-assist",
        "github-actions",
        "github-merge-queue",
        "google-cla",
        "googlebot",
        "greptile-apps",
        "huggingfacedocbuilderdev",
        "linux-foundation-easycla",
        "mergify",
        "meta-cla",
        "meta-codesync",
        "pre-commit-ci",
        "readthedocs",
    }
)
"""Accounts that speak for a program and whose name does not say so."""

_STAFF: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


class Role(StrEnum):
    """What somebody is to the pull request."""

    AUTHOR = "author"
    MAINTAINER = "maintainer"
    PEER = "peer"
    """Had something merged before, or GitHub does not say: may be a member who hides it."""
    STRANGER = "stranger"
    BOT = "bot"


def same(one: str, other: str) -> bool:
    """Return whether two logins are one account; REST and GraphQL spell those of Apps apart."""
    return plain(one) == plain(other)


def plain(login: str) -> str:
    """Return the login for comparison."""
    return login.lower().removesuffix("[bot]")


def is_machine(login: str) -> bool:
    """Return whether a login is a program's, as far as its name tells."""
    return bool(_MACHINE.search(login)) or plain(login) in _MACHINES


def standing(association: str) -> Role:
    """Return the role that GitHub's `authorAssociation` tells of a person.

    Private members of an organisation show as contributors or as nothing.
    """
    if association in _STAFF:
        return Role.MAINTAINER
    return Role.PEER if association in {"", "CONTRIBUTOR"} else Role.STRANGER
