from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist.paths import Role, area, is_aside, is_test, role
from tests.support.hostile import UNHURRIED


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("vllm/core/scheduler.py", Role.SOURCE),
        ("csrc/flash_attn/flash_api.cpp", Role.SOURCE),
        ("server/src/main.rs", Role.SOURCE),
        ("torch/testing.py", Role.SOURCE),
        ("python/triton/contest.py", Role.SOURCE),
        ("src/latest.go", Role.SOURCE),
        ("tests/test_scheduler.py", Role.TEST),
        ("tests/conftest.py", Role.TEST),
        ("tests/data/answers.json", Role.TEST),
        ("src/accelerate/test_utils/scripts/run.py", Role.TEST),
        ("lm_eval/scheduler_test.py", Role.TEST),
        ("app/tests.py", Role.TEST),
        ("pkg/server_test.go", Role.TEST),
        ("web/src/button.test.ts", Role.TEST),
        ("web/src/button.spec.tsx", Role.TEST),
        ("web/src/__tests__/button.js", Role.TEST),
        ("lib/foo_spec.rb", Role.TEST),
        ("test/unit/gemm/device/gemm.cu", Role.TEST),
        ("xla/service/hlo_test.cc", Role.TEST),
        ("src/gemm_unittest.cpp", Role.TEST),
        ("tests/test-backend.cpp", Role.TEST),
        ("crates/core/tests/api.rs", Role.TEST),
        ("src/test/java/org/x/Foo.java", Role.TEST),
        ("core/FooTest.java", Role.TEST),
        ("core/FooIT.kt", Role.TEST),
        ("core/Contest.java", Role.SOURCE),
        ("torch/testing/_internal/common_utils.py", Role.TEST),
        ("test/Analysis/alias.mlir", Role.TEST),
        ("docs/source/index.rst", Role.DOCS),
        ("docs/conf.py", Role.DOCS),
        ("README.md", Role.DOCS),
        ("tests/README.md", Role.DOCS),
        ("LICENSE", Role.DOCS),
        (".github/PULL_REQUEST_TEMPLATE.md", Role.DOCS),
        (".github/workflows/test.yml", Role.CONFIG),
        (".buildkite/scripts/run.sh", Role.CONFIG),
        ("pyproject.toml", Role.CONFIG),
        ("setup.py", Role.CONFIG),
        ("CMakeLists.txt", Role.CONFIG),
        ("requirements/dev.txt", Role.CONFIG),
        ("requirements-dev.txt", Role.CONFIG),
        ("docker/Dockerfile.rocm", Role.CONFIG),
        (".pre-commit-config.yaml", Role.CONFIG),
        ("lm_eval/tasks/pisa/pisa.yaml", Role.CONFIG),
        ("lm_eval/tasks/pisa/_template_yaml", Role.CONFIG),
        ("xla/service/BUILD", Role.CONFIG),
        ("nix/overlay.nix", Role.CONFIG),
        ("Cargo.lock", Role.GENERATED),
        ("uv.lock", Role.GENERATED),
        ("web/package-lock.json", Role.GENERATED),
        ("third_party/fmt/core.h", Role.GENERATED),
        ("web/__snapshots__/a.test.ts.snap", Role.GENERATED),
        ("proto/model_pb2.py", Role.GENERATED),
        ("static/app.min.js", Role.GENERATED),
        ("docs/images/flow.png", Role.DATA),
        ("weights/model.safetensors", Role.DATA),
        ("examples/demo.ipynb", Role.DATA),
        ("data/train.CSV", Role.DATA),
        ("", Role.CONFIG),
    ],
)
def test_a_file_has_the_role_that_its_path_tells(path: str, expected: Role) -> None:
    assert role(path) is expected


@UNHURRIED
@given(st.text())
def test_any_path_has_a_role(path: str) -> None:
    assert role(path) in Role
    assert isinstance(is_test(path), bool)


@pytest.mark.parametrize(
    ("path", "depth", "expected"),
    [
        ("vllm/core/a.py", 1, "vllm/"),
        ("vllm/core/a.py", 2, "vllm/core/"),
        ("vllm/a.py", 2, "vllm/"),
        ("setup.py", 1, "setup.py"),
    ],
)
def test_an_area_is_the_first_folders_of_a_path(path: str, depth: int, expected: str) -> None:
    assert area(path, depth) == expected


def test_examples_stand_aside_from_the_product() -> None:
    assert is_aside("examples/llm/run.py")
    assert is_aside("build_tools/sycl/ci_test.sh")
    assert not is_aside("src/examples.py")
