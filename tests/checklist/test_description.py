from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist import reading
from bot.checklist.background import UNKNOWN, Background
from bot.checklist.checks.description import CHECK
from bot.checklist.evaluate import evaluate
from bot.checklist.render import comment
from bot.checklist.title_remarks import TITLE_LIMIT, remarks
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change
from bot.projects.facts import Title
from bot.projects.model import Project
from bot.shipped import background_of, shipped_projects
from tests.support.effort import calls
from tests.support.hostile import UNHURRIED, dangers, hostile_text
from tests.support.pull_requests import changed, issue, pull_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.checklist.check import Verdict

PROJECTS = tuple(project.name for project in shipped_projects())
SOURCE = (changed("vllm/core/scheduler.py", 60),)
GOOD = "Empty prompts loop because the budget is never spent. Fixes #12."


def judge(body: str = GOOD, background: Background = UNKNOWN, **fields: object) -> Verdict:
    found = pull_request(**{"body": body, "files": SOURCE, **fields})
    return CHECK.run(reading.read(found, background))


def judge_for(project: str, body: str = GOOD, **fields: object) -> Verdict:
    return judge(body, background_of(project), **fields)


@pytest.mark.parametrize(
    "title",
    [
        "Fix empty prompts in the scheduler",
        "[Bugfix][Core] Fix empty prompts",
        "fix(core): skip empty prompts",
        "修复调度器中的空提示",
        "Update quantization recipe for MXFP4",
        "🚀 Support Qwen4 models",
        "Scheduler: skip empty prompts",
        "Delete scripts/estimate.py",
    ],
)
def test_a_title_that_says_what_changed_passes(title: str) -> None:
    assert judge(title=title).status is Status.PASS


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Update scheduler.py",
        "Create tests/test_a.py",
        "fix bug",
        "Fix.",
        "[Bugfix] fix",
        "fix: update",
        "minor changes",
        "patch-1",
        "Patch 1",
        "feature/my-branch",
        "my_branch-2",
        "Scheduler",
        "...",
    ],
)
def test_a_title_that_says_nothing_is_to_fix(title: str) -> None:
    verdict = judge(title=title)
    assert verdict.status is Status.FIX
    assert "does not say" in verdict.summary


@pytest.mark.parametrize(
    "title", ["WIP: budget of prompts", "[WIP] New budget", "[Do not merge] New budget"]
)
def test_unfinished_work_belongs_in_a_draft(title: str) -> None:
    assert "not finished" in judge(title=title).summary
    assert judge(title=title, is_draft=True).status is Status.PASS


@pytest.mark.parametrize("title", ["word " * 25, "Fix empty prompts in the sche…"])
def test_a_long_title_is_a_tip(title: str) -> None:
    assert len("word " * 25) > TITLE_LIMIT
    assert judge(title=title).status is Status.TIP


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("", "is empty"),
        ("<!-- Describe your change -->", "is empty"),
        ("## Purpose\n\n## Test Plan\n", "still the template"),
        ("Fixes # (issue)\n", "still the template"),
        ("- [ ] I read the guide", "no sentence"),
        ("```\ncode\n```", "no sentence"),
        ("## Description\n\nMends it.\n\n## Related issues\n\nNone.", "no sentence"),
        ("Fixes #12", "no sentence"),
        (
            (
                "## Purpose\n\n---\n<details>\n<summary> Essential Elements of it </summary>\n\n"
                "- [ ] The purpose.\n</details>"
            ),
            "still the template",
        ),
        (
            (
                "Stack from [ghstack](x) (oldest at bottom):\n* __->__ #12\n* #11\n\nSummary:\n\n"
                "Test Plan:\n\nReviewers:\n\nTags:\n\ncc @alice @bob @carol"
            ),
            "no sentence",
        ),
        (
            (
                "📝 Summary of Changes\nPlease provide a clear and concise summary of it.\n\n"
                "🎯 Justification\nExplain why this change is important."
            ),
            "still the template",
        ),
        (
            (
                "# Description\n\nPlease include a brief summary of it.\n\n## Type of change\n\n"
                "- [ ] Bug fix\n\n## Changes\n\n- Change A\n- Change B"
            ),
            "still the template",
        ),
        (
            (
                "# What does this PR do?\n\n:warning: For major changes, first share a design.\n\n"
                "## Contribution process\n\nFeel free to message us at any time."
            ),
            "still the template",
        ),
        (
            (
                "## Why are these changes needed?\n\n## Checks\n\n- Strategy by which we test\n"
                "   - [ ] Unit tests"
            ),
            "still the template",
        ),
        (
            (
                "The core team is small.  To help us review your code more quickly, tick these.\n\n"
                "- [ ] I ran it\n- Select one of the following.\n  - [ ] because `FILL THIS IN`."
            ),
            "no sentence",
        ),
    ],
)
def test_a_description_without_a_sentence_is_to_fix(body: str, seen: str) -> None:
    verdict = judge(body)
    assert verdict.status is Status.FIX
    assert seen in verdict.summary


