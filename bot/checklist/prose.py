"""Telling what people wrote themselves from templates, code and logs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
    "a clear and concise summary",
    "add a code snippet demonstrating",
    "add a description",
    "add description here",
    "add your description",
    "delete options that are not relevant",
    "describe the changes you",
    "describe your change",
    "description goes here",
    "description here",
    "detail the testing process",
    "explain the purpose or motivation",
    "explain why this change is",
    "fill in the pr description",
    "fill this in",
    "include a brief summary",
    "insert description",
    "line by line info of high level",
    "list any dependencies that are required",
    "list the changes introduced",
    "lorem ipsum",
    "made it this far",
    "please describe",
    "please fill",
    "please include a summary",
    "please measure and include",
    "potentially add a usage example",
    "remove what does not apply",
    "replace me",
    "replace this line",
    "replace this text",
    "replace with a description",
    "tests were added? for example",
    "write your description",
)
"""Wordings by which templates ask for text; a description that keeps one is not filled in."""

_STANDING: Final = (
    "anyone in the community is free to review",
    "asserting correctness. please provide",
    "complete the following tasks before",
    "feel free to message",
    "for prs from open-source community contributors",
    "a linked issue is recommended and will",
    "a linked issue is required. please open",
    "for major changes",
    "oldest at bottom",
    "select one of the following",
    "stack from",
    "thank you for your contribution",
    "to help us review your code",
)
"""Wordings that some projects leave in every description; they tell nothing of the change."""

_TRAILERS: Final = (
    "assisted-by:",
    "cc ",
    "cc:",
    "co-authored-by:",
    "differential revision:",
    "generated-by:",
    "pull request resolved:",
    "pulled by:",
    "reviewed by:",
    "reviewed-by:",
    "reviewers:",
    "signed-off-by:",
    "subscribers:",
    "tags:",
    "tasks:",
)
"""How lines begin that are meant for machines and mailing lists."""

_GAPS: Final = listed("changea changeb closes# fixes# placeholder resolves# tba tbd todo xxx")
"""Lines, without their spaces, that mark a gap which the author meant to fill."""

_ANSWERS: Final = listed("cleanup documentation n n/a na no none nothing tests wip y yes") | {
    "bug fix",
    "new feature",
    "performance improvement",
}
"""Answers to a template's question; they are no gap, and they tell nothing either."""

_SILENT: Final = frozenset({BlockKind.HEADING, BlockKind.REMARK})
_LABELS: Final = frozenset(
    {
        "benchmark for performance improvements",
        "execution tests",
        "kind of contribution",
        "summary of changes",
        "test plan",
        "test result",
        "test results",
        "unit tests",
    }
) | listed(
    "actual approach background changes context description expected fix how justification "
    "motivation plan problem purpose reproduction result results solution summary testing "
    "testplan tests what why"
)
"""Lines that begin a section without being a heading, as some organisations write them."""

_DECORATION: Final = ".*_-<>[]()…!?"

_BOILERPLATE: Final = (
    "before submitting",
    "before your pr is",
    "checklist",
    "code agent policy",
    "code review",
    "contribution process",
    "contributor declaration",
    "essential elements",
    "final review",
    "kind of contribution",
    "ready for review",
    "type of change",
    "who can review",
)
"""Parts of headings whose sections belong to the template, not to the author."""

_PHRASE: Final = re.compile("|".join(map(re.escape, _PHRASES)))
_STANDING_PHRASE: Final = re.compile("|".join(map(re.escape, _STANDING)))
_BOILERPLATE_PART: Final = re.compile("|".join(_BOILERPLATE))
_TRACE: Final = ("Traceback (most recent", 'File "', "Exception in thread", "thread '")
_FRAME: Final = re.compile(r"at [^\s()]{1,200} ?\([^()]{0,200}:\d")
"""A line of Java's or JavaScript's traces; a sentence may begin a line with "at" as well."""
_SPANS_READ: Final = 50
_SIGN: Final = re.compile(r"[\d_]|[^\w\s]")
_MOST_SIGNS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the author's own.

    Attributes:
        heading: The heading or label that it stands under; empty at the beginning.
        block: The block, without the label.
        said: What it says in sentences; empty for code, tables, task items and templates.
    """

    heading: str
    block: Block
    said: str


def is_leftover(line: str) -> bool:
    """Return whether a line is a gap that a template left to fill."""
    short = " ".join(line.casefold().split())
    if short.replace(" ", "").strip(_DECORATION) in _GAPS:
        return True
    return len(short) <= PLACEHOLDER_LIMIT and _PHRASE.search(short) is not None


def is_placeholder(line: str) -> bool:
    """Return whether a line tells nothing of the change.

    That is a gap, a bare label, a short answer to a template, standing text, a trailer.
    """
    short = " ".join(line.casefold().split())
    bare = short.strip(_DECORATION + "#:; ")
    said = normal(bare)
    if not bare or bare in _ANSWERS or said in _ANSWERS | _LABELS or short.startswith(_TRAILERS):
        return True
    return _STANDING_PHRASE.search(short) is not None or is_leftover(line)


def is_boilerplate(heading: str) -> bool:
    """Return whether a section with this heading is the template's own."""
    title = normal(heading)
    return title in {"checks", "pre checks"} or _BOILERPLATE_PART.search(title) is not None


def passages(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """Return the author's own blocks, each with the heading or label that it stands under.

    Left out are the template's sections, quotes, and HTML comments.
    """
    return tuple(_passages(blocks))


def _passages(blocks: Iterable[Block]) -> Iterator[Passage]:
    heading = ""
    is_own = True
    for block in blocks:
        label, own = (block.text, block) if block.kind is BlockKind.HEADING else _labelled(block)
        if label:
            heading = label
            is_own = not is_boilerplate(heading)
        if is_own and block.kind not in _SILENT and not block.quoted:
            yield Passage(heading, own, prose(own))


def _labelled(block: Block) -> tuple[str, Block]:
    """Part the label from a paragraph that begins with one, such as `Test Plan: pytest`."""
    first, _, below = block.text.partition("\n")
    label, colon, beside = first.partition(":")
    if (
        block.kind is not BlockKind.PARAGRAPH
        or normal(label) not in _LABELS
        or not (colon or below)
    ):
        return "", block
    return label, replace(block, text=f"{beside}\n{below}".strip())


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
    if any(line.startswith(_TRACE) or _FRAME.match(line) for line in text.split("\n")):
        return True
    for span in spans[:_SPANS_READ]:
        text = text.replace(span, "", 1)
    # An address is full of signs, and stands in sentences all the same.
    said = " ".join(word for word in text.split() if "://" not in word)
    return bool(text and not said) or len(_SIGN.findall(said)) > _MOST_SIGNS * len(said)
