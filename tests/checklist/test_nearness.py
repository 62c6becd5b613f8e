from __future__ import annotations

import pytest

from bot.checklist.globs import matches
from bot.checklist.nearness import LINES_READ, all_names, are_apart, changed_names, path_words
from bot.kernel.diff import parse
from tests.support.pull_requests import diff_of

OTHERS = tuple(f"other_{name} = 1" for name in "abcdefghij")
TESTED = tuple(f"tested_{name} = 1" for name in "abcdefghij")


def are_far(source: str, test: str, *lines: str, title: str = "Fix it") -> bool:
    sources = parse(diff_of(source, *OTHERS)).files
    tests = parse(diff_of(test, *TESTED, *lines)).files
    return are_apart(sources, tests, title)


def test_tests_of_other_names_are_apart() -> None:
    assert are_far("pkg/core/scheduler.py", "tests/worker/test_cache.py")


@pytest.mark.parametrize(
    ("source", "test", "line", "title"),
    [
        ("pkg/core/scheduler.py", "tests/core/test_scheduler.py", "", "Fix it"),
        ("pkg/core/scheduler.py", "tests/a/test_b.py", "from pkg.scheduler import x", "Fix it"),
        ("pkg/core/scheduler.py", "tests/a/test_b.py", "other_a()", "Fix it"),
        ("pkg/core/scheduler.py", "tests/a/test_b.py", "x = FusedRouter()", "Fix the router"),
    ],
)
def test_one_name_in_common_is_enough(source: str, test: str, line: str, title: str) -> None:
    assert not are_far(source, test, line, title=title)


def test_of_few_names_nothing_is_said() -> None:
    sources = parse(diff_of("pkg/core/scheduler.py", "x = y")).files
    tests = parse(diff_of("tests/worker/test_cache.py", *TESTED)).files
    assert not are_apart(sources, tests, "Fix it")


def test_names_stand_in_changed_lines_and_beside_the_place() -> None:
    text = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ def heading():\n context\n-before\n+behind\n"
    files = parse(text).files
    assert changed_names(files) == {"heading", "before", "behind"}
    assert all_names(files) == {"heading", "before", "behind", "context"}


def test_of_a_long_file_the_first_lines_are_read() -> None:
    many = tuple(f"name_{number}" for number in range(2 * LINES_READ))
    assert len(changed_names(parse(diff_of("x.py", *many)).files)) == LINES_READ
    text = "--- a/x\n+++ b/x\n" + "".join(
        f"@@ -{n},0 +{n},{LINES_READ} @@\n" + "".join(f"+name_{n}_{k}\n" for k in range(LINES_READ))
        for n in (1, 2)
    )
    assert len(changed_names(parse(text).files)) == LINES_READ


def test_words_of_a_path_leave_out_what_says_nothing() -> None:
    assert path_words(("vllm/core/test_BlockPool.py", "Makefile")) == {
        "core",
        "block",
        "pool",
        "blockpool",
        "makefile",
    }


@pytest.mark.parametrize(
    ("path", "glob", "expected"),
    [
        ("tests/test_a.py", "tests/**/test_*.py", True),
        ("tests/a/b/test_a.py", "tests/**/test_*.py", True),
        ("tests/a/conftest.py", "tests/**/test_*.py", False),
        ("tests/a/b", "tests/**", True),
        ("tests/a/b.py", "tests/*.py", False),
        ("qa/L0_x/test.sh", "qa/L0_*/test.sh", True),
        ("qa/L0_xy/test+sh", "qa/L0_*/test.sh", False),
        ("a1", "a?", True),
        ("a/" * 300, "**", False),
    ],
)
def test_a_glob_of_a_profile_is_read_as_in_a_shell(path: str, glob: str, *, expected: bool) -> None:
    assert matches(path, (glob,)) is expected
