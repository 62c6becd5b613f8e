"""Requests with an installation's token, renewed once when GitHub no longer takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from bot.github.transport import Unauthorized
from bot.kernel.installation import RepositoryRecord

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.github.auth import InstallationTokens
    from bot.github.transport import Answer, Connection

T = TypeVar("T")


class Installations:
    """GitHub as each installation sees it.

    Args:
        tokens: Gives the installation's token.
        connect: Makes a connection for a scope and a token.
    """

    def __init__(
        self, tokens: InstallationTokens, connect: Callable[[str, str], Connection]
    ) -> None:
        self._tokens = tokens
        self._connect = connect
        self._connections: dict[int, Connection] = {}

    async def repositories(self, installation: int) -> tuple[RepositoryRecord, ...]:
        """List the repositories that an installation covers."""
        found: list[RepositoryRecord] = []
        path: str | None = "/installation/repositories?per_page=100"
        while path:
            page, path = await self.get(installation, path)
            found += [_repository(each, installation) for each in page["repositories"]]
        return tuple(found)

    async def team_members(self, installation: int, team: str) -> tuple[str, ...]:
        """List the logins of a team's members, those of the teams below it among them.

        Args:
            installation: With whose token; the App needs to read the organisation's members.
            team: As `organisation/team`.
        """
        organisation, _, slug = team.partition("/")
        found: list[str] = []
        path: str | None = f"/orgs/{organisation}/teams/{slug}/members?per_page=100"
        while path:
            page, path = await self.get(installation, path)
            found += [each["login"] for each in page]
        return tuple(found)

    async def get(
        self, installation: int, path: str, *, accept: str = "application/vnd.github+json"
    ) -> tuple[Any, str | None]:
        """Read a resource; returns its content and the URL of the next page, if any."""

        async def ask(connection: Connection) -> tuple[Any, str | None]:
            return await connection.rest("GET", path, accept=accept)

        return await self.with_connection(installation, ask)

    async def graphql(
        self,
        installation: int,
        document: str,
        variables: Mapping[str, object],
        *,
        writes: bool = False,
    ) -> Answer:
        """Send a GraphQL document; see `Connection.graphql_answer`."""

        async def ask(connection: Connection) -> Answer:
            return await connection.graphql_answer(document, variables, writes=writes)

        return await self.with_connection(installation, ask)

    async def with_connection(
        self, installation: int, ask: Callable[[Connection], Awaitable[T]]
    ) -> T:
        """Ask over a connection of the installation, once more with a fresh token if need be."""
        connection = await self._connected(installation)
        try:
            return await ask(connection)
        except Unauthorized:
            # Revoked before its time: a fresh token gets one try.
            self._tokens.forget(installation, connection.oauth_token or "")
            return await ask(await self._connected(installation))

    async def _connected(self, installation: int) -> Connection:
        token = await self._tokens.get(installation)
        connection = self._connections.get(installation)
        if connection is None or connection.oauth_token != token:
            connection = self._connect(str(installation), token)
            self._connections[installation] = connection
        return connection


def _repository(body: Mapping[str, Any], installation: int) -> RepositoryRecord:
    return RepositoryRecord(
        id=body["id"],
        installation_id=installation,
        node_id=body["node_id"],
        full_name=body["full_name"],
        is_private=body["private"],
        is_fork=body["fork"],
        is_archived=body["archived"],
    )
