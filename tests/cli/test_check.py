"""`upstream-coach check`, as a person and as a script use it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from bot.__main__ import cli
from bot.cli.check import TEXT_BYTES, _paint
from bot.kernel.errors import UserError
from bot.kernel.markers import CHECKLIST
from tests.support.histories import empty
from tests.support.hostile import dangers
from tests.support.pull_requests import diff_of

if TYPE_CHECKING:
    from click.testing import Result

    from tests.support.histories import GitRepository

ROOT = Path(__file__).parents[2]
CODE = diff_of("vllm/core/scheduler.py", "    return budget", removed=("    return None",) * 12)
TEST = diff_of("tests/core/test_scheduler.py", "def test_empty():", "    assert plan('') == []")
DOCS = diff_of("docs/usage.md", "Start it with `serve`, which listens on port 8000.")
BODY = """\
Fixes #4711. An empty prompt never takes anything from the token budget, so the scheduler goes
round for ever. Skip such prompts in `vllm/core/scheduler.py`; the new test in
`tests/core/test_scheduler.py` hangs without the change.
"""


def check(*words: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, ["check", *words], input=given, catch_exceptions=False)


def findings(result: Result) -> dict[str, str]:
    return {each["check"]: each["status"] for each in json.loads(result.stdout)["findings"]}


@pytest.fixture
def diff(tmp_path: Path) -> str:
    path = tmp_path / "change.diff"
    path.write_text(CODE + TEST, encoding="utf-8")
    return str(path)


def test_a_diff_is_checked_against_the_project_it_is_for(diff: str) -> None:
    result = check("--project", "vllm", "--diff", diff, "--title", "Tidy", "--format", "json")
    data = json.loads(result.stdout)
    assert list(data) == ["project", "ready", "findings"]
    assert (data["project"], data["ready"], result.exit_code) == ("vllm-project/vllm", False, 1)
    for finding in data["findings"]:
        assert list(finding) == ["check", "status", "summary", "evidence", "why", "fix"]
        for seen in finding["evidence"]:
            assert {"where", "quote"} <= set(seen) <= {"where", "quote", "line"}


def test_a_change_with_nothing_left_to_do_ends_with_0(tmp_path: Path) -> None:
    body = tmp_path / "body.md"
    body.write_text("The port was told nowhere, so newcomers tried 80.\n", encoding="utf-8")
    words = ("--diff", "-", "--title", "Tell the port in the manual", "--body-file", str(body))
    result = check(*words, "--format", "json", given=DOCS)
    assert (json.loads(result.stdout)["ready"], result.exit_code) == (True, 0)
    assert json.loads(result.stdout)["project"] is None
    assert "--project NAME" in result.stderr


def test_title_body_plan_and_kind_are_looked_at(diff: str, tmp_path: Path) -> None:
    body, plan = tmp_path / "body.md", tmp_path / "plan.md"
    body.write_text(BODY, encoding="utf-8")
    plan.write_text(BODY, encoding="utf-8")
    words = ("--project", "vllm", "--diff", diff, "--format", "json")
    before = findings(check(*words))
    title = ("--title", "[Bugfix] Skip empty prompts in the scheduler")
    after = findings(check(*words, *title, "--body-file", str(body)))
    assert (before["description"], before["plan"]) == ("fix", "fix")
    assert after["description"] != "fix"
    assert after["plan"] == "pass"
    assert check(*words, "--plan-file", str(plan), "--kind", "fix").exit_code == 1


def test_for_github_it_is_the_comment(diff: str) -> None:
    result = check("--project", "vllm", "--diff", diff, "--format", "markdown")
    assert result.stdout.startswith(f"{CHECKLIST}\n")
    assert dangers(result.stdout) == []


def test_for_a_person_the_first_line_tells_how_much_is_left(diff: str) -> None:
    result = check("--project", "vllm", "--diff", diff)
    assert result.stdout.startswith("vllm-project/vllm: ")
    assert "to do before a maintainer looks" in result.stdout.splitlines()[0]
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("name", "project"),
    [("vllm-project/vllm", "vllm-project/vllm"), ("google/jax", "jax-ml/jax")],
)
def test_the_present_name_is_told_whichever_was_given(diff: str, name: str, project: str) -> None:
    result = check("--project", name, "--diff", diff, "--format", "json")
    assert json.loads(result.stdout)["project"] == project


@pytest.fixture
def clone(tmp_path: Path) -> GitRepository:
    made = empty(tmp_path / "clone")
    made.commit("Begin", {"vllm/core.py": "def first(items):\n    return items[0]\n"})
    made.git("remote", "add", "origin", "git@github.com:alice/vllm.git")
    made.git("remote", "add", "upstream", "https://github.com/vllm-project/vllm.git")
    made.git("update-ref", "refs/remotes/upstream/main", "main")
    made.git("checkout", "-q", "-b", "empty-prompts")
    made.commit(
        f"[Bugfix] Answer an empty list\n\n{BODY}",
        {"vllm/core.py": "def first(items):\n    return items[0] if items else None\n"},
    )
    return made


def test_inside_a_clone_no_option_is_needed(
    clone: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone.folder / "vllm")
    result = check("--format", "json")
    data = json.loads(result.stdout)
    assert data["project"] == "vllm-project/vllm"
    assert result.stderr == ""
    found = findings(result)
    assert found["plan"] == "pass"
    assert found["description"] != "fix"


def test_a_clone_elsewhere_and_a_range_can_be_named(clone: GitRepository) -> None:
    clone.commit("Say more", {"README.md": "vllm\n"})
    words = ("--repo", str(clone.folder), "--format", "json", "--project", "jax")
    result = check(*words, "--git", "HEAD~1..HEAD")
    assert json.loads(result.stdout)["project"] == "jax-ml/jax"
    assert findings(result)["tests"] == "not-applicable"


def test_a_fork_alone_is_taken_for_its_project_and_a_stranger_for_none(
    clone: GitRepository,
) -> None:
    clone.git("remote", "remove", "upstream")
    words = ("--repo", str(clone.folder), "--git", "main..", "--format", "json")
    fork = check(*words)
    assert json.loads(fork.stdout)["project"] == "vllm-project/vllm"
    assert "Taken for a fork of vllm-project/vllm" in fork.stderr
    clone.git("remote", "set-url", "origin", "git@github.com:alice/own-work.git")
    stranger = check(*words)
    assert json.loads(stranger.stdout)["project"] is None
    assert "No remote leads to a project" in stranger.stderr


def program(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program with the words of a test
        [sys.executable, "-m", "bot", "check", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), **environment},
    )


def test_a_mistake_ends_with_2_and_without_a_traceback(tmp_path: Path) -> None:
    done = program(cwd=tmp_path)
    assert done.returncode == 2
    assert "is not inside a git repository" in done.stderr
    assert "--repo DIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_terminal_that_shows_ascii_alone_gets_the_rest_replaced(
    tmp_path: Path, form: str
) -> None:
    (tmp_path / "a.diff").write_text(diff_of("src/提示.py", "print(x)"), encoding="utf-8")
    words = ("--diff", "a.diff", "--title", "修复调度器", "--format", form)
    done = program(*words, cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode in {0, 1}, done.stderr
    assert done.stdout


def test_without_git_that_is_told(tmp_path: Path) -> None:
    done = program(cwd=tmp_path, PATH=str(tmp_path))
    assert (done.returncode, "git is not on the PATH" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--project", "vlm", "--diff", "{diff}"), "Did you mean vllm-project/vllm"),
        (("--project", "no/such", "--diff", "{diff}"), "projects list"),
        (("--diff", "{tmp}/absent.diff"), "absent.diff cannot be read"),
        (("--diff", "{tmp}"), "cannot be read"),
        (("--diff", "{garbage}"), "holds binary data"),
        (("--diff", "{empty}"), "is empty"),
        (("--diff", "-"), "the standard input is empty"),
        (("--diff", "{diff}", "--body-file", "{garbage}"), "--body-file"),
        (("--diff", "{diff}", "--plan-file", "{large}"), "larger than 1 MB"),
        (("--repo", "{tmp}"), "not inside a git repository"),
        (("--repo", "{tmp}/absent"), "absent"),
    ],
)
def test_every_mistake_is_told_with_its_place(
    diff: str, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "garbage").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty").write_bytes(b"\n")
    (tmp_path / "large").write_bytes(b"a" * (TEXT_BYTES + 1))
    places = {name: str(tmp_path / name) for name in ("garbage", "empty", "large")}
    given = [word.format(diff=diff, tmp=tmp_path, **places) for word in words]
    with pytest.raises(UserError, match=said):
        check(*given)


@pytest.mark.parametrize(
    "words",
    [
        ("--diff", "x", "--git", "a..b"),
        ("--diff", "x", "--repo", "."),
        ("--install-hook", "--project", "vllm"),
        ("--kind", "kitten"),
        ("--format", "xml"),
    ],
)
def test_options_that_do_not_go_together_are_told(words: tuple[str, ...]) -> None:
    result = check(*words)
    assert result.exit_code == 2
    assert "Error" in result.stderr


def test_the_hook_is_installed_once(clone: GitRepository) -> None:
    first = check("--install-hook", "--repo", str(clone.folder))
    again = check("--install-hook", "--repo", str(clone.folder))
    assert first.exit_code == again.exit_code == 0
    assert "now checks what you push" in first.stdout
    assert "in place already" in again.stdout


def test_the_workflow_of_the_page_can_be_run_as_it_stands(
    clone: GitRepository, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```yaml\n(.+?)^```$", page, re.MULTILINE | re.DOTALL)
    # YAML 1.1 reads the key `on` as true.
    workflow = yaml.safe_load(text)
    assert set(workflow) == {"name", True, "permissions", "jobs"}
    assert workflow["permissions"] == {"contents": "read"}
    step = workflow["jobs"]["check"]["steps"][-1]
    assert "${{" not in step["run"]
    clone.git("update-ref", "refs/remotes/origin/main", "main")
    summary = tmp_path / "summary.md"
    given = {
        "BASE": "main",
        "TITLE": '[Bugfix] "$(touch was-run)"',
        "BODY": BODY,
        "GITHUB_STEP_SUMMARY": str(summary),
        "PROJECT": step["env"]["PROJECT"],
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path),
    }
    assert set(step["env"]) <= set(given)
    done = subprocess.run(  # noqa: S603 - the page's own command
        ["bash", "-e", "-c", step["run"]],  # noqa: S607 - as on GitHub's machines
        cwd=clone.folder,
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert summary.read_text(encoding="utf-8").startswith(CHECKLIST)
    assert not (clone.folder / "was-run").exists()


def test_no_color_is_obeyed_and_a_terminal_gets_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in _paint("words", "red")
    monkeypatch.setenv("NO_COLOR", "1")
    assert _paint("words", "red") == "words"
