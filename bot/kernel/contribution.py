"""What a student's work on one upstream issue is called and made of."""

from __future__ import annotations

from enum import StrEnum


class ContributionKind(StrEnum):
    """What a contribution is for, in the course's words; `/kind` takes them."""

    KERNEL = "kernel"
    INTEGRATION = "integration"
    PERFORMANCE = "performance"
    EVALUATION = "evaluation"
    REPRODUCTION = "reproduction"
    FIX = "fix"
    DOCS = "docs"
    PORTFOLIO = "portfolio"
