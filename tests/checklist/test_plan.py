from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.checklist import reading
from bot.checklist.background import UNKNOWN, Background
from bot.checklist.checks.plan import CHECK, lacking
from bot.kernel.finding import Status
from bot.shipped import background_of
from tests.support.effort import calls
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import ALICE, BOB, changed, issue, pull_request, said

if TYPE_CHECKING:
    from bot.checklist.check import Verdict

SOURCE = (changed("vllm/core/scheduler.py", 60),)
GOOD = (
    "Empty prompts make the scheduler loop for ever, because the token budget is never spent. "
    "Skip them in `_schedule_prefills` and cover it with a test in tests/core."
)
NO_HOW = (
    "Empty prompts make the scheduler loop for ever, because the token budget is never spent. "
    "Skip them in `_schedule_prefills` before the budget is looked at."
)
NO_WHERE = (
    "Empty prompts loop for ever, since nothing is taken from what is left to spend. They are "
    "skipped from now on, which I confirmed by running the whole thing twice."
)
FOREIGN = (
    "当提示为空时,令牌预算永远不会被消耗,因此调度循环不会结束。现在跳过空提示,并通过单元测试验证。"
)
TEMPLATE = """\
# What does this PR do?

<!-- Congratulations! You've made it this far! Thanks a lot. -->
Fixes # (issue)

## Before submitting
- [ ] This PR fixes a typo or improves the docs.
- [ ] Did you read the contributor guideline?
- Did you make sure to update the documentation with your changes and write new tests for it?

## Who can review?

Anyone in the community is free to review the PR once the tests have passed, tag them here.
"""


def judge(background: Background = UNKNOWN, **fields: object) -> Verdict:
    return CHECK.run(reading.read(pull_request(**{"files": SOURCE, **fields}), background))


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        f"## Purpose\n\n{GOOD}\n",
        f"<!-- thanks -->\nFixes #12\n\n{GOOD}",
        f"**Motivation**\n\n{NO_HOW}\n\n**Test Plan**\n\n```\npytest tests/core\n```\n",
        f"## Summary\n{NO_HOW}\n## Testing\nAll of tests/core passes on an A100.",
        f"## Summary\n{NO_HOW}\n## Results\n\n|a|b|\n|-|-|\n|1|2|\n",
        (
            "## Changes\n\n- Skip empty prompts in `_schedule_prefills`, whose budget stays\n"
            "- Raise on them in the front end\n- Tested with pytest\n"
        ),
        (
            "## Plan\n\nSkip empty prompts in the scheduler, before the budget is taken.\n\n"
            "Then run the tests of the core folder twice, and once by hand.\n"
        ),
        f"{TEMPLATE}\n# Description\n{GOOD}",
        f"Summary:\n{NO_HOW}\n\nTest Plan:\nCI on every platform\n\nReviewed By: somebody",
        f"Summary: {NO_HOW}\n\nTest plan: `pytest tests/core`",
        f"📝 Summary of Changes\n{NO_HOW}\n\n🧪 Unit Tests:\nFileCheck tests of both cases.",
        f"**Summary**\n{NO_HOW}\n\n**TestPlan**\n```\npython -m pytest tests/core\n```\n",
        f"Summary:\n\n{NO_HOW}\n\nTest Plan:\n\n```\nbuck test //core\n```\n",
        (
            "fixScheduler is called twice when both prompts are empty, so call it once and check "
            "that by a benchmark run."
        ),
        (
            "Calls Scheduler::step twice when both prompts are empty, so call it once and check "
            "that by one run."
        ),
    ],
)
def test_a_paragraph_that_says_what_where_and_how_is_a_plan(body: str) -> None:
    verdict = judge(body=body)
    assert verdict.status is Status.PASS
    assert verdict.evidence[0].where == "description"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   \n",
        "<!-- Describe your change -->",
        TEMPLATE,
        "## Purpose\n\n## Plan\n\n## Test Plan\n",
        "Fixes #12",
        "Please describe what this changes and why it is needed, and list any dependencies.",
        "## What\nWhat is the purpose of this change, and which part does it touch?\n",
        (
            "- [ ] I have read the guide\n- [x] I have run the linter over every file that I "
            "touched in this change to the engine\n"
        ),
        "```\nEmpty prompts make the scheduler loop for ever as nothing is ever spent\n```",
        (
            "> Empty prompts make the scheduler loop for ever, because the budget is never spent, "
            "and they should be skipped in the scheduler."
        ),
        (
            "Traceback (most recent call last):\nFile engine, line one, in run the scheduler of "
            "all the prompts that were ever sent to the engine by anybody"
        ),
        "x = {a: [1, 2, 3], b: (4, 5)}; y = f(x)[0] if z != w else {}; q[1] = {2: [3]}; r(); s()",
        "@alice @bob @carol please look at this one",
        "TODO",
    ],
)
def test_templates_lists_of_questions_and_code_are_no_plan(body: str) -> None:
    verdict = judge(body=body)
    assert verdict.status is Status.FIX
    assert verdict.why
    assert "/plan" in verdict.fix


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        (NO_HOW, "how you will show that it works"),
        (NO_WHERE, "where the change is made"),
        (
            (
                "Empty prompts loop for ever, e.g. since nothing is taken from what is left to "
                "spend, see https://x.example/a_b too."
            ),
            "where the change is made and how you will show that it works",
        ),
        (NO_HOW + "\n\n## Testing\n\n", "how you will show that it works"),
    ],
)
def test_a_plan_that_lacks_a_part_is_told_which(body: str, lacks: str) -> None:
    verdict = judge(body=body, files=(changed("q/z.py", 60),))
    assert verdict.status is Status.TIP
    assert lacks in verdict.summary
    assert lacks in verdict.fix


