from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.diff import (
    DIFF_LINES,
    FILE_LINES,
    LINE_LIMIT,
    Diff,
    FileDiff,
    Hunk,
    Line,
    parse,
)
from bot.kernel.snapshot import Change
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import diff_of

TWO_HUNKS = """\
diff --git a/a.py b/a.py
index 1111111..2222222 100644
--- a/a.py
+++ b/a.py
@@ -1,3 +1,4 @@ def first():
 one
+two
 three
-four
+five
@@ -20,0 +22,2 @@
+six
+seven
"""


def test_a_place_holds_its_lines_with_their_marks_and_what_git_shows_beside_it() -> None:
    assert parse(TWO_HUNKS) == Diff(
        (
            FileDiff(
                "a.py",
                (
                    Hunk(" one\n+two\n three\n-four\n+five", 1, "def first():"),
                    Hunk("+six\n+seven", 22),
                ),
                additions=4,
                deletions=1,
            ),
        )
    )


def test_added_lines_carry_their_number_in_the_new_file() -> None:
    (file,) = parse(TWO_HUNKS).files
    assert list(file.added) == [Line(2, "two"), Line(4, "five"), Line(22, "six"), Line(23, "seven")]
    assert list(file.removed) == ["four"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("a/x.py", "b/x.py", "x.py"),
        ("/dev/null", "b/x.py", "x.py"),
        ("a/x.py", "/dev/null", "x.py"),
        ("a/old.py", "b/new.py", "new.py"),
        ("a/a b.py", "b/a b.py", "a b.py"),
        (r'"a/\346\226\207.py"', r'"b/\346\226\207.py"', "文.py"),
        (r'"a/q\"\\\t.py"', r'"b/q\"\\\t.py"', 'q"\\\t.py'),
        (r'"a/\377\777.py"', r'"b/\377\777.py"', "\ufffd\ufffd.py"),
    ],
)
def test_a_file_is_called_by_its_path_after_the_change(old: str, new: str, path: str) -> None:
    first = old if old != "/dev/null" else new.replace("b/", "a/")
    second = new if new != "/dev/null" else old.replace("a/", "b/")
    notes = {
        "/dev/null": "new file mode 100644\n",
        "a/old.py": "rename from old.py\nrename to new.py\n",
    }
    note = "deleted file mode 100644\n" if new == "/dev/null" else notes.get(old, "")
    head = f"diff --git {first} {second}\n{note}--- {old}\n+++ {new}\n"
    assert [file.path for file in parse(f"{head}@@ -1 +1 @@\n-a\n+b\n").files] == [path]


def test_a_file_without_lines_is_listed_all_the_same() -> None:
    text = (
        "diff --git a/w.bin b/w.bin\nindex 1..2 100644\nBinary files a/w.bin and b/w.bin differ\n"
        "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n"
    )
    assert parse(text) == Diff(
        (FileDiff("w.bin", is_binary=True), FileDiff("run.sh", mode="100755"))
    )


def test_a_missing_newline_at_the_end_is_no_line() -> None:
    text = (
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
    )
    (file,) = parse(text).files
    assert file == FileDiff("x", (Hunk("-a\n+b"),), additions=1, deletions=1)


@pytest.mark.parametrize(
    "text",
    [
        "no diff at all",
        "@@ -1 +1 @@\n-a\n+b\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n",
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1," + "9" * 500 + " +1 @@\n a\n",
        "<html>Server Error</html>",
    ],
)
def test_what_is_no_diff_is_called_unparsable(text: str) -> None:
    diff = parse(text)
    assert diff == Diff((), unparsable=1)
    assert not diff.is_complete


def test_one_broken_file_does_not_spoil_the_others() -> None:
    broken = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n a\n"
    diff = parse(diff_of("a.py", "one") + broken + diff_of("b.py", "two"))
    assert [file.path for file in diff.files] == ["a.py", "b.py"]
    assert diff.unparsable == 1


@pytest.mark.parametrize("text", ["", "\n\n", "  "])
def test_an_empty_diff_is_complete(text: str) -> None:
    assert parse(text) == Diff(())
    assert parse(text).is_complete


def test_a_line_that_nobody_could_read_is_clipped() -> None:
    (file,) = parse(diff_of("min.js", "x" * 100_000)).files
    assert [len(line.text) for line in file.added] == [LINE_LIMIT - 1]


def test_a_carriage_return_does_not_end_a_line() -> None:
    (file,) = parse(diff_of("a.txt", "one\rtwo\r", "three\x0cfour\u2028five")).files
    assert [line.text for line in file.added] == ["one\rtwo", "three\x0cfour\u2028five"]


