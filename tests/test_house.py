"""The rules of the house that no other tool holds."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from grimp import build_graph
from importlinter.cli import lint_imports

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
PURE = (
    "bot/kernel",
    "bot/checklist",
    "bot/commands",
    "bot/nudges/",
    "bot/progress",
    "bot/review",
    "bot/summary",
    "bot/policy",
    "bot/projects",
    "bot/intake/payload.py",
    "bot/intake/routing.py",
    "bot/intake/signature.py",
    "bot/jobs/retry.py",
)
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_SHAPE = 60
"""In `bot/sandbox/shapes` a function is one object of GitHub's, field by field: data."""

MARKERS = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HACK"]) + r")\b")
ELSEWHERE = re.compile(
    r"https?://[^/\s\"']*(?:registry|pypi|pythonhosted|npm|mirror|artifact)[^/\s\"']*"
    r"|(?<![\w.*-])/(?:work|tmp|root|home)/\w",
    re.IGNORECASE,
)
"""The host of a package registry, or a path of one machine."""


@cache
def tracked() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],  # noqa: S607 - any git will do
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).exists())


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def modules(*folders: str) -> list[str]:
    return [name for name in tracked() if name.endswith(".py") and name.startswith(folders)]


def functions(name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    walked = ast.walk(ast.parse(text(name)))
    return [each for each in walked if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines below the signature and the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1 if body else 0


def comments(name: str) -> str:
    """Return what a file says beside its code; all of it where that cannot be told apart."""
    if not name.endswith(".py"):
        return text(name)
    tokens = tokenize.generate_tokens(io.StringIO(text(name)).readline)
    return "\n".join(token.string for token in tokens if token.type == tokenize.COMMENT)


def test_the_rooms_that_decide_wait_for_nothing() -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    found = [
        f"{name}:{node.lineno}"
        for name in modules(*PURE)
        for node in ast.walk(ast.parse(text(name)))
        if isinstance(node, waiting)
    ]
    assert len(modules(*PURE)) > len(PURE)
    assert not found


def test_a_file_fits_in_the_head() -> None:
    lines = {name: text(name).count("\n") for name in modules("bot/")}
    assert lines
    assert not {name: count for name, count in lines.items() if count > LONGEST_FILE}


def test_a_function_fits_on_the_screen() -> None:
    too_long = {
        f"{name}:{each.lineno} {each.name}": length(each)
        for name in modules("bot/")
        for each in functions(name)
        if length(each) > (LONGEST_SHAPE if "/shapes/" in name else LONGEST_FUNCTION)
    }
    assert not too_long


def test_a_name_says_what_is_inside() -> None:
    empty_words = re.compile(r"(?:^|[/_.])(?:utils?|helpers?|misc|common)(?:[/_.]|$)")
    assert not [name for name in tracked() if empty_words.search(name)]


def test_every_module_names_its_room() -> None:
    assert not [name for name in modules("bot/") if not ast.get_docstring(ast.parse(text(name)))]


def test_no_file_carries_a_marker_of_unfinished_work() -> None:
    # The bytes of a picture can look like anything.
    written = [name for name in tracked() if not name.endswith(".png")]
    assert not [name for name in written if MARKERS.search(comments(name))]


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = {name: ELSEWHERE.search(text(name)) for name in tracked() if name != "LICENSE"}
    assert not {name: match[0] for name, match in found.items() if match}


def test_no_two_files_need_each_other() -> None:
    graph = build_graph("bot")
    # The things of the sandbox's world know each other, as GitHub's do.
    modules = {each for each in graph.modules if not each.startswith("bot.sandbox")}
    needs = {each: graph.find_modules_directly_imported_by(each) & modules for each in modules}
    assert len([*TopologicalSorter(needs).static_order()]) == len(modules)


def test_imports_go_downwards_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out
