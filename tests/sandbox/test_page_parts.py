from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import diffs
from bot.sandbox.page_files import OPEN_LINES, SHOWN_FILES, SHOWN_LINES, files
from bot.sandbox.page_forms import Form, parse
from bot.sandbox.page_guard import ProblemError, is_local_host
from bot.sandbox.trees import Tree


def diff(old: dict[str, str | None], new: dict[str, str | None]) -> diffs.Diff:
    before = Tree(None, old)
    return diffs.between(before, Tree(before, new))


def test_each_line_of_a_diff_has_its_number_in_the_old_and_the_new_file() -> None:
    (file,) = files(diff({"a.py": "one\ntwo\nthree"}, {"a.py": "one\n2\nthree"}))

    assert [(line.kind, line.old, line.new, line.mark, line.text) for line in file.lines] == [
        ("hunk", None, None, "", "@@ -1,3 +1,3 @@"),
        ("kept", 1, 1, " ", "one"),
        ("removed", 2, None, "-", "two"),
        ("added", None, 2, "+", "2"),
        ("kept", 3, 3, " ", "three"),
        ("hunk", None, None, "", "No newline at end of file"),
    ]


def test_a_long_file_starts_folded_and_says_what_is_left_out() -> None:
    long = "x\n" * (SHOWN_LINES + 9)
    (file,) = files(diff({}, {"long.py": long}))

    assert not file.is_open
    assert len(file.lines) == SHOWN_LINES
    assert file.left_out == 10


def test_a_file_of_a_usual_length_starts_open() -> None:
    (file,) = files(diff({}, {"usual.py": "x\n" * (OPEN_LINES - 1)}))

    assert file.is_open
    assert file.left_out == 0


def test_no_more_files_are_shown_than_github_shows() -> None:
    assert len(files(diff({}, {f"f{n}.py": "x\n" for n in range(SHOWN_FILES + 1)}))) == SHOWN_FILES


@settings(max_examples=60)
@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_the_numbered_lines_give_both_files_back(old: list[str], new: list[str]) -> None:
    changed = diff({"f": "".join(f"{x}\n" for x in old)}, {"f": "".join(f"{x}\n" for x in new)})
    for file in files(changed):
        for line in file.lines:
            if line.old is not None:
                assert old[line.old - 1] == line.text
            if line.new is not None:
                assert new[line.new - 1] == line.text


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "app.localhost", "127.0.0.1:1", "[::1]:80", "10.1.2.3"]
)
def test_names_of_this_machine_and_addresses_are_welcome(host: str) -> None:
    assert is_local_host(host)


@pytest.mark.parametrize(
    "host", ["", "example.org", "localhost.example.org", "127.0.0.1.example.org", "notlocalhost"]
)
def test_other_names_are_not(host: str) -> None:
    assert not is_local_host(host)


@pytest.mark.parametrize("name", ["a", "fix", "fix/one", "v1.2-rc_3", "a.b/c-d"])
def test_usual_branch_names_are_taken(name: str) -> None:
    assert Form({"branch": name}).branch("branch") == name


@pytest.mark.parametrize(
    "name",
    ["", "-a", "/a", "a/", "a..b", "a//b", "a.", "a.lock", "a.lock/b", "a b", "a~1", "a:b", "@{"],
)
def test_branch_names_that_git_refuses_are_refused(name: str) -> None:
    with pytest.raises(ProblemError, match="branch"):
        Form({"branch": name}).branch("branch")


@pytest.mark.parametrize("path", ["a.py", "docs/été.md", ".github/workflows/ci.yml", "a b/c"])
def test_paths_inside_the_repository_are_taken(path: str) -> None:
    assert Form({"path": path}).path("path") == path


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", ".git/config", "a\\b", "a\nb", "c:a"]
)
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(ProblemError, match=r"path|one line"):
        Form({"path": path}).path("path")


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_whatever_is_sent_is_read_or_refused_with_a_reason(body: bytes) -> None:
    try:
        form = parse(body)
    except ProblemError as problem:
        form = Form({"a": problem.text})
    assert isinstance(form.raw("a"), str)
