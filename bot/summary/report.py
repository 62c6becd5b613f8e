"""The whole week as one value, from which issue, CSV and JSON are made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.summary.attention import attention, by_name
from bot.summary.figures import figures, projects
from bot.summary.names import Names
from bot.summary.students import student_row
from bot.summary.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.summary.attention import Need
    from bot.summary.figures import Figures, ProjectRow
    from bot.summary.given import Given
    from bot.summary.rows import Row
    from bot.summary.students import StudentRow

AHEAD: Final = timedelta(days=28)
"""How far milestones are told ahead."""

SOON: Final = timedelta(days=14)
"""How far days off and marks of stale bots are told ahead."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that a day brings.

    Attributes:
        day: Which.
        what: A sentence without names of people.
        rows: The contributions that it is about.
        left: Of how many students it is still wanted, in words; empty where it is of none.
    """

    day: date
    what: str
    rows: tuple[Row, ...] = ()
    left: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The week of a cohort.

    Attributes:
        given: What was known of the cohort.
        students: Who needs attention first, the others by name.
        needs: All who need a human, in that order.
        figures: The cohort in numbers.
        projects: By name.
        upcoming: By day.
    """

    given: Given
    students: tuple[StudentRow, ...]
    needs: tuple[Need, ...]
    figures: Figures
    projects: tuple[ProjectRow, ...]
    upcoming: tuple[Upcoming, ...]


def report(rows: Iterable[Row], given: Given) -> Report:
    """Put the week together; rows of whoever is no student of the cohort are left out.

    Takes time in proportion to the rows, and keeps those of the cohort.
    """
    wanted = frozenset(given.students)
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.student in wanted:
            found[row.student].append(row)
    people = [student_row(name, found[name], given) for name in sorted(wanted)]
    needs = attention(people, given)
    return Report(
        given=given,
        students=_in_order(people, needs, Names()),
        needs=needs,
        figures=figures(people, given),
        projects=projects(people, given),
        upcoming=tuple(sorted(_upcoming(people, given), key=lambda one: (one.day, one.what))),
    )


def told_by(report: Report, names: Names) -> Report:
    """Return the week with its students in the order of the names that show.

    In the order of their logins, pseudonyms would tell whose they are to everybody who has the
    list of the students.
    """
    needs = by_name(report.needs, names)
    return replace(report, needs=needs, students=_in_order(report.students, needs, names))


def _in_order(
    people: Iterable[StudentRow], needs: Iterable[Need], names: Names
) -> tuple[StudentRow, ...]:
    rank = {need.student: place for place, need in enumerate(needs)}
    last = len(rank)
    return tuple(
        sorted(people, key=lambda one: (rank.get(one.student, last), names.plain(one.student)))
    )


def _upcoming(people: Iterable[StudentRow], given: Given) -> Iterator[Upcoming]:
    today = given.until.astimezone(given.zone).date()
    left: defaultdict[tuple[date, str], int] = defaultdict(int)
    stale: defaultdict[tuple[date, str], list[Row]] = defaultdict(list)
    for one in people:
        for aim in (given.aims or {}).get(one.student, ()):
            if not aim.is_reached and today <= aim.due <= today + AHEAD:
                left[aim.due, aim.name] += 1
        for row in one.running:
            if (day := _stale_day(row, given)) and today <= day <= today + SOON:
                stale[day, row.pull.repository if row.pull else ""].append(row)
    for (day, name), count in left.items():
        yield Upcoming(day, f"{name} is due", left=f"{plural(count, 'has', 'have')} not reached it")
    for (day, project), rows in stale.items():
        what = f"a program of {project} marks pull requests as stale where nothing happens"
        yield Upcoming(day, what, tuple(sorted(rows, key=lambda row: row.key)))
    yield from (Upcoming(day, "day off") for day in given.days_off if today <= day <= today + SOON)


def _stale_day(row: Row, given: Given) -> date | None:
    if row.pull is None or row.since is None or row.stage not in {Stage.OPEN, Stage.REVIEW}:
        return None
    after = given.facts(row.pull.repository).stale_after
    if after is None:
        return None
    last = max(filter(None, (row.since, row.acted_at)))
    return (last + timedelta(days=after)).astimezone(given.zone).date()
