"""Counting and finding words in texts of any language; lists of words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile(r"[a-z0-9]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_ASCII_LETTER: Final = re.compile(r"[A-Za-z]")
_LEAST_ASCII: Final = 0.7


def listed(text: str) -> frozenset[str]:
    """Return the parts of a list written with spaces between them."""
    return frozenset(text.split())


def count(number: int, noun: str) -> str:
    """Return a number with its noun, as in `1 file` and `1,200 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def words(text: str) -> frozenset[str]:
    """Return the words of an English text in lower case."""
    return frozenset(_LATIN.findall(text.casefold()))


def normal(text: str) -> str:
    """Return an English text in lower case with single spaces and no punctuation."""
    return " ".join(_LATIN.findall(text.casefold()))


def amount(text: str) -> int:
    """Return how many words a text has, addresses left out.

    Two characters of a script without spaces, such as Chinese, count as a word.
    """
    kept = " ".join(part for part in text.split() if "://" not in part)
    return sum(_weight(word) for word in _WORD.findall(kept))


def is_foreign(text: str) -> bool:
    """Return whether most letters are outside ASCII, so that our English words miss it."""
    return len(_ASCII_LETTER.findall(text)) < _LEAST_ASCII * len(_LETTER.findall(text))


def _weight(word: str) -> int:
    if unicodedata.east_asian_width(word[0]) in "WF":
        return (len(word) + 1) // 2
    return 1
