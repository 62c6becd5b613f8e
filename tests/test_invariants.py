"""What ARCHITECTURE.md calls absent is absent."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from bot.github import (
    discovery_documents,
    documents,
    issue_documents,
    setup_documents,
    turn_document,
    watch_documents,
)

if TYPE_CHECKING:
    from types import ModuleType

BOT = Path(__file__).parents[1] / "bot"
STANDS_IN = ("sandbox/",)
"""The sandbox plays GitHub, and so has GitHub's side of everything."""


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the coach itself, by its path below `bot`."""
    found = {each.relative_to(BOT).as_posix(): each for each in BOT.rglob("*.py")}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for name, path in found.items()
        if not name.startswith(STANDS_IN)
    }


def calling(*names: str) -> set[str]:
    """Return the modules that call one of these."""
    return {
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names
    }


def importing(name: str) -> set[str]:
    """Return the modules that import this or something inside it, for types or for use."""
    return {
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        for imported in _imported(node)
        if imported == name or imported.startswith(f"{name}.")
    }


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def saying(text: str) -> set[str]:
    """Return the modules in which this stands as a text of its own."""
    return {
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == text
    }


def inside(found: set[str], *places: str) -> bool:
    return bool(found) and all(each.startswith(places) for each in found)


def test_the_intake_cannot_call_github() -> None:
    reaching = importing("bot.github") | importing("gidgethub") | calling("ClientSession")
    assert reaching
    assert not {each for each in reaching if each.startswith("intake/")}


def test_only_the_guard_lets_a_repository_be_read_or_written_to() -> None:
    assert calling("Admitted", "Writable", "Visible") == {"github/guard.py"}


def test_what_may_only_be_looked_at_never_reaches_the_writer() -> None:
    assert not importing("bot.github.guard.Visible") & {
        "github/writer.py",
        "github/talk_steps.py",
    }
    assert importing("bot.github.guard.Visible")


def mutating(*rooms: ModuleType) -> set[str]:
    """Return the names of the documents that change something."""
    return {
        name
        for module in rooms
        for name, value in vars(module).items()
        for text in (value.values() if isinstance(value, MappingProxyType) else [value])
        if isinstance(text, str) and re.search(r"^\s*mutation\b", text, re.MULTILINE)
    }


def test_only_the_writer_sends_what_changes_a_repository() -> None:
    reading = (discovery_documents, issue_documents, turn_document, watch_documents)
    assert mutating(documents, *reading) == {"PUBLISH"}
    assert importing("bot.github.documents.PUBLISH") == {"github/writer.py"}
    assert importing("bot.github.issue_documents.mutation") == {"github/writer.py"}


def test_the_set_up_of_a_tracker_is_the_only_other_way_and_no_part_of_the_service() -> None:
    assert mutating(setup_documents) == {
        "COMMIT",
        "CREATE_BRANCH",
        "CREATE_LABEL",
        "OPEN_PULL_REQUEST",
    }
    assert importing("bot.github.setup_documents") == {"github/tracker_setup.py"}
    assert importing("bot.github.tracker_setup") == {"cli/setup.py"}
    assert importing("bot.cli.setup") == set()
    assert saying("bot.cli.setup") == {"__main__.py"}
    assert not importing("bot.github.auth") & {"cli/setup.py", "github/tracker_setup.py"}


def test_every_text_goes_through_the_door_just_before_it_is_sent() -> None:
    assert importing("bot.kernel.door") == calling("door") == {"github/writer.py"}
    writer = next(
        node
        for node in ast.walk(modules()["github/writer.py"])
        if isinstance(node, ast.ClassDef) and node.name == "Writer"
    )
    sending = {
        node.name: [
            ast.unparse(each.func)
            for statement in node.body
            for each in ast.walk(statement)
            if isinstance(each, ast.Call)
        ]
        for node in writer.body
        if isinstance(node, ast.AsyncFunctionDef)
    }
    ways = {"self._send", "self._gathering.send"}
    through = {name: calls for name, calls in sending.items() if ways & {*calls}}
    assert set(through) >= {"publish", "say"}
    assert ways == {each for calls in through.values() for each in calls} & ways
    for calls in through.values():
        first = min(calls.index(each) for each in calls if each in {"_safe", "_harmless"})
        assert first < min(calls.index(each) for each in calls if each in ways)


def test_no_other_module_writes_a_query_of_its_own() -> None:
    written = {
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.search(r"^\s*(?:query|mutation)\b[^\n]*[({]", node.value, re.MULTILINE)
    }
    assert written == {
        "github/claim_document.py",
        "github/documents.py",
        "github/discovery_documents.py",
        "github/issue_documents.py",
        "github/portfolio_documents.py",
        "github/setup_documents.py",
        "github/turn_document.py",
        "github/watch_documents.py",
    }


def test_besides_there_are_three_posts_and_they_touch_no_repository() -> None:
    # The web room takes them in and sends none.
    assert saying("POST") - {"web/app.py"} == {
        "github/app.py",
        "github/transport.py",
        "register.py",
    }
    for method in ("PUT", "PATCH", "DELETE"):
        assert not saying(method)
    posts = {
        ast.unparse(node.args[1])
        for module, tree in modules().items()
        if module != "web/app.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and len(node.args) > 1
        if isinstance(node.args[0], ast.Constant) and node.args[0].value == "POST"
        if not ast.unparse(node.args[1]).startswith("self.")
    }
    assert len(posts) == 3
    assert not [path for path in posts if "/repos" in path]


def test_statements_stand_in_the_storage_only() -> None:
    assert inside(importing("sqlalchemy"), "storage/")
    assert inside(importing("asyncpg"), "storage/")


@pytest.mark.parametrize("name", ["environ", "getenv"])
def test_the_environment_is_read_by_the_settings_only(name: str) -> None:
    # Calibration is no part of the service: it hands the environment on to git, and takes a
    # token from it when it is told to ask GitHub. Neither is a check on one's own machine, which
    # does the former and asks whether colours are wanted.
    aside = {"calibrate/git.py", "cli/calibrate.py", "cli/check.py", "local/git.py"}
    reading = {
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == name
    }
    assert reading - aside <= {"settings.py"}


def test_a_comment_of_ours_is_known_by_marker_and_author_in_one_place() -> None:
    coach = {each for each in calling("carries") if not each.startswith("rehearsal/")}
    assert coach == {"github/nodes.py"}
