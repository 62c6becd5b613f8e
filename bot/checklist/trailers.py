"""The trailers of commit messages: lines such as `Signed-off-by: Ada <ada@example.org>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE_LIMIT: Final = 8_000
"""Code points that are read of a message, from its end, where trailers stand."""
LINE_LIMIT: Final = 500
"""Code points; a longer line is no trailer that a person wrote."""

_TOKEN: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+){1,4}")


@dataclass(frozen=True, slots=True)
class Trailer:
    """A trailer.

    Attributes:
        token: What stands before the colon, in lower case: `signed-off-by`.
        name: Who or what is named.
        email: The address between angle brackets; empty without one.
    """

    token: str
    name: str
    email: str = ""


def trailers(message: str) -> Iterator[Trailer]:
    """Yield the trailers of a message, wherever they stand in it.

    Git itself reads the last paragraph only; the checks of projects look at every line.
    """
    for line in message[-MESSAGE_LIMIT:].split("\n"):
        token, colon, value = line.strip().partition(":")
        if colon and len(line) <= LINE_LIMIT and _TOKEN.fullmatch(token):
            name, _, rest = value.partition("<")
            yield Trailer(token.casefold(), name.strip(), rest.partition(">")[0].strip())


def subject(message: str) -> str:
    """Return the first line of a message."""
    return message.split("\n", 1)[0]


def without_addresses(text: str) -> str:
    """Return a text to show of a commit, its e-mail addresses left out.

    They are public in the commit, but nobody handed them to us to be spread in comments.
    """
    # What begins with the sign is a mention or a decorator.
    return " ".join(word for word in text.split() if "@" not in word.lstrip("<([\"'`")[1:])
