"""Who is compared: Probot, gidgethub on aiohttp, and the coach on both databases."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bench.payloads import INSTALLATION
from bench.servers import HOST, Contender

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = Path(__file__).parents[1]
_APP = "1"
_NOWHERE = f"http://{HOST}:9"
"""Nobody answers there; a measured server has no business with GitHub."""


def private_key() -> str:
    """Return a new key of an App that exists nowhere, PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


def probot(
    home: Path,
    key: str,
    *,
    script: str = "idle.js",
    log_level: str = "fatal",
    environment: Mapping[str, str] | None = None,
) -> Contender:
    """Return Probot as it runs in production.

    Args:
        home: Where npm installed it.
        key: The App's private key, PEM.
        script: Which of our small apps it runs.
        log_level: `fatal` says nothing, which favours it; `info` is how it ships.
        environment: Further variables.
    """
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("node was not found; Probot 14 needs Node 20 or newer")
    return Contender(
        name="Probot" if log_level == "fatal" else "Probot as shipped",
        command=(node, str(home / script)),
        path="/api/github/webhooks",
        environment={
            "APP_ID": _APP,
            "PRIVATE_KEY": key,
            "HOST": HOST,
            "LOG_LEVEL": log_level,
            "NODE_ENV": "production",
            **(environment or {}),
        },
    )


def gidgethub(*, on_uvloop: bool) -> Contender:
    """Return a bare gidgethub receiver on aiohttp, on either event loop."""
    arguments = ("uvloop",) if on_uvloop else ()
    return Contender(
        name="gidgethub, uvloop" if on_uvloop else "gidgethub",
        command=(sys.executable, "-m", "bench.rivals.gidgethub_bare", *arguments),
        path="/webhook",
        environment={"PYTHONPATH": str(_ROOT)},
    )


def receiver(name: str, key: str, database: str) -> Contender:
    """Return the coach's receiving half alone, as `bench.receiver` says.

    Args:
        name: What the report calls it.
        key: The App's private key, PEM.
        database: A `COACH_DATABASE_URL`, migrated.
    """
    return Contender(
        name=name,
        command=(sys.executable, "-m", "bench.receiver"),
        path="/webhook",
        environment=_settings(key, database),
    )


def service(
    name: str,
    key: str,
    database: str,
    environment: Mapping[str, str] | None = None,
    *,
    role: str = "all",
) -> Contender:
    """Return the whole coach, `upstream-coach serve --role <role>`; the rest as for `receiver`."""
    return Contender(
        name=name,
        command=(sys.executable, "-m", "bot", "serve", "--role", role),
        path="/webhook",
        environment=_settings(key, database) | dict(environment or {}),
    )


def _settings(key: str, database: str) -> dict[str, str]:
    return {
        "PYTHONPATH": str(_ROOT),
        "COACH_APP_ID": _APP,
        "COACH_PRIVATE_KEY": key,
        "COACH_ALLOWED": str(INSTALLATION),
        "COACH_DATABASE_URL": database,
        "COACH_API_URL": _NOWHERE,
    }
