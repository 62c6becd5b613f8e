"""`upstream-coach projects`, as a person and as a script use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from bot.__main__ import cli, main
from bot.projects.facts import Bar, StateKind
from bot.shipped import shipped_folder

if TYPE_CHECKING:
    import pytest


def output(*words: str) -> str:
    result = CliRunner().invoke(cli, [*words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_list_is_for_people_and_for_programs() -> None:
    listed = json.loads(output("projects", "list", "--format", "json"))
    assert len(listed) == 18
    for one in listed:
        assert Bar(one["bar"])
        assert StateKind(one["state"])
        assert one["scope"]
        assert one["note"]
    table = output("projects", "list")
    assert all(one["name"] in table for one in listed)


def test_a_project_is_shown_under_its_present_name_whatever_it_was_called() -> None:
    for name in ("google/jax", "GOOGLE/JAX", "jax-ml/jax"):
        assert json.loads(output("projects", "show", name, "--format", "json"))["name"] == (
            "jax-ml/jax"
        )
        assert output("projects", "show", name).startswith("jax-ml/jax\n")


def test_a_project_outside_the_course_is_shown_as_generic_with_the_nearest_names() -> None:
    shown = json.loads(output("projects", "show", "somebody/vllm", "--format", "json"))
    assert (shown["is_generic"], shown["nearest"]) == (True, ["vllm-project/vllm"])
    assert "A generic profile" in output("projects", "show", "somebody/vllm")


def test_a_name_without_an_owner_ends_with_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["upstream-coach", "projects", "show", "vllm"])
    try:
        main()
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert "Did you mean vllm-project/vllm?" in capsys.readouterr().err


def test_a_folder_is_read_by_the_names_of_its_files() -> None:
    folder = shipped_folder("projects")
    assert len(folder) == 18
    assert folder["projects/jax-ml__jax.yaml"].startswith("# yaml-language-server")
