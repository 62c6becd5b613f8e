"""Verbs of Apps: registration, installations and tokens."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.sandbox import history
from bot.sandbox.app_model import App, Installation, Token
from bot.sandbox.checks import Checks
from bot.sandbox.model import UserKind
from bot.sandbox.shapes import apps as shapes
from bot.sandbox.shapes import people, repos

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.sandbox.app_model import Delivery
    from bot.sandbox.model import Repository, User

    Json = dict[str, object]

TOKEN_LIFE = timedelta(hours=1)
"""https://docs.github.com/apps/creating-github-apps: an installation token lives an hour."""


class Apps(Checks):
    """Everything that happens to Apps."""

    def create_app(  # noqa: PLR0913 - each is a plain fact, given by name
        self,
        owner: User,
        slug: str,
        *,
        public_key: str,
        permissions: Mapping[str, str],
        events: Iterable[str],
        name: str | None = None,
    ) -> App:
        """Register an App and its bot account."""
        number, node = self.identity("A")
        bot = self._new_user(f"{slug}[bot]", UserKind.BOT)
        app = App(
            id=number,
            node_id=node,
            client_id=f"Iv23li{history.commit_sha(slug, number)[:14]}",
            slug=slug,
            name=name or slug,
            owner=owner,
            bot=bot,
            public_key=public_key,
            permissions=dict(permissions),
            events=tuple(events),
            hook_id=self.next_id(),
            created_at=self.now(),
        )
        bot.app = app
        self.apps[number] = app
        return self.register(app, node)

    def ping(self, app: App) -> Delivery:
        """Send the event by which GitHub greets a new webhook."""
        hook = {
            "type": "App",
            "id": app.hook_id,
            "name": "web",
            "active": True,
            "events": list(app.events),
            "config": {"content_type": "json", "insecure_ssl": "0", "url": f"{self.links.web}/"},
            "updated_at": people.stamp(app.created_at),
            "created_at": people.stamp(app.created_at),
            "app_id": app.id,
            "deliveries_url": f"{self.links.api}/app/hook/deliveries",
        }
        return self.send(
            app, "ping", {"zen": "Keep it plain.", "hook_id": app.hook_id, "hook": hook}
        )

    def install_app(
        self, app: App, account: User, repositories: Iterable[Repository] | None = None
    ) -> Installation:
        """Install an App on all repositories of an account, or on the chosen ones."""
        number, node = self.identity("I")
        now = self.now()
        installation = Installation(
            id=number,
            node_id=node,
            app=app,
            account=account,
            repositories=list(repositories) if repositories is not None else None,
            permissions=dict(app.permissions),
            events=app.events,
            created_at=now,
            updated_at=now,
        )
        self.installations[number] = installation
        self._emit_installation(installation, "created", account)
        return installation

    def uninstall(self, installation: Installation, by: User) -> None:
        """Take an App off an account; its tokens die."""
        self._emit_installation(installation, "deleted", by)
        del self.installations[installation.id]
        for token in self.tokens.values():
            if token.installation is installation:
                token.revoked = True

    def suspend(self, installation: Installation, by: User) -> None:
        """Suspend an installation: no events, and its tokens are refused."""
        installation.suspended_at, installation.suspended_by = self.now(), by
        self._emit_installation(installation, "suspend", by)

    def unsuspend(self, installation: Installation, by: User) -> None:
        """Take a suspension back."""
        installation.suspended_at, installation.suspended_by = None, None
        self._emit_installation(installation, "unsuspend", by)

    def add_to_installation(
        self, installation: Installation, repository: Repository, by: User
    ) -> None:
        """Choose one more repository for an installation on chosen ones."""
        self._chosen(installation).append(repository)
        self._emit_selection(installation, "added", repository, by)

    def remove_from_installation(
        self, installation: Installation, repository: Repository, by: User
    ) -> None:
        """Take a repository out of an installation on chosen ones."""
        self._chosen(installation).remove(repository)
        self._emit_selection(installation, "removed", repository, by)

    @staticmethod
    def _chosen(installation: Installation) -> list[Repository]:
        if installation.repositories is None:
            raise ValueError("This installation covers all repositories; install on chosen ones.")
        return installation.repositories

    def create_token(
        self,
        installation: Installation,
        *,
        repositories: tuple[Repository, ...] | None = None,
        permissions: Mapping[str, str] | None = None,
    ) -> Token:
        """Mint an installation token of the long form GitHub has used since April 2026."""
        expires = self.now() + TOKEN_LIFE
        return self._remember(
            Token(
                value=_long_token(installation.app.id, self.next_id(), int(expires.timestamp())),
                user=installation.app.bot,
                installation=installation,
                repositories=repositories,
                permissions=dict(permissions or installation.permissions),
                expires_at=expires,
            )
        )

    def create_user_token(self, user: User) -> Token:
        """Mint a person's token that may do whatever the person may."""
        value = f"ghp_{history.commit_sha('user', self.next_id())[:36]}"
        return self._remember(
            Token(
                value=value,
                user=user,
                installation=None,
                repositories=None,
                permissions={},
                expires_at=None,
            )
        )

    def _remember(self, token: Token) -> Token:
        self.tokens[token.value] = token
        return token

    def _emit_installation(self, installation: Installation, action: str, by: User) -> None:
        payload: Json = {
            "action": action,
            "installation": shapes.installation(self, installation),
            "sender": people.simple_user(self.links, by),
        }
        if action in {"created", "deleted", "suspend", "unsuspend"}:
            covered = self.covered_by(installation)
            payload["repositories"] = [repos.reference(each) for each in covered]
        if action == "created":
            payload["requester"] = None
        self.send(installation.app, "installation", payload, installation_id=installation.id)

    def _emit_selection(
        self, installation: Installation, action: str, repository: Repository, by: User
    ) -> None:
        installation.updated_at = self.now()
        lists: dict[str, list[Json]] = {"repositories_added": [], "repositories_removed": []}
        lists[f"repositories_{action}"].append(repos.reference(repository))
        payload: Json = {
            "action": action,
            "installation": shapes.installation(self, installation),
            "repository_selection": "selected",
            **lists,
            "requester": None,
            "sender": people.simple_user(self.links, by),
        }
        self.send(
            installation.app, "installation_repositories", payload, installation_id=installation.id
        )


def _long_token(app_id: int, serial: int, expires: int) -> str:
    """Return a token that looks like GitHub's: `ghs_<app id>_<three dotted parts>`."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    header = part(json.dumps({"alg": "ES256", "typ": "JWT"}).encode())
    padding = history.commit_sha("claims", serial) * 5
    claims = part(json.dumps({"iss": app_id, "jti": serial, "exp": expires, "c": padding}).encode())
    signature = part(bytes.fromhex(history.commit_sha("signature", serial) * 3)[:48] * 2)
    return f"ghs_{app_id}_{header}.{claims}.{signature}"
