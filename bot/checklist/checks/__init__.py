"""The checks, in the order in which they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.checks import (
    conventions,
    description,
    drift,
    evidence,
    focus,
    plan,
    repro,
    tests,
)

if TYPE_CHECKING:
    from bot.checklist.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    plan.CHECK,
    drift.CHECK,
    repro.CHECK,
    evidence.CHECK,
    tests.CHECK,
    focus.CHECK,
    description.CHECK,
    conventions.CHECK,
)
"""The order of the course: plan, what became of it, reproduction, evidence, tests, focus,
description; then what each project wants besides."""
