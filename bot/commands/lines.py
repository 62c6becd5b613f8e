"""The lines of a comment that begin with a slash and that a reader sees as plain text."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from bot.kernel.markdown import LIMIT, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markdown_it.token import Token

_MARK: Final = "\ue000"
"""Stands before each slash that begins a line while the Markdown is read. It is a character for
private use, means nothing to Markdown, and shows afterwards what became of the slash."""

_SLASH: Final = re.compile(r"([ \t]*)/([A-Za-z][A-Za-z0-9_-]{0,39})[.,:;!?]{0,3}(?:\s|$)")
"""What begins a line that looks like a command; a path such as `/etc/hosts` does not."""

_MARKED: Final = re.compile(_MARK + r"(\d+)/")
_TAG: Final = re.compile(
    r"<(/?)(?:a|blockquote|code|del|kbd|pre|q|s|samp|strike|tt|var)\b(?:[^<>]*?(/)?>)?",
    re.IGNORECASE,
)
"""Tags of HTML that quote, show code, link or strike out; an empty one ends in a slash."""

_REMARK: Final = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)

_RULE: Final = re.compile(r"[\s|:=+-]*")
"""A line that turns the one above it into a heading or a table, depending on where it stands."""

_QUOTES: Final = {"blockquote_open": 1, "blockquote_close": -1}
_LINKS: Final = {"link_open": 1, "link_close": -1}
_PROSE: Final = frozenset({"paragraph_open", "bullet_list_open", "ordered_list_open"})
_SPOKEN: Final = frozenset({"paragraph_open", "heading_open"})


@dataclass(frozen=True, slots=True)
class SlashLine:
    """A line that may be a command.

    Attributes:
        number: The line's number in the text, from 0.
        name: What stands after the slash, without the points after it.
        rest: What stands after the name on the line, without blanks around it.
        following: What belongs to it beyond its end, as written: the rest of its paragraph; where
            the paragraph ends with the line, an empty line and the paragraph or list after it.
            It ends before the next line that looks like a command.
    """

    number: int
    name: str
    rest: str
    following: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a command line was found.

    Attributes:
        number: Its line.
        end: The line after the last of its paragraph's text.
        after: The line at which a block after it can begin; None within a list.
    """

    number: int
    end: int
    after: int | None


@dataclass(slots=True)
class _Around:
    """What stands around a place: how deep in quotes, links and tags of HTML it is."""

    quotes: int = 0
    links: int = 0
    tags: int = 0

    def pass_html(self, html: str) -> None:
        for closing, empty in _TAG.findall(_REMARK.sub("", html)):
            if not empty:
                self.tags = max(0, self.tags + (-1 if closing else 1))

    @property
    def is_plain(self) -> bool:
        return not (self.quotes or self.links or self.tags)


def slash_lines(text: str) -> tuple[SlashLine, ...]:
    """Return the lines outside code, quotes, HTML and links that look like a command.

    At most `LIMIT` code points are read. Never raises.
    """
    whole = text[:LIMIT].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    lines = whole.replace(_MARK, "\ufffd").split("\n")
    parsed = tokens("\n".join(_marked(number, line) for number, line in enumerate(lines)))
    blocks = [
        (token.map[0], token.map[1], token.type in _PROSE)
        for token in parsed
        if token.level == 0 and token.map and token.nesting >= 0
    ]
    return tuple(_line(place, lines, blocks) for place in _places(parsed))


def _line(place: _Place, lines: list[str], blocks: list[tuple[int, int, bool]]) -> SlashLine:
    line = lines[place.number]
    found = _SLASH.match(line)
    assert found is not None  # noqa: S101 - only such a line was marked
    following = "\n".join(_following(place, lines, blocks))
    return SlashLine(place.number, found[2], line[found.end() :].strip(), following)


def _marked(number: int, line: str) -> str:
    found = _SLASH.match(line)
    return f"{found[1]}{_MARK}{number}{line[found.end(1) :]}" if found else line


def _places(parsed: Iterable[Token]) -> Iterator[_Place]:
    around = _Around()
    opened: Token | None = None
    for token in parsed:
        around.quotes += _QUOTES.get(token.type, 0)
        if token.type == "html_block":
            around.pass_html(token.content)
        elif token.nesting == 1:
            opened = token
        for child in token.children or ():
            around.links += _LINKS.get(child.type, 0)
            if child.type == "html_inline":
                around.pass_html(child.content)
            found = _MARKED.match(child.content) if child.type == "text" else None
            if found and opened and opened.map and opened.type in _SPOKEN and around.is_plain:
                # A line of dashes, as of a signature, makes a heading of the lines above it.
                underline = opened.type == "heading_open"
                end = opened.map[1]
                yield _Place(int(found[1]), end - underline, None if opened.level else end)


def _following(
    place: _Place, lines: list[str], blocks: list[tuple[int, int, bool]]
) -> Iterator[str]:
    """Yield what stands after the line, from the end of the line on."""
    first = place.number + 1
    if first < place.end:
        own = lines[first : place.end]
        # In a list such a line is text; where the command stands alone it would not be.
        stop = _SLASH.match if place.after is not None else _ends_nested
        yield from _until(stop, "", own)
        return
    at = bisect_left(blocks, place.after, key=itemgetter(0)) if place.after is not None else None
    if at is not None and at < len(blocks) and blocks[at][2]:
        begin, end, _ = blocks[at]
        yield from _until(_SLASH.match, "\n", lines[begin:end])


def _until(stop: Callable[[str], object], lead: str, lines: list[str]) -> list[str]:
    kept = list(takewhile(lambda line: not stop(line), lines))
    while kept and not kept[-1].strip():
        kept.pop()
    return [lead, *kept] if kept else []


def _ends_nested(line: str) -> bool:
    return bool(_SLASH.match(line) or _RULE.fullmatch(line))
