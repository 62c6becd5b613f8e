from __future__ import annotations

import pytest

from bot.checklist import leftovers
from bot.kernel.diff import parse
from bot.kernel.finding import Evidence
from bot.kernel.snapshot import Change
from tests.support.pull_requests import changed, diff_of


def commented(path: str, *lines: str, removed: tuple[str, ...] = ()) -> list[Evidence]:
    return list(leftovers.commented_code(parse(diff_of(path, *lines, removed=removed)).files))


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("a/x.py", ("# if args.level >= 1:", "#     torch.cuda.empty_cache()")),
        ("a/x.py", ("    # x = f(a)", "    # return x")),
        ("a/x.py", ("#import os", "#from a import b")),
        ("a/x.cu", ("// f(a);", "// g(b);")),
        ("a/x.rs", ("    // let x = 1;", "    // if x {", "    // }")),
    ],
)
def test_code_within_comments_is_told_with_its_first_line(
    path: str, lines: tuple[str, ...]
) -> None:
    (found,) = commented(path, "first", *lines)
    assert found == Evidence(path, lines[0].strip(), 2)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("a/x.py", ("# The budget is kept,", "# because prompts may be empty.")),
        ("a/x.py", ("# x = f(a)",)),
        ("a/x.py", ("# x = f(a)", "y = 1", "# return x")),
        ("a/x.py", ("#!/usr/bin/env python", "# -*- coding: utf-8 -*-")),
        ("a/x.cu", ("// Adds a and b", "// without a lock.")),
        ("a/x.rs", ("/// let x = 1;", "/// f(x);")),
        ("examples/x.py", ("# x = f(a)", "# return x")),
        ("a/x.txt", ("# x = f(a)", "# return x")),
    ],
)
def test_words_to_people_are_no_code(path: str, lines: tuple[str, ...]) -> None:
    assert commented(path, *lines) == []


def test_code_that_was_in_a_comment_before_is_not_of_this_change() -> None:
    lines = ("# x = f(a)", "# return x")
    assert commented("a/x.py", *(f"    {line}" for line in lines), removed=lines) == []


def test_two_blocks_are_two() -> None:
    block = ("# x = f(a)", "# return x")
    found = commented("a/x.py", *block, "y = 1", *block)
    assert [seen.line for seen in found] == [1, 4]


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", ">>>>>>> main"])
def test_marks_of_a_conflict_are_found(mark: str) -> None:
    found = list(leftovers.conflicts(parse(diff_of("a.py", "x = 1", mark)).files))
    assert found == [Evidence("a.py", mark, 2)]
    assert not list(leftovers.conflicts(parse(diff_of("a.py", f"x = '{mark}'")).files))


@pytest.mark.parametrize(
    ("path", "is_stray"),
    [
        (".vscode/settings.json", True),
        ("a/.DS_Store", True),
        ("a/x.py.orig", True),
        ("train.log", True),
        ("a/x.py~", True),
        ("a/catalog.py", False),
    ],
)
def test_files_of_an_editor_or_of_a_run_are_stray(path: str, *, is_stray: bool) -> None:
    assert bool(list(leftovers.stray([changed(path, change=Change.ADDED)]))) is is_stray
    assert not list(leftovers.stray([changed(path)]))


def test_a_lock_file_belongs_to_what_it_is_made_from() -> None:
    lock, code = changed("uv.lock", 900), changed("a/x.py")
    assert list(leftovers.lone_locks([lock, code])) == [lock]
    assert not list(leftovers.lone_locks([lock, changed("pyproject.toml"), code]))


def test_a_deleted_binary_is_welcome() -> None:
    assert not list(leftovers.heavy([changed("a/b.so", change=Change.DELETED)]))
    assert list(leftovers.heavy([changed("a/b.so", change=Change.ADDED)]))
