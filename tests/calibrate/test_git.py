"""Git directories are read as they are: merges, renames, binaries, missing parts, hostile names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.calibrate import git as room
from bot.calibrate.git import GitDirectory
from bot.calibrate.recognise import Person, Recogniser
from bot.calibrate.sizes import FileChange
from bot.kernel.errors import UserError
from tests.support.histories import empty, engine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.histories import GitRepository


@pytest.fixture
def made(tmp_path: Path) -> GitRepository:
    return empty(tmp_path / "engine")


def opened(made: GitRepository) -> GitDirectory:
    return GitDirectory(made.folder / ".git")


def changes_of_the_tip(made: GitRepository) -> list[FileChange]:
    git = opened(made)
    mainline = list(git.mainline("HEAD"))
    old = mainline[-2].sha if len(mainline) > 1 else None
    ((sha, files),) = git.changes([(mainline[-1].sha, old)])
    assert sha == git.resolve("HEAD")
    return files


def test_the_mainline_is_read_oldest_first(tmp_path: Path) -> None:
    git = GitDirectory(engine(tmp_path / "engine"))
    commits = list(git.mainline(git.resolve("HEAD")))
    found = [Recogniser(["course/engine"]).landed(commit) for commit in commits]
    assert [each.number for each in found] == [None, None, *range(11, 19)]
    merge = commits[5]
    assert len(merge.parents) == 2
    assert git.authors([merge.parents[1]]) == {
        merge.parents[1]: (Person("Bo", "ada@example.org"), "Count")
    }
    assert commits[3].author == Person("Ada", "ada@example.org")


def test_a_merge_is_compared_with_what_was_before_it(tmp_path: Path) -> None:
    git = GitDirectory(engine(tmp_path / "engine"))
    merge = list(git.mainline("HEAD"))[5]
    assert list(git.changes([(merge.sha, merge.parents[0])])) == [
        (merge.sha, [FileChange(2, 0, "count.py")])
    ]


def test_a_renamed_file_counts_its_changed_lines(made: GitRepository) -> None:
    made.commit("Begin", {"a/old.py": "".join(f"{n}\n" for n in range(20))})
    made.git("mv", "a/old.py", "a/new.py")
    made.commit("Rename", {"a/new.py": "".join(f"{n}\n" for n in range(21))})
    assert changes_of_the_tip(made) == [FileChange(1, 0, "a/new.py")]


def test_a_binary_file_has_no_lines(made: GitRepository) -> None:
    made.commit("Begin", {"a": "x"})
    made.commit("Paint", {"a.png": b"\x89PNG\0\1", "b.txt": "b\n"})
    assert changes_of_the_tip(made) == [FileChange(0, 0, "a.png"), FileChange(1, 0, "b.txt")]


def test_a_first_commit_is_compared_with_nothing(made: GitRepository) -> None:
    made.commit("Begin", {"a": "x\n", "b": "y\n"})
    assert changes_of_the_tip(made) == [FileChange(1, 0, "a"), FileChange(1, 0, "b")]


def test_an_empty_commit_changed_nothing(made: GitRepository) -> None:
    made.commit("Begin", {"a": "x\n"})
    made.commit("Nothing", {})
    assert changes_of_the_tip(made) == []


def raw_commit(made: GitRepository, author: bytes, message: bytes) -> None:
    """Write a commit that git itself would not make today."""
    made.commit("Begin", {"a": "x"})
    tree = made.git("rev-parse", "HEAD^{tree}").strip().encode()
    who = author + b" 1700000000 +0000"
    file = made.folder / "raw"
    file.write_bytes(b"tree %s\nauthor %s\ncommitter %s\n\n%s" % (tree, who, who, message))
    sha = made.git("hash-object", "-w", "--literally", "-t", "commit", str(file)).strip()
    made.git("update-ref", "refs/heads/main", sha)


def test_an_author_without_name_is_read(made: GitRepository) -> None:
    raw_commit(made, b" <>", b"Begin (#3)")
    (commit,) = opened(made).mainline("HEAD")
    assert commit.author == Person("", "")
    assert commit.subject == "Begin (#3)"


def test_words_that_are_not_text_are_read(made: GitRepository) -> None:
    raw_commit(made, b"A\xffda <ada@example.org>", b"Caf\xff (#3)\n\n\x1f\x01")
    (commit,) = opened(made).mainline("HEAD")
    assert commit.author == Person("A\ufffdda", "ada@example.org")
    assert commit.subject == "Caf\ufffd (#3)"


@pytest.mark.parametrize(
    "path", ["a\tb", "a\nb", "\x01a", "ä ö", '"a"', "1\t2\tx", "-x", ":(top)x"]
)
def test_a_strange_path_is_a_path(made: GitRepository, path: str) -> None:
    made.commit("Begin", {"z": "z"})
    made.commit("Strange", {path: "x\n", "y": "y\n"})
    assert sorted(changes_of_the_tip(made)) == sorted(
        [FileChange(1, 0, path), FileChange(1, 0, "y")]
    )


def lose(made: GitRepository, path: str) -> None:
    """Delete the content of a file, as a copy without large files lacks it."""
    blob = made.git("rev-parse", f"HEAD:{path}").strip()
    (made.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()


@pytest.mark.parametrize("earlier", [0, 2])
def test_a_file_whose_content_the_copy_lacks_counts_as_no_lines(
    made: GitRepository, earlier: int
) -> None:
    for number in range(earlier):
        made.commit(f"Begin {number}", {f"{number}": "x\n"})
    made.commit("Large", {":(top)x": "x\n", "large.py": "y\n" * 9, "tests/test_a.py": "z\n"})
    lose(made, "large.py")
    git = opened(made)
    shas = [commit.sha for commit in git.mainline("HEAD")]
    found = dict(git.changes(list(zip(shas, [None, *shas[:-1]], strict=True))))
    assert list(found) == shas
    assert sorted(found[shas[-1]]) == [
        FileChange(0, 0, "large.py"),
        FileChange(1, 0, ":(top)x"),
        FileChange(1, 0, "tests/test_a.py"),
    ]
    assert git.unreadable_files == 1


def test_a_change_of_nothing_but_a_missing_file_is_survived(made: GitRepository) -> None:
    made.commit("Begin", {"a": "x"})
    made.commit("Large", {"large.py": "y\n" * 9})
    lose(made, "large.py")
    assert changes_of_the_tip(made) == [FileChange(0, 0, "large.py")]


def test_many_commits_are_measured_in_batches(
    made: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "BATCH", 2)
    for number in range(5):
        made.commit(f"Number {number}", {f"{number}": "x\n"})
    git = opened(made)
    shas = [commit.sha for commit in git.mainline("HEAD")]
    found = list(git.changes(list(zip(shas, [None, *shas[:-1]], strict=True))))
    assert found == [(sha, [FileChange(1, 0, f"{n}")]) for n, sha in enumerate(shas)]


def test_a_record_without_end_is_cut(made: GitRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "RECORD_BYTES", 300)
    monkeypatch.setattr(room, "_CHUNK", 128)
    made.commit(f"Begin (#3)\n\n{'long ' * 1000}", {"a": "x"})
    made.commit("Go on (#4)", {"a": "y"})
    first, second = opened(made).mainline("HEAD")
    assert first.subject == "Begin (#3)"
    assert len(first.body) < 300
    assert second.subject == "Go on (#4)"


def test_the_pull_requests_of_a_copy_are_found(made: GitRepository) -> None:
    made.commit("Begin", {"a": "x"})
    git = opened(made)
    sha = git.resolve("HEAD")
    for name in ("7/head", "7/merge", "8/head", "9/other"):
        made.git("update-ref", f"refs/pull/{name}", sha)
    assert git.pull_requests() == ({7: sha, 8: sha}, {7})
    ((name, _, parents),) = git.graph([sha])
    assert (name, parents) == (sha, ())


def test_a_projects_list_of_generated_files_is_read(made: GitRepository) -> None:
    made.commit("Begin", {"a": "x"})
    assert opened(made).attributes("HEAD") == ""
    made.commit("List", {".gitattributes": "*.x linguist-generated\n"})
    assert opened(made).attributes("HEAD") == "*.x linguist-generated\n"


@pytest.mark.parametrize("revision", ["nothing", "--all", "HEAD:a", ""])
def test_a_revision_that_is_no_commit_is_refused(made: GitRepository, revision: str) -> None:
    made.commit("Begin", {"a": "x"})
    with pytest.raises(UserError, match="git rev-parse"):
        opened(made).resolve(revision)


def test_a_folder_that_is_no_git_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a git repository"):
        GitDirectory(tmp_path).resolve("HEAD")


def test_settings_of_the_directory_run_no_program(made: GitRepository, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {witness}\n")
    program.chmod(0o755)
    for name in ("diff.external", "diff.x.textconv", "core.fsmonitor", "core.pager", "gpg.program"):
        made.git("config", name, str(program))
    made.git("config", "log.showSignature", "true")
    made.commit("Begin", {"a": "x\n", ".gitattributes": "* diff=x\n"})
    witness.unlink(missing_ok=True)
    assert len(changes_of_the_tip(made)) == 2
    assert not witness.exists()


def test_a_reader_that_stops_leaves_no_git_behind(made: GitRepository) -> None:
    for number in range(3):
        made.commit(f"Number {number}", {f"{number}": "x\n"})
    commits = opened(made).mainline("HEAD")
    assert next(commits).subject == "Number 0"
    commits.close()  # type: ignore[attr-defined] # it is a generator
