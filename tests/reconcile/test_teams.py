"""What is known of a team when it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from structlog.testing import capture_logs

from bot.github.errors import NotFound, Refused
from bot.kernel.errors import RateLimited, Transient
from bot.reconcile.teams import Members, read_teams

if TYPE_CHECKING:
    from bot.github.connect import GitHub

WAIT = RateLimited("wait", scope="3", retry_at=datetime(2026, 9, 7, tzinfo=UTC))


@dataclass
class FakeGitHub:
    """GitHub with these teams, or with what it says instead."""

    teams: dict[str, tuple[str, ...] | Exception] = field(default_factory=dict)

    @property
    def installations(self) -> FakeGitHub:
        return self

    async def team_members(self, _installation: int, team: str) -> tuple[str, ...]:
        found = self.teams[team]
        if isinstance(found, Exception):
            raise found
        return found


async def read(github: FakeGitHub, before: dict[str, Members]) -> tuple[dict[str, Members], int]:
    """Return who is in the teams, and how often it was told that one could not be read."""
    with capture_logs() as logged:
        found = await read_teams(cast("GitHub", github), 3, github.teams, before)
    return found, len([line for line in logged if line["event"] == "team_unreadable"])


@pytest.mark.parametrize(
    "error",
    [NotFound("gone"), Refused("no", status=403), Transient("lost")],
    ids=lambda error: type(error).__name__,
)
async def test_a_team_that_cannot_be_read_keeps_its_members_and_is_told_once(
    error: Exception,
) -> None:
    github = FakeGitHub({"a/x": ("ada",), "a/y": ("bob",)})
    found, told = await read(github, {})
    assert (found["a/x"], told) == (Members(("ada",)), 0)

    github.teams |= {"a/x": error, "a/y": ("eve",)}
    found, told = await read(github, found)
    assert found == {"a/x": Members(("ada",), is_readable=False), "a/y": Members(("eve",))}
    assert told == 1
    found, told = await read(github, found)
    assert (found["a/x"].logins, told) == (("ada",), 0)

    github.teams["a/x"] = ("ada", "cy")
    found, told = await read(github, found)
    assert (found["a/x"], told) == (Members(("ada", "cy")), 0)


async def test_a_team_that_could_never_be_read_has_nobody() -> None:
    found, told = await read(FakeGitHub({"a/x": NotFound("gone")}), {})
    assert (found["a/x"].logins, told) == ((), 1)


async def test_a_limit_is_waited_for() -> None:
    with pytest.raises(RateLimited):
        await read(FakeGitHub({"a/x": WAIT}), {})
