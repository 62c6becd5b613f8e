"""What of a comment the writer says himself, and its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.review import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 8000
"""Code points of a comment that are looked at."""


def shown(text: str) -> str:
    """Return what the writer says himself: without quotes, code, links and what is hidden."""
    lines, fenced = [], False
    for line in text[:LONGEST].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").splitlines():
        if phrases.FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.lstrip().startswith(">"):
            lines.append(line)
    return phrases.HIDDEN.sub(" ", "\n".join(lines)).strip()


def sentences(clean: str) -> Iterator[str]:
    """Yield the sentences of a shown text, each with the signs that end it."""
    return (each[0] for each in phrases.SENTENCE.finditer(clean))