@pytest.mark.parametrize(
    "leftover",
    [
        "Fixes # (issue)",
        "FILL IN THE PR DESCRIPTION HERE",
        "Please include a summary of the change.",
        "- TODO",
        "<b>Describe your changes</b>",
    ],
)
def test_a_leftover_of_the_template_is_quoted(leftover: str) -> None:
    verdict = judge(f"{GOOD}\n\n{leftover}")
    assert verdict.status is Status.FIX
    assert verdict.evidence[0].where == "description"


@pytest.mark.parametrize(
    "answer",
    [
        "## Breaking changes\n\nNone\n",
        "Breaking change: N/A",
        "Does it change the docs?\n\nNo.\n",
        "Summary:\n\nTest Plan:\nCI\n",
        "Fixes:\n#12",
    ],
)
def test_a_short_answer_to_the_template_is_no_leftover(answer: str) -> None:
    assert judge(f"{GOOD}\n\n{answer}").status is Status.PASS


def test_another_language_is_not_read_closely() -> None:
    foreign = judge("跳过调度器中的空提示并修复循环。#12")
    assert foreign.status is Status.PASS
    assert "not in English" in foreign.summary


def test_a_quoted_placeholder_is_somebody_elses() -> None:
    assert judge(f"{GOOD}\n\n> TODO").status is Status.PASS


def test_an_alternative_that_was_not_ticked_need_not_be_filled_in() -> None:
    boxes = "- [x] I have added tests.\n- [ ] No test, because `FILL THIS IN`."
    assert judge(f"{GOOD}\n\n{boxes}").status is Status.PASS
    assert judge(f"{GOOD}\n\n{boxes.replace('[ ]', '[x]')}").status is Status.FIX


def test_at_most_a_few_leftovers_are_quoted() -> None:
    assert len(judge(f"{GOOD}\n\n" + "- TODO\n- TBD\n- xxx\n" * 9).evidence) == 3


@pytest.mark.parametrize(
    ("boxes", "status"),
    [
        ("- [ ] a test\n- [ ] docs", Status.TIP),
        ("- [x] a test\n- [ ] docs", Status.PASS),
    ],
)
def test_boxes_that_nobody_ticked_are_a_tip(boxes: str, status: Status) -> None:
    assert judge(f"{GOOD}\n\n{boxes}").status is status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Skips empty prompts in the scheduler.", Status.TIP),
        (
            "Skips empty prompts in the scheduler. " + "It goes on to the next one. " * 8,
            Status.PASS,
        ),
        ("Skips empty prompts in the scheduler. See #12", Status.PASS),
        ("## Motivation\n\nEmpty prompts in the scheduler, see #12", Status.PASS),
        ("Empty prompts are skipped on some devices.", Status.PASS),
        ("The library deprecates the old class.", Status.PASS),
        ("跳过调度器中的空提示并修复循环。#12", Status.PASS),
    ],
)
def test_a_description_says_why(body: str, status: Status) -> None:
    assert ("not say why" in judge(body).summary) is (status is Status.TIP)


