from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.checklist import reading
from bot.checklist.background import UNKNOWN, Background
from bot.checklist.checks.drift import CHECK, FILES_SHOWN, LARGE_LINES
from bot.checklist.promises import PROMISES_READ
from bot.kernel.contribution import ContributionKind
from bot.kernel.finding import Status
from bot.kernel.snapshot import Actor, LinkedIssue
from tests.support.effort import calls
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import ALICE, BOB, changed, diff_of, pull_request, said

if TYPE_CHECKING:
    from bot.checklist.check import Verdict

SCHEDULER = changed("vllm/core/scheduler.py", 40)
TEST = changed("tests/core/test_scheduler.py", 20)
BOTH = (SCHEDULER, TEST)
PLAN = (
    "Skip empty prompts in `vllm/core/scheduler.py` and cover it with a test in "
    "`tests/core/test_scheduler.py`."
)


def judge(
    plan: str | None = PLAN,
    kind: ContributionKind | None = None,
    **fields: object,
) -> Verdict:
    background = Background(plan=plan, kind=kind)
    return CHECK.run(reading.read(pull_request(**{"files": BOTH, **fields}), background))


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        "Change `scheduler.py` and write a test.",
        "Fix core/scheduler.py, in the loop. Then add unit tests.",
        "1. Skip empty prompts in Scheduler.py\n2. Add a regression test in tests/core/\n",
        "- [`scheduler`](x): edit `vllm/core/scheduler.py`\n",
        "Move the guard into vllm/core and extend the tests.",
        "Add a test to tests/v1/core/test_other.py.",
    ],
)
def test_a_change_that_has_what_the_plan_names_passes(plan: str) -> None:
    verdict = judge(plan)
    assert verdict.status is Status.PASS
    assert verdict.evidence[0].where == "contribution issue"


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("Change `vllm/engine/llm_engine.py`.", "changes to a file"),
        ("Update block_manager.py so that blocks return.", "changes to a file"),
        ("Move the kernels to `csrc/attention/`.", "changes in a folder"),
        ("`step` in block_manager.py will look at the budget first.", "changes to a file"),
        ("Update scheduler.py and add a guide to the docs.", "documentation"),
        ("Update block_manager.py. Extend the docs.", "changes to a file and documentation"),
    ],
)
def test_what_the_plan_names_and_the_change_lacks_is_a_tip(plan: str, words: str) -> None:
    verdict = judge(plan)
    assert verdict.status is Status.TIP
    assert verdict.summary == f"The plan promises {words}, which the change does not have."
    assert "say in the description" in verdict.fix


def test_both_sides_are_quoted() -> None:
    plan = "First look around. Update block_manager.py so that blocks return."
    seen = judge(plan).evidence
    assert (seen[0].where, seen[0].quote) == (
        "contribution issue",
        "Update block_manager.py so that blocks return.",
    )
    assert [each.where for each in seen[1:]] == [
        "vllm/core/scheduler.py",
        "tests/core/test_scheduler.py",
    ]


@pytest.mark.parametrize(
    ("title", "kind", "status"),
    [
        ("Fix empty prompts", None, Status.FIX),
        ("Answer empty prompts", ContributionKind.FIX, Status.FIX),
        ("Support longer prompts", None, Status.TIP),
        ("Support longer prompts", ContributionKind.INTEGRATION, Status.TIP),
    ],
)
def test_promised_tests_that_a_fix_lacks_are_to_do(
    title: str, kind: ContributionKind | None, status: Status
) -> None:
    verdict = judge(files=(SCHEDULER,), title=title, kind=kind)
    assert verdict.status is status
    assert verdict.summary == "The plan promises tests, which the change does not have."
    assert verdict.fix == "Add the tests of the plan."


def test_the_reason_in_a_sentence_does_not_hide_its_promise() -> None:
    plan = "Add a test that hangs without the change, since the loop does not end."
    assert judge(plan, files=(SCHEDULER,)).evidence[0].quote == plan
    assert (
        judge(f"{plan} I verify it by the new test.", files=(SCHEDULER,)).evidence[0].quote == plan
    )
    assert judge("Because of block_manager.py, change `scheduler.py`.").status is not Status.TIP


def test_several_promises_are_told_together() -> None:
    plan = "Update block_manager.py. Add tests for it. Describe it in the docs, with a new guide."
    verdict = judge(plan, files=(SCHEDULER,))
    assert "tests, changes to a file and documentation" in verdict.summary
    assert verdict.fix.startswith("Add the tests of the plan. Do what is missing")


