"""What a schema cannot say of a policy file: one small rule each, in a table; pure.

A rule looks at whatever is there, of the right type or not: the schema tells of the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from bot.policy.parts import Text, calendar_day, day, mappings, texts, twice
from bot.policy.problems import nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from bot.policy.parts import Run
    from bot.policy.problems import Path, Problem
    from bot.policy.tree import Document

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


def contradictions(document: Document, known: Vocabulary) -> Iterator[Problem]:
    """Yield what is of the right form and still cannot be meant."""
    top = document.value if isinstance(document.value, dict) else {}
    cohorts = mappings(top.get("cohorts"), ("cohorts",))
    for cohort in cohorts:
        for rule in _OF_A_COHORT:
            yield from rule(document, cohort)
        yield from _time_zones(document, cohort, known.time_zones)
        yield from _country(document, cohort, known.countries)
        yield from _language(document, cohort.at("language"), cohort.raw, known.languages)
    yield from _language(document, ("language",), top, known.languages)
    yield from _names(document, cohorts)
    yield from _in_two_cohorts(document, cohorts)
    yield from _read_by_students(document, top)
    yield from _read_by_one(document, top, cohorts)
    for section, of_section in _OF_A_SECTION:
        if isinstance(top.get(section), dict):
            yield from of_section(document, top[section])


def _empty(document: Document, cohort: Run) -> Iterator[Problem]:
    if not cohort.raw.get("students") and not cohort.raw.get("student_teams"):
        message = f"the cohort {cohort.name} has nobody in it"
        yield document.problem(cohort.path, message, "give it students or student_teams")


def _year(document: Document, cohort: Run) -> Iterator[Problem]:
    start = cohort.raw.get("start")
    if calendar_day(start) is not None and day(start) is None:
        message = f"a cohort does not begin in the year {str(start)[:4]}"
        yield document.problem(cohort.at("start"), message, "correct the year")


def _time_zones(document: Document, cohort: Run, zones: frozenset[str]) -> Iterator[Problem]:
    yield from _time_zone(document, cohort.at("time_zone"), cohort.raw.get("time_zone"), zones)
    for login, name in cohort.time_zones.items():
        yield from _time_zone(document, cohort.at("time_zones", login), name, zones)


def _time_zone(
    document: Document, path: Path, name: object, zones: frozenset[str]
) -> Iterator[Problem]:
    if not isinstance(name, str) or not name or name in zones:
        return
    # People write the city; the list has it behind its continent.
    city = name.strip().lower().replace(" ", "_")
    behind = sorted(zone for zone in zones if zone.lower().rpartition("/")[2] == city)
    alike = [zone for zone in zones if zone[0].lower() == name[:1].lower()]
    like = behind[0] if behind else nearest(name, alike)
    suggestion = f"did you mean {like}?" if like else "write it as Europe/Berlin"
    message = f"there is no time zone {quoted(name)}"
    yield document.problem(path, message, suggestion)


def _country(document: Document, cohort: Run, countries: frozenset[str]) -> Iterator[Problem]:
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


def _lists_of_a_cohort(document: Document, cohort: Run) -> Iterator[Problem]:
    for key in ("students", "student_teams", "instructors"):
        yield from twice(document, cohort.texts(key))
    holidays = cohort.raw.get("holidays")
    if isinstance(holidays, dict):
        yield from twice(document, texts(holidays.get("dates"), cohort.at("holidays", "dates")))


def _mentors(document: Document, cohort: Run) -> Iterator[Problem]:
    students = {each.same for each in cohort.texts("students")}
    logins = [
        Text(mentor.at("login"), mentor.raw["login"])
        for mentor in cohort.mentors
        if isinstance(mentor.raw.get("login"), str)
    ]
    yield from twice(document, logins)
    for mentor in cohort.mentors:
        theirs = mentor.texts("students")
        yield from twice(document, theirs)
        for student in theirs:
            if student.same == str(mentor.raw.get("login")).lower():
                yield document.problem(student.path, f"{quoted(student.text)} mentors themselves")
            else:
                yield from _no_student(document, cohort, student, students)


def _whose_time_zones(document: Document, cohort: Run) -> Iterator[Problem]:
    students = {each.same for each in cohort.texts("students")}
    logins = [Text(cohort.at("time_zones", login), login) for login in cohort.time_zones]
    yield from twice(document, logins)
    for login in logins:
        yield from _no_student(document, cohort, login, students)


def _no_student(
    document: Document, cohort: Run, login: Text, students: AbstractSet[str]
) -> Iterator[Problem]:
    """Yield that somebody is no student of a cohort; who is in its teams is not known here."""
    if login.same in students or cohort.raw.get("student_teams"):
        return
    message = f"{quoted(login.text)} is no student of the cohort {cohort.name}"
    like = nearest(login.text, students)
    suggestion = f"did you mean {like}?" if like else "add them to its students"
    yield document.problem(login.path, message, suggestion)


def _names(document: Document, cohorts: list[Run]) -> Iterator[Problem]:
    named = [each for each in cohorts if isinstance(each.raw.get("name"), str)]
    yield from twice(document, [Text(each.at("name"), each.raw["name"]) for each in named])


def _in_two_cohorts(document: Document, cohorts: list[Run]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], list[Run]] = {}
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


def _read_by_students(document: Document, top: dict[str, Any]) -> Iterator[Problem]:
    """Yield a summary that names students where all of them read."""
    tracker, summary = (top.get(section) for section in ("tracker", "summary"))
    if not isinstance(tracker, dict) or not isinstance(summary, dict):
        return
    named, place = summary.get("repository"), tracker.get("repository")
    is_same = isinstance(named, str) and isinstance(place, str) and named.lower() == place.lower()
    if is_same and summary.get("readers") != "course":
        message = f"{quoted(named)} is the tracker, where students would read of each other"
        suggestion = "name one that only the instructors read, or say readers: course"
        yield document.problem(("summary", "repository"), message, suggestion)


def _read_by_one(document: Document, top: dict[str, Any], cohorts: list[Run]) -> Iterator[Problem]:
    """Yield the repositories of single mentors that somebody else reads too."""
    readers: dict[str, str] = {}
    for section in ("tracker", "summary"):
        named = top[section].get("repository") if isinstance(top.get(section), dict) else None
        if isinstance(named, str):
            readers.setdefault(named.lower(), f"the {section}")
    for mentor in (each for cohort in cohorts for each in cohort.mentors):
        named, login = mentor.raw.get("repository"), mentor.raw.get("login")
        if not isinstance(named, str) or not isinstance(login, str):
            continue
        reader = readers.setdefault(named.lower(), login.lower())
        if reader != login.lower():
            message = f"{quoted(named)} is not read by this mentor alone: it is for {reader} too"
            suggestion = "name one that only this mentor may read"
            yield document.problem(mentor.at("repository"), message, suggestion)


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
    yield from twice(document, texts(allowed.get("accounts"), ("allowed", "accounts")))


_OF_A_COHORT: Final[tuple[Callable[[Document, Run], Iterator[Problem]], ...]] = (
    _empty,
    _year,
    _lists_of_a_cohort,
    _mentors,
    _whose_time_zones,
)

_OF_A_SECTION: Final[
    tuple[tuple[str, Callable[[Document, dict[str, Any]], Iterator[Problem]]], ...]
] = (
    ("nudges", _ladder),
    ("nudges", _quiet_hours),
    ("allowed", _allowed),
)
