"""Which files a diff changes; pure."""

from __future__ import annotations

import re
from typing import Final

from bot.kernel import diff as diffs
from bot.kernel.errors import UserError
from bot.kernel.snapshot import ChangedFile

_START: Final = re.compile(r"^diff --git ", re.MULTILINE)
_LOOKED_AT: Final = 8_000
"""Code points in which a zero byte shows that a file is no text, as git itself looks."""
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
"""What some shells put before a file that they write."""


def decoded(raw: bytes) -> str:
    """Return the text of a file that any shell may have written; ends of lines become git's."""
    code = next((code for mark, code in _MARKS if raw.startswith(mark)), "utf-8")
    text = raw.decode(code, "replace")
    first = text.partition("\n")[0]
    # Only then were all of them changed; else a line of the change itself ends so.
    return text.replace("\r\n", "\n") if first.endswith("\r") else text


def is_binary(text: str) -> bool:
    """Return whether a file's text was none."""
    return "\0" in text[:_LOOKED_AT]


def cleaned(text: str, where: str) -> str:
    """Return the diff in a text, without the letter that may stand before it.

    Args:
        text: What `git diff`, `git format-patch` or `diff -u` printed.
        where: Where it was read, for the error.

    Raises:
        UserError: There is no diff in it.
    """
    if not text.strip():
        raise UserError(
            f"{where} is empty, so there is no change to check. "
            "`git diff main...HEAD` prints what your branch changes."
        )
    start = _START.search(text)
    found = text[start.start() :] if start else text
    if not diffs.parse(found).files:
        kind = "binary data" if is_binary(text) else "no unified diff"
        raise UserError(f"{where} holds {kind}. Give what `git diff main...HEAD` prints.")
    return found


def files_of(diff: str) -> tuple[ChangedFile, ...]:
    """Return the files of a diff; takes time in proportion to it."""
    return tuple(
        ChangedFile(file.path, file.change, file.additions, file.deletions)
        for file in diffs.parse(diff).files
    )
