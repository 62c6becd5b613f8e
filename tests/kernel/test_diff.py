from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.diff import LINE_LIMIT, Diff, FileDiff, Hunk, Line, parse
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


def test_added_lines_carry_their_number_in_the_new_file() -> None:
    assert parse(TWO_HUNKS) == Diff(
        (
            FileDiff(
                "a.py",
                (
                    Hunk((Line(2, "two"), Line(4, "five")), ("four",)),
                    Hunk((Line(22, "six"), Line(23, "seven")), ()),
                ),
            ),
        )
    )


def test_the_lines_of_a_file_are_those_of_its_places_in_order() -> None:
    (file,) = parse(TWO_HUNKS).files
    assert [line.number for line in file.added] == [2, 4, 22, 23]
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
    assert parse(text) == Diff((FileDiff("w.bin", ()), FileDiff("run.sh", ())))


def test_a_missing_newline_at_the_end_is_no_line() -> None:
    text = (
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
    )
    assert parse(text).files == (FileDiff("x", (Hunk((Line(1, "b"),), ("a",)),)),)


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


@UNHURRIED
@given(hostile_text(30))
def test_any_text_can_be_parsed(text: str) -> None:
    diff = parse(text)
    assert diff.unparsable <= text.count("diff --git ") + 1


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
