"""Our reader of diffs against unidiff, which is the judge: they agree on what git writes."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from unidiff.patch import PatchSet

from bot.kernel.diff import parse
from tests.support.hostile import UNHURRIED

if TYPE_CHECKING:
    from unidiff.patch import PatchedFile

    from bot.kernel.diff import FileDiff

LINES = st.one_of(
    st.sampled_from(
        (
            "",
            " ",
            "-",
            "+",
            "- dash",
            "-- two",
            "--- a/x.py",
            "+++ b/x.py",
            "@@ -1 +1 @@",
            "diff --git a/x.py b/x.py",
            "\\ No newline at end of file",
            "one",
            "two",
            "\ttab",
            "Binary files a/x and b/x differ",
        )
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=8),
)
CONTENTS = st.lists(LINES, max_size=30)


def written(number: int, old: list[str], new: list[str]) -> str:
    """Return the part of a diff for one file, as git writes it."""
    path = f"dir {number}/x{number}.py"
    head = f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n"
    hunks = list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
    if not hunks:
        return f"{head}old mode 100644\nnew mode 100755\n"
    head += f"--- a/{path}\t\n+++ b/{path}\t\n"
    return head + "".join(f"{line}\n" for line in hunks)


def ours(file: FileDiff) -> tuple[object, ...]:
    """Return what both readers tell of a file."""
    hunks = [
        (hunk.start, hunk.section, list(map(tuple, hunk.added)), list(hunk.removed))
        for hunk in file.hunks
    ]
    return file.path, file.additions, file.deletions, hunks


def theirs(file: PatchedFile) -> tuple[object, ...]:
    """Return the same from unidiff."""
    hunks = [
        (
            hunk.target_start,
            hunk.section_header,
            [(line.target_line_no, line.value.rstrip("\n")) for line in hunk if line.is_added],
            [line.value.rstrip("\n") for line in hunk if line.is_removed],
        )
        for hunk in file
    ]
    return file.path, file.added, file.removed, hunks


@UNHURRIED
@given(st.lists(st.tuples(CONTENTS, CONTENTS), max_size=4))
def test_both_readers_see_the_same(contents: list[tuple[list[str], list[str]]]) -> None:
    text = "".join(written(number, *each) for number, each in enumerate(contents))
    read = parse(text)
    assert read.is_complete
    assert list(map(ours, read.files)) == list(map(theirs, PatchSet.from_string(text)))


@UNHURRIED
@given(st.lists(st.tuples(CONTENTS, CONTENTS), max_size=3))
def test_a_plain_diff_without_git_is_read_too(
    contents: list[tuple[list[str], list[str]]],
) -> None:
    text = "".join(
        f"{line}\n"
        for number, (old, new) in enumerate(contents)
        for line in difflib.unified_diff(old, new, f"a/{number}.py", f"b/{number}.py", lineterm="")
    )
    assert list(map(ours, parse(text).files)) == list(map(theirs, PatchSet.from_string(text)))