@pytest.mark.parametrize(
    "reference",
    [
        "#12",
        "big/upstream#12",
        "https://github.com/big/upstream/issues/12",
        "[this](https://github.com/big/upstream/issues/12)",
        "There is no related issue.",
    ],
)
def test_an_issue_is_linked_or_its_absence_said(reference: str) -> None:
    body = f"Empty prompts loop because the budget is never spent. {reference}"
    assert judge(body).status is Status.PASS


def test_no_issue_is_a_tip_unless_the_change_explains_itself() -> None:
    body = "Empty prompts loop because the budget is never spent."
    assert "No issue" in judge(body).summary
    assert judge(body, linked_issues=(issue(),)).status is Status.PASS
    assert judge(body, files=(changed("vllm/a.py", 5),)).status is Status.PASS
    assert judge(body, files=(changed("README.md", 90),)).status is Status.PASS
    assert judge(body, title="Fix empty prompts, #12").status is Status.PASS


def test_several_remarks_come_together_the_gravest_first() -> None:
    verdict = judge("Skips empty prompts in the scheduler.", title="fix bug")
    assert verdict.status is Status.FIX
    assert verdict.summary == (
        "The title does not say what changed. The description does not say why. No issue is linked."
    )
    assert verdict.evidence == (Evidence("title", "fix bug"),)


@pytest.mark.parametrize(
    ("title", "path", "lines", "status"),
    [
        ("Fix empty prompts", "vllm/a.py", 10, Status.TIP),
        ("Fix empty prompts", "vllm/a.py", 11, Status.FIX),
        ("Explain the cache", "docs/cache.md", 200, Status.TIP),
    ],
)
def test_what_explains_itself_may_go_without_words(
    title: str, path: str, lines: int, status: Status
) -> None:
    assert judge("", title=title, files=(changed(path, lines),)).status is status


def test_a_revert_is_asked_for_its_reason_alone() -> None:
    body = "This reverts commit 0123456789abcdef."
    title = 'Revert "Add a budget (#12)"'
    bare = judge(body, title=title)
    assert (bare.status, bare.summary) == (Status.TIP, "The description does not say why.")
    assert judge(f"{body} It breaks two cards.", title=title).status is Status.PASS
    assert judge('Revert "Support a budget for each user (#12)"', title=title).status is Status.TIP


def test_an_issue_is_missed_from_fifty_lines_on() -> None:
    body = "Empty prompts loop because the budget is never spent."
    assert judge(body, files=(changed("vllm/a.py", 50),)).status is Status.PASS
    assert judge(body, files=(changed("vllm/a.py", 51),)).summary == "No issue is linked."
    assert judge(body, files=(changed("tests/test_a.py", 51),)).status is Status.PASS


VLLM = """\
## Purpose

Fixes #12. Empty prompts loop because the budget is never spent.

## Test Plan

```
pytest tests/core/test_scheduler.py
```

## Test Result

3 passed.
"""


