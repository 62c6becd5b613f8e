"""The checks, in the order in which they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.checklist.checks import description, drift, focus, plan, repro, tests

if TYPE_CHECKING:
    from bot.checklist.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    plan.CHECK,
    drift.CHECK,
    repro.CHECK,
    tests.CHECK,
    focus.CHECK,
    description.CHECK,
)
"""The order of the course: plan, what became of it, reproduction, tests, focus, description."""
