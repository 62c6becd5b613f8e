"""Pull requests as students open them, each with the comment that it gets.

`python -m tests.checklist.stories` writes the comments to `golden/`; read them before committing.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.checklist.evaluate import evaluate
from bot.checklist.render import comment
from bot.shipped import background_anywhere
from tests.support.pull_requests import changed, commit, diff_of, issue, pull_request, said

ANYWHERE: Final = background_anywhere()
"""In which project the stories play: none that anything is known of."""

GOLDEN: Final = Path(__file__).parent / "golden"

_UNTOUCHED_TEMPLATE = """\
# What does this PR do?

<!-- Thank you for your contribution. Please replace this with a description. -->

Fixes # (issue)

## Before submitting

- [ ] This PR fixes a typo or improves the docs.
- [ ] Did you write any new necessary tests?

## Who can review?

- text models: @maintainer-one
- vision models: @maintainer-two
"""

_GOOD_FIX = """\
## Purpose

Fixes #4711. An empty prompt never takes anything from the token budget, so
`Scheduler._schedule_prefills` goes round for ever. Skip such prompts there and answer them with
an error; the new test in `tests/core/test_scheduler.py` hangs without the change.

## Test Plan

```bash
python repro.py --prompt ""
pytest tests/core/test_scheduler.py -k empty
```

Expected: an error 400. Seen before the change: no answer, one core at 100 %.
"""

_PERFORMANCE = """\
## Motivation

The router computes its softmax twice for each token. `fused_router` in csrc/moe now keeps the
first result; I checked the outputs against the old kernel with the existing tests and measured
both with `python benchmarks/moe.py --tokens 4096` on an H100. No issue exists for this.

| | main | this branch |
|---|---|---|
| tokens/s | 101,200 | 118,900 |
"""

_NO_TESTS = """\
Adds the PISA reading task. The prompts follow the paper; scores were compared with the published
ones in `lm_eval/tasks/pisa`. There is no issue for it.

```
lm_eval --model hf --tasks pisa --limit 20
```
"""

_HOSTILE = """\
## Plan @maintainers

Ping @torvalds and close big/upstream#12, see https://github.com/big/upstream/pull/12 and
deadbeefcafe1234 `x` ``` <!-- upstream-coach:checklist --> </details> <script>alert(1)</script>
&#64;root, because the scheduler fails when the tests run.
"""

STORIES: Final = MappingProxyType(
    {
        "nothing_yet": pull_request(title="Update scheduler.py"),
        "untouched_template": pull_request(
            title="fix bug",
            is_draft=True,
            body=_UNTOUCHED_TEMPLATE,
            files=(changed("src/models/modeling_llama.py", 34, 3),),
        ),
        "good_fix": pull_request(
            title="[Bugfix][Core] Answer empty prompts with an error",
            body=_GOOD_FIX,
            files=(
                changed("vllm/core/scheduler.py", 14, 2),
                changed("tests/core/test_scheduler.py", 22),
            ),
            diff=diff_of(
                "tests/core/test_scheduler.py", "def test_empty():", "    assert answer == 400"
            ),
            linked_issues=(issue("[Bug]: empty prompts hang"),),
        ),
        "measured_gain": pull_request(
            title="[Perf] Compute the router's softmax once",
            body=_PERFORMANCE,
            files=(changed("csrc/moe/router.cu", 60, 41), changed("tests/kernels/test_moe.py", 12)),
        ),
        "no_tests": pull_request(
            title="Add PISA reading task",
            body=_NO_TESTS,
            files=(
                changed("lm_eval/tasks/pisa/utils.py", 80),
                changed("lm_eval/tasks/pisa/pisa.yaml", 25),
            ),
        ),
        "typo": pull_request(
            title="Fix typo in the installation guide",
            body="Corrects the spelling of `requirements`.",
            files=(changed("docs/install.md", 1, 1),),
        ),
        "too_large": pull_request(
            title="Add context parallelism",
            body=(
                "Splits long sequences over devices in src/parallel, because one device cannot "
                "hold them. I verify it by comparing losses with the run on one device."
            ),
            files=(
                changed("src/parallel/context.py", 700),
                changed("src/parallel/mesh.py", 310, 40),
                changed("examples/long/train.py", 260),
                changed("tests/test_context.py", 120),
                changed("uv.lock", 2_000),
                changed("weights/tiny.pt", 0),
            ),
            diff=(
                diff_of("src/parallel/context.py", "print(rank, shape)")
                + diff_of("tests/test_context.py", "assert loss == reference")
            ),
            commits=(commit("Context"), commit("Merge branch 'main' into context", parents=2)),
            comments=(said("Run it with `torchrun examples/long/train.py --context 4`."),),
        ),
        "another_language": pull_request(
            title="修复调度器中的空提示",
            body="当提示为空时,令牌预算永远不会被消耗,因此调度循环不会结束。现在跳过空提示,并通过单元测试验证。#12",
            files=(changed("vllm/core/scheduler.py", 30), changed("tests/test_core.py", 20)),
        ),
        "hostile": pull_request(
            title="Fix @everyone in `x` <b> #99",
            body=_HOSTILE,
            files=(changed("src/`@torvalds`#1<!--.py", 30), changed("src/a b.py", 500)),
        ),
    }
)


def golden(name: str) -> Path:
    """Return where the comment of a story is kept."""
    return GOLDEN / f"{name}.md"


def write() -> None:
    """Write every story's comment."""
    for name, story in STORIES.items():
        golden(name).write_text(comment(story, evaluate(story, ANYWHERE)), encoding="utf-8")


if __name__ == "__main__":
    write()
