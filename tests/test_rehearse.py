from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.clock import SystemClock
from bot.kernel.errors import Fault, UserError
from bot.kernel.markers import CHECKLIST
from bot.rehearse import rehearse, rehearse_command
from bot.rehearsed import told, write_comments
from tests.support.histories import empty, engine

if TYPE_CHECKING:
    from pathlib import Path

    from bot.rehearsed import Outcome


async def test_every_change_gets_one_comment_that_says_what_was_found(tmp_path: Path) -> None:
    git_dirs = [engine(tmp_path / "engine"), engine(tmp_path / "motor")]
    outcome = await rehearse(git_dirs, count=30, seed=0, clock=SystemClock())
    names = [each.name for each in outcome.opened]
    assert names == [
        *("engine-11", "engine-12", "engine-14", "engine-18"),
        *("motor-11", "motor-12", "motor-14", "motor-18"),
    ]
    assert outcome.figures["comments_created"] == 8
    # Python itself prints a task's result at times; that must not be the whole sandbox.
    assert len(repr(outcome)) < 50_000
    assert outcome.figures["duplicate_comments"] == 0
    statuses = outcome.statuses(outcome.opened)
    assert all(sum(counts.values()) == 8 for counts in statuses.values())
    assert statuses["tests"]["pass"] == 2
    for each in outcome.opened:
        assert each.comment.startswith(CHECKLIST)
        for finding in each.findings:
            assert finding.summary in each.comment
    _tell(outcome)
    _write(outcome, tmp_path / "comments" / "of all")
    found = outcome.as_json()
    assert found["pull_requests"] == 8
    assert found["projects"]["motor"]["pull_requests"] == 4  # type: ignore[index]
    assert found["skipped"]["motor"]["nothing changed"] == 1  # type: ignore[index]
    json.dumps(found)


def _tell(outcome: Outcome) -> None:
    lines = list(told(outcome))
    assert lines[0] == "pull requests: 8, projects: 2"
    header, row = lines[2].split(), next(line for line in lines if line.startswith("tests")).split()
    assert row[header.index("pass")] == "2"
    assert any(line.startswith("8 comments, 0 of them doubles;") for line in lines)
    assert "left out: 2 (nothing changed)" in lines


def _write(outcome: Outcome, folder: Path) -> None:
    write_comments(outcome.opened, folder)
    assert len(list(folder.iterdir())) == 8
    text = (folder / "engine-11.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Fix first of an empty list\n\n{CHECKLIST}\n")


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


async def test_a_history_without_commits_is_told(tmp_path: Path) -> None:
    empty(tmp_path / "engine")
    with pytest.raises(UserError, match="Give a git directory with commits"):
        await rehearse([tmp_path / "engine" / ".git"], count=1, seed=0, clock=SystemClock())


async def test_a_missing_comment_is_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.rehearse.carries", lambda _body, _marker: False)
    with pytest.raises(Fault, match="did not comment on"):
        await rehearse([engine(tmp_path / "engine")], count=1, seed=0, clock=SystemClock())
