from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unidiff.patch import PatchSet

from bot.clock import VirtualClock
from bot.sandbox import diffs
from bot.sandbox.trees import Tree
from bot.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from bot.sandbox.model import Repository, User

PATHS = st.sampled_from(["a.py", "b.txt", "dir/c.md", "dir/with space.py", "d"])
TEXTS = st.one_of(
    st.sampled_from(["", "\n", "x", "x\n", "x\ny\n", "same\n", "-- a\n++ b\n", "@@ -1 +1 @@\n"]),
    st.lists(st.sampled_from(["a", "b", "c", "", " ", "+", "-", "\\", "\t"]), max_size=12).map(
        "\n".join
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\t"),
        max_size=30,
    ),
)
FILES = st.dictionaries(PATHS, TEXTS, max_size=5)


def tree_pair(before: dict[str, str], after: dict[str, str]) -> tuple[Tree, Tree]:
    old = Tree(None, before)
    changes: dict[str, str | None] = dict.fromkeys(before.keys() - after.keys())
    return old, Tree(old, {**changes, **after})


@settings(max_examples=150, deadline=None)
@given(FILES, FILES)
def test_every_computed_diff_parses_and_its_counts_agree(
    before: dict[str, str], after: dict[str, str]
) -> None:
    diff = diffs.between(*tree_pair(before, after))
    parsed = PatchSet.from_string(diff.text)
    # Unidiff does not list files without hunks: empty ones and pure renames.
    with_hunks = {file.path: file for file in diff.files if file.patch}
    assert {file.path for file in parsed if len(file)} == set(with_hunks)
    for file in parsed:
        if len(file):
            ours = with_hunks[file.path]
            assert (ours.additions, ours.deletions) == (file.added, file.removed)
    assert (diff.additions, diff.deletions) == (parsed.added, parsed.removed)


@settings(max_examples=100, deadline=None)
@given(FILES, FILES)
def test_every_changed_path_is_in_the_diff_once(
    before: dict[str, str], after: dict[str, str]
) -> None:
    diff = diffs.between(*tree_pair(before, after))
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    named = [file.path for file in diff.files]
    left = [file.previous for file in diff.files if file.previous is not None]
    assert sorted(named + left) == sorted(changed)


@settings(max_examples=50, deadline=None)
@given(FILES, FILES)
def test_a_diff_does_not_depend_on_how_the_trees_are_related(
    before: dict[str, str], after: dict[str, str]
) -> None:
    related = diffs.between(*tree_pair(before, after))
    assert diffs.between(Tree(None, before), Tree(None, after)) == related


def test_a_change_reads_as_git_writes_it() -> None:
    diff = diffs.between(*tree_pair({"a.py": "one\ntwo\n"}, {"a.py": "one\n2"}))
    assert diff.text == (
        "diff --git a/a.py b/a.py\n"
        "index 814f4a4..4ed8796 100644\n"
        "--- a/a.py\n"
        "+++ b/a.py\n"
        "@@ -1,2 +1,2 @@\n"
        " one\n"
        "-two\n"
        "+2\n"
        "\\ No newline at end of file\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "status", "head"),
    [
        ({}, {"n": "1\n"}, "added", "new file mode 100644"),
        ({"n": "1\n"}, {}, "removed", "deleted file mode 100644"),
        ({"n": "1\n"}, {"m": "1\n"}, "renamed", "similarity index 100%"),
        ({"n": "1\n"}, {"n": "2\n"}, "modified", "index d00491f..0cfbf08 100644"),
        ({}, {"n": ""}, "added", "new file mode 100644"),
    ],
)
def test_each_kind_of_change_has_its_status(
    before: dict[str, str], after: dict[str, str], status: str, head: str
) -> None:
    diff = diffs.between(*tree_pair(before, after))
    assert [file.status for file in diff.files] == [status]
    assert diff.text.splitlines()[1] == head


