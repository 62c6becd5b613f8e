"""`app.yaml` asks for exactly what the coach uses: less of anything, and something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.intake import routing
from bot.policy.manifest import read_manifest
from bot.shipped import manifest
from tests.support.rehearsals import BODY, FIX, coached, course, show_a_project

if TYPE_CHECKING:
    from tests.support.rehearsals import Course

MANIFEST = read_manifest(manifest())
UNASKED = {"installation", "installation_repositories", "installation_target"}
"""GitHub sends these to every App; one cannot subscribe to them:
https://docs.github.com/webhooks/webhook-events-and-payloads#installation"""
LESS = {"write": "read", "read": None}
TEAM = """\
version: 1
cohorts: [{name: one, start: 2026-09-07, student_teams: [ai-course/students]}]
"""
TEST = {"tests/test_parser.py": "def test_it():\n    assert parse('') == []\n"}


def private_course(permissions: dict[str, str]) -> Course:
    """Return a course whose fork is private: a public one may be read without permission."""
    given = course()
    show_a_project(given.world)
    given.world.set_private(given.fork, given.student, private=True)
    given.world.add_collaborator(given.fork, given.student, given.student)
    given.cast.app.permissions = permissions
    for installation in given.world.installations.values():
        installation.permissions = permissions
    organisation = given.fork.owner
    given.world.create_team(organisation, "students", (given.student,))
    given.world.create_repository(organisation, ".github", files={"upstream-coach.yml": TEAM})
    return given


async def shortcomings(permissions: dict[str, str]) -> list[str]:
    """Return what goes wrong for one private pull request with these permissions."""
    given = private_course(permissions)
    found = []
    with capture_logs() as logged:
        async with coached(given, parked=None) as rehearsal:
            pull = given.open(BODY, {**FIX, **TEST})
            await rehearsal.quiet()
            found += [] if given.checklists(pull) else ["no comment"]
            found += [] if given.world.check_runs else ["no check run"]
    told = {"graphql_errors", "team_unreadable"}
    return found + [line["event"] for line in logged if line["event"] in told]


async def test_with_what_app_yaml_asks_for_nothing_is_missing() -> None:
    assert await shortcomings(dict(MANIFEST.permissions)) == []


# GitHub gives every App `metadata: read`, asked or not.
@pytest.mark.parametrize("name", sorted(set(MANIFEST.permissions) - {"metadata"}))
async def test_with_less_of_any_permission_something_is_missing(name: str) -> None:
    less = LESS[MANIFEST.permissions[name]]
    permissions = {**MANIFEST.permissions}
    if less is None:
        del permissions[name]
    else:
        permissions[name] = less

    assert await shortcomings(permissions) != []


def test_the_events_are_those_that_the_intake_reacts_to_and_github_does_not_send_anyway() -> None:
    assert MANIFEST.events == set(routing._RULES) - UNASKED