def test_a_word_of_a_changed_path_says_where() -> None:
    body = NO_WHERE.replace("Empty prompts loop", "The scheduler loops")
    assert judge(body=body).status is Status.PASS


@pytest.mark.parametrize(
    ("lines", "body", "status"),
    [
        (3, "Corrects the spelling of attention.", Status.PASS),
        (3, "Typo.", Status.PASS),
        (40, "Skip empty prompts in `schedule`; verified by hand with curl.", Status.PASS),
        (40, "Corrects the spelling of attention.", Status.FIX),
        (110, "Skip empty prompts in `schedule`; verified by hand with curl.", Status.PASS),
        (111, "Skip empty prompts in `schedule`; verified by hand with curl.", Status.FIX),
    ],
)
def test_a_small_change_needs_a_short_plan(lines: int, body: str, status: Status) -> None:
    assert judge(body=body, files=(changed("vllm/a.py", lines),)).status is status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title": "Bump the version", "files": (changed("version.txt", 1),)}, Status.PASS),
        ({"title": 'Revert "Add a budget (#12)"'}, Status.PASS),
        ({"title": "Version", "files": (changed("a.py", 1),)}, Status.TIP),
        ({"title": "Add a budget to the scheduler"}, Status.FIX),
    ],
)
def test_the_title_is_plan_enough_for_what_is_self_evident(
    fields: dict[str, object], status: Status
) -> None:
    verdict = judge(UNKNOWN, body="", **fields)
    assert verdict.status is status
    assert status is not Status.PASS or verdict.evidence[0].where == "title"


def test_a_plan_may_be_a_list() -> None:
    body = (
        "- Skip empty prompts in `_schedule_prefills`\n- Answer them with an error 400\n"
        "- Cover both by tests of the scheduler\n"
    )
    assert judge(body=body).status is Status.PASS


def test_a_greeting_is_not_taken_for_the_plan() -> None:
    greeting = (
        "Thanks a lot for all the work that went into making this great thing what it is; I hope "
        "that my first little change is of some use and I am glad to discuss it."
    )
    verdict = judge(body=f"{greeting}\n\n{GOOD}")
    assert verdict.status is Status.PASS
    assert "_schedule_prefills" in verdict.evidence[0].quote
    assert judge(body=greeting).evidence[0].quote.startswith("Thanks")


def test_how_it_is_verified_may_stand_in_a_later_paragraph() -> None:
    body = f"{NO_HOW}\n\nI verified it on two cards over night.\n"
    assert judge(body=body).status is Status.PASS


