from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.kernel.errors import UserError
from bot.local.git import Clone
from bot.local.hook import install, script

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.histories import GitRepository

SHA, NOTHING = "1" * 40, "0" * 40


def coach(folder: Path, ends_with: int) -> Path:
    """Make a program that writes down how it is called, under a name that needs quotes."""
    program = folder / "the coach's own" / "upstream-coach"
    program.parent.mkdir(exist_ok=True)
    calls = folder / "calls"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{calls}"\ncat\nexit {ends_with}\n')
    program.chmod(0o755)
    return program


def push(hook: Path, lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the hook that the test has written
        [str(hook), "origin", "https://example.org/x.git"],
        input=lines,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )


@pytest.mark.parametrize(("ends_with", "blocks"), [(0, False), (1, True), (2, False)])
def test_a_push_stops_only_when_something_is_left_to_do(
    clone: GitRepository, tmp_path: Path, ends_with: int, *, blocks: bool
) -> None:
    hook, is_new = install(Clone.at(clone.folder), str(coach(tmp_path, ends_with)))
    assert is_new
    done = push(hook, f"refs/heads/a {SHA} refs/heads/a {NOTHING}\n")
    assert (tmp_path / "calls").read_text() == f"check --git ..{SHA}\n"
    assert done.returncode == int(blocks)
    assert ("--no-verify" in done.stderr) is blocks
    assert done.stdout == ""


def test_each_pushed_branch_is_checked_and_nothing_else(
    clone: GitRepository, tmp_path: Path
) -> None:
    hook, _ = install(Clone.at(clone.folder), str(coach(tmp_path, 1)))
    done = push(
        hook,
        f"refs/heads/a {SHA} refs/heads/a {NOTHING}\n"
        f"(delete) {NOTHING} refs/heads/old {SHA}\n"
        f"refs/tags/v1 {SHA} refs/tags/v1 {NOTHING}\n"
        f"refs/heads/b {SHA[:-1]}2 refs/heads/b {SHA}\n",
    )
    assert (tmp_path / "calls").read_text() == (f"check --git ..{SHA}\ncheck --git ..{SHA[:-1]}2\n")
    assert done.returncode == 1


def test_a_push_of_nothing_and_a_lost_program_hold_nothing_up(
    clone: GitRepository, tmp_path: Path
) -> None:
    program = coach(tmp_path, 1)
    hook, _ = install(Clone.at(clone.folder), str(program))
    assert push(hook, "").returncode == 0
    program.unlink()
    done = push(hook, f"refs/heads/a {SHA} refs/heads/a {NOTHING}\n")
    assert done.returncode == 0
    assert "was not found" in done.stderr


def test_git_itself_calls_the_hook(clone: GitRepository, tmp_path: Path) -> None:
    clone.git("init", "-q", "--bare", str(tmp_path / "fork.git"))
    clone.git("remote", "set-url", "origin", str(tmp_path / "fork.git"))
    install(Clone.at(clone.folder), str(coach(tmp_path, 1)))
    head = clone.git("rev-parse", "HEAD").strip()
    with pytest.raises(subprocess.CalledProcessError):
        clone.git("push", "-q", "origin", "fix-empty")
    assert (tmp_path / "calls").read_text() == f"check --git ..{head}\n"
    clone.git("push", "-q", "--no-verify", "origin", "fix-empty")


def test_a_second_time_changes_nothing_and_an_older_hook_is_brought_up_to_date(
    clone: GitRepository,
) -> None:
    folder = Clone.at(clone.folder)
    hook, _ = install(folder, "upstream-coach")
    assert install(folder, "upstream-coach") == (hook, False)
    assert install(folder, "elsewhere/upstream-coach") == (hook, True)
    assert hook.read_text() == script("elsewhere/upstream-coach")
    assert os.access(hook, os.X_OK)


def test_the_hook_of_somebody_else_stays_and_its_owner_is_told_what_to_add(
    clone: GitRepository,
) -> None:
    hook = clone.folder / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nmake lint\n")
    with pytest.raises(UserError, match="calls `upstream-coach check`"):
        install(Clone.at(clone.folder), "upstream-coach")
    assert hook.read_text() == "#!/bin/sh\nmake lint\n"


def test_a_link_that_leads_nowhere_is_not_followed(clone: GitRepository, tmp_path: Path) -> None:
    hook = clone.folder / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UserError, match="cannot be written"):
        install(Clone.at(clone.folder), "upstream-coach")
    assert not (tmp_path / "nowhere").exists()


def test_the_folder_of_hooks_that_git_was_told_is_used(clone: GitRepository) -> None:
    clone.git("config", "core.hooksPath", "tools/hooks")
    hook, _ = install(Clone.at(clone.folder), "upstream-coach")
    assert hook.resolve() == clone.folder.resolve() / "tools" / "hooks" / "pre-push"


def test_a_worktree_has_the_hook_of_its_clone(clone: GitRepository, tmp_path: Path) -> None:
    clone.git("worktree", "add", "-q", str(tmp_path / "beside"), "main")
    hook, _ = install(Clone.at(tmp_path / "beside"), "upstream-coach")
    assert hook.resolve() == clone.folder.resolve() / ".git" / "hooks" / "pre-push"


def test_a_folder_inside_the_clone_will_do(clone: GitRepository) -> None:
    hook, _ = install(Clone.at(clone.folder / "vllm"), "upstream-coach")
    assert hook.resolve() == clone.folder.resolve() / ".git" / "hooks" / "pre-push"
