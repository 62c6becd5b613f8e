"""Registers the App from its manifest: a local page leads to GitHub and takes the answer.

The flow is GitHub's own, and its code is good for an hour:
https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import aiohttp
import yaml
from aiohttp import web

from bot.github.transport import Connection, Endpoints
from bot.kernel.errors import CoachError, UserError
from bot.kernel.work import APP_SCOPE
from bot.shipped import manifest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from bot.clock import Clock

_PRIVATE = 0o600
_HOST = "127.0.0.1"
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Register Upstream Coach</title>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 3rem auto; padding: 0 1rem">
<h1>Register Upstream Coach</h1>
<p>GitHub will show the name, the permissions and the events, and ask you to confirm.</p>
<form action="{action}" method="post">
<input type="hidden" name="manifest" value="{manifest}">
<button style="font: inherit; padding: .5rem 1rem">Continue to GitHub</button>
</form></body></html>
"""
_THANKS = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Registered</title>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 3rem auto; padding: 0 1rem">
<h1>{title}</h1><p>{text}</p></body></html>
"""


@dataclass(frozen=True)
class Registering:
    """What the command line asked for.

    Attributes:
        organisation: Who will own the App.
        url: Where GitHub will reach the coach, without `/webhook`.
        folder: Where `.env` and the private key are written.
        web_url: GitHub's pages; another host on GitHub Enterprise.
        api_url: GitHub's REST API.
        port: The port of the local page.
    """

    organisation: str
    url: str
    folder: Path
    web_url: str = "https://github.com"
    api_url: str = "https://api.github.com"
    port: int = 8091


def manifest_for(registering: Registering, redirect: str) -> dict[str, object]:
    """Return what GitHub is given: `app.yaml` with the addresses of this installation."""
    content = yaml.safe_load(manifest())
    return {
        **content,
        "hook_attributes": {"url": f"{registering.url.rstrip('/')}/webhook", "active": True},
        "redirect_url": redirect,
    }


def environment_of(
    registering: Registering, converted: Mapping[str, Any], key_file: Path
) -> dict[str, str]:
    """Return the settings that follow from GitHub's answer."""
    found = {
        "COACH_APP_ID": str(converted["client_id"]),
        "COACH_PRIVATE_KEY_FILE": str(key_file),
        "COACH_WEBHOOK_SECRET": str(converted["webhook_secret"]),
        "COACH_ALLOWED": registering.organisation,
    }
    if registering.api_url != Registering.api_url:
        found["COACH_API_URL"] = registering.api_url
    return found


async def register(
    registering: Registering, clock: Clock, tell: Callable[[str], None]
) -> dict[str, str]:
    """Serve the local page until GitHub has answered, then write `.env` and the key.

    Returns:
        The names of the settings written, and the App's page.

    Raises:
        UserError: A file is there already, or GitHub refused.
    """
    if not registering.url.startswith("https://"):
        raise UserError("--url must begin with https://: GitHub delivers nowhere else safely")
    environment, key = registering.folder / ".env", registering.folder / "private-key.pem"
    for path in (environment, key):
        if path.exists():
            raise UserError(f"{path} exists already; move it away or name another folder")
    state = secrets.token_urlsafe(24)
    answered: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
    app = _pages(registering, clock, state, answered)
    async with _listening(app, registering.port) as port:
        tell(f"Open http://{_HOST}:{port}/ in your browser.")
        converted = await answered
    settings = environment_of(registering, converted, key)
    _write(key, str(converted["pem"]))
    _write(environment, "".join(f"{name}={value}\n" for name, value in settings.items()))
    return {"page": str(converted["html_url"]), "environment": str(environment), "key": str(key)}


def _pages(
    registering: Registering,
    clock: Clock,
    state: str,
    answered: asyncio.Future[Mapping[str, Any]],
) -> web.Application:
    async def start(request: web.Request) -> web.Response:
        redirect = f"{request.scheme}://{request.host}/registered"
        action = (
            f"{registering.web_url}/organizations/{registering.organisation}"
            f"/settings/apps/new?state={state}"
        )
        content = json.dumps(manifest_for(registering, redirect))
        page = _PAGE.format(action=escape(action), manifest=escape(content))
        return web.Response(text=page, content_type="text/html")

    async def registered(request: web.Request) -> web.Response:
        if not secrets.compare_digest(request.query.get("state", ""), state):
            return _said("Not registered", "This answer does not belong to this registration.")
        try:
            converted = await _convert(registering, clock, request.query.get("code", ""))
        except CoachError as error:
            return _said("Not registered", f"{error} Go back to the first page and try again.")
        if not answered.done():
            answered.set_result(converted)
        return _said("Registered", "The settings are written. The terminal tells what comes next.")

    app = web.Application()
    app.router.add_get("/", start)
    app.router.add_get("/registered", registered)
    return app


@asynccontextmanager
async def _listening(app: web.Application, port: int) -> AsyncIterator[int]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, port).start()
        yield runner.addresses[0][1]
    except OSError as error:
        raise UserError(f"cannot listen on port {port}: {error.strerror}; try --port") from error
    finally:
        await runner.cleanup()


async def _convert(registering: Registering, clock: Clock, code: str) -> Mapping[str, Any]:
    if not code.isalnum():
        raise UserError("GitHub's answer carries no code.")
    endpoints = Endpoints(registering.api_url, "")
    async with aiohttp.ClientSession() as session:
        connection = Connection(session, scope=APP_SCOPE, clock=clock, endpoints=endpoints)
        body: Mapping[str, Any]
        body, _ = await connection.rest("POST", f"/app-manifests/{code}/conversions")
    return body


def _said(title: str, text: str) -> web.Response:
    page = _THANKS.format(title=escape(title), text=escape(text))
    return web.Response(text=page, content_type="text/html")


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