@pytest.mark.parametrize(
    ("project", "title", "status"),
    [
        ("vllm-project/vllm", "[Bugfix][Core] Skip empty prompts", Status.PASS),
        ("vllm-project/vllm", "[Scheduler] Skip empty prompts", Status.PASS),
        ("vllm-project/vllm", "Skip empty prompts", Status.FIX),
        ("vllm-project/vllm", "[Bugfix]: Skip empty prompts", Status.PASS),
        ("vllm-project/vllm", "[Bugfix]Skip empty prompts", Status.FIX),
        ("vllm-project/vllm", "fix(core): skip empty prompts", Status.FIX),
        ("vllm-project/vllm", 'Revert "Skip empty prompts"', Status.PASS),
        ("ray-project/ray", "[Core] Skip empty prompts", Status.PASS),
        ("ray-project/ray", "Skip empty prompts", Status.TIP),
        ("triton-lang/triton", "[BACKEND] Skip empty prompts", Status.PASS),
        ("triton-lang/triton", "Skip empty prompts", Status.TIP),
        ("openxla/xla", "[XLA:GPU] Skip empty prompts", Status.PASS),
        ("openxla/xla", "Skip empty prompts", Status.TIP),
        ("huggingface/transformers", "Skip empty prompts", Status.PASS),
        ("huggingface/accelerate", "Skip empty prompts", Status.PASS),
        ("NVIDIA/Megatron-LM", "fix(moe): skip empty prompts", Status.PASS),
        ("NVIDIA/TransformerEngine", "[PyTorch] Skip empty prompts", Status.PASS),
        ("NVIDIA/cutlass", "Skip empty prompts", Status.PASS),
        ("jax-ml/jax", "DOC: skip empty prompts", Status.PASS),
        ("pytorch/ao", "Skip empty prompts", Status.PASS),
        ("pytorch/torchtitan", "[CP] Skip empty prompts", Status.PASS),
        ("EleutherAI/gpt-neox", "Skip empty prompts", Status.PASS),
        ("deepspeedai/DeepSpeed", "Skip empty prompts", Status.PASS),
        ("Dao-AILab/flash-attention", "[Cute,Fwd,Sm80] Skip empty prompts", Status.PASS),
        ("nobody/nothing", "Skip empty prompts", Status.PASS),
    ],
)
def test_a_title_has_the_form_of_its_project(project: str, title: str, status: Status) -> None:
    assert next(form_of(project, title), Status.PASS) is status


def form_of(project: str, title: str) -> Iterator[Status]:
    found = reading.read(pull_request(title=title, body=GOOD), background_of(project))
    return (each.status for each in remarks(found) if "form of this project" in each.summary)


@pytest.mark.parametrize(
    ("project", "title", "path", "kind", "proposed"),
    [
        ("vllm-project/vllm", "Fix empty prompts", "vllm/a.py", None, "`[Bugfix] ...`"),
        ("vllm-project/vllm", "Speed up the router", "vllm/a.py", None, "`[Perf] ...`"),
        ("vllm-project/vllm", "Explain it", "docs/a.md", None, "`[Doc] ...`"),
        ("vllm-project/vllm", "Support Foo", "vllm/core/a.py", None, "`[Feature] ...` or `[Core]"),
        ("vllm-project/vllm", "A kernel", "a.cu", ContributionKind.KERNEL, "`[Kernel] ...`"),
        ("ray-project/ray", "Fix the env", "rllib/env/a.py", None, "`[RLlib] ...`"),
        ("ray-project/ray", "Fix reads", "python/ray/data/a.py", None, "`[Data] ...`"),
        ("ray-project/ray", "Fix it now", "src/a.cc", None, "`[Core] ...` or `[Data]"),
        ("triton-lang/triton", "Explain it", "docs/a.md", None, "`[DOCS] ...`"),
        ("openxla/xla", "Fix it now", "xla/a.cc", None, "`[XLA:GPU] ...` or `[XLA:CPU] ...`"),
    ],
)
def test_a_form_is_proposed_that_fits_the_change(
    project: str, title: str, path: str, kind: ContributionKind | None, proposed: str
) -> None:
    background = replace(background_of(project), kind=kind)
    verdict = judge(VLLM, background, title=title, files=(changed(path, 60),))
    assert f"Begin it with {proposed}" in verdict.fix
    assert title not in verdict.fix


@pytest.mark.parametrize(
    ("title", "kind", "is_told"),
    [
        ("Add the PISA task", ContributionKind.EVALUATION, True),
        ("[TASK] Add PISA", ContributionKind.EVALUATION, False),
        ("[Task] Add PISA", ContributionKind.EVALUATION, False),
        ("Fix the PISA task", ContributionKind.FIX, False),
        ("fix(pisa): read the last letter", ContributionKind.EVALUATION, False),
        ("Fix the PISA task", None, False),
    ],
)
def test_a_new_task_is_marked_where_the_project_marks_them(
    title: str, kind: ContributionKind | None, *, is_told: bool
) -> None:
    background = replace(background_of("EleutherAI/lm-evaluation-harness"), kind=kind)
    verdict = judge(background=background, title=title)
    assert ("Begin it with `[TASK] ...`" in verdict.fix) is is_told


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("[Task] PISA", Status.TIP),
        ("[Task] NER-bench", Status.TIP),
        ("[Core] Scheduler", Status.FIX),
        ("PISA", Status.FIX),
    ],
)
def test_a_name_behind_a_tag_is_little_and_not_nothing(title: str, status: Status) -> None:
    found = judge(title=title)
    assert found.status is status
    assert found.summary.startswith("The title does not say what changed.")


