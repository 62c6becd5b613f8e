from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.checklist.assertions import TREES_MADE, look
from bot.kernel import diff
from bot.kernel.finding import Evidence
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import diff_of

if TYPE_CHECKING:
    from bot.checklist.assertions import Look

PATH = "tests/test_a.py"


def seen(*added: str, path: str = PATH, removed: tuple[str, ...] = ()) -> Look:
    return look(diff.parse(diff_of(path, *added, removed=removed)).files, wants_losses=True)


@pytest.mark.parametrize(
    "line",
    [
        "        self._CheckAgainstNumpy(onp.sum, jnp.sum, args)",
        "    compare_with_reference(out)",
        "    run_and_check(out)",
        "    checker.verify_all()",
        "    raise AssertionError(out)",
        "    with self.assertRaises(ValueError): f()",
        '@parameterized.expand([("a", 1)])',
        '    parameterized.named_parameters(("a", 1))',
        "    pytest.param(1, 2)",
    ],
)
def test_a_helper_that_asserts_is_known_by_its_name(line: str) -> None:
    head = "def test_a():" if line.startswith(" ") else "x = 1"
    assert seen(head, line).asserting == Evidence(PATH, line, 2)


@pytest.mark.parametrize("path", [PATH, "tests/a.rs"])
def test_an_assertion_tells_more_than_more_cases(path: str) -> None:
    lines = ('@pytest.mark.parametrize("a", [1])', "def test_a(a):", "    assert step(a)")
    assert seen(*lines, path=path).asserting == Evidence(path, lines[2], 3)


@pytest.mark.parametrize(
    "line",
    [
        "from torch.testing import FileCheck",
        "import numpy.testing.utils",
        "    param = _make_param(2)",
    ],
)
def test_names_that_only_look_like_it_assert_nothing(line: str) -> None:
    assert seen(line).asserting is None
    assert seen("    ) == 4", line).asserting is None


@pytest.mark.parametrize(
    "line",
    ["    assert True", "    assert 1", "    x = 'assert'", "    (lambda: x)()", "    f[0]()"],
)
def test_what_holds_whatever_happens_asserts_nothing(line: str) -> None:
    assert seen(line).asserting is None


def test_an_assertion_over_several_lines_is_quoted_where_it_is_new() -> None:
    lines = ("    assert step(", "        1,", "    ) == 2")
    assert seen(*lines).asserting == Evidence(PATH, lines[0], 1)


def test_far_down_in_a_new_file_marks_must_do() -> None:
    lines = ("def test_a():", *["    x = 1"] * 400, "    assert x")
    assert seen(*lines).asserting == Evidence(PATH, "    assert x", 402)


def test_an_assertion_that_was_there_does_not_count() -> None:
    text = (
        f"diff --git a/{PATH} b/{PATH}\n--- a/{PATH}\n+++ b/{PATH}\n"
        "@@ -5,2 +5,3 @@ def test_a():\n     x = f()\n+    y = 2\n     assert x == 1\n"
    )
    assert look(diff.parse(text).files, wants_losses=True).asserting is None


def test_lines_that_do_not_parse_are_looked_at_by_marks() -> None:
    assert seen("    ) == 4", "    assert x ==").asserting == Evidence(PATH, "    assert x ==", 2)


def test_what_a_compiler_must_print_asserts_also_in_python() -> None:
    assert seen("f()", "# CHECK-LABEL: func").asserting == Evidence(PATH, "# CHECK-LABEL: func", 2)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("test/a.mlir", "// expected-error @+1 {{no}}"),
        ("test/a.mlir", "// CHECK: tt.load"),
        ("tests/a.cc", "  EXPECT_THAT(a, b);"),
        ("tests/a.rs", "    assert_snapshot!(a);"),
        ("web/a.test.ts", "  expect(a).toBe(b);"),
    ],
)
def test_other_languages_have_their_frameworks_assertions(path: str, line: str) -> None:
    assert seen(line, path=path).asserting == Evidence(path, line, 1)