@pytest.mark.parametrize(
    "plan",
    [
        "Unlike `block_manager.py`, this drops empty prompts. Change `scheduler.py`.",
        "Change `scheduler.py`. The tests of `block_manager.py` already cover the rest.",
        "Change `scheduler.py`. No new tests are added to tests/engine.",
        "Change `scheduler.py`. The docs come later, with a new guide in guide.md.",
        "Change `scheduler.py`. Add the check before `python benchmarks/serve.py` runs.",
        "Change `scheduler.py`; see https://example.org/a/new/thing.py.",
        "## Background\n\nUpdate block_manager.py\n\n## Plan\n\nChange `scheduler.py`.",
        "Change `scheduler.py`. Add a guard in `_schedule_prefills` and split and/or join.",
        "> Change block_manager.py\n\nChange `scheduler.py`.",
        "Change `scheduler.py` and split fwd/bwd for TE/torchao on V2/V3 cards.",
        "Change `scheduler.py`. Move run_tests to the new pool.",
        "Change `scheduler.py`. Add the rest of https://example.org/1 with its docs.",
        "Change `scheduler.py`. Add a pool that is shared by all, and then read the docs.",
        "Change `scheduler.py`. This includes the helper. Test Plan: the usual.",
        "Change `scheduler.py`. Add a line that points to SECURITY.md.",
        "Change `scheduler.py` with case-/ and scheme/ splitting.",
        "Change `scheduler.py`. Otherwise block_manager.py will crash.",
    ],
)
def test_what_is_only_spoken_of_is_not_promised(plan: str) -> None:
    assert judge(plan, diff=diff_of("vllm/core/scheduler.py", "x")).status is Status.PASS


@pytest.mark.parametrize(
    "plan",
    [
        None,
        "",
        "Skip empty prompts before the budget is taken.",
        "The bug is in `scheduler.py`.",
        "Tested with pytest.",
        "我会修复调度器。",
    ],
)
def test_without_a_plan_that_promises_something_it_says_nothing(plan: str | None) -> None:
    assert judge(plan).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"files": ()}, Status.UNKNOWN),
        ({"changed_files": 9}, Status.UNKNOWN),
    ],
)
def test_without_all_the_files_it_does_not_judge(fields: dict[str, object], status: Status) -> None:
    verdict = judge(**fields)  # type: ignore[arg-type]
    assert verdict.status is status
    assert verdict.summary


def test_a_new_function_is_looked_for_in_the_lines() -> None:
    plan = "Add a helper `Scheduler.drop_empty()` and use it."
    lines = {"files": (SCHEDULER,)}
    kept = diff_of("vllm/core/scheduler.py", "    def drop_empty(self):")
    other = diff_of("vllm/core/scheduler.py", "    pass")
    assert judge(plan, diff=kept, **lines).status is Status.PASS  # type: ignore[arg-type]
    verdict = judge(plan, diff=other, **lines)  # type: ignore[arg-type]
    assert verdict.status is Status.TIP
    assert "a new function or class" in verdict.summary
    assert judge(plan, diff=None, **lines).status is Status.PASS  # type: ignore[arg-type]


def test_tests_may_stand_inside_sources_of_rust() -> None:
    plan = "Change router/src/infer.rs and add a test."
    assert judge(plan, files=(changed("router/src/infer.rs"),)).status is Status.PASS


@pytest.mark.parametrize(
    ("plan", "body"),
    [
        ("Update block_manager.py.", "The block_manager turned out to be right already."),
        ("Update block_manager.py.", "I left out block_manager.py, it comes in a separate change."),
        ("Change scheduler.py and add tests.", "Tests are left for later, a GPU is needed."),
        ("Change scheduler.py. Extend the docs.", "The documentation follows later."),
    ],
)
def test_a_departure_that_the_description_tells_is_none(plan: str, body: str) -> None:
    assert judge(plan, body=body, files=(SCHEDULER,)).status is Status.PASS
    assert judge(plan, body="It is done.", files=(SCHEDULER,)).status is not Status.PASS


ELSEWHERE = (changed("vllm/worker/cache.py", 60), changed("vllm/worker/runner.py", 50))


def test_a_large_part_that_nobody_spoke_of_is_a_tip() -> None:
    verdict = judge(files=(*BOTH, *ELSEWHERE))
    assert verdict.status is Status.TIP
    assert "places that the plan does not speak of" in verdict.summary
    assert [each.where for each in verdict.evidence] == [
        "vllm/worker/cache.py",
        "vllm/worker/runner.py",
    ]


