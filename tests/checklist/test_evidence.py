from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist import reading
from bot.checklist.background import UNKNOWN
from bot.checklist.checks.evidence import CHECK
from bot.checklist.proofs import shows
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change
from bot.projects.practice import Measure
from bot.shipped import background_anywhere, background_of, shipped_projects
from tests.support.hostile import hostile_text
from tests.support.pull_requests import BOB, changed, commit, pull_request, said

if TYPE_CHECKING:
    from bot.checklist.background import Background
    from bot.checklist.check import Verdict

ANYWHERE = background_anywhere()
SOURCE = changed("vllm/core/scheduler.py")
TEST = changed("tests/core/test_scheduler.py")
KERNEL = changed("csrc/moe/router.cu", 80, 20)
TASK = changed("lm_eval/tasks/pisa/pisa.yaml", 30, change=Change.ADDED)
TABLE = "|  | main | this PR |\n|-|-|-|\n| tok/s | 1012 | 1200 |\n"
RUN = "\n`python benchmarks/moe.py --tokens 64` on an H100"
PERF = "[Perf] Fuse the router"


def judge(
    title: str, body: str = "", background: Background = ANYWHERE, **fields: object
) -> Verdict:
    given_fields = {"files": (SOURCE,), **fields}
    return CHECK.run(reading.read(pull_request(title=title, body=body, **given_fields), background))


def said_kind(kind: ContributionKind, project: str | None = None) -> Background:
    known = ANYWHERE if project is None else background_of(project)
    return replace(known, kind=kind)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (TABLE + RUN, Status.PASS),
        ("Latency before: 12.5 ms, after: 9.1 ms." + RUN, Status.PASS),
        ("## Before and after\n\n120 tok/s and 140 tok/s" + RUN, Status.PASS),
        ("Peak memory 74.2 GiB -> 69.8 GiB." + RUN, Status.PASS),
        ("Peak memory 74.2 GiB \u2192 ~69.8 GiB." + RUN, Status.PASS),
        ("![chart](https://a.example/chart.png)", Status.PASS),
        (TABLE, Status.TIP),
        ("Memory falls to 12 GB." + RUN, Status.TIP),
        ("|size|ms|\n|-|-|\n|1|2|\n", Status.TIP),
        ("Up to 1.3x faster.", Status.TIP),
        ("It is much faster than before.", Status.FIX),
        ("Before, `lshr <16 x i8>` came after.", Status.FIX),
        ("Since version 2 it is slow.", Status.FIX),
        ("", Status.FIX),
    ],
)
def test_a_gain_in_speed_needs_numbers_from_before_and_after(body: str, status: Status) -> None:
    assert judge(PERF, body).status is status


def test_numbers_may_stand_in_the_authors_comment() -> None:
    told = "before 10 ms, after 8 ms" + RUN
    assert judge(PERF, comments=(said(told),)).status is Status.PASS
    assert judge(PERF, comments=(said(told, BOB),)).status is Status.FIX


def test_the_diff_of_a_tiny_gain_shows_what_it_does() -> None:
    assert judge(PERF, files=(changed("vllm/a.py", 4),)).status is Status.TIP


@pytest.mark.parametrize(
    ("project", "missing"),
    [
        ("Dao-AILab/flash-attention", "the hardware and the shapes or sizes"),
        ("NVIDIA/TransformerEngine", "the shapes or sizes and that the results are still right"),
        ("pytorch/torchtitan", "the loss, before and after and the memory used"),
        ("pytorch/pytorch", "the hardware."),
        ("vllm-project/vllm", "that measured it and that the results are still right"),
    ],
)
def test_a_project_says_what_stands_beside_the_numbers(project: str, missing: str) -> None:
    verdict = judge(
        PERF, "|  | main | this PR |\n|-|-|-|\n| tps | 1 | 2 |\n", background_of(project)
    )
    assert verdict.status is Status.TIP
    assert missing in verdict.summary


@pytest.mark.parametrize("machine", ["8xH100", "2 x A100", "H100", "an L4", "4\u00d7B200"])
def test_hardware_is_known_with_its_number(machine: str) -> None:
    read = reading.read(pull_request(body=f"Measured on {machine}."))
    assert shows(read, Measure.HARDWARE)


