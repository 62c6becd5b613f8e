"""`upstream-coach turn`, from a file and from GitHub."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click
import pytest
from aiohttp import web
from click.testing import CliRunner

from bot.__main__ import cli
from bot.cli.turn import LARGEST
from bot.clock import VirtualClock
from bot.github.turns import MOST_PAGES
from bot.kernel.errors import UserError
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.operations.migration import migrate
from bot.reconcile.turns import Judged, case
from bot.review.ledger import judge
from bot.review.snapshot import read
from bot.settings import github_token
from bot.shipped import shipped_projects
from bot.storage.store import Store
from tests.support.timelines import at, comment, pull, push, review

if TYPE_CHECKING:
    from pathlib import Path

    from aiohttp.pytest_plugin import AiohttpServer

    from tests.support.timelines import Node

STORY = pull(review(1, "CHANGES_REQUESTED"), push(2), repository={"nameWithOwner": "a/b"})
URL = "https://github.com/vllm-project/vllm/pull/7"


def output(*words: str, given: str | None = None) -> str:
    result = CliRunner().invoke(cli, ["turn", *words], input=given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_file_is_judged_for_a_person(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(STORY), encoding="utf-8")
    assert output("--snapshot", str(file)).splitlines()[:2] == [
        "a/b #7 (open)",
        "It is the reviewers' turn since 2026-03-04 09:00 UTC, high confidence.",
    ]


def test_the_input_is_judged_for_a_program_as_of_a_moment() -> None:
    words = ("--snapshot", "-", "--format", "json")
    now = json.loads(output(*words, given=json.dumps(STORY)))
    then = json.loads(output(*words, "--at", at(1), given=json.dumps(STORY)))
    assert (now["turn"], then["turn"]) == ("reviewer", "author")
    assert list(now) == [
        "state",
        "turn",
        "since",
        "because",
        "confidence",
        "cycles",
        "ledger",
        "threads",
    ]


def test_a_list_gives_a_list() -> None:
    words = ("--snapshot", "-", "--format", "json")
    assert [one["turn"] for one in json.loads(output(*words, given=json.dumps([STORY] * 2)))] == [
        "reviewer",
        "reviewer",
    ]
    assert json.loads(output(*words, given="[]")) == []
    assert output("--snapshot", "-", given="[]") == "There is no pull request in the list.\n"
    assert output("--snapshot", "-", given=json.dumps([STORY] * 2)).count("#7") == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("9" * 5000, "no JSON: a number in it has too many digits"),
        ("", "it is empty"),
        (" \n", "it is empty"),
        ('{"number": 7}', "there is no pull request"),
    ],
)
def test_what_is_no_snapshot_is_refused_in_words(given: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        output("--snapshot", "-", given=given)


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as opened:
        opened.truncate(LARGEST + 2)
    with pytest.raises(UserError, match="larger than 64 MB"):
        output("--snapshot", str(file))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give either the URL of a pull request or --snapshot FILE"),
        ([URL, "--snapshot", "-"], "give either the URL"),
        (["--snapshot", "-", "--at", "noon"], "'noon' is no time"),
    ],
)
def test_wrong_use_is_told(words: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, ["turn", *words])
    assert result.exit_code == 2
    assert said in click.unstyle(result.output)


def test_a_url_needs_a_token_and_has_to_be_one_of_a_pull_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.delenv("GITHUB_TOKEN_FILE", raising=False)
    with pytest.raises(UserError, match="GITHUB_TOKEN is not set"):
        output(URL)
    with pytest.raises(UserError, match="is no pull request"):
        output("https://github.com/vllm-project/vllm/issues/7")


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("secret\n", encoding="utf-8")
    assert github_token({"GITHUB_TOKEN_FILE": str(file)}) == "secret"
    assert github_token({"GITHUB_TOKEN": "other"}) == "other"
    with pytest.raises(UserError, match="GITHUB_TOKEN_FILE: cannot read"):
        github_token({"GITHUB_TOKEN_FILE": str(tmp_path / "none")})


class GitHub:
    """Answers the one query, a page of the timeline at a time."""

    def __init__(self, pages: list[list[Node]], **more: Any) -> None:  # noqa: ANN401 - JSON
        self.pages = pages
        self.more = more
        self.asked: list[dict[str, Any]] = []

    async def answer(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "token secret"
        variables = (await request.json())["variables"]
        self.asked.append(variables)
        number = int(variables["before"] or 0)
        older = number + 1 < len(self.pages)
        page = pull(
            timelineItems={
                "pageInfo": {"hasPreviousPage": older, "startCursor": str(number + 1)},
                "nodes": self.pages[number],
            }
        )
        found = None if self.more.get("missing") else page
        content = {"data": {"repository": {"nameWithOwner": "a/b", "pullRequest": found}}}
        return web.json_response(content | self.more.get("errors", {}))


async def run(aiohttp_server: AiohttpServer, github: GitHub) -> tuple[int, str, str]:
    """Run the program itself, since it sets up the log of its process."""
    app = web.Application()
    app.router.add_post("/graphql", github.answer)
    server = await aiohttp_server(app)
    words = (URL, "--api-url", str(server.make_url("")), "--format", "json")
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "turn", *words),
        env={"GITHUB_TOKEN": "secret"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, told = await program.communicate()
    return program.returncode or 0, out.decode(), told.decode()


async def live(aiohttp_server: AiohttpServer, github: GitHub) -> dict[str, Any]:
    code, out, told = await run(aiohttp_server, github)
    assert (code, told) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


async def test_a_url_is_read_with_all_pages_of_its_timeline(
    aiohttp_server: AiohttpServer,
) -> None:
    github = GitHub([[comment(3, "maintainer", "Why so?")], [review(1, "APPROVED")]])
    found = await live(aiohttp_server, github)
    assert [each["turn"] for each in found["ledger"]] == ["reviewer", "gate", "author"]
    assert [each["before"] for each in github.asked] == [None, "1"]
    assert found["confidence"] == "high"


async def test_a_timeline_without_end_is_cut_and_less_sure(
    aiohttp_server: AiohttpServer,
) -> None:
    github = GitHub([[] for _ in range(MOST_PAGES + 2)])
    assert (await live(aiohttp_server, github))["confidence"] == "medium"
    assert len(github.asked) == MOST_PAGES


async def test_a_refused_field_does_not_spoil_the_others(
    aiohttp_server: AiohttpServer,
) -> None:
    errors = {"errors": [{"type": "FORBIDDEN", "path": ["repository"], "message": "no"}]}
    github = GitHub([[]], errors=errors)
    found = await live(aiohttp_server, github)
    assert (found["turn"], found["confidence"]) == ("reviewer", "medium")


async def test_one_that_is_not_there_is_told(
    aiohttp_server: AiohttpServer,
) -> None:
    code, _, told = await run(aiohttp_server, GitHub([[]], missing=True))
    assert code == 2
    assert "vllm-project/vllm#7 cannot be read" in told


def test_what_students_corrected_is_printed_as_it_is_read_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"

    async def keep() -> None:
        await migrate(url)
        clock = VirtualClock()
        store = await Store.open(
            url, clock=clock, lease=timedelta(seconds=60), settle=timedelta(seconds=0)
        )
        subject = Subject(SubjectKind.CONTRIBUTION, "5#1")
        snapshot = read(STORY)[0]
        project = shipped_projects().get("vllm-project/vllm")
        judged = Judged(STORY, snapshot, judge(snapshot, project))
        await store.signal(subject, "7")
        (lease,) = await store.claim(1)
        await store.finish(lease, Done(entries=(case(subject, judged, clock.now(), "ada"),)))
        await store.close()

    asyncio.run(keep())
    printed = output("--cases", "--database-url", url)
    (kept,) = json.loads(printed)
    assert kept["case"]["contribution"] == "5#1"
    assert "a/b #7 (open)" in output("--snapshot", "-", given=printed)
