"""Markdown, read as Markdown, and the safe quoting of what users wrote."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

LIMIT: Final = 65_536
"""Code points that are read of a text: GitHub's own limit of a pull request's body."""

MAX_NESTING: Final = 20
"""Levels of quotes and lists that are read; markdown-it's own setting for CommonMark."""

QUOTE_LIMIT: Final = 160
"""Code points of a quote that a reader still takes in at a glance."""

BOLD_HEADING: Final = 7
"""The level of what people use as a heading: a line of bold text, the summary of a fold."""


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"
    TABLE = "table"
    REMARK = "remark"
    """An HTML comment: written, but not shown."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a Markdown text.

    Attributes:
        kind: What it is.
        text: What a reader sees, without markup; lines as written. Of code the code,
            of a table a line for each row with ` | ` between the cells.
        level: Of a heading 1 to 6, or `BOLD_HEADING`; otherwise 0.
        info: The word after a code fence, for example `python`.
        checked: Of a task list's item whether it is ticked; otherwise None.
        quoted: Whether it stands in a block quote, so that somebody else may have written it.
        spans: The code spans within the text, in order.
        links: Where the text's links lead, in order.
        pictures: How many pictures stand in it.
    """

    kind: BlockKind
    text: str
    level: int = 0
    info: str = ""
    checked: bool | None = None
    quoted: bool = False
    spans: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    pictures: int = 0


_PARSER: Final = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable("table")
_DEEPER: Final = {"blockquote_open": 1, "blockquote_close": -1}
_LISTED: Final = {"list_item_open": 1, "list_item_close": -1}
_TICKS: Final = {"[ ] ": False, "[x] ": True, "[X] ": True}