def test_each_measure_is_found_by_its_words() -> None:
    body = f"Loss, memory and tokens/s at batch 8 with acc 0.4.\n\n{TABLE}{RUN}"
    read = reading.read(pull_request(body=body))
    assert all(shows(read, measure) for measure in Measure)
    empty = reading.read(pull_request(body="It is better."))
    assert not any(shows(empty, measure) for measure in Measure)


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("on an H100", True),
        ("8xH100, CUDA 12", True),
        ("an RTX 4090", True),
        ("two MI300X", True),
        ("on sm_90 and sm120", True),
        ("gfx942", True),
        ("TPU v5e", True),
        ("RX 7900", True),
        ("Apple M3", True),
        ("with 8 GPUs", True),
        ("an EPYC with 64 cores", True),
        ("GB200", True),
        ("on my machine", False),
        ("batch 128, version 12.4", False),
        ("the GPU is busy", False),
    ],
)
def test_a_processor_is_known_by_its_name(text: str, is_named: bool) -> None:  # noqa: FBT001 - a table
    assert shows(reading.read(pull_request(body=text)), Measure.HARDWARE) is is_named


def test_the_projects_own_tools_are_named() -> None:
    verdict = judge(PERF, TABLE, background_of("Dao-AILab/flash-attention"))
    assert "`benchmarks/benchmark_attn.py`" in verdict.fix


@pytest.mark.parametrize(
    ("project", "status"),
    [
        ("vllm-project/vllm", Status.FIX),
        ("openxla/xla", Status.FIX),
        ("pytorch/pytorch", Status.FIX),
        ("triton-lang/triton", Status.TIP),
        ("huggingface/accelerate", Status.TIP),
        ("course/own", Status.FIX),
    ],
)
def test_numbers_are_a_condition_where_the_project_says_so(project: str, status: Status) -> None:
    verdict = judge(PERF, "", background_of(project))
    assert verdict.status is status
    assert "before, after" in verdict.fix


def test_a_gain_that_only_a_commit_claims_is_no_condition() -> None:
    commits = (commit("Speed up the router"),)
    assert judge("Router", commits=commits).status is Status.TIP


def test_what_the_project_looks_for_is_told_with_missing_numbers() -> None:
    verdict = judge(PERF, "", background_of("openxla/xla"))
    assert "What this project looks for: The gain, measured" in verdict.fix


def test_a_profile_is_seen() -> None:
    verdict = judge(PERF, f"nsys shows the gap.\n\n{TABLE}{RUN}")
    assert verdict.status is Status.PASS
    assert verdict.summary.startswith("A profile is spoken of. Numbers compare")
    assert verdict.evidence[0] == Evidence("description", "nsys shows the gap.")


def test_a_kernel_is_judged_by_its_results_and_its_speed() -> None:
    added = replace(KERNEL, change=Change.ADDED)
    good = judge("Add a fused router", TABLE + RUN, files=(added, TEST))
    assert good.status is Status.PASS
    bare = judge("Add a fused router", "It routes.", files=(added,))
    assert bare.status is Status.TIP
    assert bare.summary == (
        "Nothing shows yet that the results are right. No numbers show how fast it is."
    )
    tested = judge("Add a fused router", "It routes.", files=(added, TEST))
    assert tested.summary == "No numbers show how fast it is."
    gone = replace(TEST, change=Change.DELETED)
    assert judge("Add a fused router", TABLE + RUN, files=(added, gone)).status is Status.TIP
    told = f"Bitwise equal to the plain path.\n\n{TABLE}{RUN}"
    assert judge("Add a fused router", told, files=(added,)).status is Status.PASS


def test_what_the_student_calls_a_kernel_must_have_numbers() -> None:
    verdict = judge("Router", background=said_kind(ContributionKind.KERNEL))
    assert verdict.status is Status.FIX


