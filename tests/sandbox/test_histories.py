from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import VirtualClock
from bot.kernel.errors import UserError
from bot.sandbox import histories
from bot.sandbox.histories import Change, Classroom, project_name, read_history
from bot.sandbox.merged import COMMITS_KEPT, Merged, Skipped, read_commit
from bot.sandbox.world import World
from tests.support.histories import GitRepository, empty, engine

if TYPE_CHECKING:
    from pathlib import Path

SHA, PARENT = "a" * 40, "b" * 40


def record(message: str, *, email: str = "ada@example.org", parents: str = PARENT) -> str:
    return f"{SHA}\x1f{parents}\x1f1772359200\x1f{email}\x1fAda Lovelace\x1f{message}"


def read(message: str, **fields: str) -> Merged:
    found = read_commit("engine", record(message, **fields))
    assert isinstance(found, Merged)
    return found


def test_a_squash_commit_is_read_as_its_pull_request() -> None:
    found = read("Fix the sum (#12)\n\nThe sum was wrong, @bob said.\n\nIt is right now.\n")
    assert (found.number, found.title) == (12, "Fix the sum")
    assert found.description == "The sum was wrong, @bob said.\n\nIt is right now."
    assert found.commits == ("Fix the sum\n\nThe sum was wrong, @bob said.\n\nIt is right now.",)
    assert (found.sha, found.parent) == (SHA, PARENT)
    assert found.merged_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_a_merge_commit_has_the_title_below_its_first_line() -> None:
    message = "Merge pull request #7 from ada/topic\n\nCount items\n\nCounting was missing.\n"
    found = read(message, parents=f"{PARENT} {SHA}")
    assert (found.number, found.title) == (7, "Count items")
    assert found.description == "Counting was missing."
    assert found.parent == PARENT


@pytest.mark.parametrize(
    ("message", "description", "commits"),
    [
        (
            "Add it (#1)\n\n* Add it\n\nIt was missing.\n\n* Tidy\n\n---------\n",
            "It was missing.",
            ("Add it\n\nIt was missing.", "Tidy"),
        ),
        ("Add it (#1)\n\n* one thing\n* another\n", "* one thing\n* another", None),
        ("Add it (#1)\n\n* Add it\n\nIt was missing.\n", "It was missing.", None),
        (
            "Add it (#1)\n\n* Undo\n\nThis reverts commit 1.\n\n* Add it\n\nIt was missing.\n",
            "It was missing.",
            None,
        ),
        (
            (
                "Add it (#1)\n\n* [pre-commit.ci] auto fixes\n\n"
                "for more information, see https://pre-commit.ci\n\n* Add it\n\nIt was missing.\n"
            ),
            "It was missing.",
            None,
        ),
        ("Add it (#1)\n\nTwo parts:\n\n* one\n\n* two\n", "Two parts:\n\n* one\n\n* two", None),
    ],
)
def test_githubs_list_of_squashed_commits_is_told_from_a_description(
    message: str, description: str, commits: tuple[str, ...] | None
) -> None:
    found = read(message)
    assert found.description == description
    assert commits is None or found.commits == commits


def test_names_and_addresses_go_and_mentions_stay() -> None:
    message = (
        "Add it (#1)\n\nAsk ada.l@mail.example.org or @ada, see torch@2.4.0 and "
        "git@github.com:ada/it.\n\nPull Request resolved: https://github.com/a/b/pull/1\n"
        "Differential Revision: D1\nCo-authored-by: Bo <bo@example.org>\n"
        "Signed-off-by: Ada Lovelace <ada@example.org>\n"
    )
    found = read(message)
    assert found.description == (
        "Ask (address) or @ada, see torch@2.4.0 and git@github.com:ada/it."
    )
    everything = repr(found)
    assert "Lovelace" not in everything
    assert "example.org" not in everything
    assert "Signed-off-by: A Student" in found.commits[0]
    assert read("Add it (#1)\n\nPlain.").commits == ("Add it\n\nPlain.",)


def test_a_sign_off_below_the_list_of_commits_is_that_of_each() -> None:
    found = read("Add it (#1)\n\n* One\n\n* Two\n\nWords.\n\nSigned-off-by: Ada <a@b.example>\n")
    assert len(found.commits) == 2
    assert all("Signed-off-by: A Student" in commit for commit in found.commits)


def test_the_same_address_is_the_same_author() -> None:
    one = read("Add it (#1)\n\nPlain.", email="ada@example.org")
    assert one.author == read("Do it (#2)\n\nPlain.", email="Ada@Example.org").author
    assert one.author != read("Do it (#2)\n\nPlain.", email="bo@example.org").author
    assert read("Do it (#2)\n\nPlain.", email="").author


