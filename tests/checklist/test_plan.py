from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist import reading
from bot.checklist.checks.plan import CHECK
from bot.kernel.finding import Status
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


def judge(**fields: object) -> Verdict:
    return CHECK.run(reading.read(pull_request(**{"files": SOURCE, **fields})))


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
        ({"title": "Version", "files": (changed("a.py", 1),)}, Status.FIX),
        ({"title": "Add a budget to the scheduler"}, Status.FIX),
    ],
)
def test_the_title_is_plan_enough_for_what_is_self_evident(
    fields: dict[str, object], status: Status
) -> None:
    verdict = judge(body="", **fields)
    assert verdict.status is status
    assert status is Status.FIX or verdict.evidence[0].where == "title"


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


def test_a_few_words_are_quoted_as_too_few() -> None:
    verdict = judge(body="Skip them")
    assert "too few" in verdict.summary
    assert verdict.evidence[0].quote == "Skip them"
