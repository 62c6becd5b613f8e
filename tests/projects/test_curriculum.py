"""Every statement of the course's appendix is in the data and reaches a person.

Each is put in our words and asked from the command line, which reads nothing but `config/`. The
typed values behind it are held by `test_course.py` and `test_profiles.py`.
"""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.__main__ import cli

APPENDIX = [
    ("pytorch/pytorch", "pytorch/pytorch", "high", "the framework", "subsystem|guide|large"),
    ("pytorch/ao", "pytorch/ao", "medium", "quantisation and sparsity", "fast|welcomes"),
    (
        "huggingface/transformers",
        "huggingface/transformers",
        "low to medium",
        "model implementations",
        "Faster than all|small fix|days",
    ),
    (
        "huggingface/accelerate",
        "huggingface/accelerate",
        "medium",
        "training launcher",
        "Welcoming|growing",
    ),
    (
        "huggingface/text-generation-inference",
        "huggingface/text-generation-inference",
        "medium",
        "production inference, Rust and Python",
        "Welcoming|maintenance",
    ),
    (
        "vllm-project/vllm",
        "vllm-project/vllm",
        "medium",
        "inference server",
        "Fast|friendly|most strategic",
    ),
    (
        "Dao-AILab/flash-attention",
        "Dao-AILab/flash-attention",
        "high",
        "the attention kernel",
        "Tightly owned|expertise",
    ),
    (
        "openai/triton",
        "triton-lang/triton",
        "medium to high",
        "the DSL",
        "Compiler-shaped|steep learning curve",
    ),
    ("NVIDIA/cutlass", "NVIDIA/cutlass", "high", "GEMM templates", "CUDA|metaprogramming"),
    (
        "NVIDIA/TransformerEngine",
        "NVIDIA/TransformerEngine",
        "medium",
        "FP8 and transformer operations",
        "Active|welcome",
    ),
    ("google/jax", "jax-ml/jax", "medium", "the functional framework", "smaller|high standards"),
    ("openxla/xla", "openxla/xla", "high", "the compiler", "compilers"),
    ("microsoft/DeepSpeed", "deepspeedai/DeepSpeed", "medium", "training stack", "Active"),
    ("NVIDIA/Megatron-LM", "NVIDIA/Megatron-LM", "medium", "training stack", "parallelism"),
    ("ray-project/ray", "ray-project/ray", "medium", "distributed Python", "large|many teams"),
    (
        "pytorch/torchtitan",
        "pytorch/torchtitan",
        "medium",
        "reference training",
        "New|growing|well curated",
    ),
    (
        "EleutherAI/lm-evaluation-harness",
        "EleutherAI/lm-evaluation-harness",
        "low",
        "evaluation",
        "benchmarks|always welcome",
    ),
    (
        "EleutherAI/gpt-neox",
        "EleutherAI/gpt-neox",
        "medium",
        "training stack",
        "Stable|smaller community",
    ),
]