SCORES = "|model|paper|here|\n|-|-|-|\n|a|41.2|41.0|\n"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (f"{SCORES}\n`lm_eval --tasks pisa`", Status.PASS, "beside published ones"),
        ("acc is 0.41, [published](https://arxiv.org/abs/1) 0.42", Status.TIP, "not the command"),
        ("acc is 0.41 with `lm_eval --tasks pisa`", Status.TIP, "not the published scores"),
        ("|model|here|\n|-|-|\n|a|1|\n", Status.TIP, "the published scores and the command"),
        ('<img src="https://a.example/scores.png">', Status.PASS, "Nothing is missing"),
        ("The prompts follow the paper.", Status.FIX, "No scores"),
    ],
)
def test_a_task_shows_scores_beside_published_ones(body: str, status: Status, words: str) -> None:
    harness = background_of("EleutherAI/lm-evaluation-harness")
    verdict = judge("Add PISA", body, harness, files=(TASK,))
    assert verdict.status is status
    assert words in verdict.summary


def test_scores_are_a_condition_only_where_somebody_says_so() -> None:
    assert judge("Add PISA", files=(TASK,)).status is Status.TIP
    evaluation = said_kind(ContributionKind.EVALUATION)
    assert judge("Add PISA", background=evaluation).status is Status.FIX
    harness = background_of("EleutherAI/lm-evaluation-harness")
    assert "the exact lm_eval command" in judge("Add PISA", "", harness, files=(TASK,)).fix


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Outputs match the reference in transformers.", Status.PASS),
        ("Logits agree with those of the original within an atol of 1e-3.", Status.PASS),
        ("|step|reference|here|\n|-|-|-|\n|10|2.5|2.5|\n", Status.PASS),
        ("Outputs are equal to the bit.", Status.PASS),
        ("Its answers are those of the static engine.", Status.PASS),
        ("Outputs do not match yet.", Status.FIX),
        ("It loads and answers.", Status.FIX),
    ],
)
def test_a_model_shows_that_its_outputs_are_those_of_the_reference(
    body: str, status: Status
) -> None:
    said_so = said_kind(ContributionKind.INTEGRATION)
    assert judge("Qwen4", body, said_so, files=(SOURCE, TEST)).status is status


def test_a_model_that_nobody_called_one_gets_a_tip() -> None:
    model = changed("vllm/model_executor/models/qwen4.py", 300, change=Change.ADDED)
    verdict = judge("[Model] Support the Qwen4 model", "It loads.", files=(model,))
    assert verdict.status is Status.TIP
    assert "reference implementation" in verdict.fix
    neox = said_kind(ContributionKind.INTEGRATION, "EleutherAI/gpt-neox")
    assert "This project looks for: What it does not do" in judge("Lion", "", neox).fix


def test_a_reproduction_names_what_it_reproduces() -> None:
    said_so = said_kind(ContributionKind.REPRODUCTION)
    assert judge("Sinks", "As in arxiv.org, a paper of 2023.", said_so).status is Status.PASS
    assert judge("Sinks", "It is new.", said_so).status is Status.FIX
    assert judge("Reproduce attention sinks", "It is new.").status is Status.TIP


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Fix empty prompts", "reproduction"),
        ("docs: explain the cache", "Documentation"),
        ("Add a budget", "Nothing here claims"),
        ("Scheduler", "Nothing here claims"),
    ],
)
def test_what_needs_no_evidence_is_left_alone(title: str, words: str) -> None:
    verdict = judge(title)
    assert verdict.status is Status.NOT_APPLICABLE
    assert words in verdict.summary


def test_without_the_course_nothing_is_asked() -> None:
    assert judge(PERF, background=UNKNOWN).status is Status.NOT_APPLICABLE


def test_without_files_nothing_is_judged() -> None:
    assert judge(PERF, files=()).status is Status.UNKNOWN


@given(
    hostile_text(),
    hostile_text(),
    st.sampled_from(ContributionKind) | st.none(),
    st.sampled_from([project.name for project in shipped_projects()]),
)
def test_any_text_gives_a_verdict_with_advice_where_something_is_missing(
    title: str, body: str, kind: ContributionKind | None, project: str
) -> None:
    verdict = judge(title, body, replace(background_of(project), kind=kind))
    assert verdict.summary
    wanting = verdict.status in {Status.FIX, Status.TIP}
    assert bool(verdict.fix) is bool(verdict.why) is wanting
