"""Python out of its place: the new lines of a hunk as a tree, where enough of them is there."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.kernel.diff import Hunk

LINES_READ: Final = 120
"""Lines of a hunk that are parsed; the first tests of a file tell what its tests are like."""
_BLOCKS: Final = ("def ", "async def ", "class ", "@")
_BEGINNINGS: Final = (*_BLOCKS, "with ", "for ", "if ")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of Python.

    Attributes:
        nodes: Its statements and expressions that have a place, in no order.
        lines: Its lines, by their number in the file.
        added: The numbers of those that were added.
        offset: What leads from a node's line to the line's number in the file.
    """

    nodes: tuple[ast.stmt | ast.expr, ...]
    lines: dict[int, str]
    added: frozenset[int]
    offset: int

    def first_added(self, node: ast.stmt | ast.expr) -> int | None:
        """Return the number of the first added line of a node; None where nothing is new."""
        begin = node.lineno + self.offset
        end = (node.end_lineno or node.lineno) + self.offset
        return next((number for number in range(begin, end + 1) if number in self.added), None)


def fragment(hunk: Hunk) -> Fragment | None:
    """Return the new side of a hunk as a tree; None when it does not parse.

    A hunk begins and ends anywhere. It is tried whole, then without what stands around the
    added lines, then from the first line that begins a block.
    """
    numbered = _first_blocks(dict(_new_side(hunk)))
    added = frozenset(line.number for line in hunk.added) & numbered.keys()
    if not added:
        return None
    for first, last in _cuts(numbered, added):
        kept = {number: numbered[number] for number in range(first, last + 1)}
        found = parsed(list(kept.values()))
        if found is not None:
            tree, before = found
            return Fragment(_nodes(tree), kept, added, first - 1 - before)
    return None


def _new_side(hunk: Hunk) -> Iterator[tuple[int, str]]:
    number = hunk.start
    for line in hunk.lines:
        if line[:1] != "-":
            yield number, line[1:]
            number += 1


def _first_blocks(numbered: dict[int, str]) -> dict[int, str]:
    """Return the first lines, up to where a block begins that is left out."""
    if len(numbered) <= LINES_READ:
        return numbered
    first = min(numbered)
    ends = range(first + LINES_READ, first, -1)
    end = next((n for n in ends if numbered[n].lstrip().startswith(_BLOCKS)), first + LINES_READ)
    return {number: numbered[number] for number in range(first, end)}


def _cuts(numbered: dict[int, str], added: frozenset[int]) -> Iterator[tuple[int, int]]:
    first, last = min(added), max(added)
    yield min(numbered), max(numbered)
    yield first, last
    for number in range(min(numbered), last + 1):
        if numbered[number].lstrip().startswith(_BEGINNINGS):
            yield number, last
            return


def parsed(lines: list[str]) -> tuple[ast.Module, int] | None:
    """Return the tree of some lines, and how many had to be put before them; None without one."""
    before = [f"{' ' * indent}if 1:" for indent in _open_blocks(lines)]
    text = "\n".join((*before, *lines)) + "\n"
    try:
        with warnings.catch_warnings():
            # What the author's strings escape is none of our business.
            warnings.simplefilter("ignore")
            return ast.parse(text), len(before)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _open_blocks(lines: list[str]) -> list[int]:
    """Return how far the blocks are indented that must have begun before the first line."""
    least: list[int] = []
    for line in lines:
        bare = line.lstrip(" ")
        if not bare or bare.startswith(("#", "\t")):
            continue
        indent = len(line) - len(bare)
        if not least or indent < least[-1]:
            least.append(indent)
        if not indent:
            break
    outer = least[::-1]
    return [0, *outer[:-1]] if outer and outer[0] else outer[:-1]


def _nodes(tree: ast.Module) -> tuple[ast.stmt | ast.expr, ...]:
    return tuple(node for node in ast.walk(tree) if isinstance(node, (ast.stmt, ast.expr)))
