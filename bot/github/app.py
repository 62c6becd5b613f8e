"""What the App asks as itself: who it is, where it is installed, what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.github.auth import InstallationToken
from bot.github.errors import NotFound
from bot.kernel.hook import HookDelivery
from bot.kernel.installation import InstallationRecord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.clock import Clock
    from bot.github.auth import AppCredential
    from bot.github.transport import Connection


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are: the App's number, and its slug from which the bot's login is made."""

    app_id: int
    slug: str
    name: str

    @property
    def login(self) -> str:
        """Return the bot's login as REST and webhooks write it."""
        return f"{self.slug}[bot]"


@dataclass(frozen=True, slots=True)
class Registration:
    """The App as GitHub has it: who it is, what it was granted, what it hears of."""

    identity: Identity
    permissions: Mapping[str, str]
    events: frozenset[str]


class AppApi:
    """The App's own requests, each signed with its JWT.

    Args:
        connection: A connection without a token.
        credential: Signs as the App.
        clock: Dates what was read.
    """

    def __init__(self, connection: Connection, credential: AppCredential, clock: Clock) -> None:
        self._connection = connection
        self._credential = credential
        self._clock = clock

    async def identity(self) -> Identity:
        """Ask who we are."""
        return (await self.registration()).identity

    async def registration(self) -> Registration:
        """Ask who we are and what the App may do."""
        body = await self._ask("GET", "/app")
        return Registration(
            identity=Identity(app_id=body["id"], slug=body["slug"], name=body["name"]),
            permissions=body["permissions"],
            events=frozenset(body["events"]),
        )

    async def installations(self) -> tuple[InstallationRecord, ...]:
        """List where the App is installed."""
        now = self._clock.now()
        return tuple([_record(each, now) async for each in self._pages("/app/installations")])

    async def installation(self, installation: int) -> InstallationRecord | None:
        """Read one installation; None when it is gone."""
        try:
            body = await self._ask("GET", f"/app/installations/{installation}")
        except NotFound:
            return None
        return _record(body, self._clock.now())

    async def mint(self, installation: int) -> InstallationToken:
        """Ask for a token of an installation; it lives an hour."""
        body = await self._ask("POST", f"/app/installations/{installation}/access_tokens")
        return InstallationToken(body["token"], datetime.fromisoformat(body["expires_at"]))

    async def hook_deliveries(self, since: datetime) -> AsyncIterator[HookDelivery]:
        """List the App's deliveries, newest first, until one is older than `since`."""
        async for each in self._pages("/app/hook/deliveries"):
            delivery = HookDelivery(
                id=each["id"],
                guid=each["guid"],
                delivered_at=datetime.fromisoformat(each["delivered_at"]),
                status=each["status"],
            )
            if delivery.delivered_at < since:
                return
            yield delivery

    async def redeliver(self, delivery: int) -> None:
        """Ask GitHub to send a delivery again; it comes with the same GUID."""
        await self._ask("POST", f"/app/hook/deliveries/{delivery}/attempts")

    async def _ask(self, method: str, path: str) -> Mapping[str, Any]:
        body: Mapping[str, Any]
        body, _ = await self._connection.rest(method, path, jwt=self._credential.jwt())
        return body

    async def _pages(self, path: str) -> AsyncIterator[Mapping[str, Any]]:
        following: str | None = f"{path}?per_page=100"
        while following:
            page, following = await self._connection.rest(
                "GET", following, jwt=self._credential.jwt()
            )
            for each in page:
                yield each


def _record(body: Mapping[str, Any], now: datetime) -> InstallationRecord:
    return InstallationRecord(
        id=body["id"],
        account=body["account"].get("login") or body["account"]["slug"],
        account_id=body["account"]["id"],
        suspended=body.get("suspended_at") is not None,
        synced_at=now,
    )