def test_a_benchmark_needs_no_reason() -> None:
    task = Background(kind=ContributionKind.EVALUATION)
    files = (changed("lm_eval/tasks/pisa/pisa.yaml", 40), changed("lm_eval/tasks/pisa/utils.py", 9))
    assert judge("Adds twelve languages of it.", task, files=files).status is Status.PASS


def test_a_form_without_known_tags_is_told_in_words_alone() -> None:
    rule = Title(convention="Short.", pattern="^[A-Z]", source=("course",))
    background = Background(project=Project(name="a/b", title=rule))
    verdict = judge(background=background, title="skip empty prompts")
    assert verdict.fix == "The custom: short."


def test_a_filled_template_passes() -> None:
    title = "[Bugfix][Core] Skip empty prompts"
    assert judge_for("vllm-project/vllm", VLLM, title=title).status is Status.PASS


@pytest.mark.parametrize(
    ("project", "body", "words", "status"),
    [
        (
            "vllm-project/vllm",
            VLLM.replace("3 passed.", ""),
            "Nothing stands below `Test Result`.",
            Status.TIP,
        ),
        (
            "vllm-project/vllm",
            VLLM.partition("## Test Plan")[0] + "## Test Plan\n\n## Test Result\n",
            "Nothing stands below `Test Plan`, `Test Result`.",
            Status.FIX,
        ),
        ("vllm-project/vllm", GOOD, "asks for: `Test Plan`, `Test Result`.", Status.TIP),
        (
            "vllm-project/vllm",
            f"{GOOD} I ran pytest on the core folder.",
            "asks for: `Test Result`.",
            Status.TIP,
        ),
        ("NVIDIA/TransformerEngine", GOOD, "`Type of change`, `Checklist:`.", Status.TIP),
        ("huggingface/accelerate", GOOD, "`Before submitting`.", Status.TIP),
        ("NVIDIA/Megatron-LM", GOOD, "`Pre-checks`.", Status.TIP),
        ("triton-lang/triton", GOOD, "`New contributor declaration`.", Status.FIX),
        ("pytorch/ao", GOOD, "`Test plan`.", Status.TIP),
        ("Dao-AILab/flash-attention", GOOD, "`test result`.", Status.TIP),
        ("deepspeedai/DeepSpeed", GOOD, "`test plan`.", Status.TIP),
        (
            "ray-project/ray",
            f"## Description\n\n## Related issues\n\n#12\n\n{GOOD}",
            "`Description`",
            Status.TIP,
        ),
    ],
)
def test_what_the_project_asks_for_and_is_not_there_is_named(
    project: str, body: str, words: str, status: Status
) -> None:
    verdict = judge_for(project, body, title="[Core] Skip empty prompts")
    assert verdict.status is status
    assert words in verdict.summary


@pytest.mark.parametrize(
    ("project", "body"),
    [
        ("vllm-project/vllm", f"{GOOD}\n\n`pytest tests/core`\n\n![all green](a.png)"),
        ("vllm-project/vllm", f"{GOOD} Ran all tests, they pass."),
        ("vllm-project/vllm", f"{GOOD}\n\n## Testing\n\nBy hand.\n\n## Results\n\nFine."),
        ("NVIDIA/TransformerEngine", f"{GOOD}\n\n## Type of change\n\n- [x] Bug fix"),
        ("triton-lang/triton", f"{GOOD}\n\n- [x] I am not making a trivial change."),
        ("EleutherAI/lm-evaluation-harness", GOOD),
        ("jax-ml/jax", GOOD),
        ("EleutherAI/gpt-neox", f"{GOOD} Tested on two nodes."),
        ("openxla/xla", f"{GOOD} A unit test covers it."),
        ("pytorch/torchtitan", GOOD),
        ("NVIDIA/cutlass", f"{GOOD} It passes on an H100."),
        ("huggingface/text-generation-inference", GOOD),
        ("nobody/nothing", GOOD),
    ],
)
def test_what_is_there_in_other_words_is_not_missed(project: str, body: str) -> None:
    assert judge_for(project, body, title="[Core] Skip empty prompts").status is Status.PASS


