from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.kernel.errors import UserError
from bot.kernel.snapshot import Change as FileChange
from bot.local.change import of_clone
from bot.local.git import COMMITS_READ, Clone, GitFailed
from tests.support.histories import GitRepository, empty
from tests.support.pull_requests import NOON

if TYPE_CHECKING:
    from pathlib import Path


def test_a_branch_is_read_from_where_it_left_the_project(clone: GitRepository) -> None:
    change = of_clone(Clone.at(clone.folder), None, "upstream")
    snapshot = change.as_pull_request("vllm-project/vllm", NOON)
    assert [(file.path, file.change) for file in snapshot.files] == [
        ("tests/test_core.py", FileChange.ADDED),
        ("vllm/core.py", FileChange.MODIFIED),
    ]
    assert (snapshot.base_branch, snapshot.commit_count, change.behind) == ("main", 2, 1)
    assert snapshot.repository.name == "vllm-project/vllm"
    assert snapshot.head_sha == clone.git("rev-parse", "HEAD").strip()
    assert [commit.message.partition("\n")[0] for commit in snapshot.commits] == [
        "Return None for an empty list",
        "Test it",
    ]
    assert {(each.author, each.email, each.parents) for each in snapshot.commits} == {
        ("Ada", "ada@example.org", 1)
    }


def test_the_last_commit_gives_the_title_and_several_give_the_description(
    clone: GitRepository,
) -> None:
    folder = Clone.at(clone.folder)
    several = of_clone(folder, None, "upstream")
    assert several.title == "Test it"
    assert several.body == "- Return None for an empty list\n- Test it"
    one = of_clone(folder, "upstream/main..HEAD~1", "upstream")
    assert one.title == "Return None for an empty list"
    assert one.body == "first([]) raised because nothing asked for the length."


def test_a_merge_from_the_project_gives_no_title(clone: GitRepository) -> None:
    clone.git("merge", "-q", "--no-ff", "-m", "Merge branch 'main' into fix-empty", "main")
    change = of_clone(Clone.at(clone.folder), None, "upstream")
    assert change.title == "Test it"
    assert [commit.parents for commit in change.commits] == [1, 1, 2]
    assert change.behind == 0
    assert "README.md" not in change.diff


@pytest.mark.parametrize(
    ("wanted", "base_branch", "count"),
    [
        ("upstream/main..fix-empty", "main", 2),
        ("upstream/main...fix-empty", "main", 2),
        ("upstream/main", "main", 2),
        ("main..", "main", 2),
        ("..fix-empty", "main", 2),
        ("..", "main", 2),
        ("HEAD~1..HEAD", "main", 1),
        ("release..HEAD", "release", 2),
    ],
)
def test_a_range_may_leave_out_either_side(
    clone: GitRepository, wanted: str, base_branch: str, count: int
) -> None:
    clone.git("branch", "release", "main~1")
    change = of_clone(Clone.at(clone.folder), wanted, "upstream")
    assert (change.base_branch, change.commit_count) == (base_branch, count)


def test_the_base_is_found_without_the_projects_remote(clone: GitRepository) -> None:
    clone.git("update-ref", "-d", "refs/remotes/upstream/main")
    assert of_clone(Clone.at(clone.folder), None, None).base_branch == "main"
    clone.git("update-ref", "refs/remotes/origin/trunk", "main")
    clone.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert of_clone(Clone.at(clone.folder), None, "origin").base_branch == "trunk"


def test_only_the_newest_commits_are_read_and_all_are_counted(clone: GitRepository) -> None:
    for number in range(COMMITS_READ):
        clone.git("commit", "-q", "--allow-empty", "-m", f"Step {number}")
    change = of_clone(Clone.at(clone.folder), None, "upstream")
    assert len(change.commits) == COMMITS_READ
    assert change.commits[-1].message == f"Step {COMMITS_READ - 1}"
    assert change.commit_count == COMMITS_READ + 2


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("nowhere..HEAD", "knows no commit nowhere"),
        ("main..nowhere", "knows no commit nowhere"),
        ("--output=x..HEAD", "knows no commit --output=x"),
        ("HEAD..HEAD", "Nothing is committed"),
        ("unrelated..HEAD", "no common commit"),
    ],
)
def test_a_range_that_says_nothing_is_told_with_the_fix(
    clone: GitRepository, wanted: str, said: str
) -> None:
    clone.git("checkout", "-q", "--orphan", "unrelated")
    clone.git("commit", "-q", "-m", "Begin anew")
    clone.git("checkout", "-q", "fix-empty")
    with pytest.raises(UserError, match=said) as refused:
        of_clone(Clone.at(clone.folder), wanted, "upstream")
    assert "BASE..HEAD" in str(refused.value)


