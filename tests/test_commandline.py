"""The command line, as a person and as a script use it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from click.testing import CliRunner

from bot.__main__ import _Commands, cli
from tests.support.pages import ROOT

if TYPE_CHECKING:
    from click.testing import Result


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
    code = "import sys, bot.cli.serve; print([m for m in sys.modules if 'sandbox' in m])"

    result = subprocess.run(  # noqa: S603 - a fixed line of ours
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert result.stdout == "[]\n"