@pytest.mark.parametrize("path", ["docs/cache.md", "tests/test_a.py", "setup.cfg"])
def test_nobody_asks_how_a_page_or_a_test_was_tried(path: str) -> None:
    files = (changed(path, 60),)
    title = "[Core] Explain the cache"
    assert judge_for("vllm-project/vllm", files=files, title=title).status is Status.PASS


def test_a_few_lines_need_no_trial() -> None:
    files = (changed("vllm/a.py", 9),)
    title = "[Core] Skip empty prompts"
    assert judge_for("vllm-project/vllm", files=files, title=title).status is Status.PASS


def test_a_template_for_tasks_is_asked_of_tasks_alone() -> None:
    harness = background_of("EleutherAI/lm-evaluation-harness")
    task = replace(harness, kind=ContributionKind.EVALUATION)
    body = f"{GOOD}\n\n## Testing\n\n## Results\n"
    title = "[TASK] Add the PISA reading task"
    assert "Nothing stands below `Testing`, `Results`" in judge(body, task, title=title).summary
    assert "Nothing stands below" not in judge(body, harness, title=title).summary
    assert "`Test Command`" in judge("", task, title=title).fix
    assert "Test Command" not in judge("", harness, title=title).fix


@pytest.mark.parametrize(
    ("project", "heading"),
    [
        ("vllm-project/vllm", "`Purpose`, `Test Plan`, `Test Result`"),
        ("huggingface/transformers", "`What does this PR do?`"),
        ("ray-project/ray", "`Description`"),
        ("openxla/xla", "Justification`"),
    ],
)
def test_an_empty_description_is_told_the_headings(project: str, heading: str) -> None:
    verdict = judge_for(project, "", title="[Core] Skip empty prompts")
    assert verdict.status is Status.FIX
    assert heading in verdict.fix


def test_another_variant_of_the_template_is_followed() -> None:
    body = f"## Why are these changes needed?\n\n{GOOD}\n\n## Checks\n\n- [x] I signed it."
    assert (
        judge_for("ray-project/ray", body, title="[Core] Skip empty prompts").status is Status.PASS
    )


@pytest.mark.parametrize(
    ("project", "leftover"),
    [
        ("vllm-project/vllm", "FIX #xxxx"),
        ("pytorch/pytorch", "Fixes #ISSUE_NUMBER"),
        ("NVIDIA/TransformerEngine", "- Change A"),
        ("NVIDIA/Megatron-LM", "Add a one line overview of what this PR aims to accomplish."),
        ("EleutherAI/lm-evaluation-harness", "```\n# The command you used to test the task\n```"),
        ("EleutherAI/lm-evaluation-harness", "- lm_eval/tasks/task_name.yaml"),
        ("triton-lang/triton", "- [x] No test, because `FILL THIS IN`."),
        ("huggingface/accelerate", "Fixes # (issue)"),
    ],
)
def test_a_leftover_of_the_projects_own_template_is_quoted(project: str, leftover: str) -> None:
    verdict = judge_for(project, f"{VLLM}\n\n{leftover}", title="[Core] Skip empty prompts")
    assert verdict.status is Status.FIX
    assert "not filled in" in verdict.summary
    assert any(seen.where == "description" for seen in verdict.evidence)


