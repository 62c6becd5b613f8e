"""What is reconciled: its kind and its key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SubjectKind(StrEnum):
    """What can be reconciled."""

    PULL_REQUEST = "pull_request"
    """Key: `<repository id>#<number>`."""
    CONTRIBUTION = "contribution"
    """Key: `<repository id>#<number>` of an issue; whether it is a contribution, its repository
    tells."""
    INSTALLATION = "installation"
    """Key: the installation's id. Reconciled by reading which repositories it covers."""
    POLICY = "policy"
    """Key: `<repository id>`. Reads the policy file of that repository and reports on it."""
    APP = "app"
    """Key: `app`. Reads who we are and where the App is installed, once a day."""
    REDELIVERY = "redelivery"
    """Key: `app`. Asks GitHub to send failed deliveries again, every 15 minutes."""
    SWEEP = "sweep"
    """Key: the installation's id. Looks for what changed without a delivery, every few minutes."""
    WATCH = "watch"
    """Key: the installation's id. Follows the students' pull requests at the projects."""
    FORK = "fork"
    """Key: `<repository id>`. Looks where the branches of a fork lead, once a day."""
    BRANCH = "branch"
    """Key: `<repository id>:<branch>` of a fork. Looks where it leads, soon after a push."""
    SUMMARY = "summary"
    """Key: the installation's id. Writes the weekly issue of each cohort at the cohort's hour."""
    MENTOR = "mentor"
    """Key: the installation's id. Writes each mentor's version of the week at the same hour."""
    NUDGE = "nudge"
    """Key: the installation's id. Decides who hears of a stalled contribution, every 20 minutes."""
    HOUSEKEEPING = "housekeeping"
    """Key: `app`. Prunes what is no longer needed, once a day."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Something that is reconciled; one worker at a time works on it."""

    kind: SubjectKind
    key: str

    def __str__(self) -> str:
        """Return `kind:key`, as logs and the command line show it."""
        return f"{self.kind}:{self.key}"
