"""What a schema cannot say of a policy file: one small rule each, in a table; pure.

A rule looks at whatever is there, of the right type or not: the schema tells of the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from bot.policy.problems import nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.policy.problems import Path, Problem
    from bot.policy.tree import Document

_DEFAULT_WEEKS: Final = 24
_LONGEST: Final = 104
_YEARS: Final = range(2000, 2200)
_COUNTRY: Final = re.compile("[A-Z]{2}")
_LANGUAGE: Final = re.compile("[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a policy may use and that this room cannot know.

    Attributes:
        checks: The names of the checks.
        time_zones: The names of the time zones.
        countries: The codes of the countries whose holidays are known.
        languages: The codes of the languages that reminders are written in.
    """

    checks: frozenset[str]
    time_zones: frozenset[str]
    countries: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the file; `same` is how GitHub compares logins, without regard to case."""

    path: Path
    text: str

    @property
    def same(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class _Run:
    """A cohort as far as it can be read."""

    path: Path
    raw: dict[str, Any]

    @property
    def name(self) -> str:
        return quoted(self.raw.get("name") or f"number {int(self.path[-1]) + 1}")

    @property
    def days(self) -> tuple[date, date] | None:
        """Its first and last day; None when they are not well said."""
        first, weeks = _day(self.raw.get("start")), self.raw.get("weeks", _DEFAULT_WEEKS)
        if first is None or not isinstance(weeks, int) or not 0 < weeks <= _LONGEST:
            return None
        return first, first + timedelta(weeks=weeks) - timedelta(days=1)

    def overlaps(self, other: _Run) -> bool:
        mine, its = self.days, other.days
        return mine is not None and its is not None and mine[0] <= its[1] and its[0] <= mine[1]

    def at(self, *steps: str) -> Path:
        return (*self.path, *steps)

    def texts(self, key: str) -> list[_Text]:
        return _texts(self.raw.get(key), self.at(key))

    @property
    def mentors(self) -> list[_Run]:
        """Its mentors, in the same manner."""
        return _mappings(self.raw.get("mentors"), self.at("mentors"))


def contradictions(document: Document, known: Vocabulary) -> Iterator[Problem]:
    """Yield what is of the right form and still cannot be meant."""
    top = document.value if isinstance(document.value, dict) else {}
    cohorts = _mappings(top.get("cohorts"), ("cohorts",))
    for cohort in cohorts:
        for rule in _OF_A_COHORT:
            yield from rule(document, cohort)
        yield from _time_zone(document, cohort, known.time_zones)
        yield from _country(document, cohort, known.countries)
        yield from _language(document, cohort.at("language"), cohort.raw, known.languages)
    yield from _language(document, ("language",), top, known.languages)
    yield from _names(document, cohorts)
    yield from _in_two_cohorts(document, cohorts)
    for section, of_section in _OF_A_SECTION:
        if isinstance(top.get(section), dict):
            yield from of_section(document, top[section])


def _empty(document: Document, cohort: _Run) -> Iterator[Problem]:
    if not cohort.raw.get("students") and not cohort.raw.get("student_teams"):
        message = f"the cohort {cohort.name} has nobody in it"
        yield document.problem(cohort.path, message, "give it students or student_teams")


def _year(document: Document, cohort: _Run) -> Iterator[Problem]:
    start = cohort.raw.get("start")
    if _calendar_day(start) is not None and _day(start) is None:
        message = f"a cohort does not begin in the year {str(start)[:4]}"
        yield document.problem(cohort.at("start"), message, "correct the year")


def _time_zone(document: Document, cohort: _Run, zones: frozenset[str]) -> Iterator[Problem]:
    name = cohort.raw.get("time_zone")
    if not isinstance(name, str) or not name or name in zones:
        return
    # People write the city; the list has it behind its continent.
    city = name.strip().lower().replace(" ", "_")
    behind = sorted(zone for zone in zones if zone.lower().rpartition("/")[2] == city)
    alike = [zone for zone in zones if zone[0].lower() == name[:1].lower()]
    like = behind[0] if behind else nearest(name, alike)
    suggestion = f"did you mean {like}?" if like else "write it as Europe/Berlin"
    message = f"there is no time zone {quoted(name)}"
    yield document.problem(cohort.at("time_zone"), message, suggestion)


def _country(document: Document, cohort: _Run, countries: frozenset[str]) -> Iterator[Problem]:
    holidays = cohort.raw.get("holidays")
    code = holidays.get("country") if isinstance(holidays, dict) else None
    if isinstance(code, str) and _COUNTRY.fullmatch(code) and code not in countries:
        message = f"the holidays of a country {code} are not known"
        yield document.problem(
            cohort.at("holidays", "country"), message, "give the days under dates"
        )


def _language(
    document: Document, path: Path, section: dict[str, Any], languages: frozenset[str]
) -> Iterator[Problem]:
    code = section.get("language")
    if isinstance(code, str) and _LANGUAGE.fullmatch(code) and code not in languages:
        message = f"there are no reminders in the language {code}"
        yield document.problem(path, message, "choose one of: " + ", ".join(sorted(languages)))


def _lists_of_a_cohort(document: Document, cohort: _Run) -> Iterator[Problem]:
    for key in ("students", "student_teams", "instructors"):
        yield from _twice(document, cohort.texts(key))
    holidays = cohort.raw.get("holidays")
    if isinstance(holidays, dict):
        yield from _twice(document, _texts(holidays.get("dates"), cohort.at("holidays", "dates")))


def _mentors(document: Document, cohort: _Run) -> Iterator[Problem]:
    students = {each.same for each in cohort.texts("students")}
    logins = [
        _Text(mentor.at("login"), mentor.raw["login"])
        for mentor in cohort.mentors
        if isinstance(mentor.raw.get("login"), str)
    ]
    yield from _twice(document, logins)
    for mentor in cohort.mentors:
        theirs = mentor.texts("students")
        yield from _twice(document, theirs)
        for student in theirs:
            if student.same == str(mentor.raw.get("login")).lower():
                yield document.problem(student.path, f"{quoted(student.text)} mentors themselves")
            elif student.same not in students and not cohort.raw.get("student_teams"):
                message = f"{quoted(student.text)} is no student of the cohort {cohort.name}"
                like = nearest(student.text, students)
                suggestion = f"did you mean {like}?" if like else "add them to its students"
                yield document.problem(student.path, message, suggestion)


def _names(document: Document, cohorts: list[_Run]) -> Iterator[Problem]:
    named = [each for each in cohorts if isinstance(each.raw.get("name"), str)]
    yield from _twice(document, [_Text(each.at("name"), each.raw["name"]) for each in named])


def _in_two_cohorts(document: Document, cohorts: list[_Run]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], list[_Run]] = {}
    for cohort in cohorts:
        for key in ("students", "student_teams"):
            for member in {each.same: each for each in cohort.texts(key)}.values():
                # Two are enough to tell; a list of all would be long for a hostile file.
                before = seen.setdefault((key, member.same), [])
                other = next((each for each in before[:2] if each.overlaps(cohort)), None)
                before.append(cohort)
                if other is not None:
                    message = f"{quoted(member.text)} is in the cohort {other.name} at that time"
                    yield document.problem(member.path, message, "keep to one cohort at a time")


def _ladder(document: Document, nudges: dict[str, Any]) -> Iterator[Problem]:
    days = nudges.get("ladder")
    if not isinstance(days, list):
        return
    for index, (before, after) in enumerate(pairwise(days), start=1):
        if isinstance(before, int) and isinstance(after, int) and after <= before:
            message = f"day {after} does not come after day {before}"
            yield document.problem(("nudges", "ladder", index), message, "let the days rise")


def _quiet_hours(document: Document, nudges: dict[str, Any]) -> Iterator[Problem]:
    hours = nudges.get("quiet_hours")
    if not isinstance(hours, dict):
        return
    begin, end = hours.get("begin", 18), hours.get("end", 9)
    if isinstance(begin, int) and begin == end:
        message = f"the quiet hours begin and end at {begin}: that could be no hour or all"
        yield document.problem(("nudges", "quiet_hours"), message, "let begin and end differ")


def _allowed(document: Document, allowed: dict[str, Any]) -> Iterator[Problem]:
    yield from _twice(document, _texts(allowed.get("accounts"), ("allowed", "accounts")))


def _twice(document: Document, texts: Iterable[_Text]) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for each in texts:
        first = seen.setdefault(each.same, each.path)
        if first != each.path:
            line = document.position(first).line
            message = f"{quoted(each.text)} is listed twice, first on line {line}"
            yield document.problem(each.path, message, "keep one of them")


def _texts(value: object, path: Path) -> list[_Text]:
    found = enumerate(value) if isinstance(value, list) else ()
    return [_Text((*path, index), each) for index, each in found if isinstance(each, str)]


def _mappings(value: object, path: Path) -> list[_Run]:
    found = enumerate(value) if isinstance(value, list) else ()
    return [_Run((*path, index), each) for index, each in found if isinstance(each, dict)]


def _calendar_day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _day(value: object) -> date | None:
    found = _calendar_day(value)
    return found if found is not None and found.year in _YEARS else None


_OF_A_COHORT: Final[tuple[Callable[[Document, _Run], Iterator[Problem]], ...]] = (
    _empty,
    _year,
    _lists_of_a_cohort,
    _mentors,
)

_OF_A_SECTION: Final[
    tuple[tuple[str, Callable[[Document, dict[str, Any]], Iterator[Problem]]], ...]
] = (
    ("nudges", _ladder),
    ("nudges", _quiet_hours),
    ("allowed", _allowed),
)
