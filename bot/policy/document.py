"""Reads a policy file as YAML with every bound in place; pure.

The parser hands out one event at a time, so that a hostile file is refused before it is built.
"""

from __future__ import annotations

import re
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import yaml

from bot.policy.problems import MOST_PROBLEMS, Problem
from bot.policy.tree import Builder, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.policy.tree import Document

LARGEST: Final = 1_000_000
"""Bytes of a policy file; GitHub's API hands out files up to about that size whole:
https://docs.github.com/rest/repos/contents#get-repository-content"""

_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML does not take: https://yaml.org/spec/1.2.2/#51-character-set"""

_TABBED: Final = re.compile(r" *(?P<tabs>\t[ \t]*)(?=\S)")

_ADVICE: Final = MappingProxyType(
    {
        "cannot start any token": "put a text that begins with @, ` or % in quotes",
        "mapping values are not allowed": "check the indentation, and put a text that has ': ' in"
        " it in quotes",
        "unexpected end of stream": "close the quote that was opened before",
        "did not find expected key": "check the indentation of this line",
        "did not find expected '-' indicator": "begin every entry of a list with '- ', all at the"
        " same indentation",
        "could not find expected ':'": "write a key as `key: value`",
        "did not find expected ',' or": "close the bracket that was opened before",
    }
)


def read(content: bytes) -> tuple[Document | None, list[Problem]]:
    """Read a file; never raises, and takes time in proportion to its size.

    Returns:
        The document, None when the file is no YAML, with every problem found on the way.
    """
    if len(content) > LARGEST:
        message = f"the file is larger than a policy can be: {LARGEST:,} bytes"
        return None, [Problem(1, 1, "", message)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        return None, [_at(before, message, "save the file as UTF-8")]
    odd = [
        _at(text[: found.start()], f"the character U+{ord(found[0]):04X} has no place here")
        for found in islice(_UNPRINTABLE.finditer(text), 20)
    ]
    if odd:
        return None, odd
    tabs = list(islice(_tabs(text), MOST_PROBLEMS))
    return _built(_without_tabs(text) if tabs else text, tabs)


def _built(text: str, tabs: list[Problem]) -> tuple[Document | None, list[Problem]]:
    builder = Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        # With tabs about, what follows from them is not worth telling.
        return None, [*tabs, *builder.problems, *([] if tabs else [_syntax(error)])]
    except Refused as refused:
        return None, [*tabs, *builder.problems, refused.problem]
    document = builder.document()
    if document is None:
        return None, [*tabs, Problem(1, 1, "", "the file is empty", "begin with `version: 1`")]
    return document, [*tabs, *builder.problems]


def _at(before: str, message: str, suggestion: str = "") -> Problem:
    """Return a problem at the place that stands behind this text."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Problem(line, column, "", message, suggestion)


def _tabs(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        found = _TABBED.match(line)
        if found:
            column = found.start("tabs") + 1
            yield Problem(number, column, "", "a tab indents this line", "use blanks")


def _without_tabs(text: str) -> str:
    """Return the text as if each such tab were two blanks, to find the other mistakes."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        found = _TABBED.match(line)
        if found:
            lines[index] = found[0].replace("\t", "  ") + line[found.end() :]
    return "\n".join(lines)


def _syntax(error: yaml.MarkedYAMLError) -> Problem:
    mark, reason = error.problem_mark, error.problem or ""
    advice = next((text for part, text in _ADVICE.items() if part in reason), "")
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(line, column, "", f"this is not YAML: {reason}", advice)