def test_documentation_needs_no_verification() -> None:
    body = "Explain to newcomers how the cache is laid out and why blocks have sixteen slots each."
    assert judge(body=body, files=(changed("docs/cache.md", 90),)).status is Status.PASS


def test_a_plan_in_another_language_is_not_judged_but_seen() -> None:
    verdict = judge(body=FOREIGN)
    assert verdict.status is Status.UNKNOWN
    assert verdict.evidence[0].quote == FOREIGN


@pytest.mark.parametrize("command", ["/plan", "/coach plan", "  /plan"])
def test_a_plan_command_of_the_author_counts_before_all_else(command: str) -> None:
    comments = (said(f"{command} {GOOD}"), said("thanks"))
    verdict = judge(body=GOOD, comments=comments)
    assert verdict.status is Status.PASS
    assert verdict.evidence[0].where == "your plan comment"


def test_an_empty_plan_command_is_no_plan() -> None:
    assert judge(comments=(said("/plan "), said("/planning is hard"))).status is Status.FIX


def test_a_comment_of_the_author_can_hold_the_plan() -> None:
    verdict = judge(body=TEMPLATE, comments=(said(GOOD), said("Thanks for the review.")))
    assert verdict.status is Status.PASS
    assert verdict.evidence[0].where == "your comment"


def test_a_comment_of_somebody_else_is_not_the_authors_plan() -> None:
    assert judge(comments=(said(GOOD, BOB),)).status is Status.FIX


def test_an_author_without_a_number_is_known_by_name() -> None:
    nameless = type(ALICE)("Alice")
    assert judge(comments=(said(GOOD, nameless),)).status is Status.PASS


def test_the_linked_issue_is_context_and_no_plan() -> None:
    verdict = judge(linked_issues=(issue(body=GOOD),))
    assert verdict.status is Status.FIX
    assert "linked issue" in verdict.summary


@pytest.mark.parametrize(
    ("background", "fields", "where"),
    [
        (
            Background(plan=GOOD, claim=GOOD),
            {"comments": (said(f"/plan {GOOD}"),)},
            "contribution issue",
        ),
        (Background(claim=GOOD), {"comments": (said(f"/plan {GOOD}"),)}, "your plan comment"),
        (Background(claim=GOOD), {}, "your claim"),
        (UNKNOWN, {"linked_issues": (replace(issue(body=GOOD), author=ALICE),)}, "your issue"),
        (UNKNOWN, {}, "description"),
        (Background(plan="It is in work."), {}, "description"),
        (Background(plan=""), {}, "description"),
    ],
)
def test_the_plan_is_taken_where_it_was_handed_in_first(
    background: Background, fields: dict[str, object], where: str
) -> None:
    verdict = judge(background, body=GOOD, **fields)
    assert verdict.status is Status.PASS
    assert verdict.evidence[0].where == where


def test_an_issue_of_somebody_else_is_not_the_authors_plan() -> None:
    theirs = replace(issue(body=GOOD), author=BOB)
    assert judge(linked_issues=(theirs,)).status is Status.FIX


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (NO_HOW, Status.FIX),
        (f"## Purpose\n\n{NO_HOW}\n\nFixes #42.", Status.FIX),
        (NO_HOW + " Bug. It hangs with version nine of the engine.", Status.FIX),
        (
            f"{NO_HOW}\n\n{GOOD.upper()} " + "I go through the budget, then the queue. " * 3,
            Status.PASS,
        ),
    ],
)
def test_a_pasted_issue_is_no_plan(body: str, status: Status) -> None:
    pasted = issue(title="[Bug] Empty prompts", body=f"# The bug\n\n{NO_HOW}")
    assert judge(body=body, linked_issues=(pasted,)).status is status


@pytest.mark.parametrize(
    "body",
    [
        (
            "This pull request improves the overall quality, readability and maintainability of "
            "the code and fixes several issues, following best practices."
        ),
        (
            "I have made some changes that make the project better and more robust. All tests "
            "pass locally, so please review and merge it. Thank you very much."
        ),
    ],
)
def test_platitudes_are_no_plan(body: str) -> None:
    verdict = judge(body=body)
    assert verdict.status is Status.FIX
    assert "what you change" in verdict.summary
    assert verdict.evidence[0].quote == body
    assert judge(background_of("huggingface/accelerate"), body=body).status is Status.TIP


