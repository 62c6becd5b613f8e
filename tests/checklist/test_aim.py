from __future__ import annotations

import pytest

from bot.checklist import reading
from bot.checklist.background import Background
from bot.kernel.contribution import ContributionKind
from bot.kernel.snapshot import Change
from tests.support.pull_requests import changed, diff_of, pull_request

KERNEL = ContributionKind.KERNEL
INTEGRATION = ContributionKind.INTEGRATION
PERFORMANCE = ContributionKind.PERFORMANCE
EVALUATION = ContributionKind.EVALUATION
REPRODUCTION = ContributionKind.REPRODUCTION
NEW = Change.ADDED


def aim_of(title: str, *paths: str, change: Change = Change.MODIFIED) -> ContributionKind | None:
    files = tuple(changed(path, change=change) for path in paths)
    return reading.read(pull_request(title=title, files=files)).aim


@pytest.mark.parametrize(
    ("title", "paths", "expected"),
    [
        ("Fix NaN in softmax", ("csrc/softmax.cu",), ContributionKind.FIX),
        ("docs: explain the cache", ("src/a.py",), ContributionKind.DOCS),
        ("Speed up the tokenizer", ("src/tokenizer.py",), PERFORMANCE),
        ("[Perf] Fuse the router", ("csrc/moe/router.cu",), KERNEL),
        ("[Perf] Fuse the router", ("ao/kernel/moe.py", "ao/quant.py", "ao/b.py"), PERFORMANCE),
        ("Add a latency check", ("benchmarks/latency.py",), None),
        ("Measure the latency", ("benchmarks/latency.py",), None),
        ("Add a fused kernel", ("csrc/moe/router.cu",), KERNEL),
        ("Add a fused router", ("csrc/moe/router.cu",), None),
        ("Reproduce attention sinks", ("src/sinks.py",), REPRODUCTION),
        ("Add a replication of the paper", ("src/sinks.py",), REPRODUCTION),
        ("Fix the script that reproduces it", ("src/sinks.py",), ContributionKind.FIX),
        ("Add a budget", ("src/budget.py",), None),
        ("Rename `foo` to `bar`", ("csrc/a.cu",), None),
        ("chore: bump ruff", ("pyproject.toml",), None),
        ("Scheduler", ("src/a.py",), None),
    ],
)
def test_title_and_files_tell_what_a_contribution_is_for(
    title: str, paths: tuple[str, ...], expected: ContributionKind | None
) -> None:
    assert aim_of(title, *paths) is expected


@pytest.mark.parametrize(
    ("title", "paths", "expected"),
    [
        ("Add PISA", ("lm_eval/tasks/pisa/pisa.yaml",), EVALUATION),
        ("Add PISA", ("lm_eval/tasks/pisa/README.md", "lm_eval/tasks/pisa/utils.py"), None),
        ("Update PISA", ("lm_eval/tasks/pisa/pisa.yaml",), None),
        ("Add a fused router", ("csrc/moe/router.cu",), KERNEL),
        ("Add a router", ("csrc/moe/router.cu", "src/a.py", "src/b.py"), None),
        ("Support the Qwen4 model", ("vllm/model_executor/models/qwen4.py",), INTEGRATION),
        ("Add the Lion optimizer", ("deepspeed/ops/optimizers/lion.py",), INTEGRATION),
        ("Add a quantization scheme", ("torchao/quantization/int2.py",), INTEGRATION),
        ("Add a helper", ("vllm/model_executor/models/util.py",), None),
        ("Add the model to the tests", ("tests/models/test_qwen4.py",), None),
    ],
)
def test_what_is_new_tells_it_best(
    title: str, paths: tuple[str, ...], expected: ContributionKind | None
) -> None:
    assert aim_of(title, *paths, change=NEW) is expected


def test_a_kernel_in_python_is_seen_by_its_first_line() -> None:
    def with_line(line: str, title: str, change: Change = NEW) -> ContributionKind | None:
        files = (changed("torchao/router.py", change=change),)
        diff = diff_of("torchao/router.py", "import triton", line) + diff_of("b.py", "@triton.jit")
        return reading.read(pull_request(title=title, files=files, diff=diff)).aim

    assert with_line("    @triton.jit", "Add a router") is KERNEL
    assert with_line("# @triton.jit", "Add a router") is None
    assert with_line("@triton.jit", "Add a router", Change.MODIFIED) is None
    assert with_line("@triton.jit", "Add a router kernel", Change.MODIFIED) is KERNEL


def test_what_the_student_says_counts_most() -> None:
    one = pull_request(title="Fix it", files=(changed("csrc/a.cu"),))
    assert reading.read(one, Background(kind=PERFORMANCE)).aim is PERFORMANCE