@pytest.mark.parametrize(
    ("project", "line"),
    [
        ("NVIDIA/TransformerEngine", "- Change all callers of the router"),
        ("vllm-project/vllm", "FIX #1234"),
        ("vllm-project/vllm", "> FIX #xxxx"),
        ("vllm-project/vllm", "FIX #xxxx " + "and more " * 90),
    ],
)
def test_what_only_resembles_a_leftover_is_none(project: str, line: str) -> None:
    body = f"{VLLM}\n\n- [x] Bug fix\n\n{line}"
    assert judge_for(project, body, title="[Core] Skip empty prompts").status is Status.PASS


WITHOUT_ISSUE = VLLM.replace("Fixes #12. ", "")


@pytest.mark.parametrize(
    ("project", "title", "body", "lines", "status"),
    [
        ("pytorch/pytorch", "Fix empty prompts", WITHOUT_ISSUE, 5, Status.FIX),
        ("pytorch/pytorch", "Fix empty prompts", "", 5, Status.FIX),
        ("pytorch/pytorch", "Fix empty prompts", f"{WITHOUT_ISSUE} No issue.", 5, Status.FIX),
        (
            "pytorch/pytorch",
            "Fix empty prompts",
            f"## Approved by\n\n@x\n\n{WITHOUT_ISSUE}",
            5,
            Status.PASS,
        ),
        ("pytorch/pytorch", "Fix empty prompts", VLLM, 500, Status.PASS),
        ("pytorch/pytorch", 'Revert "Skip"', WITHOUT_ISSUE, 500, Status.PASS),
        ("deepspeedai/DeepSpeed", "Add a budget", WITHOUT_ISSUE, 20, Status.TIP),
        ("deepspeedai/DeepSpeed", "Add a budget", WITHOUT_ISSUE, 5, Status.PASS),
        (
            "deepspeedai/DeepSpeed",
            "Add a budget",
            f"{WITHOUT_ISSUE} No related issue.",
            90,
            Status.PASS,
        ),
        ("EleutherAI/gpt-neox", "Add a budget", WITHOUT_ISSUE, 20, Status.TIP),
        ("EleutherAI/gpt-neox", "Fix a budget", WITHOUT_ISSUE, 20, Status.PASS),
        ("EleutherAI/gpt-neox", "Fix a budget", WITHOUT_ISSUE, 60, Status.TIP),
        ("jax-ml/jax", "Fix a budget", WITHOUT_ISSUE, 60, Status.TIP),
        ("NVIDIA/cutlass", "Fix a budget", WITHOUT_ISSUE, 60, Status.TIP),
        ("EleutherAI/lm-evaluation-harness", "Fix a budget", WITHOUT_ISSUE, 60, Status.PASS),
        ("Dao-AILab/flash-attention", "Fix a budget", WITHOUT_ISSUE, 60, Status.PASS),
        ("pytorch/ao", "Fix a budget", WITHOUT_ISSUE, 60, Status.PASS),
    ],
)
def test_an_issue_is_asked_for_as_the_project_does(
    project: str, title: str, body: str, lines: int, status: Status
) -> None:
    files = (changed("vllm/a.py", lines),)
    verdict = judge_for(project, body, title=title, files=files)
    assert verdict.status is status
    assert ("No issue" in verdict.summary) is (status is not Status.PASS)


def test_a_project_without_known_parts_is_asked_nothing_of_them() -> None:
    background = Background(project=Project(name="a/b"))
    assert judge(WITHOUT_ISSUE, background).status is Status.PASS


def test_documentation_needs_no_issue_where_everything_else_does() -> None:
    files = (changed("docs/a.md", 60),)
    assert judge_for("pytorch/pytorch", WITHOUT_ISSUE, files=files).status is Status.PASS


LONG = f"{GOOD} " + "It goes on to the next prompt in the queue. " * 20


@pytest.mark.parametrize(
    ("project", "body", "said"),
    [
        ("pytorch/pytorch", LONG, "wants it short"),
        ("pytorch/ao", LONG, ""),
        ("nobody/nothing", LONG, ""),
        ("nobody/nothing", LONG * 4, "few reviewers read"),
    ],
)
def test_a_description_is_as_long_as_the_project_likes_it(
    project: str, body: str, said: str
) -> None:
    files = (changed("vllm/a.py", 9),)
    verdict = judge_for(project, body, files=files)
    assert verdict.status is (Status.TIP if said else Status.PASS)
    assert said in verdict.summary