@pytest.mark.parametrize(
    ("fields", "plan"),
    [
        ({"files": (*BOTH, *ELSEWHERE)}, f"{PLAN} The workers free their slots."),
        ({"files": (*BOTH, *ELSEWHERE), "body": "Also the runner, since it counts too."}, PLAN),
        ({"files": (*BOTH, *ELSEWHERE), "title": "Teach the worker to skip"}, PLAN),
        ({"files": (*BOTH, changed("vllm/worker/cache.py", 500))}, PLAN),
        ({"files": (*BOTH, *(changed(f"vllm/worker/w{n}.py", 30) for n in range(2)))}, PLAN),
        ({"files": (changed("vllm/core/scheduler.py", 900), TEST, *ELSEWHERE)}, PLAN),
        ({"files": (*BOTH, *(changed(f"docs/worker/{n}.md", 300) for n in range(2)))}, PLAN),
    ],
)
def test_a_part_that_is_told_or_small_or_a_single_file_is_fine(
    fields: dict[str, object], plan: str
) -> None:
    assert judge(plan, **fields).status is Status.PASS  # type: ignore[arg-type]


def test_at_most_a_few_files_are_named() -> None:
    files = tuple(changed(f"vllm/worker/w{n}.py", LARGE_LINES) for n in range(9))
    assert len(judge(files=(*BOTH, *files)).evidence) == FILES_SHOWN


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"comments": (said(f"/plan {PLAN}"),)}, "your plan comment"),
        ({"body": f"## Plan\n\n{PLAN}"}, "description"),
        (
            {"linked_issues": (LinkedIssue("a/b", 1, "x", f"## Proposal\n{PLAN}", ALICE),)},
            "your issue",
        ),
    ],
)
def test_a_plan_may_stand_elsewhere(fields: dict[str, object], where: str) -> None:
    verdict = judge(None, **fields)  # type: ignore[arg-type]
    assert verdict.status is Status.PASS
    assert verdict.evidence[0].where == where


@pytest.mark.parametrize(
    "fields",
    [
        {"body": PLAN},
        {"body": f"## Test Plan\n\n{PLAN}"},
        {"comments": (said(PLAN),)},
        {"linked_issues": (LinkedIssue("a/b", 1, "x", f"## Proposal\n{PLAN}", BOB),)},
        {"linked_issues": (LinkedIssue("a/b", 1, "x", f"## Proposal\n{PLAN}"),)},
        {"linked_issues": (LinkedIssue("a/b", 1, "x", PLAN, ALICE),)},
    ],
)
def test_what_is_not_handed_in_as_a_plan_promises_nothing(fields: dict[str, object]) -> None:
    assert judge(None, **fields).status is Status.NOT_APPLICABLE  # type: ignore[arg-type]


def test_the_plan_of_the_contribution_issue_comes_first() -> None:
    verdict = judge("Change scheduler.py.", comments=(said("/plan Change block_manager.py."),))
    assert verdict.status is Status.PASS


def test_a_claim_can_hold_the_plan() -> None:
    background = Background(claim=PLAN)
    verdict = CHECK.run(reading.read(pull_request(files=BOTH), background))
    assert verdict.evidence[0].where == "your claim"


def test_an_inventory_is_read_up_to_a_limit() -> None:
    plan = "".join(f"- Change a{n}.py\n" for n in range(9 * PROMISES_READ))
    verdict = judge(plan)
    assert verdict.status is Status.TIP
    assert len(verdict.evidence) < PROMISES_READ


@UNHURRIED
@given(hostile_text(20), hostile_text(9), hostile_text(3), hostile_text(5))
def test_any_plan_and_change_get_a_finding(plan: str, body: str, path: str, diff: str) -> None:
    files = (changed(path, 99), changed(f"{path}/a.py", 99))
    for text in (plan, f"Add {plan}"):
        verdict = judge(text, body=body, files=files, diff=diff, author=Actor("ghost"))
        assert bool(verdict.fix) is (verdict.status in {Status.FIX, Status.TIP})


def test_nothing_beside_is_no_plan() -> None:
    assert (
        CHECK.run(reading.read(pull_request(files=BOTH), UNKNOWN)).status is Status.NOT_APPLICABLE
    )


@pytest.mark.parametrize(
    "piece",
    ["Change a.py. ", "- Add `f_x` to b/c.py\n", "Add tests because ", "`a_b` ", "will without "],
)
def test_the_work_grows_with_the_plan_and_no_faster(piece: str) -> None:
    def work(size: int) -> int:
        plan = piece * (size // len(piece))
        return calls(lambda: judge(plan, body=f"## Plan\n\n{plan} instead."))

    assert work(4_000) < 2.2 * work(2_000) + 500


def test_the_work_grows_with_the_files_and_no_faster() -> None:
    def work(count: int) -> int:
        files = tuple(changed(f"vllm/part{n}/a.py", 50) for n in range(count))
        return calls(lambda: judge(files=(*BOTH, *files)))

    assert work(400) < 2.2 * work(200)
