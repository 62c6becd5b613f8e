"""Everything the sandbox remembers, how it is found again, and how an event goes out."""

from __future__ import annotations

import base64
import itertools
import json
import uuid
from datetime import UTC
from typing import TYPE_CHECKING, TypeVar

from bot.sandbox.app_model import Anonymous, Delivery
from bot.sandbox.footprints import Written, footprints
from bot.sandbox.links import Links
from bot.sandbox.model import User, UserKind
from bot.sandbox.shapes import people, repos

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.app_model import App, Installation, Request, Token
    from bot.sandbox.check_model import CheckRun
    from bot.sandbox.diffs import Diff
    from bot.sandbox.model import Comment, Commit, PullRequest, Repository

    Json = dict[str, object]

_T = TypeVar("_T")

_UNASKED = frozenset(
    {"installation", "installation_repositories", "installation_target", "ping"},
)
"""Events that every App gets, subscribed or not."""

_WITH_CHECKS_WRITE = frozenset({"requested", "rerequested", "requested_action"})
"""Actions of check events that an App with `checks: write` gets unasked."""


class MissingError(LookupError):
    """What was asked for is not in this sandbox; the text names it."""


class State:
    """The tables behind the verbs.

    Args:
        clock: Tells the sandbox's time.
        base_url: Where the API is reached, without a slash at the end.
        web_url: Where the pages are; used in `html_url`.
    """

    def __init__(
        self,
        clock: Clock,
        base_url: str = "https://api.github.com",
        web_url: str = "https://github.com",
    ) -> None:
        self.clock = clock
        self.links = Links(base_url, web_url)
        self.users: dict[str, User] = {}
        self.repositories: dict[int, Repository] = {}
        self.names: dict[str, Repository] = {}
        self.nodes: dict[str, object] = {}
        self.comments: dict[int, Comment] = {}
        self.pulls_by_author: dict[int, list[PullRequest]] = {}
        self.check_runs: dict[int, CheckRun] = {}
        self.apps: dict[int, App] = {}
        self.manifest_codes: dict[str, Mapping[str, object]] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}
        self.anonymous = Anonymous()
        self.deliveries: list[Delivery] = []
        self.delivery_listeners: list[Callable[[Delivery], None]] = []
        self.requests: list[Request] = []
        self.unknown_requests: list[str] = []
        self.write_violations: list[str] = []
        self.written: list[Written] = []
        self.diff_cache: dict[tuple[int, str, str], Diff] = {}
        self.commits_cache: dict[tuple[int, str, str], list[Commit]] = {}
        self._ids = itertools.count(1001)
        self.ghost = self._new_user("ghost", UserKind.USER)

    def now(self) -> datetime:
        """Return the present instant at GitHub's precision, a second."""
        return self.clock.now().astimezone(UTC).replace(microsecond=0)

    def next_id(self) -> int:
        """Return a number that nothing else in this sandbox has."""
        return next(self._ids)

    def identity(self, prefix: str) -> tuple[int, str]:
        """Return a new number and the node id of the same thing."""
        number = self.next_id()
        return number, node_id(prefix, number)

    def register(self, thing: _T, node: str) -> _T:
        """Make a thing findable by its node id."""
        self.nodes[node] = thing
        return thing

    def _new_user(self, login: str, kind: UserKind, name: str | None = None) -> User:
        if login.lower() in self.users:
            raise ValueError(f"The login {login!r} is taken in this sandbox; choose another.")
        prefix = {UserKind.USER: "U", UserKind.BOT: "BOT", UserKind.ORGANIZATION: "O"}[kind]
        number, node = self.identity(prefix)
        user = User(
            id=number, node_id=node, login=login, kind=kind, created_at=self.now(), name=name
        )
        self.users[login.lower()] = user
        return self.register(user, node)

    def user(self, login: str) -> User:
        """Return the account of this login.

        Raises:
            MissingError: When there is none.
        """
        found = self.users.get(login.lower())
        if found is None or found.deleted:
            raise MissingError(f"No account {login!r} in this sandbox.")
        return found

    def repository(self, full_name: str) -> Repository:
        """Return the repository of this name, also under a former one.

        Raises:
            MissingError: When there is none or it was deleted.
        """
        found = self.names.get(full_name.lower())
        if found is None or found.deleted:
            raise MissingError(f"No repository {full_name!r} in this sandbox.")
        return found

    def live_repositories(self) -> Iterator[Repository]:
        """Yield every repository that was not deleted."""
        return (each for each in self.repositories.values() if not each.deleted)

    def covering(self, repository: Repository) -> Iterator[Installation]:
        """Yield the working installations on this repository."""
        for installation in self.installations.values():
            if installation.suspended_at is None and installation.covers(repository):
                yield installation

    def covered_by(self, installation: Installation) -> list[Repository]:
        """Return the repositories of an installation, oldest first."""
        return [each for each in self.live_repositories() if installation.covers(each)]

    def note(self, by: User, repository: Repository, *texts: object) -> None:
        """Keep what an App wrote, to be searched for footprints; what people write is theirs."""
        if by.app is None:
            return
        is_covered = any(each.app is by.app for each in self.covering(repository))
        said = "\n\n".join(each for each in texts if isinstance(each, str))
        self.written.append(Written(by, repository, said, is_covered))

    @property
    def footprints(self) -> list[str]:
        """What Apps have left outside their repositories, a line each."""
        return footprints(self)

    def emit(
        self, repository: Repository, event: str, action: str | None, sender: User, **extra: object
    ) -> None:
        """Send an event to every App installed on the repository that listens for it.

        Args:
            repository: Where it happened.
            event: GitHub's name of the event.
            action: The payload's `action`; None when the event has none.
            sender: Who did it.
            extra: The payload's own keys: JSON values, or functions that make them, which
                are called only when somebody listens.
        """
        self.emit_to(None, repository, event, action, sender, **extra)

    def emit_to(
        self,
        app: App | None,
        repository: Repository,
        event: str,
        action: str | None,
        sender: User,
        **extra: object,
    ) -> None:
        """Send an event that concerns one App alone; None means every App, as `emit`."""
        body: Json = {}
        for installation in list(self.covering(repository)):
            if app not in {None, installation.app} or not _listens(installation, event, action):
                continue
            if not body:
                body = {"action": action} if action is not None else {}
                body |= {key: value() if callable(value) else value for key, value in extra.items()}
                shape = repos.push_repository if event == "push" else repos.webhook_repository
                body["repository"] = shape(self, repository)
                if repository.owner.kind is UserKind.ORGANIZATION:
                    body["organization"] = people.organization(self.links, repository.owner)
                body["sender"] = people.simple_user(self.links, sender)
            origin = {"id": installation.id, "node_id": installation.node_id}
            self.send(
                installation.app,
                event,
                body | {"installation": origin},
                installation_id=installation.id,
                repository_id=repository.id,
            )

    def send(
        self,
        app: App,
        event: str,
        payload: Json,
        *,
        installation_id: int | None = None,
        repository_id: int | None = None,
    ) -> Delivery:
        """Queue one delivery to an App's webhook."""
        action = payload.get("action")
        delivery = Delivery(
            id=self.next_id(),
            guid=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{app.id}:{next(self._ids)}")),
            app=app,
            installation_id=installation_id,
            repository_id=repository_id,
            event=event,
            action=action if isinstance(action, str) else None,
            body=json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(),
            created_at=self.clock.now(),
        )
        self.enqueue(delivery)
        return delivery

    def enqueue(self, delivery: Delivery) -> None:
        """Record a delivery and tell whoever carries it out."""
        self.deliveries.append(delivery)
        for listener in self.delivery_listeners:
            listener(delivery)


def node_id(prefix: str, number: int) -> str:
    """Return an opaque id in the form GitHub uses since 2021: `PR_kwDO...`."""
    packed = base64.urlsafe_b64encode(b"\xce" + number.to_bytes(6, "big")).decode().rstrip("=")
    return f"{prefix}_kwDO{packed}"


def _listens(installation: Installation, event: str, action: str | None) -> bool:
    if event in installation.events or event in _UNASKED:
        return True
    asked = event in {"check_run", "check_suite"} and action in _WITH_CHECKS_WRITE
    return asked and installation.permissions.get("checks") == "write"
