from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist import reading
from bot.checklist.checks.description import CHECK, TITLE_LIMIT
from bot.kernel.finding import Evidence, Status
from tests.support.pull_requests import changed, issue, pull_request

if TYPE_CHECKING:
    from bot.checklist.check import Verdict

SOURCE = (changed("vllm/core/scheduler.py", 60),)
GOOD = "Empty prompts loop because the budget is never spent. Fixes #12."


def judge(body: str = GOOD, **fields: object) -> Verdict:
    return CHECK.run(reading.read(pull_request(**{"body": body, "files": SOURCE, **fields})))


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
    assert len(judge(f"{GOOD}\n\n" + "- TODO\n" * 50).evidence) == 3


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
