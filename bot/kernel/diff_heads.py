"""The head of a file in a diff: its names, its mode, and what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.kernel.snapshot import Change

_NOWHERE: Final = "/dev/null"
_MODE: Final = 6
"""Digits of a mode."""
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}


@dataclass(slots=True)
class Head:
    """What the lines before the first place say of a file, while they are read.

    Attributes:
        source: Its name before, with git's prefix.
        target: Its name after, likewise.
        change: What became of it.
        previous: Its path before, when it was renamed or copied.
        mode: Its new mode, when that changed.
        is_binary: Whether git shows no lines of it.
        is_broken: Whether something of the file could not be read.
    """

    source: str = ""
    target: str = ""
    change: Change = Change.MODIFIED
    previous: str | None = None
    mode: str | None = None
    is_binary: bool = False
    is_broken: bool = False

    @classmethod
    def begun(cls, line: str) -> Head:
        """Begin with git's header, or with the old name of a plain diff."""
        head = cls()
        if line.startswith("diff --git "):
            head.source, head.target = _both(line.removeprefix("diff --git "))
        elif line.startswith("diff --"):
            head.is_broken = True  # a merge against several parents has other places
        return head

    @property
    def path(self) -> str:
        """The path after the change, before it for a deleted file; empty when not known."""
        if self.target in {"", _NOWHERE}:
            return self.source.removeprefix("a/")
        return self.target.removeprefix("b/")

    def take(self, line: str) -> None:
        """Take from a line what it says of the file."""
        word, _, rest = line.partition(" ")
        match word:
            case "---":
                self.source = _alone(rest)
                self.change = Change.ADDED if self.source == _NOWHERE else self.change
            case "+++":
                self.target = _alone(rest)
                self.change = Change.DELETED if self.target == _NOWHERE else self.change
            case "new" if rest.startswith("file mode "):
                self.change = Change.ADDED
            case "new" if rest.startswith("mode "):
                self.mode = rest.removeprefix("mode ").strip()[:_MODE]
            case "deleted":
                self.change = Change.DELETED
            case "rename" | "copy" if rest.startswith("from "):
                self.change = Change.RENAMED if word == "rename" else Change.COPIED
                self.previous = _unquoted(rest.removeprefix("from "))
            case "rename" | "copy" if rest.startswith("to "):
                self.target = "b/" + _unquoted(rest.removeprefix("to "))
            case "Binary" | "GIT":
                self.is_binary = True


def _both(names: str) -> tuple[str, str]:
    """Return the two names of git's own header, `a/x b/x`.

    Names with spaces are split in the middle, as they are the same twice.
    """
    if names.startswith('"') and (end := names.find('" ', 1)) > 0:
        return _unquoted(names[: end + 1]), _unquoted(names[end + 2 :])
    if names.endswith('"') and (begin := names.find(' "')) > 0:
        return names[:begin], _unquoted(names[begin + 1 :])
    middle = len(names) // 2
    if names[middle : middle + 1] == " " and names[2:middle] == names[middle + 3 :]:
        return names[:middle], names[middle + 1 :]
    source, _, target = names.partition(" b/")
    return source, f"b/{target}" if target else ""


def _alone(rest: str) -> str:
    """Return the name of a line that holds one, without the time that may follow a tab."""
    return _unquoted(rest.strip() if rest.startswith('"') else rest.partition("\t")[0].strip())


def _unquoted(name: str) -> str:
    """Return a name freed from git's quotes: octal bytes and backslashes, see `git config`."""
    if len(name) < 2 or not (name.startswith('"') and name.endswith('"')):  # noqa: PLR2004 - both quotes
        return name
    raw = _ESCAPE.sub(_unescape, name[1:-1].encode(errors="replace"))
    return raw.decode(errors="replace")


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return (
        bytes([int(code, 8) & 0xFF])
        if code.isdigit() and len(code) > 1
        else _LETTERS.get(code, code)
    )
