"""What a policy leaves of the findings."""

from __future__ import annotations

import msgspec
import pytest

from bot.checklist.policy_filter import apply
from bot.kernel.finding import Finding, Status
from bot.policy.model import Level, Policy


def findings(status: Status) -> tuple[Finding, ...]:
    return tuple(Finding(name, name.title(), status, "Seen.") for name in ("plan", "tests"))


def policy(**checks: Level) -> Policy:
    return msgspec.convert({"version": 1, "checks": checks}, Policy)


@pytest.mark.parametrize("status", Status)
def test_a_policy_that_names_no_check_changes_nothing(status: Status) -> None:
    assert apply(policy(), findings(status)) == findings(status)
    assert apply(policy(plan=Level.FIX), findings(status)) == findings(status)


@pytest.mark.parametrize("status", Status)
def test_a_check_that_is_off_does_not_show(status: Status) -> None:
    plan, _ = findings(status)
    assert apply(policy(tests=Level.OFF), findings(status)) == (plan,)


@pytest.mark.parametrize("status", Status)
def test_a_check_turned_down_asks_for_nothing_more_than_a_tip(status: Status) -> None:
    plan, tests = apply(policy(tests=Level.TIP), findings(status))
    assert plan.status is status
    assert tests.status is (Status.TIP if status is Status.FIX else status)
    assert tests.summary == "Seen."
