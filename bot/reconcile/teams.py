"""Reads who is in the teams that a policy names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import structlog

from bot.github.errors import Refused
from bot.kernel.errors import RateLimited, Transient

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.github.connect import GitHub

_log = structlog.get_logger()


class Members(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is in a team.

    Attributes:
        logins: As GitHub lists them, or as it last did.
        is_readable: Whether the team could be read the last time.
    """

    logins: tuple[str, ...] = ()
    is_readable: bool = True


async def read_teams(
    github: GitHub, installation: int, teams: Iterable[str], before: Mapping[str, Members]
) -> dict[str, Members]:
    """Return who is in each of the teams.

    A team that cannot be read keeps the members that it had. That it cannot is told when it
    begins, and not again until it could be read.

    Args:
        github: Asked.
        installation: With whose token.
        teams: Each as `organisation/team`.
        before: What was read the last time.

    Raises:
        RateLimited: GitHub asks to wait.
    """
    found: dict[str, Members] = {}
    for team in teams:
        known = before.get(team, Members())
        try:
            found[team] = Members(await github.installations.team_members(installation, team))
        except RateLimited:
            raise
        except (Refused, Transient) as error:
            if known.is_readable:
                _log.warning("team_unreadable", team=team, reason=str(error))
            found[team] = Members(known.logins, is_readable=False)
    return found
