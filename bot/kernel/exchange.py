"""What HTTP comes down to here: the head of a request, and an answer in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Head(NamedTuple):
    """What stands before a request's body.

    Attributes:
        method: In capitals.
        path: Without the query.
        headers: The first value of each, raw, by lower-case name.
    """

    method: str
    path: str
    headers: Mapping[bytes, bytes]

    def text(self, name: bytes) -> str | None:
        """Return a header's value as text, letter for byte; None when absent."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def length(self) -> int | None:
        """Return the announced length of the body in bytes; None when it comes in chunks."""
        announced = self.headers.get(b"content-length")
        if announced is not None:
            return int(announced)
        return None if b"transfer-encoding" in self.headers else 0


class Answer(NamedTuple):
    """What is answered.

    Attributes:
        status: HTTP's number.
        body: JSON.
        headers: What is said besides type, length, date and the connection's end.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
