"""Whether something stored names a person, and which parts of it do; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Person:
    """Knows what is stored of a person when it is seen.

    Attributes:
        login: In lower case.
        words: Matches the login and the keys of the person's contributions in a text.
        delivered: Matches the login in GitHub's JSON: as that of an account, or mentioned.
    """

    login: str
    words: re.Pattern[str]
    delivered: re.Pattern[bytes]

    def is_in(self, delivery: bytes) -> bool:
        """Return whether a delivery names the person."""
        # Most do not, and looking for the bare word first takes half of the time.
        return self.login.encode() in delivery.lower() and bool(self.delivered.search(delivery))

    def parts(self, stored: bytes) -> bytes | None:
        """Return the parts of a state that name the person; None where none does.

        Whoever asks what is kept of them must not be handed what is kept of others.
        """
        try:
            found = self._of(msgspec.msgpack.decode(stored))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return stored if self.login.encode() in stored.lower() else None
        return None if found is None else msgspec.msgpack.encode(found)

    def _of(self, value: object) -> object:
        if isinstance(value, str):
            return value if self.words.search(value) else None
        if isinstance(value, list):
            return self._of_list(value)
        if not isinstance(value, dict):
            return None
        if any(isinstance(each, str) and self._of(each) for each in value.values()):
            return value
        parts = {
            name: each if isinstance(name, str) and self._of(name) else self._of(each)
            for name, each in value.items()
        }
        return {name: each for name, each in parts.items() if each is not None} or None

    def _of_list(self, value: list[object]) -> object:
        is_record = not all(isinstance(each, str | list | dict) for each in value)
        if is_record and any(isinstance(each, str) and self._of(each) for each in value):
            return value
        return [part for part in map(self._of, value) if part is not None] or None


def person(login: str, subjects: Iterable[str] = ()) -> Person:
    """Return how a person is known.

    Args:
        login: In any case of letters.
        subjects: The keys of the person's contributions.
    """
    name = re.escape(login)
    keys = "".join(rf"|(?<![\w#]){re.escape(key)}(?!\d)" for key in subjects)
    words = re.compile(rf"(?<![\w-]){name}(?![\w-]){keys}", re.IGNORECASE | re.ASCII)
    delivered = rf'(?:"(?:login|username)"\s{{0,9}}:\s{{0,9}}"|@){name}(?![\w-])'.encode()
    return Person(login.lower(), words, re.compile(delivered, re.IGNORECASE))
