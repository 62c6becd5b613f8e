from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist.checks import CHECKS
from bot.kernel.markers import CHECKLIST
from bot.rehearsal.checks_only import judge, project_of
from bot.rehearsal.outcome import told
from tests.support.histories import engine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("folder", "project"),
    [
        ("vllm", "vllm-project/vllm"),
        ("vllm-project-vllm", "vllm-project/vllm"),
        ("neuralmagic-vllm", "vllm-project/vllm"),
        ("Dao-AILab-flash-attention", "Dao-AILab/flash-attention"),
        ("intel-intel-xpu-backend-for-triton", "triton-lang/triton"),
        ("google-jax", "jax-ml/jax"),
        ("engine", None),
        ("supervllm", None),
    ],
)
def test_a_folder_tells_the_project_also_of_a_fork(folder: str, project: str | None) -> None:
    found = project_of(folder)
    assert (found.name if found else None) == project


async def test_every_change_is_judged_by_the_customs_of_its_own_project(tmp_path: Path) -> None:
    said: list[str] = []
    git_dirs = [engine(tmp_path / "vllm"), engine(tmp_path / "motor")]
    outcome = await judge(git_dirs, count=30, seed=0, tell=said.append)
    assert said == [
        "vllm: chosen 4, judged as vllm-project/vllm",
        "motor: chosen 4, judged as no project of the course",
    ]
    assert outcome.figures == {}
    for each in outcome.opened:
        assert [finding.check for finding in each.findings] == [check.name for check in CHECKS]
        assert each.comment.startswith(CHECKLIST)
        assert ("vllm-project/vllm" in each.comment) is (each.merged.project == "vllm")
    lines = list(told(outcome))
    assert lines[0] == "pull requests: 8, projects: 2"
    (row,) = (line.split() for line in lines if line.startswith("motor"))
    assert row[1] == "4"
    assert not [line for line in lines if "requests," in line]


async def test_a_sign_off_that_landing_dropped_is_not_held_against_anybody(tmp_path: Path) -> None:
    outcome = await judge([engine(tmp_path / "vllm")], count=30, seed=0, tell=lambda _words: None)
    signed = {
        each.merged.number: "Every commit is signed off" in each.comment for each in outcome.opened
    }
    assert signed == {11: True, 12: False, 14: False, 18: False}
    assert not [each for each in outcome.opened if "not signed off" in each.comment]


async def test_a_sample_is_drawn_by_lot_and_evenly(tmp_path: Path) -> None:
    git_dirs = [engine(tmp_path / "vllm"), engine(tmp_path / "motor")]
    outcome = await judge(git_dirs, count=30, seed=0, tell=lambda _words: None)
    four = outcome.sample(4, seed=3)
    assert four == outcome.sample(4, seed=3)
    assert sorted(each.merged.project for each in four) == ["motor", "motor", "vllm", "vllm"]
    others = {tuple(each.name for each in outcome.sample(4, seed)) for seed in range(9)}
    assert len(others) > 1
    assert len(outcome.sample(99, seed=3)) == 8