@pytest.mark.parametrize(
    ("given_one", "reason"),
    [
        ("torn", "could not be read"),
        (record("Tidy up"), "no pull request"),
        (record("Merge branch 'main' into topic"), "no pull request"),
        (record("Begin (#1)\n\nWords.", parents=""), "nothing stands before"),
        (record("Bump (#1)\n\nWords.", email="1+renovate[bot]@example.org"), "machine"),
        (record("Say nothing (#1)"), "not kept"),
        (record("Do it (#1)\n\n* Do it\n\n* Do more\n"), "not kept"),
        (record("Do it (#1)\n\n* Do it at last\n"), "not kept"),
        (record("Do it (#1)\n\nCo-Authored-By: Bo <bo@example.org>\n"), "not kept"),
        (record("Do it (#1)\n\nCo-authored-by: Bo bo@example.org\n"), "not kept"),
        (record("Do it (#1)\n\nstack-info: PR: https://github.com/a/b/pull/1\n"), "not kept"),
        (record("Do it (#1)\n\nUpdate\n\n[ghstack-poisoned]"), "not kept"),
        (record("Merge pull request #1 from a/b\n\n"), "not kept"),
    ],
)
def test_what_cannot_be_loaded_is_left_out_with_a_reason(given_one: str, reason: str) -> None:
    found = read_commit("engine", given_one)
    assert isinstance(found, Skipped)
    assert reason in found.reason


def test_a_long_list_of_commits_is_cut() -> None:
    items = "\n\n".join(f"* step {number}\n\ntext" for number in range(COMMITS_KEPT + 50))
    assert len(read(f"Do it (#1)\n\n{items}").commits) == COMMITS_KEPT


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_message_is_read_or_left_out(subject: str, body: str) -> None:
    for message in (f"{subject} (#3)\n\n{body}", f"{subject}\n{body}"):
        found = read_commit("engine", record(message))
        assert isinstance(found, Skipped) or (found.title and found.description)


async def test_a_history_is_read_with_diffs_and_reasons(tmp_path: Path) -> None:
    history = await read_history(engine(tmp_path / "engine"), count=30, seed=0)
    assert history.project == "engine"
    assert [change.merged.number for change in history.changes] == [11, 12, 14, 18]
    assert history.skipped == {
        "no pull request is named": 2,
        "only binary files changed": 1,
        "its description was not kept": 1,
        "a machine wrote it": 1,
        "nothing changed": 1,
    }
    mended, _, counted, renamed = history.changes
    assert "+    return items[0] if items else None" in mended.diff
    assert "tests/test_engine.py" in mended.diff
    assert counted.merged.title == "Count items"
    assert "count.py" in counted.diff
    assert "rename to counting.py" in renamed.diff
    assert mended.merged.author == history.changes[1].merged.author


async def test_a_bare_clone_gives_the_same_and_a_seed_chooses(tmp_path: Path) -> None:
    git_dir = engine(tmp_path / "engine")
    whole = await read_history(git_dir, count=30, seed=0)
    made = empty(tmp_path / "other")
    made.git("clone", "-q", "--bare", str(git_dir), str(tmp_path / "clones" / "engine.git"))
    assert await read_history(tmp_path / "clones" / "engine.git", count=30, seed=0) == whole
    chosen = [await read_history(git_dir, count=1, seed=seed) for seed in range(12)]
    assert all(len(each.changes) == 1 for each in chosen)
    assert len({each.changes[0].merged.number for each in chosen}) > 1
    assert (await read_history(git_dir, count=1, seed=3)).changes == chosen[3].changes


async def test_a_change_that_landed_twice_counts_once_and_old_ones_do_not(tmp_path: Path) -> None:
    made = empty(tmp_path / "engine")
    made.commit("Begin", {"a.py": "0\n"})
    made.commit("Do it (#1)\n\nThe first time.\n", {"a.py": "1\n"})
    made.commit("Do it (#1)\n\nThe second time.\n", {"a.py": "2\n"})
    history = await read_history(tmp_path / "engine" / ".git", count=30, seed=0)
    assert [each.merged.description for each in history.changes] == ["The second time."]


async def test_changes_older_than_two_years_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_dir = engine(tmp_path / "engine")
    monkeypatch.setattr(histories, "AGE_READ", histories.AGE_READ * 0)
    history = await read_history(git_dir, count=30, seed=0)
    assert [change.merged.number for change in history.changes] == [18]


async def test_contents_that_a_copy_lacks_are_gone_past(tmp_path: Path) -> None:
    git_dir = engine(tmp_path / "engine")
    made = GitRepository(tmp_path / "engine")
    blob = made.git("rev-parse", "HEAD:tests/test_engine.py").strip()
    (git_dir / "objects" / blob[:2] / blob[2:]).unlink()
    history = await read_history(git_dir, count=30, seed=0)
    assert [change.merged.number for change in history.changes] == [12, 14, 18]
    assert history.skipped["its contents are not in this copy"] == 1


