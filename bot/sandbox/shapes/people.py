"""Accounts as JSON."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.sandbox.model import UserKind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.links import Links
    from bot.sandbox.model import User
    from bot.sandbox.state import State

    Json = dict[str, object]


def stamp(moment: datetime) -> str:
    """Return an instant as GitHub writes it: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def maybe_stamp(moment: datetime | None) -> str | None:
    """Return an instant, or None when there is none."""
    return stamp(moment) if moment is not None else None


def simple_user(links: Links, user: User) -> Json:
    """Return the short form of an account: `simple-user`."""
    # The brackets of a Bot's login are escaped, as on GitHub.
    api = f"{links.api}/users/{quote(user.login)}"
    page = f"apps/{user.slug}" if user.kind is UserKind.BOT else user.login
    return {
        "login": user.login,
        "id": user.id,
        "node_id": user.node_id,
        "avatar_url": f"{links.web}/avatars/{user.id}",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{links.web}/{page}",
        "followers_url": f"{api}/followers",
        "following_url": f"{api}/following{{/other_user}}",
        "gists_url": f"{api}/gists{{/gist_id}}",
        "starred_url": f"{api}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{api}/subscriptions",
        "organizations_url": f"{api}/orgs",
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events{{/privacy}}",
        "received_events_url": f"{api}/received_events",
        "type": user.kind.value,
        "user_view_type": "public",
        "site_admin": False,
    }


def shown_user(state: State, user: User) -> Json:
    """Return the short form, `ghost` standing for a deleted account."""
    return simple_user(state.links, state.ghost if user.deleted else user)


def public_user(state: State, user: User) -> Json:
    """Return the form of `GET /users/{login}`: `public-user`."""
    owned = [each for each in state.live_repositories() if each.owner is user]
    return simple_user(state.links, user) | {
        "name": user.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": sum(not each.private for each in owned),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": stamp(user.created_at),
        "updated_at": stamp(user.created_at),
    }


def private_user(state: State, user: User) -> Json:
    """Return the form of `GET /user`: `private-user`."""
    owned = [each for each in state.live_repositories() if each.owner is user]
    return public_user(state, user) | {
        "private_gists": 0,
        "total_private_repos": sum(each.private for each in owned),
        "owned_private_repos": sum(each.private for each in owned),
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
    }


def organization(links: Links, user: User) -> Json:
    """Return the `organization` part of a webhook."""
    api = f"{links.api}/orgs/{user.login}"
    return {
        "login": user.login,
        "id": user.id,
        "node_id": user.node_id,
        "url": api,
        "repos_url": f"{api}/repos",
        "events_url": f"{api}/events",
        "hooks_url": f"{api}/hooks",
        "issues_url": f"{api}/issues",
        "members_url": f"{api}/members{{/member}}",
        "public_members_url": f"{api}/public_members{{/member}}",
        "avatar_url": f"{links.web}/avatars/{user.id}",
        "description": None,
    }
