"""The command line, as a person and as a script use it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.__main__ import _Commands, cli
from bot.clock import SystemClock
from bot.kernel.errors import UserError
from bot.kernel.work import APP_SCOPE, Park, Subject, SubjectKind
from bot.operations.tasks import parse_subject
from bot.storage.migrations import MIGRATIONS
from bot.storage.store import Store
from tests.support.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PARKED = Subject(SubjectKind.PULL_REQUEST, "5#7")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def program(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program with the words of a test
        [sys.executable, "-m", "bot", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": "", "HOME": ""},
    )


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path / 'deep' / 'coach.db'}"
    applied = run("migrate", "--database-url", found).output
    assert applied == f"{len(MIGRATIONS)} migrations applied\n"
    return found


async def park(url: str) -> None:
    store = await Store.open(url, clock=SystemClock())
    try:
        await store.signal(PARKED, APP_SCOPE)
        (lease,) = await store.claim(1)
        await store.finish(lease, Park("GitHub refused the comment"))
    finally:
        await store.close()


def test_every_command_says_what_it_is_for() -> None:
    for words in (
        [],
        ["demo"],
        ["doctor"],
        ["migrate"],
        ["register"],
        ["serve"],
        ["tasks"],
        ["tasks", "list"],
        ["tasks", "revive"],
    ):
        result = run(*words, "--help")
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 4, words


def test_every_command_stands_in_the_module_of_its_name() -> None:
    modules = {each.stem for each in (ROOT / "bot" / "cli").glob("*.py")}
    places = {name: module for name, (module, _) in _Commands.elsewhere.items()}

    assert places == {name: f"bot.cli.{name}" for name in places}
    assert modules - set(places) == {"__init__", "options", "policy_files"}


def test_a_second_migration_finds_nothing_to_do(url: str) -> None:
    assert run("migrate", "--database-url", url).output == "nothing to do\n"


def test_parked_work_is_listed_and_revived(url: str) -> None:
    asyncio.run(park(url))

    listed = run("tasks", "list", "--parked", "--database-url", url).output
    rows = json.loads(run("tasks", "list", "--json", "--database-url", url).output)
    revived = run("tasks", "revive", str(PARKED), "--database-url", url).output
    after = run("tasks", "list", "--parked", "--database-url", url).output

    assert "pull_request:5#7" in listed
    assert "GitHub refused the comment" in listed
    assert [row["subject"] for row in rows] == ["pull_request:5#7"]
    assert revived == "1 revived\n"
    assert after == "nothing waits\n"


@pytest.mark.parametrize("text", ["", "pull_request", "pull_request:", "kitten:7"])
def test_a_subject_of_another_form_is_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(UserError, match="kind:key"):
        parse_subject(text)


def test_a_missing_setting_is_told_in_a_sentence_without_a_traceback() -> None:
    result = program("serve")

    assert result.returncode == 2
    assert "COACH_WEBHOOK_SECRET is not set" in result.stderr
    assert "Traceback" not in result.stderr


def test_wrong_use_is_told_with_the_usage() -> None:
    result = program("serve", "--role", "king")

    assert result.returncode == 2
    assert "'king' is not one of" in result.stderr


def test_the_doctor_ends_with_one_when_something_is_wrong() -> None:
    result = program("doctor", "--json")

    assert result.returncode == 1
    assert json.loads(result.stdout)["healthy"] is False


def test_the_demo_plays_its_story_and_prints_figures() -> None:
    result = program("demo", "--exit", "--json")

    assert result.returncode == 0, result.stderr
    figures = json.loads(result.stdout)
    assert figures["comments_created"] == 6
    assert figures["comments_edited"] >= 5
    assert figures["duplicate_comments"] == 0
    assert figures["deliveries"] > 30
    assert figures["github_requests"] > figures["github_writes"] > 0


def test_the_service_starts_without_loading_the_sandbox() -> None:
    code = "import sys, bot.__main__; print([m for m in sys.modules if 'sandbox' in m])"

    result = subprocess.run(  # noqa: S603 - a fixed line of ours
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert result.stdout == "[]\n"