def test_after_many_places_marks_must_do() -> None:
    hunks = "".join(
        f"@@ -{10 * n},0 +{10 * n + n},1 @@\n+    check = {n}\n" for n in range(1, TREES_MADE + 2)
    )
    head = f"diff --git a/{PATH} b/{PATH}\n--- a/{PATH}\n+++ b/{PATH}\n"
    last = f"@@ -900,0 +{900 + TREES_MADE + 1},1 @@\n+    run_and_check(out)\n"
    assert look(diff.parse(head + hunks + last).files, wants_losses=False).asserting is None


@pytest.mark.parametrize(
    ("path", "line", "is_case"),
    [
        (PATH, '    ("layout", 1, 2),', True),
        (PATH, "    step(1),", False),
        ("tests/golden.json", '    "loss": 2.0,', False),
    ],
)
def test_a_table_of_cases_grows(path: str, line: str, *, is_case: bool) -> None:
    assert seen(line, path=path).case == (Evidence(path, line, 1) if is_case else None)


@pytest.mark.parametrize(
    "lines",
    [
        ('@pytest.mark.skip(reason="later")', "def test_a():", "    pass"),
        ("@unittest.expectedFailure", "def test_a(self):", "    pass"),
        ("@pytest.mark.xfail", "async def test_a():", "    pass"),
        ("@skip", "class TestA:", "    x = 1"),
        ("def test_a():", '    pytest.skip("later")'),
        ("def test_a(self):", '    self.skipTest("later")'),
        ("it.skip('works', () => {",),
    ],
)
def test_a_test_that_is_skipped_everywhere_is_told(lines: tuple[str, ...]) -> None:
    path = PATH if len(lines) > 1 else "web/a.test.ts"
    (found,) = seen(*lines, path=path).skipped
    assert "kip" in found.quote or "xfail" in found.quote or "Failure" in found.quote


@pytest.mark.parametrize(
    "lines",
    [
        ('@pytest.mark.skipif(not cuda, reason="needs a card")', "def test_a():", "    pass"),
        ("@pytest.mark.xfail(is_old, reason='x')", "def test_a():", "    pass"),
        ("def test_a():", "    if not cuda:", '        pytest.skip("needs a card")'),
        ("@decorators[0]", "def test_skip():", "    pass"),
        ("@decorators[0]()", "def test_skip():", "    pass"),
        ("skipped = 1",),
    ],
)
def test_a_test_that_some_machines_skip_is_not(lines: tuple[str, ...]) -> None:
    assert seen(*lines).skipped == ()


def test_an_assertion_that_went_is_told_and_one_that_moved_is_not() -> None:
    gone = ("    assert a == 1", "    assert b == 2")
    assert [each.quote for each in seen("    a = 1", removed=gone).dropped] == [
        "assert a == 1",
        "assert b == 2",
    ]
    assert seen("        assert a == 1", removed=gone[:1]).dropped == ()
    assert seen("    assert c", "    assert d", removed=gone).dropped == ()
    files = diff.parse(diff_of(PATH, "    a = 1", removed=gone)).files
    assert look(files, wants_losses=False).dropped == ()


def test_a_test_that_went_is_told_and_one_with_a_new_name_is_not() -> None:
    gone = ("def test_old():", "    f()")
    assert seen("x = 1", removed=gone).gone == (Evidence(PATH, "def test_old():"),)
    assert seen("def test_new():", removed=gone).gone == ()
    assert seen("async def test_old():", removed=gone).gone == ()
    cc = seen("", path="a_test.cc", removed=("TEST_F(Queue, Empty) {",))
    assert cc.gone == (Evidence("a_test.cc", "TEST_F(Queue, Empty) {"),)


def test_a_skip_that_was_there_is_not_of_this_change() -> None:
    text = (
        f"diff --git a/{PATH} b/{PATH}\n--- a/{PATH}\n+++ b/{PATH}\n"
        "@@ -5,2 +5,3 @@\n @skip\n def test_skips():\n+    skipped = 1\n"
    )
    assert look(diff.parse(text).files, wants_losses=True).skipped == ()
    assert seen("  skipped();", path="a_test.cc").skipped == ()


@UNHURRIED
@given(hostile_text(20))
def test_any_lines_can_be_looked_at(text: str) -> None:
    found = seen(*text.split("\n"), removed=tuple(text.split("\n")[::-1]))
    assert found.asserting is None or found.asserting.line
