"""Who may see and change what: tokens, permissions and GitHub's words of refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt

from bot.sandbox.exchange import Caller, RefusalError, not_found

if TYPE_CHECKING:
    from jwt.types import Options

    from bot.sandbox.app_model import App, Token
    from bot.sandbox.model import Repository, User
    from bot.sandbox.world import World

_JWT_MOST = 600
"""Seconds: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app"""
_SKEW = 60
"""Seconds that clocks may differ."""


def authenticate(world: World, authorization: str) -> Caller:
    """Return who asks.

    Args:
        world: Where the tokens are.
        authorization: The header; empty for nobody.

    Raises:
        RefusalError: 401 for a bad credential, 403 for a suspended installation.
    """
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    if not authorization:
        return Caller(world)
    if scheme.lower() not in {"bearer", "token"}:
        raise RefusalError(401, "Bad credentials")
    token = world.tokens.get(value)
    if token is None:
        if not value.startswith(("gh", "github_")) and value.count(".") == 2:  # noqa: PLR2004 - a JWT has three parts
            return Caller(world, app=_app_of(world, value))
        raise RefusalError(401, "Bad credentials")
    expired = token.expires_at is not None and token.expires_at <= world.clock.now()
    if token.revoked or expired:
        raise RefusalError(401, "Bad credentials")
    if token.installation is not None and token.installation.suspended_at is not None:
        raise RefusalError(403, "This installation has been suspended")
    return Caller(world, token=token)


def _app_of(world: World, token: str) -> App:
    try:
        issuer = str(_claims(token).get("iss"))
        app = next(
            (each for each in world.apps.values() if issuer in {each.client_id, str(each.id)}), None
        )
        if app is None:
            raise RefusalError(404, "Integration not found")
        claims = _claims(token, app.public_key)
    except jwt.PyJWTError as error:
        raise RefusalError(401, "A JSON web token could not be decoded") from error
    now = world.clock.now().timestamp()
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(expires, int | float) or expires <= now:
        raise RefusalError(
            401,
            "'Expiration time' claim ('exp') must be a numeric value representing the future"
            " time at which the assertion expires",
        )
    if expires > now + _JWT_MOST:
        raise RefusalError(401, "'Expiration time' claim ('exp') is too far in the future")
    if not isinstance(issued, int | float) or issued > now + _SKEW:
        raise RefusalError(
            401,
            "'Issued at' claim ('iat') must be an Integer representing the time that the"
            " assertion was issued",
        )
    return app


def _claims(token: str, key: str | None = None) -> dict[str, object]:
    # The times are compared with the sandbox's clock, not the machine's.
    options: Options = {
        "verify_signature": key is not None,
        "verify_aud": False,
        "verify_exp": False,
        "verify_iat": False,
        "verify_iss": False,
        "verify_jti": False,
        "verify_nbf": False,
        "verify_sub": False,
    }
    found: dict[str, object] = jwt.decode(token, key or "", algorithms=["RS256"], options=options)
    return found


def covered(token: Token, repository: Repository) -> bool:
    """Return whether an installation token reaches this repository."""
    installation = token.installation
    if installation is None or not installation.covers(repository):
        return False
    return token.repositories is None or repository in token.repositories


def can_push(user: User, repository: Repository) -> bool:
    """Return whether a person may push."""
    owner = repository.owner
    return user is owner or user in owner.members or user in repository.collaborators


def can_see(token: Token | None, repository: Repository) -> bool:
    """Return whether the repository exists as far as this token knows."""
    if not repository.private:
        return True
    if token is None:
        return False
    if token.installation is not None:
        return covered(token, repository)
    return can_push(token.user, repository)


def find_repository(caller: Caller, full_name: str) -> Repository:
    """Return a repository that the caller may see, also by a former name.

    Raises:
        RefusalError: 404, the same for what is missing and for what is hidden.
    """
    found = caller.world.names.get(full_name.lower())
    if found is None or found.deleted or not can_see(caller.token, found):
        raise not_found()
    return found


def require_read(caller: Caller, repository: Repository, permission: str) -> None:
    """Refuse a read of a private repository that the token's permissions do not allow."""
    token = caller.token
    if not repository.private or token is None or token.installation is None:
        return
    if permission not in token.permissions:
        raise RefusalError(403, "Resource not accessible by integration")


def require_write(caller: Caller, repository: Repository, *permissions: str) -> Token:
    """Return the token of somebody who may write.

    Args:
        caller: Who asks.
        repository: Where to.
        permissions: Those that an App needs with `write`, all of them.

    Raises:
        RefusalError: 401 for nobody, 403 for an App outside its repositories or
            permissions and for an archived repository.
    """
    token = caller.token
    if token is None:
        raise RefusalError(401, "Requires authentication")
    if token.installation is not None:
        allowed = all(token.permissions.get(each) == "write" for each in permissions)
        if not allowed or not covered(token, repository):
            raise RefusalError(403, "Resource not accessible by integration")
    if repository.archived:
        raise RefusalError(403, "Repository was archived so is read-only.")
    return token


def require_app(caller: Caller) -> App:
    """Return the App whose JWT the request carried."""
    if caller.app is None:
        raise RefusalError(401, "A JSON web token could not be decoded")
    return caller.app


def require_installation(caller: Caller) -> Token:
    """Return the installation token of the request."""
    token = caller.token
    if token is None:
        raise RefusalError(401, "Requires authentication")
    if token.installation is None:
        raise RefusalError(403, "You must authenticate with an installation access token.")
    return token
