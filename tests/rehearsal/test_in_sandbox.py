from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.clock import SystemClock
from bot.kernel.errors import Fault, UserError
from bot.kernel.markers import CHECKLIST
from bot.rehearsal.in_sandbox import rehearse
from bot.rehearsal.outcome import told, write_comments
from tests.support.histories import empty, engine

if TYPE_CHECKING:
    from pathlib import Path

    from bot.rehearsal.outcome import Outcome


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


async def test_a_history_without_commits_is_told(tmp_path: Path) -> None:
    empty(tmp_path / "engine")
    with pytest.raises(UserError, match="Give a git directory with commits"):
        await rehearse([tmp_path / "engine" / ".git"], count=1, seed=0, clock=SystemClock())


async def test_a_missing_comment_is_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.rehearsal.in_sandbox.carries", lambda _body, _marker: False)
    with pytest.raises(Fault, match="did not comment on"):
        await rehearse([engine(tmp_path / "engine")], count=1, seed=0, clock=SystemClock())
