from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist import reading
from bot.checklist.checks.tests import CHECK
from bot.checklist.untested import TINY_LINES, UNCLEAR_LINES
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change
from bot.shipped import background_of
from tests.support.pull_requests import changed, diff_of, pull_request

if TYPE_CHECKING:
    from bot.checklist.check import Verdict
    from bot.kernel.snapshot import ChangedFile

SOURCE = changed("vllm/core/scheduler.py")
TEST = changed("tests/core/test_scheduler.py")
RUST = changed("src/router.rs")


def judge(*files: ChangedFile, title: str = "Fix empty prompts", **fields: object) -> Verdict:
    return CHECK.run(reading.read(pull_request(title=title, files=files, **fields)))


@pytest.mark.parametrize(
    "line",
    [
        "    assert scheduler.step() is None",
        "        self.assertEqual(a, b)",
        "    with pytest.raises(ValueError):",
        "    torch.testing.assert_close(a, b)",
        "    np.testing.assert_allclose(a, b)",
        '@pytest.mark.parametrize("n", [0, 1])',
        "  EXPECT_EQ(a, b);",
        "  ASSERT_TRUE(ok);",
        "  REQUIRE(ok);",
        '\tt.Errorf("no")',
        "\trequire.NoError(t, err)",
        "    assert_eq!(a, b);",
        "  expect(sum(1, 2)).toBe(3)",
        "  result.should.equal(3)",
        "// CHECK: tt.load",
        "# CHECK-NEXT: add",
        "// RUN: triton-opt %s -canonicalize | FileCheck %s",
    ],
)
def test_a_touched_test_with_an_assertion_is_quoted(line: str) -> None:
    path = "test/core/scheduler.cu" if line.endswith(";") else TEST.path
    verdict = judge(SOURCE, changed(path), diff=diff_of(path, "", line))
    assert verdict.status is Status.PASS
    assert verdict.evidence == (Evidence(path, line, 2),)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("  test_cooperative_gemm<16, 8, 8>(mma);", Status.PASS),
        ("  test_data(one) + 2", Status.TIP),
        ("void test_cooperative_gemm(Mma mma) {", Status.TIP),
    ],
)
def test_a_call_of_a_test_in_another_function_counts_as_one(line: str, status: Status) -> None:
    test = changed("test/unit/cute/turing/gemm.cu")
    assert judge(SOURCE, test, diff=diff_of(test.path, line)).status is status


@pytest.mark.parametrize(
    "line",
    [
        "import torch",
        "# assert nothing",
        "// EXPECT_EQ(a, b)",
        '    """It should assert something."""',
        "from typing import TYPE_CHECKING",
        "",
    ],
)
def test_a_touched_test_without_an_assertion_is_a_tip(line: str) -> None:
    verdict = judge(SOURCE, TEST, diff=diff_of(TEST.path, line))
    assert verdict.status is Status.TIP
    assert verdict.evidence == (Evidence(TEST.path),)


def test_an_assertion_in_a_source_is_no_test() -> None:
    diff = diff_of(SOURCE.path, "assert x") + diff_of(TEST.path, "import torch")
    assert judge(SOURCE, TEST, diff=diff).status is Status.TIP


def test_without_the_diff_file_names_speak() -> None:
    verdict = judge(SOURCE, TEST)
    assert verdict.status is Status.PASS
    assert "file names" in verdict.summary


def test_tests_that_follow_a_refactoring_need_no_new_assertion() -> None:
    diff = diff_of(TEST.path, "from vllm.engine import step")
    assert judge(SOURCE, TEST, title="Rename core", diff=diff).status is Status.PASS


def test_tests_whose_lines_were_replaced_were_adapted() -> None:
    diff = diff_of(TEST.path, "engine = start(4)", removed=("engine = start()",))
    verdict = judge(SOURCE, TEST, diff=diff)
    assert verdict.status is Status.PASS
    assert "adapted" in verdict.summary
    elsewhere = diff_of(SOURCE.path, "x = 1", removed=("x = 2",)) + diff_of(TEST.path, "import os")
    assert judge(SOURCE, TEST, diff=elsewhere).status is Status.TIP