def test_git_itself_accepts_what_the_sandbox_writes(tmp_path: Path) -> None:
    before = {"a b.py": "1\n2\n3", "gone": "x\n", "old": "same\n", "empty": ""}
    after = {"a b.py": "1\n3\n", "new": "same\n", "made": "", "dir/n": "n"}
    for path, text in before.items():
        (tmp_path / path).write_bytes(text.encode())
    diff = diffs.between(*tree_pair(before, after))
    git = shutil.which("git") or "git"
    subprocess.run([git, "init", "-q"], cwd=tmp_path, check=True)  # noqa: S603 - fixed words
    command = [git, "apply", "--whitespace=nowarn"]
    subprocess.run(command, cwd=tmp_path, input=diff.text.encode(), check=True)  # noqa: S603 - as above
    found = {
        str(each.relative_to(tmp_path)): each.read_bytes().decode()
        for each in tmp_path.rglob("*")
        if each.is_file() and ".git" not in each.parts
    }
    assert found == after


def test_a_blob_has_the_name_that_git_gives_it() -> None:
    assert diffs.blob_sha("hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


GIVEN = (
    "diff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n"
    "@@ -1 +1,2 @@\n-old\n+new\n+more\n"
)


def repository() -> tuple[World, User, Repository]:
    world = World(VirtualClock())
    alice = world.create_user("alice")
    return world, alice, world.create_repository(alice, "lm")


def test_a_pull_request_shows_the_diff_it_was_given() -> None:
    world, alice, base = repository()
    world.commit(base, "fix", alice, "Fix")
    pull = world.open_pull_request(
        author=alice, head=base, head_branch="fix", base=base, title="Fix", diff=GIVEN
    )
    shown = world.diff_of(pull)
    assert shown.text == GIVEN
    assert [(file.path, file.additions, file.deletions) for file in shown.files] == [("x.py", 2, 1)]


def test_the_given_diff_stays_when_the_base_moves_on() -> None:
    world, alice, base = repository()
    world.commit(base, "fix", alice, "Fix")
    pull = world.open_pull_request(
        author=alice, head=base, head_branch="fix", base=base, title="Fix", diff=GIVEN
    )
    world.commit(base, "main", alice, "Elsewhere", {"z": "1\n"})
    assert world.diff_of(pull).text == GIVEN


def test_a_commit_may_bring_its_diff_and_later_commits_add_to_it() -> None:
    world, alice, base = repository()
    world.commit(base, "fix", alice, "Fix", diff=GIVEN)
    pull = world.open_pull_request(
        author=alice, head=base, head_branch="fix", base=base, title="Fix"
    )
    assert [file.path for file in world.diff_of(pull).files] == ["x.py"]
    world.commit(base, "fix", alice, "Add", {"y.py": "1\n"})
    assert [file.path for file in world.diff_of(pull).files] == ["x.py", "y.py"]


def test_a_first_commit_may_bring_its_diff_too() -> None:
    world, alice, base = repository()
    made = world.commit(base, "orphan", alice, "Anew", diff=GIVEN, parents=())
    assert base.branches["orphan"] == made.sha


@pytest.mark.parametrize("text", ["no diff at all", "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n"])
def test_what_is_not_a_diff_is_refused_with_the_fix(text: str) -> None:
    world, alice, base = repository()
    with pytest.raises(ValueError, match="Give what `git diff` prints"):
        world.commit(base, "fix", alice, "Fix", diff=text)


def test_a_renamed_file_of_a_given_diff_keeps_its_old_name() -> None:
    text = (
        "diff --git a/old.py b/new.py\nsimilarity index 90%\nrename from old.py\n"
        "rename to new.py\nindex 1..2 100644\n--- a/old.py\n+++ b/new.py\n@@ -1 +1 @@\n-a\n+b\n"
    )
    (file,) = diffs.parse(text).files
    assert (file.path, file.status, file.previous) == ("new.py", "renamed", "old.py")


@pytest.mark.parametrize(
    ("head", "status"), [("new file mode 100644", "added"), ("deleted file mode 100644", "removed")]
)
def test_added_and_removed_files_of_a_given_diff_are_told_apart(head: str, status: str) -> None:
    sides = ("/dev/null", "b/n.py", "+a", "-0,0 +1")
    if status == "removed":
        sides = ("a/n.py", "/dev/null", "-a", "-1 +0,0")
    old, new, line, where = sides
    text = f"diff --git a/n.py b/n.py\n{head}\n--- {old}\n+++ {new}\n@@ {where} @@\n{line}\n"
    (file,) = diffs.parse(text).files
    assert (file.path, file.status) == ("n.py", status)
