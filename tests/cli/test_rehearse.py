"""`upstream-coach rehearse`, as a person and as a script use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from bot.cli.rehearse import rehearse_command
from bot.kernel.markers import CHECKLIST
from tests.support.histories import engine

if TYPE_CHECKING:
    from pathlib import Path


def test_the_command_prints_json_and_tells_its_progress_apart(tmp_path: Path) -> None:
    git_dir = engine(tmp_path / "engine")
    output = tmp_path / "comments"
    arguments = [str(git_dir), "--count", "1", "--output", str(output), "--json"]
    done = CliRunner().invoke(rehearse_command, arguments, catch_exceptions=False)
    figures = json.loads(done.stdout)
    assert figures["pull_requests"] == figures["comments_created"] == 1
    assert figures["duplicate_comments"] == 0
    assert "engine: chosen 1" in done.stderr
    assert "1 of 1 commented" in done.stderr
    assert len(list(output.iterdir())) == 1


def test_the_command_prints_a_table(tmp_path: Path) -> None:
    git_dir = engine(tmp_path / "engine")
    done = CliRunner().invoke(rehearse_command, [str(git_dir), "--count", "1"])
    assert done.exit_code == 0
    assert done.stdout.startswith("pull requests: 1, projects: 1\n")


def test_the_command_wants_a_directory() -> None:
    done = CliRunner().invoke(rehearse_command, ["nowhere"])
    assert done.exit_code == 2
    assert "nowhere" in done.stderr


def test_the_command_writes_the_sample_with_what_it_is_about(tmp_path: Path) -> None:
    git_dir, output = engine(tmp_path / "engine"), tmp_path / "comments"
    words = ["--offline", "--sample", "1", "--output", str(output), "--json", str(git_dir)]
    done = CliRunner().invoke(rehearse_command, words, catch_exceptions=False)
    figures = json.loads(done.stdout)
    assert figures["pull_requests"] == 4
    assert "comments_created" not in figures
    (written,) = output.iterdir()
    text = written.read_text(encoding="utf-8")
    assert CHECKLIST in text
    assert "\n~~~~~~~~~~~~\n" in text