def read(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text in the order of reading.

    Takes time in proportion to the text, of which at most `LIMIT` code points are read.
    """
    return tuple(_blocks(tokens(text)))


def tokens(text: str) -> list[Token]:
    """Return a Markdown text as markdown-it's tokens, for rooms that need lines and nesting.

    Reads as much as `read` does, in the same time.
    """
    source = text[:LIMIT]
    try:
        return _PARSER.parse(source)
    except IndexError:
        # Where HTML in a list in a quote is the last thing, markdown-it reads beyond the end.
        return _PARSER.parse(source + "\n")


def _blocks(tokens: Iterable[Token]) -> Iterator[Block]:
    quotes = items = 0
    opened: Token | None = None
    rows: list[list[Block]] = []
    for token in tokens:
        quotes += _DEEPER.get(token.type, 0)
        items += _LISTED.get(token.type, 0)
        if token.type in {"fence", "code_block"}:
            found: Iterable[Block] = (
                Block(BlockKind.CODE, token.content, info=token.info.strip()),
            )
        elif token.type == "html_block":
            found = _html_blocks(token.content)
        elif token.type == "tr_open":
            rows.append([])
            continue
        elif token.type == "table_close":
            found = (_table(rows),)
            rows = []
        elif token.type == "inline" and rows:
            rows[-1].append(_inline(token)[0])
            continue
        elif token.type == "inline":
            found = _text_blocks(token, opened, listed=items > 0)
        else:
            opened = token
            continue
        yield from (replace(block, quoted=quotes > 0) for block in found)


def _table(rows: list[list[Block]]) -> Block:
    lines = "\n".join(" | ".join(cell.text for cell in row) for row in rows)
    pictures = sum(cell.pictures for row in rows for cell in row)
    return Block(BlockKind.TABLE, lines, pictures=pictures)


def _text_blocks(token: Token, opened: Token | None, *, listed: bool) -> Iterator[Block]:
    shown, *hidden = _inline(token)
    if opened is not None and opened.type == "heading_open":
        yield replace(shown, kind=BlockKind.HEADING, level=int(opened.tag[1]))
    elif listed:
        checked = _TICKS.get(f"{shown.text} "[:4])
        text = shown.text if checked is None else shown.text[4:]
        yield replace(shown, kind=BlockKind.ITEM, text=text, checked=checked)
    elif _is_bold(token.children or []):
        yield replace(shown, kind=BlockKind.HEADING, level=BOLD_HEADING)
    elif shown.text or not hidden:
        yield shown
    yield from hidden


def _is_bold(children: list[Token]) -> bool:
    marks = [child.type for child in children if child.content or child.nesting]
    return marks == ["strong_open", "text", "strong_close"]


def _inline(token: Token) -> tuple[Block, ...]:
    """Return the shown text as a paragraph, and after it the comments hidden in it."""
    parts: list[str] = []
    spans: list[str] = []
    links: list[str] = []
    hidden: list[Block] = []
    pictures = 0
    for child in token.children or []:
        pictures += child.type == "image" or _is_picture(child.content, child.type)
        if child.type == "html_inline":
            if child.content.startswith("<!--"):
                hidden.append(Block(BlockKind.REMARK, _inside_comment(child.content)))
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        else:
            parts.append(child.content)
        if child.type == "code_inline":
            spans.append(child.content)
        if child.type == "link_open":
            links.append(str(child.attrs.get("href", "")))
    text = "".join(parts).strip()
    shown = Block(BlockKind.PARAGRAPH, text, spans=tuple(spans), links=tuple(links))
    return (replace(shown, pictures=pictures), *hidden)


def _is_picture(html: str, kind: str = "html_inline") -> bool:
    return kind == "html_inline" and html[:5].casefold() in {"<img ", "<img\n"}


def _inside_comment(html: str) -> str:
    return html.removeprefix("<!--").removesuffix("-->").strip()


def _html_blocks(html: str) -> Iterator[Block]:
    """Yield the comments of a block of HTML, then the text between its tags."""
    shown: list[str] = []
    at = pictures = 0
    while (start := html.find("<", at)) >= 0:
        shown.append(html[at:start])
        is_comment = html.startswith("<!--", start)
        end = html.find("-->" if is_comment else ">", start)
        after = len(html) if end < 0 else end + (3 if is_comment else 1)
        if is_comment:
            yield Block(BlockKind.REMARK, _inside_comment(html[start:after]))
        pictures += _is_picture(html[start : start + 5])
        at = after
    shown.append(html[at:])
    text = "".join(shown).strip()
    if text and "<summary" in html.casefold():
        yield Block(BlockKind.HEADING, text, level=BOLD_HEADING)
    elif text or pictures:
        yield Block(BlockKind.PARAGRAPH, text, pictures=pictures)


_BREAK: Final = "\u200b"
_JOINERS: Final = frozenset("\u200c\u200d")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs"})
_LIVE: Final = re.compile(
    r"[@\uff20\ufe6b#&]|<(?=!)|gh(?=-\d)|:(?=//)|www(?=\.)|github(?=\.com)"
    r"|[0-9a-f]{6}(?=[0-9a-f])",
    re.IGNORECASE,
)
"""Where a text is cut so that GitHub makes nothing of it.

Mentions, entities that would become one, numbers and hashes that become links and leave a
back-link, addresses, HTML comments:
https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
"""


def plain(text: str, limit: int = QUOTE_LIMIT) -> str:
    """Return the text on one line, without control and direction characters.

    Args:
        text: Anything; also lone surrogates, which could not be sent as UTF-8.
        limit: Code points to keep; what is cut off shows as an ellipsis within the limit.
    """
    kept = "".join(
        char
        for char in text
        if char.isspace() or char in _JOINERS or unicodedata.category(char) not in _HIDDEN
    )
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quote(text: str, limit: int = QUOTE_LIMIT) -> str:
    """Return a user's text as a code span in which nothing is live.

    A code span alone is not enough: answers by e-mail lose it, and then a mention pings. So
    everything that GitHub links is cut by a zero-width space as well.

    Args:
        text: Anything.
        limit: Code points to show; the result is at most about three times as long.

    Returns:
        One line without unbalanced backticks; empty when there is nothing to show.
    """
    dead = _LIVE.sub(rf"\g<0>{_BREAK}", plain(text, limit))
    if not dead:
        return ""
    longest = max(map(len, re.findall("`+", dead)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if dead.startswith("`") or dead.endswith("`") else ""
    return f"{fence}{pad}{dead}{pad}{fence}"


def inert(text: str, limit: int = 400) -> str:
    """Return a sentence of our own files as prose in which nothing is live.

    What users wrote is quoted instead: see `quote`.

    Args:
        text: A sentence of a profile or of the course; its Markdown stays.
        limit: Code points to show.
    """
    return _LIVE.sub(rf"\g<0>{_BREAK}", plain(text, limit))


def link(url: str, text: str) -> str:
    """Return a Markdown link that leaves no trace where it leads.

    GitHub documents `redirect.github.com` as the way to link without a back-link. It exists
    for github.com only. What is no web address comes back as a quote of the text.

    Args:
        url: Where to; any text.
        text: What to show; quoted.
    """
    label = quote(text) or quote(url)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return label
    if parts.scheme not in {"http", "https"} or not host.isascii() or not host:
        return label
    if host in {"github.com", "www.github.com"}:
        host, port = "redirect.github.com", ""
    rest = parts._replace(scheme="", netloc="").geturl()
    safe = percent_encode(rest, safe="/?=%:;,+~-._#", errors="replace")
    return f"[{label}](<{parts.scheme}://{percent_encode(host)}{port}{safe}>)"
