from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.checklist import reading
from bot.checklist.checks.tests import CHECK
from bot.checklist.untested import TINY_LINES, UNCLEAR_LINES
from bot.kernel.finding import Evidence, Status
from bot.kernel.snapshot import Change
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
    ],
)
def test_a_touched_test_with_an_assertion_is_quoted(line: str) -> None:
    verdict = judge(SOURCE, TEST, diff=diff_of(TEST.path, "", line))
    assert verdict.status is Status.PASS
    assert verdict.evidence == (Evidence(TEST.path, line, 2),)


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