STATEMENTS = [
    # Where to begin.
    ("Docstrings are an easy start.", "transformers: Fix docstrings"),
    ("So are consistent configurations.", "Make model configurations consistent"),
    ("So is a new model, by the guide.", "Add a new model by the guide for adding models"),
    ("At vLLM a bug report is easy.", "easy, vllm-project/vllm: Report a bug with a minimal repro"),
    ("So is a small kernel optimisation.", "Make a small optimisation of a kernel"),
    ("So is a new architecture.", "Add a new model architecture"),
    ("A new task is easy.", "easy, EleutherAI/lm-evaluation-harness: Add a new task"),
    ("So is a metric fix.", "Fix a metric"),
    ("A recipe for ao is harder.", "medium, pytorch/ao: Add a quantisation recipe"),
    ("So is an optimised kernel there.", "recipe; Optimise a kernel"),
    ("So is an integration there.", "Integrate a new model"),
    ("So is an attention backend.", "medium, vllm-project/vllm: Add an attention backend"),
    ("So is a scheduling policy.", "Add a scheduling policy"),
    ("vLLM labels such issues.", "policy; issues labelled good first issue"),
    ("So is a regression of autotuning.", "medium, triton-lang/triton: Mend an autotuning regress"),
    ("So is a tutorial.", "Write a new tutorial"),
    ("So is a launcher.", "medium, huggingface/accelerate: Integrate a launcher"),
    ("So is FSDP-2.", "Cover an edge case of FSDP-2"),
    (
        "PyTorch's core is hard.",
        "hard, pytorch/pytorch: Work on the core, that is aten, the dispat",
    ),
    ("It takes weeks.", "autograd (weeks a cycle)"),
    ("Attention kernels are hard.", "hard, Dao-AILab/flash-attention: Change a kernel"),
    ("CUTLASS is hard.", "hard, NVIDIA/cutlass: Work on templates; Work on the architecture"),
    ("So is XLA.", "hard, openxla/xla: Work inside the compiler"),
    # The six steps.
    ("First, find an issue by label.", "1. Find an issue."),
    ("Two labels mark such issues.", "Labels: good first issue, help wanted."),
    ("Then claim it, with a plan.", "2. Claim it. Comment that you want to do it, at best with yo"),
    ("The plan is a paragraph.", "your plan in one paragraph. Looked at by: plan."),
    (
        "Then discuss; maintainers steer.",
        "3. Discuss the design. Listen; beyond trivia it is the m",
    ),
    ("Then implement, with tests.", "4. Implement it, with tests."),
    ("Imitate the tests.", "imitate the tests that stand there. Looked at by: tests."),
    ("Then open it.", "5. Open the pull request. Keep it small and focused, with a clear descri"),
    (
        "With a reproduction.",
        "a case that reproduces the problem. Looked at by: focus, description, rep",
    ),
    ("Then the review, until merged.", "6. Address the review. Answer each comment until it is me"),
    ("It takes one to three rounds.", "Usually 1 to 3 rounds."),
    (
        "Days at three projects.",
        "days: huggingface/transformers, vllm-project/vllm, EleutherAI/lm-",
    ),
    ("Weeks at two.", "weeks: pytorch/pytorch, Dao-AILab/flash-attention"),
    # What counts most.
    (
        "A fast kernel counts.",
        "A kernel that makes a common operation faster (Triton, CUTLASS, CUDA)",
    ),
    (
        "An integration counts.",
        "An integration (a model's architecture for vLLM, an optimiser for Deep",
    ),
    ("A scheme in ao is one.", "a quantisation scheme for ao)"),
    ("A measured gain counts.", "A gain in speed, measured (a slow path that was found and fixed)"),
    ("With evidence.", "wants profile, fix, numbers before and after, found with nsys or ncu"),
    ("An evaluation counts.", "A benchmark or an evaluation that was missing"),
    ("A study counts.", "A technique, reproduced and studied: wants reference implementation"),
    # A repository of one's own.
    ("A tool, with benchmarks.", "A tool that does one thing clearly: benchmarks, a write-up"),
    ("A reference to learn from.", "to learn from: minimal, readable, licence MIT"),
    ("A paper.", "A recent paper, reproduced: clean code, what worked, what did not work"),
    # Milestones.
    ("One is open by week 23.", "By the end of week 23: a pull request is open at one of the proj"),
    (
        "At one of five projects.",
        "(vllm-project/vllm, huggingface/transformers, huggingface/accelerate, EleutherAI/lm-e",
    ),
    (
        "It is merged by the end.",
        "By the end of the capstone: that pull request is merged, or a pu",
    ),
    ("Or a capstone is public.", "or a public capstone shows measurable performance"),
    (
        "Half a year later.",
        "6 months after the end: a kernel, or the integration of a model, or a me",
    ),
    ("Or an artefact.", "or an established artefact"),
]


def told(*words: str) -> str:
    result = CliRunner().invoke(cli, [*words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_course_names_eighteen_projects() -> None:
    assert len(APPENDIX) == 18
    listed = json.loads(told("projects", "list", "--format", "json"))
    assert {one["name"] for one in listed} == {now for _, now, *_ in APPENDIX}


@pytest.mark.parametrize(
    ("name", "now", "bar", "scope", "note"), APPENDIX, ids=[row[0] for row in APPENDIX]
)
def test_a_row_of_the_table_of_projects_is_told(
    name: str, now: str, bar: str, scope: str, note: str
) -> None:
    shown = json.loads(told("projects", "show", name, "--format", "json"))
    assert shown["name"] == now
    assert (shown["course"]["bar"], shown["course"]["scope"]) == (bar, scope)
    assert all(word in shown["course"]["note"] for word in note.split("|"))
    first = told("projects", "show", name).splitlines()
    assert first[0] == now
    assert {f"  bar: {bar}", f"  scope: {scope}"} <= set(first)


@pytest.mark.parametrize(("statement", "phrase"), STATEMENTS, ids=[one for one, _ in STATEMENTS])
def test_a_statement_on_the_way_of_a_contribution_is_told(statement: str, phrase: str) -> None:
    assert phrase in " ".join(told("course").split()), statement


def test_what_the_course_says_of_a_project_stands_at_the_project() -> None:
    shown = " ".join(told("projects", "show", "vllm-project/vllm").split())
    assert "where to begin easy: Report a bug with a minimal reproduction" in shown
    assert "a cycle takes days" in shown
    assert "By the end of week 23: a pull request is open" in shown
