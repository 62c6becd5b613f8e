"""The parts of a policy file as far as they can be read, whatever else is wrong there; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.policy.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.policy.problems import Path, Problem
    from bot.policy.tree import Document

_DEFAULT_WEEKS: Final = 24
_LONGEST: Final = 104
_YEARS: Final = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the file; `same` is how GitHub compares logins, without regard to case."""

    path: Path
    text: str

    @property
    def same(self) -> str:
        """Return what two texts of one login have in common."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Run:
    """A cohort, or one of its mentors, as far as it can be read."""

    path: Path
    raw: dict[str, Any]

    @property
    def name(self) -> str:
        """Return how it is called in what is told of it."""
        return quoted(self.raw.get("name") or f"number {int(self.path[-1]) + 1}")

    @property
    def days(self) -> tuple[date, date] | None:
        """Its first and last day; None when they are not well said."""
        first, weeks = day(self.raw.get("start")), self.raw.get("weeks", _DEFAULT_WEEKS)
        if first is None or not isinstance(weeks, int) or not 0 < weeks <= _LONGEST:
            return None
        return first, first + timedelta(weeks=weeks) - timedelta(days=1)

    def overlaps(self, other: Run) -> bool:
        """Return whether both run on one day at least."""
        mine, its = self.days, other.days
        return mine is not None and its is not None and mine[0] <= its[1] and its[0] <= mine[1]

    def at(self, *steps: str) -> Path:
        """Return the place of something in it."""
        return (*self.path, *steps)

    def texts(self, key: str) -> list[Text]:
        """Return the texts of one of its lists."""
        return texts(self.raw.get(key), self.at(key))

    @property
    def time_zones(self) -> dict[str, object]:
        """The time zones of single students, by login."""
        found = self.raw.get("time_zones")
        return found if isinstance(found, dict) else {}

    @property
    def mentors(self) -> list[Run]:
        """Its mentors, in the same manner."""
        return mappings(self.raw.get("mentors"), self.at("mentors"))


def twice(document: Document, listed: Iterable[Text]) -> Iterator[Problem]:
    """Yield what stands in a list more than once."""
    seen: dict[str, Path] = {}
    for each in listed:
        first = seen.setdefault(each.same, each.path)
        if first != each.path:
            line = document.position(first).line
            message = f"{quoted(each.text)} is listed twice, first on line {line}"
            yield document.problem(each.path, message, "keep one of them")


def texts(value: object, path: Path) -> list[Text]:
    """Return the texts of a list; none where it is no list."""
    found = enumerate(value) if isinstance(value, list) else ()
    return [Text((*path, index), each) for index, each in found if isinstance(each, str)]


def mappings(value: object, path: Path) -> list[Run]:
    """Return the mappings of a list; none where it is no list."""
    found = enumerate(value) if isinstance(value, list) else ()
    return [Run((*path, index), each) for index, each in found if isinstance(each, dict)]


def calendar_day(value: object) -> date | None:
    """Return the day that is meant; None where there is no such day."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def day(value: object) -> date | None:
    """Return the day that is meant; None where a course cannot be at that time."""
    found = calendar_day(value)
    return found if found is not None and found.year in _YEARS else None