async def test_diffs_that_are_too_large_or_torn_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_dir = engine(tmp_path / "engine")
    monkeypatch.setattr(histories, "DIFF_BYTES", 60)
    history = await read_history(git_dir, count=30, seed=0)
    assert history.changes == ()
    assert history.skipped["the diff is too large"] == 5

    def torn(_text: str) -> None:
        raise ValueError("torn")

    monkeypatch.undo()
    monkeypatch.setattr("bot.sandbox.histories.diffs.parse", torn)
    history = await read_history(git_dir, count=30, seed=0)
    assert history.skipped["the diff could not be read"] == 5


async def test_a_long_message_is_cut_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = empty(tmp_path / "engine")
    made.commit("Begin", {"a.py": "0\n"})
    made.commit("Do it (#1)\n\n" + "word " * 2_000, {"a.py": "1\n"})
    made.commit("Do more (#2)\n\nBecause.", {"a.py": "2\n"})
    monkeypatch.setattr(histories, "_CHUNK", 100)
    monkeypatch.setattr(histories, "RECORD_BYTES", 1_000)
    history = await read_history(tmp_path / "engine" / ".git", count=30, seed=0)
    assert [each.merged.number for each in history.changes] == [1, 2]
    assert len(history.changes[0].merged.description) < 1_200


async def test_what_git_cannot_read_is_told_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"git cannot read .*Give a git directory"):
        await read_history(tmp_path, count=1, seed=0)
    empty(tmp_path / "engine")
    with pytest.raises(UserError, match="git cannot read"):
        await read_history(tmp_path / "engine" / ".git", count=1, seed=0)


async def test_git_is_stopped_when_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "GIT_SECONDS", 0.0)
    with pytest.raises(UserError, match="took too long"):
        await read_history(engine(tmp_path / "engine"), count=1, seed=0)


async def test_programs_named_in_the_settings_of_a_repository_are_not_run(tmp_path: Path) -> None:
    folder = tmp_path / "engine"
    git_dir = engine(folder)
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    made = GitRepository(folder)
    for key in ("core.pager", "diff.external", "core.fsmonitor", "gpg.program", "diff.x.textconv"):
        made.git("config", key, str(trap))
    made.git("config", "log.showSignature", "true")
    (git_dir / "info" / "attributes").write_text("* diff=x\n", encoding="utf-8")
    history = await read_history(git_dir, count=30, seed=0)
    assert len(history.changes) == 4
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("engine", "engine"),
        ("engine.git", "engine"),
        ("engine/.git", "engine"),
        ("some+engine/repo", "some-engine"),
        ("my engine/repo.git", "my-engine"),
    ],
)
def test_a_project_is_called_after_its_folder(tmp_path: Path, folder: str, name: str) -> None:
    assert project_name(tmp_path / folder) == name


async def test_changes_are_opened_by_students_with_their_own_diff(tmp_path: Path) -> None:
    history = await read_history(engine(tmp_path / "engine"), count=30, seed=0)
    world = World(VirtualClock())
    classroom = Classroom(world, world.create_organisation("course"))
    classroom.add_project(history.project)
    pulls = [classroom.open(change) for change in history.changes]
    assert [pull.author.login for pull in pulls] == [
        "student-1",
        "student-1",
        "student-2",
        "student-2",
    ]
    first = pulls[0]
    assert first.title == "Fix first of an empty list"
    assert "@maintainer" in (first.body or "")
    assert first.repository.full_name == "course/engine"
    assert first.repository.parent is not None
    files = {file.path: file.status for file in world.diff_of(first).files}
    assert files == {"engine.py": "modified", "tests/test_engine.py": "added"}
    assert [file.status for file in world.diff_of(pulls[3]).files] == ["renamed"]
    assert len(world.commits_of(first)) == 1


def test_each_commit_of_a_change_becomes_one_of_the_students() -> None:
    merged = read("Add it (#1)\n\n* Add it\n\nIt was missing.\n\n* Tidy\n")
    world = World(VirtualClock())
    classroom = Classroom(world, world.create_organisation("course"))
    classroom.add_project("engine")
    diff = "diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+a\n"
    pull = classroom.open(Change(merged, diff))
    assert [commit.message for commit in world.commits_of(pull)] == list(merged.commits)
    assert world.diff_of(pull).additions == 1


def test_two_histories_need_two_names() -> None:
    world = World(VirtualClock())
    classroom = Classroom(world, world.create_organisation("course"))
    classroom.add_project("engine")
    with pytest.raises(UserError, match="rename a folder"):
        classroom.add_project("engine")
