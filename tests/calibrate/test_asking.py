"""GitHub is asked for the list page by page, and only for reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from click.testing import CliRunner

from bot.__main__ import cli
from bot.calibrate.asking import ask
from bot.kernel.errors import UserError
from tests.support.histories import engine

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_aiohttp import AiohttpServer

TOTAL = 203


class GitHub:
    """A stand-in that has so many pull requests, and notes how it was asked."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked: list[tuple[str, dict[str, str], str]] = []

    async def answer(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"]
        self.asked.append((request.path, dict(request.query), token))
        page = int(request.query["page"])
        numbers = range(1, TOTAL + 1)[(page - 1) * 100 : page * 100]
        entries = [{"number": n, "created_at": "2026-03-01T08:00:00Z"} for n in numbers]
        headers = {"Location": "/elsewhere"} if self.status == 301 else {}
        return web.json_response(entries, status=self.status, headers=headers)


async def started(aiohttp_server: AiohttpServer, github: GitHub) -> str:
    app = web.Application()
    app.router.add_get("/{rest:.*}", github.answer)
    return str((await aiohttp_server(app)).make_url("/"))


async def test_all_pages_are_read(aiohttp_server: AiohttpServer) -> None:
    github, counts = GitHub(), list[int]()
    url = await started(aiohttp_server, github)
    found = await ask(url, "course/engine", "a token", counts.append)
    assert sorted(found) == list(range(1, TOTAL + 1))
    assert counts == [100, 200, 203]
    assert [query["page"] for _, query, _ in github.asked] == ["1", "2", "3"]
    assert {path for path, _, _ in github.asked} == {"/repos/course/engine/pulls"}
    assert {token for _, _, token in github.asked} == {"Bearer a token"}
    assert {query["state"] for _, query, _ in github.asked} == {"all"}


@pytest.mark.parametrize("status", [301, 401, 403, 404, 500])
async def test_a_refusal_is_told_without_the_token(
    aiohttp_server: AiohttpServer, status: int
) -> None:
    github = GitHub(status)
    url = await started(aiohttp_server, github)
    with pytest.raises(UserError, match=f"GitHub answered {status}") as told:
        await ask(url, "course/engine", "a token", lambda _: None)
    assert "a token" not in str(told.value)
    assert len(github.asked) == 1


async def test_nobody_there_is_told(unused_tcp_port: int) -> None:
    with pytest.raises(UserError, match="could not be read"):
        await ask(f"http://127.0.0.1:{unused_tcp_port}", "a/b", "a token", lambda _: None)


def test_without_a_token_github_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["calibrate", str(engine(tmp_path / "engine")), "--repo", "a/b", "--ask-github"]
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    assert "needs a token in GITHUB_TOKEN" in CliRunner().invoke(cli, words).stderr
    listing = tmp_path / "list.json"
    listing.write_text(json.dumps([]))
    both = CliRunner().invoke(cli, [*words, "--prs", str(listing)])
    assert "exclude each other" in both.stderr


def test_the_command_takes_githubs_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def answer(api_url: str, project: str, token: str, told: object) -> dict[int, object]:
        asked.append((api_url, project, token))
        assert callable(told)
        told(1)
        return {}

    monkeypatch.setattr("bot.cli.calibrate.ask", answer)
    monkeypatch.setenv("GITHUB_TOKEN", "a token")
    words = ["calibrate", str(engine(tmp_path / "engine")), "--repo", "course/engine"]
    result = CliRunner().invoke(cli, [*words, "--ask-github"])
    assert result.exit_code == 0
    assert asked == [("https://api.github.com", "course/engine", "a token")]
    assert "a token" not in result.output
