from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist.hunks import formatting_lines, found, is_formatting, moved_lines
from bot.kernel.diff import Hunk, Line, parse
from tests.support.hostile import UNHURRIED
from tests.support.pull_requests import diff_of


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "-x = 'a'\n+x = \"a\""),
        ("a.py", "-f(a, b)\n+f(\n+    a,\n+    b,\n+)"),
        ("a.py", "-x = 1   \n+x = 1"),
        ("a.py", "+\n+   "),
        ("a.py", "-import b\n-import a\n+import a\n+import b"),
        ("a.py", "-x = (a and b)\n+x = a and b"),
        ("a.yaml", "-a: 1  \n+a: 1"),
        ("a.cu", "-f(a,b);\n+f(a, b);"),
        ("a.cu", "-#include <b>\n-#include <a>\n+#include <a>\n+#include <b>"),
        ("a.rs", "-fn f() { g(); }\n+fn f() {\n+    g();\n+}"),
    ],
)
def test_a_place_that_says_the_same_is_formatting(path: str, text: str) -> None:
    assert is_formatting(path, Hunk(text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "-x = 1\n+x = 2"),
        ("a.py", "+x = 1"),
        ("a.py", "-x = 1\n+x = 1\n+y = some_function_of(x, and_more)"),
        ("a.py", "-x = 1"),
        ("a.py", "-x = 1\n y = x\n+x = 1"),
        ("a.py", " if a:\n     f()\n-g()\n+    g()"),
        ("a.py", "-x = 'a b'\n+x = 'ab'"),
        ("a.py", "-x = a, b\n+x = a b"),
        ("a.py", "-x = a + (b, c)\n+x = (a + b, c)"),
        ("a.py", "-import b\n+import c"),
        ("a.cu", "-f(a);\n" + "\n".join("+f(a);" for _ in range(20))),
        ("a.py", "-import a\n+import b\n+import a"),
        ("a.yaml", "-a: 1\n+  a: 1"),
        ("a.yaml", "-a: 1\n b: 2\n+a: 1"),
        ("a.cu", "-f(a);\n g();\n+f(a);"),
        ("a.cu", "-f(a);\n+f(b);"),
    ],
)
def test_a_place_that_says_something_else_is_a_change(path: str, text: str) -> None:
    assert not is_formatting(path, Hunk(text))


def test_trees_too_deep_to_compare_are_a_change() -> None:
    with patch("bot.checklist.hunks.ast.dump", side_effect=RecursionError):
        assert not is_formatting("a.py", Hunk("-x = 'a'\n+x = \"a\""))


def test_formatting_beside_a_change_is_counted() -> None:
    (file,) = parse(
        "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x = 'a'\n+x = \"a\"\n@@ -9 +9,2 @@\n-y = 1\n+y = 2\n"
        "+z = 3\n"
    ).files
    assert formatting_lines(file) == (2, 5)


def lines(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word}_{number} = {number}" for number in range(count))


def moved(*parts: str) -> int:
    return moved_lines(parse("".join(parts)).files)


def test_lines_that_reappear_in_a_row_have_moved() -> None:
    block = lines("value", 5)
    assert moved(diff_of("a.py", "x = 1", removed=block), diff_of("b.py", *block)) == 5
    indented = tuple(f"    {line}" for line in block)
    assert moved(diff_of("a.py", removed=block), diff_of("b.py", "head()", *indented)) == 5
    spaced = [line for each in block for line in (each, "", "}")]
    assert moved(diff_of("a.py", removed=block), diff_of("b.py", *spaced)) == 5


def test_lines_that_are_alike_by_chance_have_not() -> None:
    block = lines("value", 2)
    assert moved(diff_of("a.py", removed=block), diff_of("b.py", *block)) == 0
    assert moved(diff_of("a.py", removed=lines("value", 9)), diff_of("b.py", *lines("x", 9))) == 0
    short = lines("value", 3)
    broken = (short[0], "other = 1", short[1], "other = 2", short[2])
    assert moved(diff_of("a.py", removed=short), diff_of("b.py", *broken)) == 0


def test_a_line_that_went_once_comes_back_once() -> None:
    block = lines("value", 4)
    assert moved(diff_of("a.py", removed=block), diff_of("b.py", *block, *block)) == 4


def test_found_lines_have_their_place_and_number() -> None:
    hunk = Hunk(" a\n-b\n+#c\n d\n+#e\n-#f", 10)
    pattern = re.compile(r"\n\+#[^\n]*")
    assert list(found(hunk, pattern)) == [(2, Line(11, "#c")), (4, Line(13, "#e"))]


@UNHURRIED
@given(st.lists(st.text(max_size=8), max_size=9), st.lists(st.text(max_size=8), max_size=9))
def test_any_lines_can_be_compared(old: list[str], new: list[str]) -> None:
    clean = [[re.sub("[\n\r]", "", line) for line in each] for each in (old, new)]
    text = "\n".join((*(f"-{line}" for line in clean[0]), *(f"+{line}" for line in clean[1])))
    for path in ("a.py", "a.yaml", "a.cu"):
        assert is_formatting(path, Hunk(text)) in {True, False}
