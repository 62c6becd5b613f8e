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

TREES_MADE: Final = 12
"""In a pull request; after so many places without an assertion, lines are looked at by marks."""

_ASSERTING: Final = listed(
    "allclose approx assert asserts check checks compare equal expect expected fail gradcheck "
    "gradgradcheck match opcheck raises require should validate verify warns"
)
"""Parts of the names of functions that hold a result against what it should be."""
_ADDING_CASES: Final = listed("param parametrize")
"""Functions that give a test more cases; something that asserts tells more."""
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CODE: Final = (".py", ".cc", ".cpp", ".cu", ".rs", ".ts", ".js", ".go")
_SKIPPING: Final = listed("expectedFailure skip xfail")
_SKIPPING_WORDS: Final = ("kip", "xfail", "XFAIL", "xpectedFailure", "ignore", "UNSUPPORTED")
"""What a place holds at least that takes a test out."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in the changed lines of tests.

    Attributes:
        asserting: The first added line that asserts something, else one that adds cases.
        case: The first added line that is a case of a table; looked for without an assertion.
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


def look(files: Iterable[FileDiff], *, wants_losses: bool) -> Look:
    """Return what the changed lines of these test files do; in time that grows with them.

    Args:
        files: The test files of a diff.
        wants_losses: Whether to look for what went, which takes as long as all the rest.
    """
    tests = tuple(files)
    asserting: Evidence | None = None
    adding: Evidence | None = None
    case: Evidence | None = None
    skipped: list[Evidence] = []
    trees = 0
    for file in tests:
        for hunk in file.hunks:
            may_skip = _adds(hunk, _SKIPPING_WORDS)
            may_assert = asserting is None and _may_assert(file, hunk)
            # A tree is worth its time only for what it can show.
            wants_tree = (may_skip or may_assert) and file.path.endswith(".py")
            tree = fragment(hunk) if wants_tree and trees < TREES_MADE else None
            trees += wants_tree
            if may_skip:
                skipped += _skipped(file, hunk, tree)
            if may_assert:
                asserting = _asserting(file, hunk, tree)
                adding = adding or _adding_cases(file, hunk, tree)
            if asserting is None and case is None:
                case = _case(file, hunk)
    return Look(
        asserting=asserting or adding,
        case=case,
        skipped=tuple(skipped),
        dropped=_dropped(tests) if wants_losses else (),
        gone=_gone(tests) if wants_losses else (),
        replaces=any(_replaces(hunk) for hunk in _hunks(tests)),
    )


def _adds(hunk: Hunk, words: tuple[str, ...]) -> bool:
    """Return whether an added line of a place holds one of these words."""
    held = [word for word in words if word in hunk.text]
    return bool(held) and any(
        line[0] == "+" and any(word in line for word in held) for line in hunk.lines
    )


def _may_assert(file: FileDiff, hunk: Hunk) -> bool:
    """Return whether some line can be an assertion; cheap, and right when it says no."""
    if marks.may_assert(hunk.text):
        return True
    text = hunk.text.casefold() if file.path.endswith(".py") else ""
    return any(word in text for word in _ASSERTING | _ADDING_CASES)


def _replaces(hunk: Hunk) -> bool:
    text = f"\n{hunk.text}"
    return "\n+" in text and "\n-" in text


def _hunks(files: tuple[FileDiff, ...]) -> Iterator[Hunk]:
    return (hunk for file in files for hunk in file.hunks)


def _asserting(file: FileDiff, hunk: Hunk, tree: Fragment | None) -> Evidence | None:
    if tree is None:
        return _marked(file, hunk, is_adding=False)
    numbers = [tree.first_added(node) for node in tree.nodes if _asserts(node)]
    # What a compiler must print may stand in the comments of a program.
    numbers += [number for number in tree.added if "# CHECK" in tree.lines.get(number, "")]
    # Of a long place the tree shows the beginning alone.
    end = max(tree.lines)
    return _first(file, tree, numbers) or _marked(file, hunk, is_adding=False, after=end)


def _adding_cases(file: FileDiff, hunk: Hunk, tree: Fragment | None) -> Evidence | None:
    if tree is None:
        return _marked(file, hunk, is_adding=True)
    calls = (node for node in tree.nodes if isinstance(node, ast.Call))
    return _first(
        file, tree, [tree.first_added(call) for call in calls if _name(call.func) in _ADDING_CASES]
    )


def _marked(file: FileDiff, hunk: Hunk, *, is_adding: bool, after: int = 0) -> Evidence | None:
    for line in hunk.added:
        bare = line.text.lstrip()
        if (
            line.number > after
            and marks.asserts(line.text)
            and not bare.startswith(("from ", "import "))
        ):
            adds = any(word in bare for word in _ADDING_CASES) and "assert" not in bare
            if adds is is_adding:
                return Evidence(file.path, line.text, line.number)
    return None


def _first(file: FileDiff, tree: Fragment, numbers: list[int | None]) -> Evidence | None:
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
        case ast.Attribute(value=ast.Name(id="parameterized")):
            return "parametrize"
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _case(file: FileDiff, hunk: Hunk) -> Evidence | None:
    if not file.path.endswith(_CODE):
        return None
    found = next((line for line in hunk.added if marks.is_case(line.text)), None)
    return None if found is None else Evidence(file.path, found.text, found.number)


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


def _dropped(files: tuple[FileDiff, ...]) -> tuple[Evidence, ...]:
    """Return the removed assertions, when fewer came than went; a moved one did not go."""
    removed = [
        Evidence(file.path, text.strip())
        for file in files
        for hunk in file.hunks
        if marks.may_assert(hunk.text)
        for text in hunk.removed
        if _is_check(text)
    ]
    if not removed:
        return ()
    added = [line.text for file in files for line in file.added]
    back = set(map(_bare, added))
    gone = tuple(seen for seen in removed if _bare(seen.quote) not in back)
    return gone if len(gone) > sum(map(_is_check, added)) else ()


def _is_check(line: str) -> bool:
    return marks.asserts(line) and "import" not in line


def _gone(files: tuple[FileDiff, ...]) -> tuple[Evidence, ...]:
    went = [
        Evidence(file.path, text.strip())
        for file in files
        for text in file.removed
        if marks.defined_test(text)
    ]
    if not went:
        return ()
    came = {marks.defined_test(line.text) for file in files for line in file.added} - {""}
    gone = tuple(seen for seen in went if marks.defined_test(seen.quote) not in came)
    # A test under a new name is still there.
    return gone if len(gone) > len(came) else ()


def _bare(text: str) -> str:
    return "".join(text.split())