def test_all_three_parts_can_be_missing() -> None:
    body = "This makes the code better and cleaner and improves the quality of the whole codebase."
    assert judge(body=body, title="Improve it").summary == (
        "What is written could stand under many changes: it does not say what you change, where "
        "the change is made and how you will show that it works."
    )


@pytest.mark.parametrize(
    ("project", "status", "place"),
    [
        ("vllm-project/vllm", Status.FIX, "the issue; for large changes one of the RFC form."),
        ("pytorch/pytorch", Status.FIX, "the issue; a pull request just refers to it."),
        ("huggingface/transformers", Status.FIX, "the issue; link that comment later."),
        ("jax-ml/jax", Status.TIP, "an issue or a discussion, unless the label invites."),
        ("deepspeedai/DeepSpeed", Status.TIP, "the issue with the proposal."),
        ("NVIDIA/Megatron-LM", Status.TIP, "the issue; for major changes a design document."),
        ("triton-lang/triton", Status.TIP, "an RFC if the language or a backend changes."),
        ("EleutherAI/gpt-neox", Status.TIP, "the issue, with motivation, design and experiments."),
        ("huggingface/accelerate", Status.TIP, ""),
        ("EleutherAI/lm-evaluation-harness", Status.TIP, ""),
        ("NVIDIA/cutlass", Status.TIP, ""),
        ("pytorch/ao", Status.FIX, ""),
        ("nobody/nothing", Status.FIX, ""),
    ],
)
def test_a_missing_plan_weighs_as_much_as_it_does_in_the_project(
    project: str, status: Status, place: str
) -> None:
    verdict = judge(background_of(project))
    assert verdict.status is status
    assert verdict.fix.endswith(place)
    assert ("looks for it" in verdict.fix) is bool(place)


def test_a_few_words_are_quoted_as_too_few() -> None:
    verdict = judge(body="Skip them")
    assert "too few" in verdict.summary
    assert verdict.evidence[0].quote == "Skip them"


@pytest.mark.parametrize(
    ("plan", "lacks"),
    [
        (GOOD, ()),
        (FOREIGN, ()),
        (NO_HOW, ("how you will show that it works",)),
        (
            "Empty prompts loop for ever, since nothing is taken from what is left to spend.",
            ("where the change is made", "how you will show that it works"),
        ),
        (
            "It is in work.",
            ("what you change", "where the change is made", "how you will show that it works"),
        ),
    ],
)
def test_a_plan_before_there_is_code_is_told_what_it_lacks(
    plan: str, lacks: tuple[str, ...]
) -> None:
    assert lacking(reading.read(pull_request(), Background(plan=plan))) == lacks


def test_a_list_of_files_is_no_plan() -> None:
    files = (changed("lm_eval/tasks/pisa/pisa.yaml", 9),)
    body = "- `lm_eval/tasks/pisa/pisa.yaml`\n- `lm_eval/tasks/pisa/utils.py`\n"
    assert judge(body=body, title="Pisa", files=files).status is Status.TIP


@UNHURRIED
@given(hostile_text(20), hostile_text(9), hostile_text(9), hostile_text(3))
def test_any_text_gets_a_verdict(body: str, plan: str, problem: str, path: str) -> None:
    background = Background(plan=plan, claim=problem)
    issues = (replace(issue(body=problem), author=ALICE), issue(body=plan))
    verdict = judge(background, body=body, linked_issues=issues, files=(changed(path, 60),))
    assert bool(verdict.fix) is (verdict.status in {Status.FIX, Status.TIP})


@pytest.mark.parametrize(
    "piece", ["`a_b` ", "a b c.py\n\n", "## Plan\n\nword\n\n", "- x/y\n", "word "]
)
def test_the_work_grows_with_the_plan_and_no_faster(piece: str) -> None:
    def work(size: int) -> int:
        text = piece * (size // len(piece))
        background = Background(plan=text)
        return calls(lambda: judge(background, body=text, linked_issues=(issue(body=text),)))

    assert work(4_000) < 2.2 * work(2_000) + 500
