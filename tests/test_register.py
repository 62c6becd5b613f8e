"""Registering the App from its manifest."""

from __future__ import annotations

import asyncio
import html
import json
import re
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.clock import VirtualClock
from bot.kernel.errors import UserError
from bot.register import Registering, manifest_for, register
from bot.sandbox.server import running
from bot.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

GITHUBS_ANSWER = {
    "id": 7,
    "client_id": "Iv23abc",
    "webhook_secret": "hush",
    "pem": "-----BEGIN RSA PRIVATE KEY-----",
    "html_url": "https://github.com/apps/upstream-coach",
}


def registering(folder: Path) -> Registering:
    return Registering("ai-course", "https://coach.example.org/", folder, port=0)


def test_the_manifest_leads_deliveries_to_the_webhook(tmp_path: Path) -> None:
    content = manifest_for(registering(tmp_path), "http://127.0.0.1:1/registered")

    assert content["hook_attributes"] == {
        "url": "https://coach.example.org/webhook",
        "active": True,
    }
    assert content["redirect_url"] == "http://127.0.0.1:1/registered"
    assert "default_permissions" in content


async def test_the_page_leads_to_github_and_its_answer_becomes_settings(tmp_path: Path) -> None:
    world = World(VirtualClock())
    world.manifest_codes["c0de"] = GITHUBS_ANSWER
    told: asyncio.Queue[str] = asyncio.Queue()
    async with running(world) as api, aiohttp.ClientSession() as browser:
        wanted = replace(registering(tmp_path), api_url=api)
        task = asyncio.create_task(register(wanted, VirtualClock(), told.put_nowait))
        page = (await told.get()).removeprefix("Open ").removesuffix(" in your browser.")
        text = await (await browser.get(page)).text()
        state = re.search(r"apps/new\?state=([\w-]+)", text)
        form = re.search(r'name="manifest" value="([^"]+)"', text)
        assert state
        assert form
        forged = await browser.get(f"{page}registered?code=c0de&state=forged")
        wrong = await browser.get(f"{page}registered?code=gone&state={state[1]}")
        answers = [await forged.text(), await wrong.text()]
        assert not task.done()
        await browser.get(f"{page}registered?code=c0de&state={state[1]}")
        written = await task

    assert all("Not registered" in answer for answer in answers)
    sent = json.loads(html.unescape(form[1]))
    assert sent["redirect_url"].endswith("/registered")
    environment = (tmp_path / ".env").read_text(encoding="utf-8")
    assert "COACH_APP_ID=Iv23abc\n" in environment
    assert "COACH_ALLOWED=ai-course\n" in environment
    assert f"COACH_API_URL={api}\n" in environment
    for name in (".env", "private-key.pem"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert written["page"] == "https://github.com/apps/upstream-coach"


async def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COACH_APP_ID=old\n", encoding="utf-8")

    with pytest.raises(UserError, match="exists already"):
        await register(registering(tmp_path), VirtualClock(), print)


async def test_an_address_without_https_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="https://"):
        await register(Registering("ai-course", "ftp://x", tmp_path), VirtualClock(), print)
