from __future__ import annotations

import pytest
from hypothesis import given

from bot.kernel.errors import UserError
from bot.kernel.snapshot import Change
from bot.local.patch import cleaned, decoded, files_of
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.pull_requests import diff_of

EDITED = diff_of("a.py", "one", "two", removed=("three",))
ADDED = """\
diff --git a/n.py b/n.py
new file mode 100644
--- /dev/null
+++ b/n.py
@@ -0,0 +1 @@
+x
"""
GONE = """\
diff --git a/o.py b/o.py
deleted file mode 100644
--- a/o.py
+++ /dev/null
@@ -1 +0,0 @@
-x
"""
MOVED = "diff --git a/p.py b/q.py\nsimilarity index 100%\nrename from p.py\nrename to q.py\n"
BINARY = """\
diff --git a/i.png b/i.png
new file mode 100644
Binary files /dev/null and b/i.png differ
"""
PLAIN = "--- a.py\t2026-01-01\n+++ a.py\t2026-01-02\n@@ -1 +1 @@\n-x\n+y\n"
LETTER = f"From 0123\nSubject: [PATCH] Mend\n\n---\n\n{EDITED}-- \n2.43.0\n"


@pytest.mark.parametrize(
    ("diff", "rows"),
    [
        (EDITED, [("a.py", Change.MODIFIED, 2, 1)]),
        (ADDED, [("n.py", Change.ADDED, 1, 0)]),
        (GONE, [("o.py", Change.DELETED, 0, 1)]),
        (MOVED, [("q.py", Change.RENAMED, 0, 0)]),
        (BINARY, [("i.png", Change.ADDED, 0, 0)]),
        (PLAIN, [("a.py", Change.MODIFIED, 1, 1)]),
        (
            diff_of("a.py", "new file mode 100644", "rename to x"),
            [("a.py", Change.MODIFIED, 2, 0)],
        ),
        (EDITED + ADDED, [("a.py", Change.MODIFIED, 2, 1), ("n.py", Change.ADDED, 1, 0)]),
    ],
)
def test_the_files_of_a_diff_are_counted_by_what_happened_to_them(
    diff: str, rows: list[tuple[str, Change, int, int]]
) -> None:
    found = files_of(cleaned(diff, "x.diff"))
    assert [(file.path, file.change, file.additions, file.deletions) for file in found] == rows


def test_the_letter_around_a_patch_is_left_out() -> None:
    assert cleaned(LETTER, "x.patch").startswith("diff --git")
    assert [file.path for file in files_of(cleaned(LETTER, "x.patch"))] == ["a.py"]


@pytest.mark.parametrize(
    "raw",
    [
        EDITED.encode(),
        b"\xef\xbb\xbf" + EDITED.encode(),
        EDITED.encode("utf-16"),
        EDITED.replace("\n", "\r\n").encode("utf-16"),
        EDITED.replace("\n", "\r\n").encode(),
    ],
)
def test_a_file_is_read_however_a_shell_wrote_it(raw: bytes) -> None:
    assert decoded(raw) == EDITED


def test_a_line_that_ends_as_in_windows_stays_as_it_is() -> None:
    diff = diff_of("a.bat", "echo\r")
    assert decoded(diff.encode()) == diff


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.diff is empty"),
        (" \n\n", "x.diff is empty"),
        ("Dear reader", "no unified diff"),
        ("\x7fELF\0\1\2\0", "binary data"),
    ],
)
def test_what_is_no_diff_is_told_with_the_way_to_one(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        cleaned(text, "x.diff")
    assert "git diff main...HEAD" in str(refused.value)


@UNHURRIED
@given(hostile_text(20))
def test_any_text_is_a_diff_with_files_or_a_told_mistake(text: str) -> None:
    try:
        diff = cleaned(text, "x.diff")
    except UserError:
        return
    assert files_of(diff)