@pytest.mark.parametrize(
    "body",
    [
        "This is verified with `tests/core/test_scheduler.py`, which failed now and then.",
        "The tests of the scheduler cover it: test_empty_prompts fails without the change.",
        "Existing tests pass:\n\n    pytest tests/core -x\n",
    ],
)
def test_existing_tests_that_are_named_are_enough(body: str) -> None:
    verdict = judge(SOURCE, body=body)
    assert verdict.status is Status.PASS
    assert "names" in verdict.summary
    assert verdict.evidence[0].where == "description"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("I could not write a test, since it needs four cards with NVLink.", Status.PASS),
        ("There is no way to test a hang of the driver in CI.", Status.PASS),
        ("No tests.", Status.FIX),
        ("I ran it on two cards for a night.", Status.FIX),
    ],
)
def test_a_reason_for_no_test_is_heard(body: str, status: Status) -> None:
    assert judge(SOURCE, body=body).status is status


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ('Revert "Add a budget"', changed("vllm/a.py", 90, 90)),
        ("Remove the unused router", changed("vllm/a.py", 2, 400)),
        ("Rename the budget", changed("vllm/a.py", 3, 3)),
    ],
)
def test_what_takes_away_needs_no_new_test(title: str, file: ChangedFile) -> None:
    assert judge(file, title=title).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("path", "lines", "status"),
    [
        ("vllm/a.py", ("# Said better.", "", "    # Here too."), Status.NOT_APPLICABLE),
        ("csrc/a.cu", ("// Said better.",), Status.NOT_APPLICABLE),
        ("vllm/a.py", ("# Said better.", "x = 1"), Status.FIX),
        ("vllm/a.py", ("x = 1  # Said better.",), Status.FIX),
        ("csrc/a.cu", ("#include <a.h>",), Status.FIX),
        ("csrc/a.cu", ("*pointer = 0;",), Status.FIX),
    ],
)
def test_where_only_comments_changed_no_test_is_asked(
    path: str, lines: tuple[str, ...], status: Status
) -> None:
    diff = diff_of(path, *lines, removed=lines[:1] * 20)
    assert judge(changed(path), title="Fix the notes", diff=diff).status is status


def test_a_change_of_tests_alone_passes() -> None:
    assert judge(TEST).status is Status.PASS


@pytest.mark.parametrize(
    ("title", "lines", "status"),
    [
        ("Fix empty prompts", TINY_LINES + 1, Status.FIX),
        ("Fix empty prompts", TINY_LINES, Status.TIP),
        ("Add a budget", TINY_LINES + 1, Status.FIX),
        ("[Perf] Fuse the router", 100, Status.TIP),
        ("Scheduler", UNCLEAR_LINES + 1, Status.FIX),
        ("Scheduler", UNCLEAR_LINES, Status.TIP),
        ("Rename core", 100, Status.TIP),
        ("docs: docstring of core", 100, Status.NOT_APPLICABLE),
        ("chore: run the linter", 100, Status.NOT_APPLICABLE),
    ],
)
def test_a_missing_test_weighs_by_kind_and_size(title: str, lines: int, status: Status) -> None:
    verdict = judge(changed("vllm/a.py", lines), title=title)
    assert verdict.status is status
    assert bool(verdict.fix) is (status is not Status.NOT_APPLICABLE)


def test_a_deleted_test_does_not_count() -> None:
    gone = changed(TEST.path, 0, 20, Change.DELETED)
    assert judge(SOURCE, gone).status is Status.FIX


@pytest.mark.parametrize(
    "path", ["README.md", "pyproject.toml", ".github/workflows/test.yml", "a.png"]
)
def test_without_code_no_test_is_asked(path: str) -> None:
    assert judge(changed(path)).status is Status.NOT_APPLICABLE


def test_examples_alone_need_no_test() -> None:
    assert judge(changed("examples/run.py")).status is Status.NOT_APPLICABLE
    assert judge(changed("examples/run.py"), SOURCE).status is Status.FIX
    assert judge(changed("tools/run.py")).status is Status.NOT_APPLICABLE
    assert judge(changed("vllm/tools/run.py")).status is Status.FIX


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/router.rs", "    #[test]"),
        ("src/router.rs", "#[cfg(test)]"),
        ("src/router.rs", "    #[tokio::test]"),
        ("src/queue.cpp", "TEST_F(Queue, Empty) {"),
    ],
)
def test_a_test_inside_a_source_counts(path: str, line: str) -> None:
    verdict = judge(changed(path), diff=diff_of(path, "use x;", line))
    assert verdict.status is Status.PASS
    assert verdict.evidence == (Evidence(path, line, 2),)


