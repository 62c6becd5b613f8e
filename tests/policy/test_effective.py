"""The policy that holds, and where each value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.policy.allowed import Allowed
from bot.policy.effective import effective
from bot.policy.model import Level
from bot.shipped import shipped_policy
from tests.policy.words import parsed

if TYPE_CHECKING:
    from bot.policy.effective import Effective

ORGANISATION = """\
version: 1
checks:
  focus: tip
  plan: off
nudges:
  ladder: [5]
surfaces:
  comment: false
"""
REPOSITORY = """\
version: 1
repository:
  checks:
    focus: fix
  surfaces:
    check_run: false
"""


def laid(organisation: str | None = ORGANISATION, repository: str | None = REPOSITORY) -> Effective:
    return effective(
        shipped_policy(),
        organisation=None if organisation is None else parsed(organisation, "org.yml"),
        repository=None if repository is None else parsed(repository, "own.yml"),
    )


def origins(found: Effective) -> dict[str, str]:
    return {each.path: each.origin for each in found.settings}


def test_a_repository_stands_above_its_organisation_and_that_above_the_defaults() -> None:
    found = laid()
    assert found.policy.checks == {"focus": Level.FIX, "plan": Level.OFF}
    assert found.policy.nudges.ladder == (5,)
    assert found.policy.nudges.most_per_week == 2
    assert (found.policy.surfaces.comment, found.policy.surfaces.check_run) == (False, False)


def test_each_value_tells_where_it_comes_from() -> None:
    told = origins(laid())
    assert told["checks.focus"] == "own.yml:4"
    assert told["checks.plan"] == "org.yml:4"
    assert told["nudges.ladder"] == "org.yml:6"
    assert told["nudges.most_per_week"] == "default"
    assert told["surfaces.check_run"] == "own.yml:6"


def test_the_values_come_in_the_order_of_the_sections() -> None:
    sections = [each.path.split(".")[0] for each in laid().settings]
    assert list(dict.fromkeys(sections)) == [
        "version",
        "cohorts",
        "checks",
        "nudges",
        "language",
        "watching",
        "allowed",
        "privacy",
        "surfaces",
        "commands",
    ]


def test_a_file_with_problems_is_as_if_it_were_not_there() -> None:
    broken = "version: 1\nchecks: {focus: nonsense}\n"
    assert laid(organisation=broken, repository=broken) == laid(None, None)


@pytest.mark.parametrize(
    ("section", "served"),
    [
        ("{}", True),
        ("{accounts: [My-Course]}", True),
        ("{installations: [7]}", True),
        ("{accounts: [other], installations: [7]}", True),
        ("{accounts: [other]}", False),
        ("{installations: [8]}", False),
    ],
)
def test_a_file_narrows_what_the_operator_allows(section: str, served: bool) -> None:  # noqa: FBT001 - of the table
    organisation = parsed(f"version: 1\nallowed: {section}\n")
    for environment in (None, Allowed(frozenset({"my-course"}))):
        found = effective(shipped_policy(), organisation=organisation, environment=environment)
        assert found.admits(7, "my-course") is served


def test_a_file_cannot_widen_what_the_operator_allows() -> None:
    found = effective(
        shipped_policy(),
        organisation=parsed("version: 1\nallowed: {accounts: [other]}\n"),
        environment=Allowed(frozenset({"my-course"})),
    )
    assert not found.admits(7, "other")


def test_what_the_operator_allows_is_shown_with_its_variable() -> None:
    found = effective(
        shipped_policy(), environment=Allowed(frozenset({"my-course"}), frozenset({7}))
    )
    assert found.settings[-1].value == ["my-course", 7]
    assert found.settings[-1].origin == "COACH_ALLOWED"
