"""The pages that people read, taken apart: headings, links, tables, code and commands."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PROGRAM = re.compile(r"(?:\.?venv/bin/)?upstream-coach")
_ASSIGNMENT = re.compile(r"[A-Z][A-Z0-9_]*=")


@dataclass(frozen=True)
class Page:
    """One page of Markdown; `path` is relative to the root of the repository."""

    path: Path

    @property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @property
    def anchors(self) -> set[str]:
        """What GitHub calls the headings in a link."""
        tokens = _tokens(self)
        headings = [
            after.content for token, after in pairwise(tokens) if token.type == "heading_open"
        ]
        return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}

    @property
    def links(self) -> list[str]:
        """Where links and pictures lead."""
        inline = list(_inline(self))
        links = [str(each.attrs["href"]) for each in inline if each.type == "link_open"]
        return links + [str(each.attrs["src"]) for each in inline if each.type == "image"]

    @property
    def spans(self) -> list[str]:
        """Pieces of code within a line."""
        return [each.content for each in _inline(self) if each.type == "code_inline"]

    @property
    def shell(self) -> list[str]:
        """Blocks that a reader may copy into a shell."""
        return [
            token.content
            for token in _tokens(self)
            if token.type == "fence" and token.info.strip() == "sh"
        ]

    @property
    def other_fences(self) -> set[str]:
        """The languages of all other blocks."""
        infos = {token.info.strip() for token in _tokens(self) if token.type == "fence"}
        return infos - {"sh"}

    @property
    def commands(self) -> list[list[str]]:
        """Every command of the blocks, and the spans that are one, as words without settings."""
        lines = [line for block in self.shell for line in block.splitlines() if line.strip()]
        lines += [span for span in self.spans if re.match(rf"make |{PROGRAM.pattern} ", span)]
        return [_without_settings(shlex.split(line)) for line in lines]

    def table(self, first: str) -> list[list[str]]:
        """Return the rows of the only table whose header begins with this word."""
        blocks = re.findall(rf"^\| {first} \|.*\n\|[-|]+\n((?:\|.*\n)+)", self.text, re.MULTILINE)
        (rows,) = blocks
        return [
            [cell.strip() for cell in row.strip().strip("|").split(" | ")]
            for row in rows.splitlines()
        ]


def pages() -> list[Page]:
    """Return every page that is meant for people."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [Page(each.relative_to(ROOT)) for each in sorted(found)]


def page(path: str) -> Page:
    return Page(Path(path))


def named(cell: str) -> str:
    """Return the one piece of code in a table's cell."""
    (name,) = re.findall(r"`([^`]+)`", cell)
    return str(name)


@cache
def _parsed(text: str) -> tuple[Token, ...]:
    return tuple(MarkdownIt("commonmark").enable("table").parse(text))


def _tokens(one: Page) -> tuple[Token, ...]:
    return _parsed(one.text)


def _inline(one: Page) -> Iterator[Token]:
    for token in _tokens(one):
        yield from token.children or ()


def _without_settings(words: list[str]) -> list[str]:
    rest = [*words]
    while rest and _ASSIGNMENT.match(rest[0]):
        del rest[0]
    return rest
