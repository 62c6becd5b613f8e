"""`upstream-coach calibrate` turns a git directory into the document of `config/history`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.calibrate.git import GitDirectory
from bot.calibrate.mainline import Window, choose
from bot.calibrate.measure import FEWEST_BRANCHES, Asked, measured
from bot.calibrate.recognise import Commit, Person, Recogniser
from bot.kernel.errors import UserError
from bot.projects.history import History
from bot.projects.measured import Followed, Openings, SizeClass
from tests.support.histories import empty, engine

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.support.histories import GitRepository

NAME = "course/engine"


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["calibrate", *words])


def calibrated(git_dir: Path, *words: str) -> History:
    result = run(str(git_dir), "--repo", NAME, "--format", "json", *words)
    assert result.exit_code == 0, (result.output, result.exception)
    return History.load(result.stdout)


@pytest.fixture
def git_dir(tmp_path: Path) -> Path:
    return engine(tmp_path / "engine")


def test_a_history_becomes_figures(git_dir: Path, tmp_path: Path) -> None:
    output = tmp_path / "history.json"
    found = calibrated(git_dir, "--output", str(output))
    assert History.load(output.read_text(encoding="utf-8")) == found
    assert found.counted.merged == 7
    assert found.counted.styles == {"squash": 6, "merge": 1}
    assert found.counted.empty == 1
    assert found.counted.mainline_commits == 8
    assert found.counted.recognised == 1
    assert found.tests.fixes == 1
    assert found.sizes.all.lines.count == 7
    assert found.provenance.openings is Openings.NUMBERS
    assert found.survival_of is Followed.MERGED
    assert not found.placeholder


def test_a_person_is_told_the_main_figures(git_dir: Path) -> None:
    result = run(str(git_dir), "--repo", NAME)
    assert result.exit_code == 0
    assert "course/engine: 7 pull requests" in result.stdout
    assert "focused: up to 50 lines and 3 files" in result.stdout
    assert result.stderr == ""


def test_a_placeholder_says_so_first_and_in_the_document(git_dir: Path) -> None:
    words = (str(git_dir), "--repo", NAME, "--placeholder", "they are old.", "--note", "A note.")
    result = run(*words)
    assert result.stdout.startswith("These figures are a placeholder: they are old.\n")
    found = History.load(run(*words, "--format", "json").stdout)
    assert found.placeholder
    assert found.provenance.note == "A note."


def test_without_scipy_one_is_told_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    result = run(str(tmp_path), "--repo", NAME)
    assert isinstance(result.exception, UserError)
    assert "upstream-coach[calibrate]" in str(result.exception)


def test_an_older_tip_gives_older_figures(git_dir: Path) -> None:
    found = calibrated(git_dir, "--until", "HEAD~4")
    assert found.counted.merged == 4
    assert found.provenance.tip == GitDirectory(git_dir).resolve("HEAD~4")


def test_only_the_newest_are_counted_within_the_limit(git_dir: Path) -> None:
    found = calibrated(git_dir, "--limit", "2")
    assert found.counted.merged == 1
    assert found.counted.empty == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--repo", "engine"), "not of the form owner/name"),
        (("--repo", "a/b/c"), "not of the form owner/name"),
        (("--repo", NAME, "--former", "x"), "not of the form owner/name"),
        (("--repo", NAME, "--since", "0"), "0.1"),
        (("--repo", NAME, "--limit", "0"), "1"),
        ((), "--repo"),
    ],
)
def test_a_wrong_word_is_refused(git_dir: Path, words: tuple[str, ...], told: str) -> None:
    result = run(str(git_dir), *words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_list_that_is_not_text_is_refused(git_dir: Path, tmp_path: Path) -> None:
    listing = tmp_path / "list.json"
    listing.write_bytes(b"\xff\xfe")
    result = run(str(git_dir), "--repo", NAME, "--prs", str(listing))
    assert isinstance(result.exception, UserError)
    assert "is not UTF-8" in str(result.exception)


def test_a_history_without_pull_requests_is_refused(tmp_path: Path) -> None:
    made = empty(tmp_path / "plain")
    made.commit("Begin", {"a": "x"})
    git = GitDirectory(made.folder / ".git")
    with pytest.raises(UserError, match="no merged pull request of course/engine was recognised"):
        measured(git, Asked((NAME,), "HEAD", Window(24, 10)))
    made.commit("Nothing (#3)", {})
    with pytest.raises(UserError, match="changed a file"):
        measured(git, Asked((NAME,), "HEAD", Window(24, 10)))


def test_a_list_gives_exact_times(git_dir: Path, tmp_path: Path) -> None:
    listing = tmp_path / "list.json"
    entries = [{"number": 11, "created_at": "2026-03-01T08:02:00Z", "merged_at": None}]
    listing.write_text(json.dumps(entries))
    found = calibrated(git_dir, "--prs", str(listing))
    assert found.provenance.openings is Openings.LISTED
    assert found.open_hours.all.p99 == 1.9
    assert calibrated(git_dir).open_hours.all.p99 == 0.0


def with_branches(made: GitRepository) -> Path:
    """Add merged and unmerged pull requests: #51 to #53 were not merged, #54 was."""
    git_dir = made.folder / ".git"
    made.commit("Begin", {"engine.py": "x\n"})
    for number in range(1, 4):
        made.commit(f"Part {number} (#{number})", {f"{number}.py": "x\n"}, name=f"Dev {number}")
    heads = {number: made.git("rev-parse", "HEAD~1").strip() for number in range(1, 50)}
    made.git("checkout", "-q", "-b", "topic")
    for number, name in ((51, "New"), (52, "Newer"), (53, "renovate[bot]")):
        files: dict[str, str | bytes] = {f"{number}.py": "x\n" * 60}
        made.commit(f"Try {number}", files, name=name, email=f"{number}@example.org")
        heads[number] = made.git("rev-parse", "HEAD").strip()
        made.git("reset", "-q", "--hard", "main")
    made.commit("Try nothing", {}, name="Empty", email="empty@example.org")
    heads[50] = made.git("rev-parse", "HEAD").strip()
    made.git("checkout", "-q", "main")
    made.minute += 20
    made.commit("Part 54 (#54)", {"54.py": "x\n" * 60}, name="Late", email="late@example.org")
    heads[54] = made.git("rev-parse", "HEAD").strip()
    for number, head in heads.items():
        target = git_dir / "refs" / "pull" / str(number) / "head"
        target.parent.mkdir(parents=True)
        target.write_text(f"{head}\n")
    made.git("update-ref", "refs/pull/52/merge", heads[52])
    return git_dir


