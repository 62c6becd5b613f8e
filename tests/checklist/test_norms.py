"""What is usual where the change is to go."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.checklist.background import Background
from bot.checklist.evaluate import evaluate
from bot.checklist.norms import GENERAL, norms_of
from bot.checklist.render import comment
from bot.kernel.finding import Status
from bot.projects.history import History, file_name
from bot.shipped import shipped, shipped_projects
from tests.support.hostile import dangers
from tests.support.pull_requests import changed, pull_request

if TYPE_CHECKING:
    from bot.checklist.norms import Norms

PROJECTS = shipped_projects()
VLLM = PROJECTS.get("vllm-project/vllm")


def history(name: str) -> History:
    return History.load(shipped(file_name(name)))


def told(norms: Norms) -> str:
    background = Background(norms)
    return comment(pull_request(), evaluate(pull_request(), background), background)


def status(norms: Norms, check: str, lines: int) -> Status:
    pull = pull_request(title="Fix the scheduler", files=(changed("engine/core.py", lines),))
    return next(each.status for each in evaluate(pull, Background(norms)) if each.check == check)


def test_the_projects_own_figures_take_the_place_of_the_general_ones() -> None:
    norms = norms_of(VLLM, history("vllm-project/vllm"))

    assert (norms.project, norms.focused_lines, norms.large_lines) == (
        "vllm-project/vllm",
        192,
        561,
    )
    assert norms.huge_lines == 876
    assert norms.caution == ""


def test_of_an_unknown_project_only_the_general_is_said_and_that_it_is_general() -> None:
    norms = norms_of(PROJECTS.get("somebody/something"), None)

    text = told(norms)

    assert norms == GENERAL
    assert "knows no particular habits of this project" in text


def test_a_known_project_without_figures_is_named_and_measured_by_the_general_ones() -> None:
    assert norms_of(VLLM, None) == replace(GENERAL, project="vllm-project/vllm")


def test_the_comment_names_the_project_without_a_live_link() -> None:
    norms = norms_of(VLLM, history("vllm-project/vllm"))

    text = told(norms)

    assert "compares with what was merged in" in text
    assert dangers(text) == []


@pytest.mark.parametrize(
    ("lines", "general", "small_changes_here"),
    [(300, Status.PASS, Status.TIP), (500, Status.TIP, Status.FIX)],
)
def test_the_same_change_is_large_in_one_project_and_not_in_another(
    lines: int, general: Status, small_changes_here: Status
) -> None:
    jax = norms_of(PROJECTS.get("google/jax"), history("jax-ml/jax"))

    assert status(GENERAL, "focus", lines) is general
    assert status(jax, "focus", lines) is small_changes_here


def test_where_tests_are_rare_a_missing_one_is_advice_that_says_how_rare() -> None:
    harness = norms_of(
        PROJECTS.get("EleutherAI/lm-evaluation-harness"),
        history("EleutherAI/lm-evaluation-harness"),
    )

    pull = pull_request(title="Fix the metric", files=(changed("lm_eval/metric.py", 40),))
    finding = next(each for each in evaluate(pull, Background(harness)) if each.check == "tests")

    assert status(GENERAL, "tests", 40) is Status.FIX
    assert finding.status is Status.TIP
    assert "17%" in finding.why


def test_a_placeholders_figures_never_show_without_its_caution() -> None:
    pytorch = norms_of(PROJECTS.get("pytorch/pytorch"), history("pytorch/pytorch"))

    pull = pull_request(title="Fix autograd", files=(changed("torch/core.py", 5_000),))
    finding = next(each for each in evaluate(pull, Background(pytorch)) if each.check == "focus")

    assert "placeholder" in finding.summary


def test_where_newcomers_were_too_few_all_merged_changes_are_the_measure() -> None:
    neox = norms_of(PROJECTS.get("EleutherAI/gpt-neox"), history("EleutherAI/gpt-neox"))

    assert neox.peers == "the merged changes there"


def test_a_history_without_percentiles_leaves_the_large_as_the_huge() -> None:
    raw = json.loads(shipped(file_name("vllm-project/vllm")))
    for group in raw["sizes"].values():
        group["lines"]["p95"] = group["files"]["p95"] = None

    norms = norms_of(VLLM, History.load(json.dumps(raw)))

    assert (norms.huge_lines, norms.huge_files) == (norms.large_lines, norms.large_files)


def test_the_share_with_tests_is_known_by_size() -> None:
    norms = norms_of(VLLM, history("vllm-project/vllm"))
    shares = [norms.tests_at(lines) for lines in (1, 10, 11, 200, 1_000, 50_000)]
    assert shares[0] == shares[1] == pytest.approx(0.181)
    assert shares[2] == pytest.approx(0.319)
    assert shares == sorted(shares, key=lambda share: share or 0)
    assert GENERAL.tests_at(100) is None


def test_a_size_that_nobody_merged_is_left_out() -> None:
    known = history("vllm-project/vllm")
    tests = msgspec.structs.replace(known.tests, by_size={"<=10": None, "11-50": 0.5, ">1000": 0.7})
    norms = norms_of(VLLM, msgspec.structs.replace(known, tests=tests))
    assert norms.tests_by_size == ((50, 0.5), (None, 0.7))