@pytest.mark.parametrize(
    ("notes", "change", "previous"),
    [
        ("new file mode 100644\n", Change.ADDED, None),
        ("deleted file mode 100644\n", Change.DELETED, None),
        ("similarity index 90%\nrename from old.py\nrename to x.py\n", Change.RENAMED, "old.py"),
        ("similarity index 90%\ncopy from old.py\ncopy to x.py\n", Change.COPIED, "old.py"),
        ('rename from "\\303\\274.py"\nrename to x.py\n', Change.RENAMED, "ü.py"),
        ("dissimilarity index 90%\n", Change.MODIFIED, None),
        ("new and unheard of\nrename or not\n", Change.MODIFIED, None),
    ],
)
def test_the_head_tells_what_became_of_a_file(
    notes: str, change: Change, previous: str | None
) -> None:
    (file,) = parse(f"diff --git a/x.py b/x.py\n{notes}").files
    assert (file.path, file.change, file.previous) == ("x.py", change, previous)


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("a/x y.py b/x y.py", "x y.py"),
        ("a/old.py b/new.py", "new.py"),
        (r'"a/\303\274.py" "b/\303\274.py"', "ü.py"),
        (r'a/u.py "b/\303\274.py"', "ü.py"),
        (r'"a/\303\274.py" b/u.py', "u.py"),
        ("a/only.py", "only.py"),
    ],
)
def test_a_file_without_lines_is_called_by_gits_header(header: str, path: str) -> None:
    (file,) = parse(f"diff --git {header}\nold mode 100644\nnew mode 100755\n").files
    assert file.path == path


def test_a_file_from_nowhere_is_new_and_one_to_nowhere_is_gone() -> None:
    text = (
        "--- /dev/null\n+++ b/new.py\t2026-01-01\n@@ -0,0 +1 @@\n+a\n"
        "--- a/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
    )
    assert [(file.path, file.change) for file in parse(text).files] == [
        ("new.py", Change.ADDED),
        ("old.py", Change.DELETED),
    ]


def test_the_end_of_a_mailed_patch_is_no_line() -> None:
    mail = "From 1234\nSubject: [PATCH] x\n\n---\n"
    (file,) = parse(mail + diff_of("a.py", "one") + "-- \n2.39.0\n\n").files
    assert (list(file.added), list(file.removed)) == ([Line(1, "one")], [])


@pytest.mark.parametrize("rest", ["\n", "\n\n", "2.39.0\n", "\\ No newline at end of file\n\n"])
def test_what_stands_behind_the_last_place_is_no_line_of_it(rest: str) -> None:
    (file,) = parse(diff_of("a.py", "one", "two") + rest).files
    assert file.hunks[0].lines == ["+one", "+two"]


def test_a_space_that_was_stripped_from_an_empty_line_is_not_missed() -> None:
    head = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n"
    (file,) = parse(f"{head} a\n\n-b\n\\ No newline at end of file\n+c").files
    assert file.hunks == (Hunk(" a\n \n-b\n+c"),)


def test_windows_line_ends_are_no_part_of_a_line() -> None:
    (file,) = parse(diff_of("a.py", "one", removed=("two",)).replace("\n", "\r\n")).files
    assert (file.path, file.hunks) == ("a.py", (Hunk("-two\n+one"),))


def test_a_merge_against_several_parents_is_not_read() -> None:
    text = "diff --cc a.py\nindex 1,2..3\n--- a/a.py\n+++ b/a.py\n@@@ -1,1 -1,1 +1,1 @@@\n- a\n"
    diff = parse(text + diff_of("b.py", "one"))
    assert ([file.path for file in diff.files], diff.unparsable) == (["b.py"], 1)


@pytest.mark.parametrize("empty", ["", "\n"])
def test_of_a_huge_file_some_lines_are_kept_and_all_are_counted(empty: str) -> None:
    lines = ["x = 1"] * (FILE_LINES + 5)
    text = diff_of("data.py", *lines) + diff_of("b.py", "one") + empty
    huge, small = parse(text).files
    assert (huge.additions, huge.is_whole) == (FILE_LINES + 5, False)
    assert len(list(huge.added)) == FILE_LINES
    assert (list(small.added), small.is_whole) == ([Line(1, "one")], True)


def test_of_a_huge_diff_the_first_lines_are_kept_and_all_are_counted() -> None:
    each = FILE_LINES // 2
    many = 2 * DIFF_LINES // FILE_LINES + 2
    text = "".join(diff_of(f"f{number}.py", *["y"] * each) for number in range(many))
    files = parse(text).files
    assert sum(file.additions for file in files) == many * each
    assert sum(len(list(file.added)) for file in files) == DIFF_LINES
    assert [file.is_whole for file in files[-3:]] == [True, False, False]


def test_where_there_is_no_room_a_mailed_patch_is_counted_all_the_same() -> None:
    text = diff_of("a.py", *["x"] * (FILE_LINES + 1)) + "-- \n2.39.0\n"
    (file,) = parse(text).files
    assert (file.additions, len(list(file.added))) == (FILE_LINES + 1, FILE_LINES)


@UNHURRIED
@given(hostile_text(30))
def test_any_text_can_be_parsed(text: str) -> None:
    diff = parse(text)
    assert diff.unparsable <= text.count("\n") + 1
    for file in diff.files:
        assert file.additions >= len(list(file.added))
        assert all(line[0] in " -+" for hunk in file.hunks for line in hunk.lines)


@UNHURRIED
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"))))
def test_what_was_added_comes_back(lines: list[str]) -> None:
    if not lines:
        return
    (file,) = parse(diff_of("a.py", *lines)).files
    assert [line.text for line in file.added] == [line[: LINE_LIMIT - 1] for line in lines]
    assert [line.number for line in file.added] == list(range(1, len(lines) + 1))


def test_many_files_give_as_many_results() -> None:
    text = "".join(diff_of(f"f{number}.py", "x = 1") for number in range(3_000))
    assert len(parse(text).files) == 3_000