def test_a_shallow_clone_is_told_how_to_deepen(clone: GitRepository, tmp_path: Path) -> None:
    clone.git("config", "uploadpack.allowAnySHA1InWant", "true")
    shallow = empty(tmp_path / "shallow")
    for branch in ("main", "fix-empty"):
        shallow.git("fetch", "-q", "--depth=1", clone.folder.as_uri(), f"{branch}:was-{branch}")
    with pytest.raises(UserError, match="--unshallow"):
        of_clone(Clone.at(shallow.folder), "was-main..was-fix-empty", None)


def test_a_partial_clone_is_told_how_to_get_what_it_lacks(
    clone: GitRepository, tmp_path: Path
) -> None:
    clone.git("config", "uploadpack.allowFilter", "true")
    partial = GitRepository(tmp_path / "partial")
    words = ("clone", "-q", "--filter=blob:none", "--no-checkout", clone.folder.as_uri())
    clone.git(*words, str(partial.folder))
    assert Clone.at(partial.folder).remotes() == {"origin": clone.folder.as_uri()}
    with pytest.raises(UserError, match="lacks contents; `git diff"):
        of_clone(Clone.at(partial.folder), "origin/main..origin/fix-empty", None)


def test_a_damaged_clone_is_told_in_gits_words(clone: GitRepository) -> None:
    blob = clone.git("rev-parse", "main:vllm/core.py").strip()
    (clone.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitFailed, match=f"unable to read {blob}"):
        of_clone(Clone.at(clone.folder), None, "upstream")


def test_a_diff_that_nobody_could_review_is_refused(
    clone: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.local.git.DIFF_BYTES", 100)
    with pytest.raises(UserError, match="is larger than"):
        of_clone(Clone.at(clone.folder), None, "upstream")


def test_settings_that_git_cannot_read_are_told_in_gits_words(clone: GitRepository) -> None:
    (clone.folder / ".git" / "config").write_text("[core\n", encoding="utf-8")
    with pytest.raises(GitFailed, match="bad config"):
        Clone.at(clone.folder)


def test_without_any_branch_of_the_project_the_range_is_asked_for(tmp_path: Path) -> None:
    made = empty(tmp_path / "new")
    with pytest.raises(UserError, match="git fetch upstream"):
        of_clone(Clone.at(made.folder), None, None)


def test_what_the_clone_and_the_environment_would_run_is_not_run(
    clone: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil, trace = tmp_path / "evil.sh", tmp_path / "was-run"
    evil.write_text(f"#!/bin/sh\necho run >> '{trace}'\ncat\n", encoding="utf-8")
    evil.chmod(0o755)
    for name in ("diff.external", "core.fsmonitor", "core.pager", "diff.x.textconv"):
        clone.git("config", name, str(evil))
    clone.git("config", "diff.noprefix", "true")
    clone.git("config", "color.ui", "always")
    (clone.folder / ".git" / "info" / "attributes").write_text("*.py diff=x\n", encoding="utf-8")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(evil))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    change = of_clone(Clone.at(clone.folder), None, "upstream")
    assert "diff --git a/vllm/core.py b/vllm/core.py\n" in change.diff
    assert "\x1b" not in change.diff
    assert not trace.exists()


def test_reading_changes_nothing_in_the_clone(clone: GitRepository) -> None:
    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in clone.folder.rglob("*")}

    before = state()
    of_clone(Clone.at(clone.folder), None, "upstream")
    assert state() == before