def test_a_source_that_may_hold_tests_is_unknown_without_its_lines() -> None:
    assert judge(RUST).status is Status.UNKNOWN
    assert judge(RUST, diff=diff_of(RUST.path, "fn f() {}")).status is Status.FIX


def test_an_unreadable_or_partial_list_is_unknown() -> None:
    assert "could not be read" in judge(changed_files=5).summary
    assert judge(changed_files=5).status is Status.UNKNOWN
    assert judge().summary == "No file has changed yet."
    assert judge(SOURCE, changed_files=5).status is Status.UNKNOWN
    assert judge(changed("README.md"), changed_files=5).status is Status.UNKNOWN


def test_the_diff_completes_a_partial_list() -> None:
    diff = diff_of(SOURCE.path, "x = 1") + diff_of(TEST.path, "assert x", removed=("assert y",))
    verdict = judge(SOURCE, changed_files=2, diff=diff)
    assert verdict.evidence == (Evidence(TEST.path, "assert x", 1),)
    assert judge(SOURCE, changed_files=2, diff="garbage").status is Status.UNKNOWN


def of_project(
    name: str, *files: ChangedFile, title: str = "Fix empty prompts", **fields: object
) -> Verdict:
    pull = pull_request(title=title, files=files, **fields)
    return CHECK.run(reading.read(pull, background_of(name)))


def test_the_command_runs_the_touched_tests_as_the_project_does() -> None:
    test = changed("tests/v1/core/test_scheduler.py")
    verdict = of_project(
        "vllm-project/vllm", SOURCE, test, diff=diff_of(test.path, "    assert scheduler.ok()")
    )
    assert verdict.evidence[-1] == Evidence("command", f".venv/bin/python -m pytest -v {test.path}")
    alone = of_project("vllm-project/vllm", test, diff=diff_of(test.path, "x = 1"))
    assert alone.summary == "Tests changed, and no other code."
    assert alone.evidence[-1].where == "command"


def test_a_task_that_the_project_runs_itself_needs_no_unit_test() -> None:
    files = (changed("lm_eval/tasks/pisa/utils.py", 80), changed("lm_eval/tasks/pisa/a.yaml"))
    name = "EleutherAI/lm-evaluation-harness"
    assert of_project(name, *files).status is Status.NOT_APPLICABLE
    assert of_project(name, *files, changed("lm_eval/evaluator.py", 80)).status is Status.TIP
    page = of_project(name, changed("lm_eval/tasks/pisa/README.md"), title="Update a page")
    assert page.summary == "Only documentation, settings or data changed; no code."


def test_code_in_a_folder_of_vendors_that_is_the_projects_own_is_code() -> None:
    file = changed("third_party/nvidia/backend/compiler.py", 80)
    assert of_project("triton-lang/triton", file).status is Status.FIX
    assert of_project("vllm-project/vllm", file).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("triton-lang/triton", Status.FIX, "68%"),
        (
            "NVIDIA/cutlass",
            Status.TIP,
            "7% of the merged fixes came with a test, so nobody may ask",
        ),
        ("Dao-AILab/flash-attention", Status.FIX, "26% of the merged fixes"),
    ],
)
def test_a_missing_test_is_told_with_the_projects_habit(
    name: str, status: Status, words: str
) -> None:
    verdict = of_project(name, changed("python/a.py", 80))
    assert verdict.status is status
    assert words in verdict.why
    assert "(here tests are `test" in verdict.fix


def test_a_missing_test_weighs_by_what_is_usual_at_its_size() -> None:
    small = of_project("Dao-AILab/flash-attention", changed("flash_attn/a.py", 40))
    assert small.status is Status.TIP
    assert "25% of the merged changes of this size came with a test" in small.why


SKIPPED = ('@pytest.mark.skip("flaky")', "def test_empty():", "    f()")


