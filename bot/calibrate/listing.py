"""Reads a list of pull requests as GitHub's API gives it; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MADE_SO: Final = "It must be what `GET /repos/{owner}/{repo}/pulls?state=all` answers."


@dataclass(frozen=True, slots=True)
class Listed:
    """A pull request of the list; times are seconds since 1970.

    Attributes:
        number: Of the pull request.
        opened: When it was opened.
        closed: When it was closed or merged; None while it is open.
        merged: GitHub calls it merged; where projects land by import it is not.
    """

    number: int
    opened: float
    closed: float | None
    merged: bool


def read_listing(text: str) -> dict[int, Listed]:
    """Read the list: an array, pages of arrays in an array, or pages one after the other.

    Raises:
        UserError: The text is none of these; the message names the entry.
    """
    found: dict[int, Listed] = {}
    for place, entry in enumerate(_entries(text), start=1):
        try:
            one = _listed(entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(
                f"the list of pull requests, entry {place}: {error!r}. {_MADE_SO}"
            ) from None
        found[one.number] = one
    return found


def _listed(entry: dict[str, Any]) -> Listed:
    number = entry["number"]
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise ValueError(f"{number!r} is not a number")
    opened = _time(entry["created_at"])
    if opened is None:
        raise ValueError("created_at is missing")
    return Listed(
        number=number,
        opened=opened,
        closed=_time(entry.get("closed_at")),
        merged=entry.get("merged_at") is not None,
    )


def _time(text: str | None) -> float | None:
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return found.timestamp()


def _entries(text: str) -> Iterator[dict[str, Any]]:
    decoder, place = json.JSONDecoder(), 0
    text = text.strip()
    while place < len(text):
        try:
            page, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise UserError(f"the list of pull requests is not JSON: {error}. {_MADE_SO}") from None
        if not isinstance(page, list):
            raise UserError(f"the list of pull requests is not an array. {_MADE_SO}")
        for entry in page:
            if isinstance(entry, list):
                yield from entry
            else:
                yield entry
        while place < len(text) and text[place].isspace():
            place += 1
