"""What the author is asked for and has not answered."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.review.events import Level

if TYPE_CHECKING:
    from collections.abc import Iterable


class About(StrEnum):
    """What an ask is about, and so what answers it."""

    REVIEW = "review"
    THREAD = "thread"
    COMMENT = "comment"
    OWN = "own"
    """The author said that more is to come."""
    SYNC = "sync"
    """A person wants the branch brought up to date."""
    SIGNATURE = "signature"
    """A person wants a sign-off or an agreement."""
    REBASE = "rebase"
    """There is a conflict; words do not answer it."""
    LANDING = "landing"
    CONSENT = "consent"
    """A sign-off or an agreement; words do not answer it."""
    LABEL = "label"
    MACHINE_LABEL = "machine label"
    """Set by a program, which takes it off again; nothing else answers it."""


WORDS_ANSWER = frozenset(
    {About.REVIEW, About.THREAD, About.COMMENT, About.OWN, About.SYNC, About.SIGNATURE, About.LABEL}
)
PUSH_ANSWERS = WORDS_ANSWER | {About.REBASE, About.LANDING, About.CONSENT}


class Asks:
    """The open asks, each known by what it is about and by whom or what; all steps are cheap."""

    def __init__(self) -> None:
        self._of: dict[About, dict[str, Level]] = {about: {} for about in About}
        self._levels: Counter[Level] = Counter()

    def __bool__(self) -> bool:
        return self._levels.total() > 0

    def open(self, about: About, who: str, level: Level) -> None:
        """Note an ask; a newer one of the same kind and from the same takes its place."""
        self.close(about, who)
        self._of[about][who] = level
        self._levels[level] += 1

    def close(self, about: About, who: str) -> bool:
        """Strike out an ask; return whether there was one."""
        level = self._of[about].pop(who, None)
        if level is None:
            return False
        self._levels[level] -= 1
        return True

    def close_all(self, abouts: Iterable[About]) -> int:
        """Strike out all asks of these kinds; return how many there were."""
        struck = [(about, who) for about in abouts for who in self._of[about]]
        for about, who in struck:
            self.close(about, who)
        return len(struck)

    def who(self, about: About) -> frozenset[str]:
        """Return of whom or what the open asks of a kind are."""
        return frozenset(self._of[about])

    def count(self, about: About) -> int:
        """Return how many asks of a kind are open."""
        return len(self._of[about])

    @property
    def level(self) -> Level:
        """Return how sure the surest of them is."""
        return next((each for each in Level if self._levels[each]), Level.LOW)