NUMBERS = "\n".join(f"- With {n} tokens it takes 1{n} ms instead of 2{n} ms.\n" for n in range(4))


@pytest.mark.parametrize(
    ("title", "body", "is_told"),
    [
        ("Speed up the router", f"{GOOD}\n\n{NUMBERS}", True),
        ("Speed up the router", f"{GOOD}\n\n{NUMBERS}\n\n|a|b|\n|-|-|\n|1|2|\n", False),
        ("Speed up the router", f"{GOOD}\n\n{NUMBERS}\n\n![curve](a.png)", False),
        ("Speed up the router", f"{GOOD} It takes 1 ms instead of 2 ms.", False),
        ("Fix the router", f"{GOOD}\n\n{NUMBERS}", False),
    ],
)
def test_many_numbers_of_a_gain_belong_in_a_table(title: str, body: str, *, is_told: bool) -> None:
    assert ("table" in judge(body, title=title).fix) is is_told


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("python/ray/dashboard/client/src/App.tsx", GOOD, Status.TIP),
        ("docs/_static/custom.css", GOOD, Status.TIP),
        ("docs/_static/custom.css", f"{GOOD}\n\n![before](a.png)", Status.PASS),
        ("docs/_static/custom.css", f'{GOOD}\n\n<img src="a.png">', Status.PASS),
        ("docs/cache.md", GOOD, Status.PASS),
    ],
)
def test_what_shows_on_a_screen_is_shown(path: str, body: str, status: Status) -> None:
    verdict = judge(body, files=(changed(path, 60),))
    assert verdict.status is status
    assert ("screenshot" in verdict.fix) is (status is Status.TIP)


def test_at_most_four_remarks_come_at_once() -> None:
    files = (changed("dashboard/src/App.tsx", 90),)
    body = "- [ ] Bug fix\n\nThe next one in the queue. " * 99
    verdict = judge_for("NVIDIA/TransformerEngine", body, title="word " * 30, files=files)
    assert verdict.fix.count("\n") == 0
    assert "screenshot" not in verdict.fix


@UNHURRIED
@given(
    st.sampled_from(PROJECTS), hostile_text(20), hostile_text(4), st.sampled_from(ContributionKind)
)
def test_any_text_gets_a_verdict(
    project: str, body: str, title: str, kind: ContributionKind
) -> None:
    background = replace(background_of(project), kind=kind)
    files = (changed("src/a.tsx", 60, change=Change.ADDED),)
    verdict = judge(body, background, title=title, files=files)
    assert bool(verdict.fix) is (verdict.status in {Status.FIX, Status.TIP})


@pytest.mark.parametrize(
    "piece", ["## Purpose\n\n", "FIX #xxxx\n", "- [ ] x\n", "12 ms ", "[", "# a\n> "]
)
@pytest.mark.parametrize("project", ["vllm-project/vllm", "openxla/xla", "pytorch/pytorch"])
def test_the_work_grows_with_the_text_and_no_faster(project: str, piece: str) -> None:
    half, whole = (
        calls(partial(judge_for, project, piece * (size // len(piece)))) for size in (2_000, 4_000)
    )
    assert whole < 2.2 * half + 500


@pytest.mark.parametrize("project", PROJECTS)
def test_what_a_profile_says_is_safe_in_a_comment(project: str) -> None:
    plan = "Add `@torvalds` to @big/team.py and write tests for #12 in www.github.com/a.py."
    background = replace(background_of(project), plan=plan)
    for body in ("", f"{plan}\n\n## Purpose\n\n## Test Plan\n\n"):
        found = pull_request(title="x @y #1", body=body, files=(changed("a/@b#1.tsx", 200),))
        assert dangers(comment(found, evaluate(found, background), background)) == []
