"""File names as git writes them in diffs."""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r"}


def both(names: str) -> tuple[str, str]:
    """Return the two names of git's own header, `a/x b/x`.

    Names with spaces are split in the middle, as they are the same twice.
    """
    if names.startswith('"') and (end := names.find('" ', 1)) > 0:
        return unquoted(names[: end + 1]), unquoted(names[end + 2 :])
    if names.endswith('"') and (begin := names.find(' "')) > 0:
        return names[:begin], unquoted(names[begin + 1 :])
    middle = len(names) // 2
    if names[middle : middle + 1] == " " and names[2:middle] == names[middle + 3 :]:
        return names[:middle], names[middle + 1 :]
    source, _, target = names.partition(" b/")
    return source, f"b/{target}" if target else ""


def alone(rest: str) -> str:
    """Return the name of a line that holds one, without the time that may follow a tab."""
    return unquoted(rest.strip() if rest.startswith('"') else rest.partition("\t")[0].strip())


def unquoted(name: str) -> str:
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
