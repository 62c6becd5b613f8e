"""From a comment to the commands in it, and from a command back to its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.commands.lines import slash_lines
from bot.commands.table import NOT_OURS, TABLE, Takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.commands.lines import SlashLine

PREFIX: Final = "/coach"

MOST: Final = 20
"""Commands of one comment that are run; more are no conversation."""

NAME_LIMIT: Final = 40
"""Characters that are kept of a name that is none."""

MOST_LINES: Final = 200
"""Lines that look like a command and are compared with the names we know."""

_NAME: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9_-]*)[.,:;!?]*(?:\s+|$)")

_NEAR: Final = 0.74
"""How alike two names are that differ by one slip: `paln` and `plan` reach 0.75."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was written; what it means is decided elsewhere.

    Attributes:
        name: One of `bot.commands.table.TABLE`.
        argument: The rest of the line.
        following: Of a command that takes a paragraph what stands beyond the line, beginning
            with its line ends; otherwise empty.
        line: The line in the comment, from 1; does not count when commands are compared.
    """

    name: str
    argument: str = ""
    following: str = ""
    line: int = field(default=1, compare=False)

    @property
    def text(self) -> str:
        """Return all that was given to the command, quotes around the whole of it removed."""
        return _unquoted(f"{self.argument}{self.following}".strip())


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A name that is not known and that may be meant for us.

    Attributes:
        name: As written, without the slash.
        suggestion: The command that is spelt most alike; empty when none is.
        line: As of a command.
    """

    name: str
    suggestion: str = ""
    line: int = field(default=1, compare=False)


Written = Command | Misspelt


@dataclass(frozen=True, slots=True)
class Form:
    """How the coach is addressed.

    Attributes:
        prefix: The word that always means us, with its slash.
        prefix_only: Whether a line without it is left alone.
    """

    prefix: str = PREFIX
    prefix_only: bool = False


SHORT_FORM: Final = Form()
"""Each command by its own name, and by the usual prefix."""


def parse(text: str, *, prefix: str = PREFIX, prefix_only: bool = False) -> tuple[Written, ...]:
    """Return the commands of a comment, description or review in their order.

    A command is a line that begins with its name and a slash, outside code, quotes, HTML and
    links; or with the prefix and its name. Case does not matter. Takes time in proportion to the
    text, of which at most `bot.kernel.markdown.LIMIT` code points are read. Never raises.

    Args:
        text: Markdown.
        prefix: The word that always means us, with its slash.
        prefix_only: Whether a line without the prefix is left alone.
    """
    lines = slash_lines(text)[:MOST_LINES]
    found = (_written(line, prefix.casefold(), prefix_only=prefix_only) for line in lines)
    return tuple(islice(filter(None, found), MOST))


def render(command: Command, *, prefix: str = "") -> str:
    """Return the lines of which `parse` makes the same command.

    Args:
        command: The command.
        prefix: What to begin with, for example `PREFIX`; empty for the short form.
    """
    head = f"{prefix} {command.name}" if prefix else f"/{command.name}"
    return f"{head} {command.argument}".rstrip() + command.following


def split(argument: str) -> tuple[str, ...]:
    """Return the words of an argument; what stands in quotes is one word.

    Never raises: a quote without an end is part of its word.
    """
    return tuple(word for parts in _WORDS.findall(argument) for word in parts if word)


_WORDS: Final = re.compile(r"\"([^\"]+)\"|'([^']+)'(?!\S)|\u201c([^\u201d]+)\u201d|(\S+)")
_QUOTED: Final = re.compile(r"\"([^\"]*)\"|\u201c([^\u201c\u201d]*)\u201d")


def _unquoted(text: str) -> str:
    found = _QUOTED.fullmatch(text)
    return (
        next((part for part in found.groups() if part is not None), "").strip() if found else text
    )


def _written(line: SlashLine, prefix: str, *, prefix_only: bool) -> Written | None:
    if f"/{line.name}".casefold() != prefix:
        return None if prefix_only else _named(line.name, line.rest, line, is_ours=False)
    if not line.rest:
        return Command("help", line=line.number + 1)
    inner = _NAME.match(line.rest)
    if inner is None:
        return Misspelt(line.rest[:NAME_LIMIT], "", line.number + 1)
    return _named(inner[1], line.rest[inner.end() :], line, is_ours=True)


def _named(name: str, argument: str, line: SlashLine, *, is_ours: bool) -> Written | None:
    row = TABLE.get(name.lower())
    number = line.number + 1
    if row is not None:
        following = line.following if Takes.PLAN in row.takes else ""
        return Command(row.name, argument, following, number)
    near = next(iter(_near(name)), "")
    return Misspelt(name, near, number) if near or is_ours else None


def _near(name: str) -> Iterator[str]:
    plain = name.lower().replace("_", "-")
    if plain not in NOT_OURS:
        yield from get_close_matches(plain, TABLE, n=1, cutoff=_NEAR)
