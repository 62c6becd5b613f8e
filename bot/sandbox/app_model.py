"""The nouns of Apps in the sandbox: installations, tokens, budgets and deliveries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.sandbox.model import Repository, User


@dataclass(eq=False, slots=True, kw_only=True)
class App:
    """A registered GitHub App.

    Attributes:
        bot: The account it writes as, `slug[bot]`.
        public_key: PEM text against which its JWTs are verified.
        permissions: Name to `read` or `write`.
        events: The webhook events it subscribes to.
        hook_id: The number of its webhook.
    """

    id: int
    node_id: str
    client_id: str
    slug: str
    name: str
    owner: User
    bot: User
    public_key: str
    permissions: Mapping[str, str]
    events: tuple[str, ...]
    hook_id: int
    created_at: datetime


@dataclass(eq=False, slots=True, kw_only=True)
class Budget:
    """A primary rate limit: `used` of `limit` until `reset_at`."""

    limit: int
    used: int = 0
    reset_at: datetime | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Installation:
    """An App on an account.

    Attributes:
        repositories: The chosen ones; None means all that the account has.
    """

    id: int
    node_id: str
    app: App
    account: User
    repositories: list[Repository] | None
    permissions: Mapping[str, str]
    events: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    suspended_at: datetime | None = None
    suspended_by: User | None = None
    rest: Budget = field(default_factory=lambda: Budget(limit=5000))
    graphql: Budget = field(default_factory=lambda: Budget(limit=5000))

    def covers(self, repository: Repository) -> bool:
        """Return whether the App is installed on this repository."""
        if repository.deleted or repository.owner is not self.account:
            return False
        return self.repositories is None or repository in self.repositories


@dataclass(eq=False, slots=True, kw_only=True)
class Token:
    """What a request proves itself with.

    Attributes:
        user: Whom the requests act as; the bot for an installation token.
        installation: None for a person's token.
        repositories: What the token was narrowed to; None means the whole installation.
    """

    value: str
    user: User
    installation: Installation | None
    repositories: tuple[Repository, ...] | None
    permissions: Mapping[str, str]
    expires_at: datetime | None
    revoked: bool = False
    rest: Budget = field(default_factory=lambda: Budget(limit=5000))
    graphql: Budget = field(default_factory=lambda: Budget(limit=5000))


@dataclass(eq=False, slots=True)
class Anonymous:
    """The budgets of requests that carry no credential."""

    rest: Budget = field(default_factory=lambda: Budget(limit=60))
    graphql: Budget = field(default_factory=lambda: Budget(limit=60))


PENDING = "pending"
"""The status of a delivery that was not answered yet; never seen in GitHub's list."""


@dataclass(eq=False, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver one event.

    Attributes:
        guid: The same for every attempt at the same event.
        body: The raw JSON.
        status: `OK`, GitHub's word for a failure, or `PENDING`.
        status_code: HTTP status, 0 when there was no answer.
        duration: Seconds until the answer.
    """

    id: int
    guid: str
    app: App
    installation_id: int | None
    repository_id: int | None
    event: str
    action: str | None
    body: bytes
    created_at: datetime
    delivered_at: datetime | None = None
    redelivery: bool = False
    status: str = PENDING
    status_code: int = 0
    duration: float = 0.0
    throttled_at: datetime | None = None
    request_headers: Mapping[str, str] = field(default_factory=dict)
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One answered request, as tests and the demo count them.

    Attributes:
        operation: The GraphQL operation's name, empty for REST.
        points: What it cost of the primary limit.
        write: Whether it asked to change something.
    """

    at: datetime
    method: str
    path: str
    operation: str
    status: int
    points: int
    write: bool
    installation_id: int | None = None
