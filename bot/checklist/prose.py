"""Telling what people wrote themselves from templates, code and logs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.checklist.words import amount, listed, normal
from bot.kernel.markdown import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.kernel.markdown import Block

PLACEHOLDER_LIMIT: Final = 500
"""A longer line that contains a template's phrase is the author's own text around it."""

_PHRASES: Final = (
    "# (issue)",
    "#(issue)",
    "#issue_number",
    "a clear and concise description",
    "add a description",
    "add description here",
    "add your description",
    "delete options that are not relevant",
    "describe the changes you",
    "describe your change",
    "description goes here",
    "description here",
    "fill in the pr description",
    "fill this in",
    "insert description",
    "list any dependencies that are required",
    "lorem ipsum",
    "made it this far",
    "please describe",
    "please fill",
    "please include a summary",
    "replace me",
    "replace this line",
    "replace this text",
    "replace with a description",
    "write your description",
)
"""Wordings by which templates ask for text; a description that keeps one is not filled in."""

_GAPS: Final = listed("fixes# closes# resolves# placeholder tba tbd todo xxx")
"""Lines, without their spaces, that mark a gap which the author meant to fill."""

_ANSWERS: Final = listed("n/a na no none nothing wip yes")
"""Answers to a template's question; they are no gap, and they tell nothing either."""

_LABELS: Final = frozenset(
    {"test plan", "test result", "test results"}
    | listed(
        "actual approach background changes context description expected fix how motivation plan "
        "problem purpose reproduction result results solution summary testing tests what why"
    )
)
"""Words that begin a section when a colon follows, as some organisations write them."""

_DECORATION: Final = ".*_-<>[]()…!?"

_BOILERPLATE: Final = (
    "before submitting",
    "checklist",
    "code agent policy",
    "contributor declaration",
    "essential elements",
    "who can review",
)
"""Headings whose sections belong to the template, not to the author."""

_TRACE: Final = ("Traceback (most recent", 'File "', "at ", "Exception in thread", "thread '")
_SPANS_READ: Final = 50
_SIGN: Final = re.compile(r"[\d_]|[^\w\s]")
_MOST_SIGNS: Final = 0.3


def is_leftover(line: str) -> bool:
    """Return whether a line is a gap that a template left to fill."""
    short = " ".join(line.casefold().split())
    if short.replace(" ", "").strip(_DECORATION) in _GAPS:
        return True
    return len(short) <= PLACEHOLDER_LIMIT and any(phrase in short for phrase in _PHRASES)


def is_placeholder(line: str) -> bool:
    """Return whether a line tells nothing: a gap, a bare label, a short answer to a template."""
    bare = line.casefold().strip(_DECORATION + "#:; \t")
    return bare in _ANSWERS or not bare or normal(bare) in _LABELS or is_leftover(line)


def is_boilerplate(heading: str) -> bool:
    """Return whether a section with this heading is the template's own."""
    return normal(heading).startswith(_BOILERPLATE)


def own_blocks(blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Yield the author's own blocks, each with the heading that it stands under.

    Left out are the template's sections, quotes, and HTML comments.
    """
    heading = ""
    for block in blocks:
        label, colon, rest = block.text.partition(":")
        if block.kind is BlockKind.HEADING:
            heading = block.text
            continue
        if block.kind is BlockKind.REMARK or block.quoted or is_boilerplate(heading):
            continue
        if block.kind is BlockKind.PARAGRAPH and colon and normal(label) in _LABELS:
            heading = label
            yield heading, replace(block, text=rest.strip())
        else:
            yield heading, block


def prose(block: Block) -> str:
    """Return what a block says in sentences; empty when it says nothing.

    Not counted: code, tables, task items, template lines and questions, traces and logs.
    """
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or block.checked is not None:
        return ""
    lines = (line.strip() for line in block.text.split("\n"))
    text = "\n".join(line for line in lines if not is_placeholder(line))
    if text.endswith("?") or _is_code(text, block.spans) or _is_ping(text):
        return ""
    return text


def _is_ping(text: str) -> bool:
    marks = text.count("@")
    return marks > 0 and amount(text) <= 4 * marks


def _is_code(text: str, spans: tuple[str, ...]) -> bool:
    if any(line.startswith(_TRACE) for line in text.split("\n")):
        return True
    for span in spans[:_SPANS_READ]:
        text = text.replace(span, "", 1)
    return len(_SIGN.findall(text)) > _MOST_SIGNS * len(text)
