"""Counts each person's contributions, so that newcomers can be told from others; pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.calibrate.recognise import Person

NEWCOMER: Final = 3
"""An author's first so many contributions are a newcomer's."""

_NOBODY: Final = frozenset({"", "admin", "none", "root", "ubuntu", "unknown", "user", "your name"})
_NO_MAILBOX: Final = ("noreply@", "no-reply@", "root@")
_ACCOUNT: Final = re.compile(r"\A\d+\+")
_SHORT: Final = 2


class People:
    """Joins the names and addresses of one person, and remembers when each contributed."""

    def __init__(self) -> None:
        self._known: dict[str, list[int]] = {}

    def contribute(self, person: Person, when: int) -> int:
        """Note a contribution; return which of this person's it is, from 1.

        Contributions come oldest first; `when` is in seconds since 1970.
        """
        marks = _marks(person)
        times = self._times(marks)
        for mark in marks:
            self._known.setdefault(mark, times)
        times.append(when)
        return len(times)

    def ordinal(self, person: Person, when: int) -> int:
        """Return which contribution one of this person at that time would have been, from 1."""
        return bisect_left(self._times(_marks(person)), when) + 1

    def _times(self, marks: tuple[str, ...]) -> list[int]:
        return next((self._known[mark] for mark in marks if mark in self._known), [])


def _marks(person: Person) -> tuple[str, ...]:
    """Return what identifies a person: the address first, then a name that is no placeholder."""
    mail = _ACCOUNT.sub("", person.mail.lower())
    name = person.name.lower()
    marks = []
    if "@" in mail and not mail.startswith(_NO_MAILBOX):
        marks.append(f"mail {mail}")
    if name not in _NOBODY and len(name) > _SHORT:
        marks.append(f"name {name}")
    return tuple(marks) or (f"mail {mail}",)