def test_what_was_not_merged_is_followed_as_long_as_it_is_known_to_be_open(tmp_path: Path) -> None:
    git_dir = with_branches(empty(tmp_path / "engine"))
    found = calibrated(git_dir)
    assert found.provenance.openings is Openings.NUMBERS_AND_BRANCHES
    assert found.survival_of is Followed.OPENED
    medium = found.survival[SizeClass.MEDIUM]
    assert (medium.opened, medium.merged, medium.censored) == (3, 1, 2)
    assert found.merged_of_opened is not None


def test_a_list_tells_until_when_one_was_open(tmp_path: Path) -> None:
    git_dir = with_branches(empty(tmp_path / "engine"))
    listing = tmp_path / "list.json"
    times = {"created_at": "2026-03-01T10:05:00Z", "closed_at": "2026-03-01T10:09:00Z"}
    listing.write_text(
        json.dumps(
            [
                {"number": 51, **times, "merged_at": None},
                {"number": 52, **times, "merged_at": "2026-03-01T10:09:00Z"},
            ]
        )
    )
    medium = calibrated(git_dir, "--prs", str(listing)).survival[SizeClass.MEDIUM]
    assert (medium.opened, medium.merged, medium.censored) == (2, 1, 1)


def test_the_pull_requests_of_a_fork_are_not_the_projects(tmp_path: Path) -> None:
    git_dir = with_branches(empty(tmp_path / "engine"))
    found = calibrated(git_dir, "--snapshot-of", "somebody/engine")
    assert found.provenance.openings is Openings.NUMBERS
    assert found.provenance.snapshot_of == "somebody/engine"
    assert FEWEST_BRANCHES < 100


def commit(place: int, subject: str, name: str) -> Commit:
    return Commit(str(place), (), 10**9 + place, Person(name, ""), subject, "")


def test_each_pull_request_is_counted_once_and_only_the_projects() -> None:
    git = [
        ("Mend (#1)", "Ada"),
        ("Mend again (#1)", "Ada"),
        ("From elsewhere (#2)", "Ada"),
        ("Newest, without a branch yet (#9)", "Ada"),
        ("Bump (#3)", "dependabot[bot]"),
        ("Far too high (#9999)", "Ada"),
    ]
    recogniser = Recogniser([NAME])
    mainline = [recogniser.landed(commit(n, *each)) for n, each in enumerate(git)]
    found = choose(mainline, Window(24, 100), {1, 3, 5})
    assert [each.number for each in found.counted] == [1, 9]
    assert (found.doubled, found.foreign, found.bots, found.impossible) == (1, 1, 1, 1)
