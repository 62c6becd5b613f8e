"""What the policy leaves of the findings: a check may be turned down to a tip, or off; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.kernel.finding import Status
from bot.policy.model import Level

if TYPE_CHECKING:
    from bot.kernel.finding import Finding
    from bot.policy.model import Policy


def apply(policy: Policy, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings as the policy wants them, in the same order.

    A check that the policy does not name may ask for everything. What was found is not
    changed, only how much weight it has.
    """
    kept = []
    for finding in findings:
        level = policy.checks.get(finding.check, Level.FIX)
        if level is Level.OFF:
            continue
        demoted = level is Level.TIP and finding.status is Status.FIX
        kept.append(replace(finding, status=Status.TIP) if demoted else finding)
    return tuple(kept)
