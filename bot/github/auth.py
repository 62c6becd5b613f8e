"""Who we are to GitHub: the App's JWT and the tokens of its installations."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import jwt
from cachetools import TLRUCache

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.clock import Clock

_BACKDATE = timedelta(seconds=60)
"""GitHub advises to issue a JWT a minute in the past, against clocks that differ."""
_JWT_LIFE = timedelta(minutes=9)
"""At most ten minutes are allowed:
https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
"""
_RENEW_BEFORE = timedelta(minutes=2)
_MOST_INSTALLATIONS = 10_000


class AppCredential:
    """Signs as the App.

    Args:
        issuer: The client id, or the App's number.
        private_key: PEM.
        clock: Tells when a JWT was issued.
    """

    def __init__(self, issuer: str, private_key: str, clock: Clock) -> None:
        self._issuer = issuer
        self._private_key = private_key
        self._clock = clock
        self._jwt = ""
        self._renew_at: datetime | None = None

    def jwt(self) -> str:
        """Return a JWT that is good for minutes yet.

        Raises:
            UserError: The private key is not one.
        """
        now = self._clock.now()
        if self._renew_at is None or now >= self._renew_at:
            issued = now - _BACKDATE
            claims = {"iat": issued, "exp": issued + _JWT_LIFE, "iss": self._issuer}
            try:
                self._jwt = jwt.encode(claims, self._private_key, algorithm="RS256")
            except (ValueError, TypeError, jwt.InvalidKeyError):
                raise UserError(
                    "COACH_PRIVATE_KEY is not an RSA private key in PEM form;"
                    " download a new one from the App's settings page"
                ) from None
            self._renew_at = issued + _JWT_LIFE - _RENEW_BEFORE
        return self._jwt


@dataclass(frozen=True, slots=True)
class InstallationToken:
    """A token of any length and form; it is never looked into."""

    value: str
    expires_at: datetime


class InstallationTokens:
    """Tokens by installation, kept until shortly before they expire.

    Args:
        mint: Asks GitHub for a token of an installation.
        clock: Tells when a token is too old.
    """

    def __init__(self, mint: Callable[[int], Awaitable[InstallationToken]], clock: Clock) -> None:
        self._mint = mint
        self._tokens: TLRUCache[int, InstallationToken] = TLRUCache(
            _MOST_INSTALLATIONS,
            ttu=lambda _key, token, _now: (token.expires_at - _RENEW_BEFORE).timestamp(),
            timer=lambda: clock.now().timestamp(),
        )
        self._minting: dict[int, asyncio.Task[InstallationToken]] = {}

    async def get(self, installation: int) -> str:
        """Return a valid token; callers that come together share one request for it."""
        token = self._tokens.get(installation)
        if token is None:
            task = self._minting.get(installation)
            if task is None:
                task = asyncio.create_task(self._renew(installation))
                self._minting[installation] = task
            # A caller that is cancelled must not take the token from the others.
            token = await asyncio.shield(task)
        return token.value

    def forget(self, installation: int, value: str) -> None:
        """Drop a token that GitHub refused, unless a newer one has taken its place."""
        token = self._tokens.get(installation)
        if token is not None and token.value == value:
            del self._tokens[installation]

    async def _renew(self, installation: int) -> InstallationToken:
        try:
            token = await self._mint(installation)
            self._tokens[installation] = token
            return token
        finally:
            del self._minting[installation]
