"""The command that runs the touched tests and no others, made from the project's own."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.projects.practice import Suites

MOST_FILES: Final = 5
"""With more, a command is longer than anybody reads."""

_TAKES_A_VALUE: Final = frozenset({"-c", "-n", "-m", "--tb", "-o"})
_DROPPED_WITH_VALUE: Final = frozenset({"-k"})


def commands(suites: Suites, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the commands that run these test files, at most one for each way of running.

    Args:
        suites: How the project runs tests.
        paths: Test files from the root.

    Returns:
        Nothing for files that the project's commands cannot name.
    """
    templates = (suites.run, *suites.more)
    made: dict[str, list[str]] = {}
    for path in paths:
        template = _fitting(templates, path)
        if template is not None:
            made.setdefault(template, []).append(path)
    return tuple(
        _command(template, tuple(files))
        for template, files in made.items()
        if len(files) <= MOST_FILES
    )


def _fitting(templates: tuple[str, ...], path: str) -> str | None:
    """Return the first command for such a file; one that names its folder before others."""
    able = [template for template in templates if _runs(template, path)]
    folders = path.split("/")[:-1]
    return max(able, key=lambda template: _shared(template, folders), default=None)


def _runs(template: str, path: str) -> bool:
    folders, _, name = path.rpartition("/")
    if name.endswith(".py"):
        collected = name.startswith("test_") or name.endswith("_test.py")
        return (
            collected and _program(template) in {"pytest", "python"} and not _is_elsewhere(template)
        )
    if name.endswith((".mlir", ".ll")):
        return _program(template) == "lit"
    # The target of a test is not known from its path where the template says no more of it.
    return bool(folders) and name.endswith("_test.cc") and "//xla/<package>" in template


def _program(template: str) -> str:
    words = template.split()
    if "pytest" in words:
        return "pytest"
    if "lit" in words:
        return "lit"
    return "python" if words[:1] == ["python"] and words[1:2] != ["-m"] else ""


def _is_elsewhere(template: str) -> bool:
    """Return whether the command first goes to another folder, or is for a single script."""
    return template.startswith("cd ") or "utils/" in template


def _shared(template: str, folders: list[str]) -> int:
    named = next((word for word in template.split() if "/" in word and "test" in word), "")
    parts = named.removeprefix("./").split("/")[:-1]
    same = 0
    for ours, theirs in zip(parts, folders, strict=False):
        if ours != theirs:
            break
        same += 1
    return same


def _command(template: str, paths: tuple[str, ...]) -> str:
    named = tuple(map(shlex.quote, paths))
    if "bazel test" in template:
        return " ".join(("bazel test", *map(_target, paths)))
    words = template.split()
    if "lit" in words:
        return " ".join((*words[: words.index("lit") + 1], "-v", *named))
    if "pytest" not in words:
        return " ".join(("python", *named[:1]))
    return " ".join(_without_places(words)) + " " + " ".join(named)


def _target(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return shlex.quote(f"//{folder}:{name.rpartition('.')[0]}")


def _without_places(words: list[str]) -> Iterator[str]:
    """Yield the words of a command but for the tests that it names."""
    head = words.index("pytest") + 1
    yield from words[:head]
    rest = iter(words[head:])
    for word in rest:
        if word in _DROPPED_WITH_VALUE:
            next(rest, None)
        elif word in _TAKES_A_VALUE:
            yield word
            yield next(rest, "")
        elif word.startswith("-"):
            yield word
