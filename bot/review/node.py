"""Reads JSON that others wrote: what is missing is tolerated, what is wrong is named."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST: Final = 65_536
"""Code points that are read of a text: GitHub's own limit of a pull request's body."""

LARGEST: Final = 2**31 - 1
"""GraphQL's whole numbers have 32 bits: https://spec.graphql.org/October2021/#sec-Int"""

T = TypeVar("T")


class Node:
    """A JSON object, or nothing, and where it stands.

    Args:
        value: The object; None for one that is missing or null.
        place: Its path, as in `pullRequest.commits.nodes[3]`.
    """

    def __init__(self, value: Mapping[str, object] | None, place: str) -> None:
        self._value = value or {}
        self.place = place
        self.is_missing = value is None

    @classmethod
    def of(cls, value: object, place: str) -> Node:
        """Return the value as an object.

        Raises:
            UserError: It is neither an object nor null.
        """
        if value is None or isinstance(value, dict):
            return cls(value, place)
        raise _wrong(place, "an object", value)

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text, cut to `LONGEST`; empty where it is missing."""
        return (self._typed(name, str, "a text") or "")[:LONGEST]

    def flag(self, name: str) -> bool:
        """Return a truth value; false where it is missing."""
        return self._typed(name, bool, "true or false") or False

    def number(self, name: str) -> int | None:
        """Return a whole number; None where it is missing."""
        found = self._typed(name, int, "a whole number")
        if isinstance(found, bool):
            raise _wrong(self._at(name), "a whole number", found)
        if found is not None and not 0 <= found <= LARGEST:
            raise _wrong(self._at(name), f"a whole number from 0 to {LARGEST}", found)
        return found

    def instant(self, name: str) -> datetime | None:
        """Return an instant in UTC; None where it is missing.

        Raises:
            UserError: It is no instant in ISO 8601.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return instant(text)
        except ValueError:
            raise UserError(
                f"{self._at(name)}: {text[:40]!r} is no time. Give it as 2026-01-31T12:00:00Z."
            ) from None

    def child(self, name: str, place: str = "") -> Node:
        """Return an object, to be called by that place; an empty one where it is missing."""
        return Node.of(self._value.get(name), place or self._at(name))

    def children(self, name: str) -> list[Node]:
        """Return the objects of a connection: its nodes, its edges' nodes, or a plain list."""
        if isinstance(self._value.get(name), list):
            return self.items(name)
        connection = self.child(name)
        if "edges" in connection and "nodes" not in connection:
            return [each.child("node") for each in connection.items("edges")]
        return connection.items("nodes")

    def items(self, name: str) -> list[Node]:
        """Return the objects of a plain list; none where it is missing."""
        found = self._typed(name, list, "a list") or []
        place = self._at(name)
        # GitHub puts null in place of what may not be seen.
        return [Node.of(each, f"{place}[{i}]") for i, each in enumerate(found) if each is not None]

    def _typed(self, name: str, kind: type[T], wanted: str) -> T | None:
        found = self._value.get(name)
        if found is None or isinstance(found, kind):
            return found
        raise _wrong(self._at(name), wanted, found)

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}"


def instant(text: str) -> datetime:
    """Read an instant in ISO 8601; without a zone it is in UTC.

    Raises:
        ValueError: It is none, or at the very end of what a calendar has, where nothing can
            come after it.
    """
    try:
        found = datetime.fromisoformat(text.strip())
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None
    if found.year == MAXYEAR:
        raise ValueError(text)
    return found


def _wrong(place: str, wanted: str, found: object) -> UserError:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    named = kinds.get(type(found), "another number" if "number" in wanted else "a number")
    return UserError(
        f"{place} should be {wanted} and is {named}."
        " Give the pull request as GitHub's GraphQL API returns it; docs/turn.md has the selection."
    )
