"""REST answers about repositories, accounts and the service itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.access import can_see
from bot.sandbox.exchange import Answer, RefusalError, not_found, paged
from bot.sandbox.limits import budget_of, reset_of
from bot.sandbox.shapes.people import private_user, public_user, simple_user
from bot.sandbox.shapes.repos import full_repository

if TYPE_CHECKING:
    from bot.sandbox.app_model import Budget, Token
    from bot.sandbox.exchange import Call
    from bot.sandbox.model import Repository, User


def named_repository(call: Call) -> Repository:
    """Return the repository that the route names, whoever may see it.

    Raises:
        RefusalError: 404, or 301 to the address by id when it has another name now.
    """
    if "repository_id" in call.route:
        found = call.world.repositories.get(call.number("repository_id"))
        if found is None or found.deleted:
            raise not_found()
        return found
    name = f"{call.route['owner']}/{call.route['repo']}"
    found = call.world.names.get(name.lower())
    if found is None or found.deleted:
        raise not_found()
    if found.full_name.lower() != name.lower():
        if not can_see(call.caller.token, found) and call.caller.app is None:
            raise not_found()
        rest = call.path.removeprefix(f"/repos/{name}")
        target = f"{call.world.links.api}/repositories/{found.id}{rest}"
        raise RefusalError(301, "Moved Permanently", headers={"Location": target})
    return found


def visible_repository(call: Call) -> Repository:
    """Return the repository that the route names, if the caller may see it.

    Raises:
        RefusalError: As `named_repository`; what is hidden is a 404 as well.
    """
    found = named_repository(call)
    if not can_see(call.caller.token, found):
        raise not_found()
    return found


def get_repository(call: Call) -> Answer:
    """`GET /repos/{owner}/{repo}`."""
    return Answer(full_repository(call.world, visible_repository(call)))


def get_user(call: Call) -> Answer:
    """`GET /users/{username}`."""
    user = call.world.users.get(call.route["username"].lower())
    if user is None or user.deleted:
        raise not_found()
    return Answer(public_user(call.world, user))


def list_team_members(call: Call) -> Answer:
    """`GET /orgs/{org}/teams/{team_slug}/members`: for who belongs to the organisation."""
    organisation = call.world.users.get(call.route["org"].lower())
    token = call.caller.token
    if token is None:
        raise RefusalError(401, "Requires authentication")
    if organisation is None or not _belongs(token, organisation):
        raise not_found()
    if token.installation is not None and "members" not in token.permissions:
        raise RefusalError(403, "Resource not accessible by integration")
    members = organisation.teams.get(call.route["team_slug"])
    if members is None:
        raise not_found()
    return paged(call, members, lambda each: simple_user(call.world.links, each))


def _belongs(token: Token, organisation: User) -> bool:
    if token.installation is not None:
        return token.installation.account is organisation
    return token.user in organisation.members


def get_viewer(call: Call) -> Answer:
    """`GET /user`: a person's token only."""
    token = call.caller.token
    if token is None:
        raise RefusalError(401, "Requires authentication")
    if token.installation is not None:
        raise RefusalError(403, "Resource not accessible by integration")
    return Answer(private_user(call.world, token.user))


def get_rate_limit(call: Call) -> Answer:
    """`GET /rate_limit`."""
    token = call.caller.token
    core = _limit(call, budget_of(call.world, token, graphql=False))
    resources = {
        "core": core,
        "graphql": _limit(call, budget_of(call.world, token, graphql=True)),
        "search": {**core, "limit": 30, "remaining": 30, "used": 0},
    }
    return Answer({"resources": resources, "rate": core})


def _limit(call: Call, budget: Budget) -> dict[str, object]:
    reset = reset_of(call.world, budget)
    return {
        "limit": budget.limit,
        "remaining": max(budget.limit - budget.used, 0),
        "reset": int(reset.timestamp()),
        "used": budget.used,
    }


def get_meta(call: Call) -> Answer:
    """`GET /meta`."""
    loopback = ["127.0.0.0/8", "::1/128"]
    return Answer(
        {
            "verifiable_password_authentication": False,
            "hooks": loopback,
            "web": loopback,
            "api": loopback,
            "domains": {"website": [call.world.links.web]},
        }
    )
