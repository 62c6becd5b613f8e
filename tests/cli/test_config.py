"""`upstream-coach config`, as a person and as a program use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

BROKEN = "version: 1\ncheks: {}\nsurfaces: {comment: 3}\n"
GOOD = "version: 1\nnudges:\n  ladder: [9]\n"


def run(*words: object, allowed: str | None = None) -> Result:
    given = [str(word) for word in words]
    return CliRunner(env={"COACH_ALLOWED": allowed}).invoke(
        cli, ["config", *given], catch_exceptions=False
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yml"
    file.write_text(BROKEN)
    return file


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.yml"
    file.write_text(GOOD)
    return file


def test_every_mistake_of_every_file_is_told_with_its_place(broken: Path, good: Path) -> None:
    result = run("check", broken, good, broken)
    told = [
        f"{broken}:2:1: cheks: there is no key cheks here; did you mean checks?",
        f"{broken}:3:12: surfaces.comment: 3 stands where true or false belongs",
    ]
    assert result.output.splitlines() == [*told, f"{good}: in order", *told]
    assert result.exit_code == 1


def test_a_file_in_order_ends_with_nought(good: Path) -> None:
    result = run("check", good)
    assert (result.exit_code, result.output) == (0, f"{good}: in order\n")


def test_a_program_gets_the_same_as_json(broken: Path, good: Path) -> None:
    result = run("check", "--format", "json", broken, good)
    first, second = json.loads(result.output)
    assert (first["file"], second) == (str(broken), {"file": str(good), "problems": []})
    assert first["problems"][0] == {
        "line": 2,
        "column": 1,
        "path": "cheks",
        "message": "there is no key cheks here",
        "suggestion": "did you mean checks?",
    }
    assert result.exit_code == 1


def test_a_large_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "large.yml"
    with file.open("wb") as opened:
        opened.truncate(10_000_000_000)
    result = run("check", file)
    assert result.exit_code == 1
    assert "larger than a policy can be" in result.output


def test_a_file_that_is_not_there_is_told() -> None:
    result = run("check", "nowhere.yml")
    assert result.exit_code == 2
    assert "'nowhere.yml' does not exist" in result.output


def test_what_holds_is_shown_with_its_origin(good: Path) -> None:
    lines = run("show", "--organisation-file", good, allowed="my-course").output.splitlines()
    assert any(line.split() == ["nudges.ladder", "[9]", f"{good}:3"] for line in lines)
    assert any(line.split() == ["surfaces.comment", "true", "default"] for line in lines)
    assert lines[-1].split()[-2:] == ['["my-course"]', "COACH_ALLOWED"]


def test_what_holds_is_shown_as_json() -> None:
    found = {each["path"]: each for each in json.loads(run("show", "--format", "json").output)}
    assert found["nudges.most_per_week"] == {
        "path": "nudges.most_per_week",
        "value": 2,
        "origin": "default",
    }
    assert not [each for each in found.values() if each["origin"] == "COACH_ALLOWED"]


def test_a_broken_file_is_not_shown_as_if_it_held(broken: Path) -> None:
    with pytest.raises(UserError, match="did you mean checks"):
        run("show", "--repository-file", broken)


def test_a_file_that_cannot_be_read_is_told(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(good), "open", refuse)
    with pytest.raises(UserError, match="cannot be read: Permission denied"):
        run("check", good)
