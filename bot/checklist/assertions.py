"""What the changed lines of tests do: assert, add cases, skip, or take away."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.checklist import marks
from bot.checklist.fragments import fragment
from bot.checklist.words import listed
from bot.kernel.finding import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.checklist.fragments import Fragment
    from bot.kernel.diff import FileDiff, Hunk

_ASSERTING: Final = listed(
    "allclose approx assert asserts check checks compare equal expect expected fail gradcheck "
    "gradgradcheck match opcheck param parametrize raises require should validate verify warns"
)
"""Parts of the names of functions that hold a result against what it should be."""
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CODE: Final = (".py", ".cc", ".cpp", ".cu", ".rs", ".ts", ".js", ".go")
_SKIPPING: Final = listed("expectedFailure skip xfail")
_TABLES: Final = (ast.List, ast.Tuple, ast.Dict, ast.Set)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in the changed lines of tests.

    Attributes:
        asserting: The first added line that asserts something.
        case: The first added line that is a case of a table.
        skipped: Added lines that take a test out on every machine.
        dropped: Assertions that were removed and came back nowhere, more than were added.
        gone: The names of tests that were removed and came back nowhere, with their files.
        replaces: Whether lines were replaced, as when a signature changes.
    """

    asserting: Evidence | None
    case: Evidence | None
    skipped: tuple[Evidence, ...]
    dropped: tuple[Evidence, ...]
    gone: tuple[Evidence, ...]
    replaces: bool


def look(files: Iterable[FileDiff]) -> Look:
    """Return what the changed lines of these test files do; in time that grows with them."""
    tests = tuple(files)
    asserting: Evidence | None = None
    case: Evidence | None = None
    skipped: list[Evidence] = []
    for file in tests:
        for hunk in file.hunks:
            # A tree is worth its time only while something is still looked for.
            tree = fragment(hunk) if file.path.endswith(".py") else None
            skipped += _skipped(file, hunk, tree)
            if asserting is None:
                asserting = _asserting(file, hunk, tree)
            if case is None:
                case = _case(file, hunk, tree)
    added = {_bare(line.text) for file in tests for line in file.added}
    return Look(
        asserting=asserting,
        case=case,
        skipped=tuple(skipped),
        dropped=_dropped(tests, added),
        gone=_gone(tests),
        replaces=any({"+", "-"} <= {line[:1] for line in hunk.lines} for hunk in _hunks(tests)),
    )


def _hunks(files: tuple[FileDiff, ...]) -> Iterator[Hunk]:
    return (hunk for file in files for hunk in file.hunks)


def _asserting(file: FileDiff, hunk: Hunk, tree: Fragment | None) -> Evidence | None:
    if tree is None:
        found = next((line for line in hunk.added if marks.asserts(line.text)), None)
        return None if found is None else Evidence(file.path, found.text, found.number)
    numbers = [tree.first_added(node) for node in tree.nodes if _asserts(node)]
    # What a compiler must print may stand in the comments of a program.
    numbers += [number for number in tree.added if "# CHECK" in tree.lines.get(number, "")]
    first = min((number for number in numbers if number is not None), default=None)
    return None if first is None else Evidence(file.path, tree.lines[first], first)


def _asserts(node: ast.AST) -> bool:
    match node:
        case ast.Assert(test=ast.Constant()):
            return False  # "assert True" holds whatever the code does
        case ast.Assert():
            return True
        case ast.Call(func=function):
            return not _ASSERTING.isdisjoint(_name_parts(function))
        case ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"))):
            return True
    return False


def _name_parts(function: ast.expr) -> Iterator[str]:
    name = _name(function)
    return (part.casefold() for part in _PARTS.findall(name))


def _name(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _case(file: FileDiff, hunk: Hunk, tree: Fragment | None) -> Evidence | None:
    if not file.path.endswith(_CODE):
        return None
    if tree is None:
        found = next((line for line in hunk.added if marks.is_case(line.text)), None)
        return None if found is None else Evidence(file.path, found.text, found.number)
    for node in tree.nodes:
        if isinstance(node, _TABLES) and (node.end_lineno or 0) > node.lineno:
            first = tree.first_added(node)
            if first is not None:
                return Evidence(file.path, tree.lines[first], first)
    return None


def _skipped(file: FileDiff, hunk: Hunk, tree: Fragment | None) -> Iterator[Evidence]:
    if tree is None:
        for line in hunk.added:
            if marks.skips(line.text):
                yield Evidence(file.path, line.text, line.number)
        return
    for node in tree.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for mark in filter(_skips, (*node.decorator_list, *_first_call(node))):
                number = tree.first_added(mark)
                if number is not None:
                    yield Evidence(file.path, tree.lines[number], number)


def _first_call(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[ast.expr]:
    match node.body:
        case [ast.Expr(value=ast.Call() as call), *_]:
            yield call


def _skips(mark: ast.expr) -> bool:
    match mark:
        case ast.Call(func=function, args=arguments):
            name = _name(function)
            # `xfail(condition)` is for some machines alone.
            return name in {*_SKIPPING, "skipTest"} and not (name == "xfail" and arguments)
        case ast.Attribute() | ast.Name():
            return _name(mark) in _SKIPPING
    return False


def _dropped(files: tuple[FileDiff, ...], added: set[str]) -> tuple[Evidence, ...]:
    """Return the removed assertions, when fewer came than went; a moved one did not go."""
    removed = [
        Evidence(file.path, text.strip())
        for file in files
        for text in file.removed
        if _is_check(text) and _bare(text) not in added
    ]
    came = sum(_is_check(line.text) for file in files for line in file.added)
    return tuple(removed) if len(removed) > came else ()


def _is_check(line: str) -> bool:
    return marks.asserts(line) and "import" not in line


def _gone(files: tuple[FileDiff, ...]) -> tuple[Evidence, ...]:
    came = {marks.defined_test(line.text) for file in files for line in file.added} - {""}
    went = [
        Evidence(file.path, text.strip())
        for file in files
        for text in file.removed
        if marks.defined_test(text) and marks.defined_test(text) not in came
    ]
    # A test under a new name is still there.
    return tuple(went) if len(went) > len(came) else ()


def _bare(text: str) -> str:
    return "".join(text.split())
