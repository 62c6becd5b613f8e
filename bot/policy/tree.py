"""From YAML's events to plain values that know their places; pure.

Nothing is expanded and nothing is constructed. What is understood is YAML's core schema, as
editors understand it: `no` and `on` are texts, and so are dates. Anchors, aliases and tags,
which a policy has no use for, are told and not followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.policy.problems import Problem, quoted, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.policy.problems import Path

MOST_NODES: Final = 20_000
"""Keys and values of a file; a cohort of a thousand students has fewer."""

DEEPEST: Final = 12
"""Lists and mappings inside one another; a policy needs six."""

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FRACTION: Final = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_WORDS: Final[Mapping[str, bool | None]] = MappingProxyType(
    {
        **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
        **dict.fromkeys(("true", "True", "TRUE"), True),
        **dict.fromkeys(("false", "False", "FALSE"), False),
    }
)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file, counted from 1."""

    line: int
    column: int


_TOP: Final = Position(1, 1)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain values.

    Attributes:
        value: What it says: None, bool, int, float, str, list, dict.
        positions: Where each value stands, for one in a mapping where its key does.
        aliases: The values that were not written out and so are not known.
    """

    value: Any
    positions: Mapping[Path, Position]
    aliases: frozenset[Path]

    def position(self, path: Path) -> Position:
        """Return where a value stands, or the nearest that it is part of."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, _TOP)

    def problem(self, path: Path, message: str, suggestion: str = "") -> Problem:
        """Return a problem with the value at a path."""
        at = self.position(path)
        return Problem(at.line, at.column, written(path), message, suggestion)


class Refused(Exception):  # noqa: N818 - it carries a problem to `bot.policy.document` alone
    """Reading stops here.

    Args:
        problem: Why.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or a mapping that is being read; `key` is the one that waits for its value."""

    path: Path
    into: list[Any] | dict[str, Any]
    key: str | None = None
    firsts: dict[str, Position] = field(default_factory=dict)


class Builder:
    """Makes a document of events, one after the other.

    Attributes:
        problems: The mistakes that need not stop the reading.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._positions: dict[Path, Position] = {}
        self._root: list[Any] = []
        self._aliases: set[Path] = set()
        self._stack: list[_Open] = []
        self._nodes = 0

    def document(self) -> Document | None:
        """Return what was read; None when that was nothing."""
        if not self._root:
            return None
        return Document(self._root[0], MappingProxyType(self._positions), frozenset(self._aliases))

    def take(self, event: yaml.Event) -> None:
        """Take the next event in.

        Raises:
            Refused: The file is larger or deeper than a policy can be, or of an odd kind.
        """
        if isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()

    def _node(self, event: yaml.NodeEvent) -> None:
        mark = event.start_mark
        at = Position(mark.line + 1, mark.column + 1) if mark else _TOP
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise _refused(at, f"a policy has fewer than {MOST_NODES:,} keys and values")
        if not self._stack and self._root:
            raise _refused(at, "a second document begins here", "keep to one, without `---`")
        self._peculiar(event, at)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, at)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(at)
        else:
            self._collection(event, at)

    def _peculiar(self, event: yaml.NodeEvent, at: Position) -> None:
        """Tell of what a policy has no use for."""
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            self._tell(at, f"*{quoted(event.anchor)} repeats what stands elsewhere", "write it out")
        elif event.anchor is not None:
            self._tell(at, f"&{quoted(event.anchor)} names a value to repeat it", "leave it out")
        if tag is not None:
            self._tell(at, f"the tag {quoted(tag)} has no meaning here", "leave it out")

    def _scalar(self, event: yaml.ScalarEvent, at: Position) -> None:
        holder = self._stack[-1] if self._stack else None
        if holder is None or holder.key is not None or isinstance(holder.into, list):
            self._put(_plain(event), at)
            return
        key = str(event.value)
        holder.key = key
        if key in holder.firsts:
            first = holder.firsts[key]
            message = f"{quoted(key)} stands here a second time, first on line {first.line}"
            self._tell(at, message, "keep one of them", (*holder.path, key))
            return
        holder.firsts[key] = at
        self._positions[(*holder.path, key)] = at

    def _alias(self, at: Position) -> None:
        """Leave a gap, without a problem of its own to follow from it."""
        holder = self._stack[-1] if self._stack else None
        if holder is not None and isinstance(holder.into, list):
            return
        if holder is not None and holder.key is None:
            holder.key = "*"
            return
        self._aliases.add(self._put(None, at))

    def _collection(self, event: yaml.NodeEvent, at: Position) -> None:
        into: list[Any] | dict[str, Any]
        into = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        if len(self._stack) >= DEEPEST:
            raise _refused(at, f"this is nested more than {DEEPEST} deep")
        holder = self._stack[-1] if self._stack else None
        if holder is not None and isinstance(holder.into, dict) and holder.key is None:
            raise _refused(at, "a key must be a word, not a list or a mapping")
        self._stack.append(_Open(self._put(into, at), into))

    def _put(self, value: object, at: Position) -> Path:
        """Put a value where it belongs, and return its path."""
        if not self._stack:
            self._root.append(value)
            self._positions[()] = at
            return ()
        holder = self._stack[-1]
        if isinstance(holder.into, list):
            path = (*holder.path, len(holder.into))
            holder.into.append(value)
            self._positions[path] = at
            return path
        key, holder.key = holder.key or "", None
        # Of a key that is there twice the first value counts; the second is read for its mistakes.
        holder.into.setdefault(key, value)
        return (*holder.path, key)

    def _tell(self, at: Position, message: str, suggestion: str, path: Path = ()) -> None:
        self.problems.append(Problem(at.line, at.column, written(path), message, suggestion))


def _refused(at: Position, message: str, suggestion: str = "") -> Refused:
    return Refused(Problem(at.line, at.column, "", message, suggestion))


def _plain(event: yaml.ScalarEvent) -> object:
    """Return what a text stands for; one in quotes stands for itself."""
    text = str(event.value)
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
