"""A pull request as one run found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.github.guard import Admitted
    from bot.github.observation import Observation
    from bot.kernel.subject import Subject
    from bot.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Look:
    """What one run knows.

    Attributes:
        subject: The pull request's subject.
        repository: Where it is.
        observed: The pull request with what of ours is on it.
        policy: What the course wants there.
    """

    subject: Subject
    repository: Admitted
    observed: Observation
    policy: Policy
