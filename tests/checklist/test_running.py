from __future__ import annotations

import shlex
import tempfile

import pytest

from bot.checklist.running import MOST_FILES, commands
from bot.shipped import shipped_projects


@pytest.mark.parametrize(
    ("project", "paths", "expected"),
    [
        (
            "Dao-AILab/flash-attention",
            ("tests/cute/test_mask.py",),
            ("pytest -x tests/cute/test_mask.py",),
        ),
        (
            "EleutherAI/gpt-neox",
            ("tests/unit/test_a.py",),
            ("pytest --forked tests/unit/test_a.py",),
        ),
        (
            "NVIDIA/Megatron-LM",
            ("tests/unit_tests/test_a.py",),
            ("torchrun --nproc-per-node=<n> -m pytest tests/unit_tests/test_a.py",),
        ),
        (
            "NVIDIA/TransformerEngine",
            ("tests/jax/test_a.py", "tests/pytorch/test_b.py"),
            (
                "python -m pytest -c tests/jax/pytest.ini -v tests/jax/test_a.py",
                "python -m pytest -v tests/pytorch/test_b.py",
            ),
        ),
        (
            "deepspeedai/DeepSpeed",
            ("tests/unit/test_a.py",),
            ("pytest --forked tests/unit/test_a.py",),
        ),
        (
            "huggingface/accelerate",
            ("tests/test_a.py", "tests/test_b.py"),
            ("python -m pytest -sv tests/test_a.py tests/test_b.py",),
        ),
        (
            "huggingface/transformers",
            ("tests/models/llama/test_modeling_llama.py",),
            ("pytest tests/models/llama/test_modeling_llama.py",),
        ),
        ("jax-ml/jax", ("tests/nn_test.py",), ("pytest -n auto tests/nn_test.py",)),
        (
            "openxla/xla",
            ("xla/service/hlo_cse_test.cc",),
            ("bazel test //xla/service:hlo_cse_test",),
        ),
        ("pytorch/ao", ("test/float8/test_a.py",), ("pytest test/float8/test_a.py",)),
        (
            "pytorch/torchtitan",
            ("tests/unit_tests/test_a.py",),
            ("pytest -x tests/unit_tests/test_a.py",),
        ),
        (
            "ray-project/ray",
            ("python/ray/tests/test_a.py",),
            ("python -m pytest -v -s python/ray/tests/test_a.py",),
        ),
        (
            "triton-lang/triton",
            ("python/test/unit/language/test_core.py", "test/Triton/a.mlir"),
            (
                "pytest -s --tb=short python/test/unit/language/test_core.py",
                "cd $BUILD_DIR; ninja triton-opt; lit -v test/Triton/a.mlir",
            ),
        ),
        (
            "vllm-project/vllm",
            ("tests/v1/core/test_a.py",),
            (".venv/bin/python -m pytest -v tests/v1/core/test_a.py",),
        ),
        ("pytorch/pytorch", ("test/test_nn.py",), ("python test/test_nn.py",)),
    ],
)
def test_the_touched_tests_are_run_as_the_project_runs_one(
    project: str, paths: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    suites = shipped_projects().get(project).tests
    assert suites is not None
    assert commands(suites, paths) == expected


@pytest.mark.parametrize(
    ("project", "path"),
    [
        ("NVIDIA/cutlass", "test/unit/gemm/device/gemm.cu"),
        ("ray-project/ray", "src/ray/core_worker/test/a_test.cc"),
        ("pytorch/torchtitan", "tests/integration_tests/features.py"),
        ("openxla/xla", "a_test.cc"),
        ("openxla/xla", "xla/hlo/tests/a.hlo"),
        ("vllm-project/vllm", "tests/conftest.py"),
    ],
)
def test_what_a_command_cannot_name_has_none(project: str, path: str) -> None:
    suites = shipped_projects().get(project).tests
    assert suites is not None
    assert commands(suites, (path,)) == ()


def test_a_command_longer_than_anybody_reads_is_not_given() -> None:
    suites = shipped_projects().get("pytorch/ao").tests
    assert suites is not None
    paths = tuple(f"test/test_{number}.py" for number in range(MOST_FILES + 1))
    assert commands(suites, paths[1:]) != ()
    assert commands(suites, paths) == ()


def test_a_hostile_path_stays_one_word() -> None:
    suites = shipped_projects().get("pytorch/ao").tests
    assert suites is not None
    path = f"test/$(rm -r {tempfile.gettempdir()})/test_a.py"
    (command,) = commands(suites, (path,))
    assert shlex.split(command) == ["pytest", path]


def test_every_project_that_runs_python_tests_has_a_command() -> None:
    without = {
        project.name
        for project in shipped_projects()
        if project.tests and not commands(project.tests, ("tests/test_a.py", "tests/a_test.py"))
    }
    assert without <= {"NVIDIA/cutlass", "openxla/xla"}