@pytest.mark.parametrize(
    ("title", "lines", "status"),
    [
        ("Fix empty prompts", SKIPPED, Status.FIX),
        ("Fix empty prompts", (*SKIPPED, "    assert f()"), Status.TIP),
        ("Add a budget", SKIPPED, Status.TIP),
        ("Skip a flaky test of the scheduler", SKIPPED, Status.PASS),
    ],
)
def test_a_skipped_test_is_told_unless_it_is_the_aim(
    title: str, lines: tuple[str, ...], status: Status
) -> None:
    diff = diff_of(TEST.path, *lines, removed=("x = 1",))
    verdict = judge(SOURCE, TEST, title=title, diff=diff)
    assert verdict.status is status
    if status is not Status.PASS:
        assert verdict.evidence == (Evidence(TEST.path, SKIPPED[0], 1),)


@pytest.mark.parametrize(
    ("removed", "summary"),
    [
        (("def test_old():", "    f()"), "Tests went with this fix."),
        (("    assert a", "    assert b"), "Assertions went with this fix."),
    ],
)
def test_what_a_fix_takes_from_the_tests_is_told(removed: tuple[str, ...], summary: str) -> None:
    diff = diff_of(TEST.path, "    assert scheduler", removed=removed)
    verdict = judge(SOURCE, TEST, diff=diff)
    assert (verdict.status, verdict.summary) == (Status.TIP, summary)
    assert verdict.evidence[0] == Evidence(TEST.path, removed[0].strip())
    assert judge(SOURCE, TEST, title="Add a budget", diff=diff).status is Status.PASS


def test_a_list_of_cases_that_grew_is_enough() -> None:
    verdict = judge(SOURCE, TEST, title="Add a case", diff=diff_of(TEST.path, '    ("a", 1),'))
    assert verdict.status is Status.PASS
    assert "list of cases" in verdict.summary


def test_the_test_of_a_fix_has_a_name_in_common_with_the_code() -> None:
    test = changed("tests/worker/test_cache.py")
    others = tuple(f"    other_{letter} = 1" for letter in "abcdefghij")
    tested = tuple(f"    tested_{letter} = 1" for letter in "abcdefghij")
    source = diff_of(SOURCE.path, *others)
    far = source + diff_of(test.path, "def test_it():", *tested, "    assert tested_a")
    verdict = judge(SOURCE, test, title="Fix a hang", diff=far)
    assert verdict.status is Status.TIP
    assert [seen.where for seen in verdict.evidence] == [test.path, SOURCE.path]
    assert judge(SOURCE, test, title="Add a budget", diff=far).status is Status.PASS
    near = source + diff_of(test.path, "def test_it():", *tested, "    assert other_a")
    assert judge(SOURCE, test, title="Fix a hang", diff=near).status is Status.PASS
    cut = far + "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n"
    assert judge(SOURCE, test, title="Fix a hang", diff=cut).status is Status.PASS


@pytest.mark.parametrize(
    "body",
    [
        "Covered by `tests/worker/test_cache.py`, which passes.",
        "The whole suite passes:\n\n    pytest tests/\n",
    ],
)
def test_tests_of_something_else_are_no_proof(body: str) -> None:
    verdict = judge(SOURCE, body=body)
    assert verdict.status is Status.TIP
    assert "something else" in verdict.summary
    assert [seen.where for seen in verdict.evidence] == ["description", SOURCE.path]


def test_names_in_the_changed_lines_count_as_the_place() -> None:
    body = "Covered by test_token_budget, which fails without this."
    diff = diff_of(SOURCE.path, "    self.token_budget = 0")
    assert judge(SOURCE, body=body, diff=diff).status is Status.PASS


@pytest.mark.parametrize(
    ("removed", "added", "title", "status"),
    [
        (("    x = cast(x)",) * 9, (), "Drop the conversion", Status.TIP),
        (("def f():", "    pass"), (), "Drop the conversion", Status.NOT_APPLICABLE),
        (("    x = cast(x)",) * 9, (), "Remove unused casts", Status.NOT_APPLICABLE),
        (("    x = cast(x)",), ("    x = cast2(x)",), "Rename cast", Status.NOT_APPLICABLE),
    ],
)
def test_lines_taken_out_of_a_function_change_what_it_does(
    removed: tuple[str, ...], added: tuple[str, ...], title: str, status: Status
) -> None:
    file = changed("vllm/a.py", len(added), len(removed))
    diff = diff_of(file.path, *added, removed=removed)
    assert judge(file, title=title, diff=diff).status is status


def test_a_huge_change_for_speed_wants_a_test() -> None:
    assert judge(changed("vllm/a.py", 5_000), title="[Perf] Fuse the router").status is Status.FIX
