from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklist.fragments import LINES_READ, fragment, parsed
from bot.kernel.diff import Hunk
from tests.support.hostile import UNHURRIED


def added(*lines: str, start: int = 1) -> Hunk:
    return Hunk("\n".join(f"+{line}" for line in lines), start)


def names(hunk: Hunk) -> set[str]:
    found = fragment(hunk)
    assert found is not None
    return {node.name for node in found.nodes if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(
    "lines",
    [
        ("def f():", "    pass"),
        ("    def f(self):", "        pass"),
        ("        x = 1", "    def f(self):", "        pass", "y = 2"),
        ("            x = 1", "", "        # say", "        y = 2", "def f(): pass"),
        ("    ) == 2", "    def f(): pass"),
    ],
)
def test_a_piece_from_anywhere_is_a_tree(lines: tuple[str, ...]) -> None:
    assert names(added(*lines)) == {"f"}


def test_what_is_cut_off_around_the_new_lines_is_left_out() -> None:
    hunk = Hunk(" )\n+def f():\n+    pass\n def g(", 7)
    found = fragment(hunk)
    assert found is not None
    assert set(found.lines) == {8, 9}
    (function,) = (node for node in found.nodes if isinstance(node, ast.FunctionDef))
    assert found.first_added(function) == 8


def test_a_node_knows_the_line_of_the_file() -> None:
    found = fragment(Hunk("         old = 1\n-        x = 0\n+        x = 2\n     y = 3", 40))
    assert found is not None
    lines = {
        node.targets[0].id: found.first_added(node)  # type: ignore[attr-defined]
        for node in found.nodes
        if isinstance(node, ast.Assign)
    }
    assert lines == {"old": None, "x": 41, "y": None}


@pytest.mark.parametrize(
    "hunk",
    [
        Hunk("-x = 1"),
        Hunk(" x = 1"),
        Hunk(""),
        added("this is no code"),
        added("@", "x ="),
        added("x = (" * 300),
        added("x = '\0'"),
    ],
)
def test_what_is_no_python_is_no_tree(hunk: Hunk) -> None:
    assert fragment(hunk) is None


def test_of_a_long_place_the_first_blocks_are_read() -> None:
    blocks = [line for n in range(LINES_READ) for line in (f"def f{n}():", "    pass")]
    found = names(added(*blocks))
    assert 10 < len(found) <= LINES_READ // 2
    assert len(names(added("def f():", *["    x = 1"] * 2 * LINES_READ))) == 1


def test_escapes_of_the_authors_strings_warn_nobody() -> None:
    assert parsed([r'x = "\d"']) is not None


@UNHURRIED
@given(st.lists(st.text(max_size=20), max_size=10), st.integers(1, 10**6))
def test_any_lines_are_a_tree_or_none(lines: list[str], start: int) -> None:
    hunk = added(*(line.replace("\n", "") for line in lines), start=start)
    found = fragment(hunk)
    assert found is None or found.added
