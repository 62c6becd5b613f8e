"""The text of the weekly issue: who needs a human first, and everything else after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.kernel.markdown import inert, quote
from bot.summary import charts
from bot.summary.attention import MOST
from bot.summary.method import method
from bot.summary.report import told_by
from bot.summary.sections import achieved, calibration, cohort, projects, upcoming
from bot.summary.table import HEADER, student_line
from bot.summary.words import line, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.summary.attention import Need
    from bot.summary.names import Names
    from bot.summary.report import Report

LONGEST: Final = 60_000
"""Code points of one text: GitHub takes 65,536."""

_FOR_MARKS: Final = 300
"""Kept free for the mark by which a text is found again, and for the link to the week before."""

_ELSEWHERE: Final = "\nProjects, what comes next, method and privacy are in the first comment.\n"
"""Stands instead of them where names are so long that they find no room."""

_MOST_HELPERS: Final = 5


@dataclass(frozen=True, slots=True)
class Pages:
    """A summary as it is written.

    Attributes:
        title: Of the issue.
        body: Its description, without a mark.
        comments: What found no room in it, without marks.
    """

    title: str
    body: str
    comments: tuple[str, ...] = ()


def pages(report: Report, names: Names, *, hides: bool = False, before: str = "") -> Pages:
    """Return the issue of a week; the same week gives the same text.

    Args:
        report: The week.
        names: How students are named.
        hides: Whether it is for more people than the instructors: then nobody is named, and
            counts below five are hidden.
        before: Where the week before is told, as Markdown; empty where it is not.
    """
    given, report = report.given, told_by(report, names)
    top = "\n".join(_top(report, names, hides=hides, before=before))
    bottom = "\n".join(_bottom(report, names, hides=hides))
    whose = f", students of {given.mentor}" if given.mentor else ""
    title = inert(f"{given.cohort}: week {given.week}{whose}")
    if hides:
        return Pages(title, f"{top}\n{bottom}\n")
    needed = {need.student: need.row for need in report.needs}
    lines = [
        student_line(one, needed.get(one.student) or one.main, report, names)
        for one in report.students
    ]
    head = f"\n\n## Students\n\nWho needs a human comes first, the others by name.\n\n{_head()}\n"
    room = LONGEST - _FOR_MARKS - len(top) - len(head) - len(_ELSEWHERE) - 200
    fits = len(bottom) < room
    here = _fitting(lines, room - len(bottom) if fits else room)
    rest = (*([] if fits else [f"{bottom.lstrip()}\n"]), *_comments(lines[here:], report))
    more = (
        f"\n\n{plural(len(lines) - here, 'more student')} in the comments." if lines[here:] else ""
    )
    table = "\n".join(lines[:here])
    return Pages(title, f"{top}{head}{table}{more}\n{bottom if fits else _ELSEWHERE}\n", rest)


def _head() -> str:
    return f"{line(HEADER)}\n|{'---|' * len(HEADER)}"


def _fitting(lines: list[str], room: int) -> int:
    for place, one in enumerate(lines):
        room -= len(one) + 1
        if room < 0:
            return place
    return len(lines)


def _comments(lines: list[str], report: Report) -> Iterator[str]:
    start = 0
    head = f"**Students, {report.given.week}, continued**\n\n{_head()}\n"
    while start < len(lines):
        count = max(1, _fitting(lines[start:], LONGEST - _FOR_MARKS - len(head)))
        yield head + "\n".join(lines[start : start + count]) + "\n"
        start += count


def _top(report: Report, names: Names, *, hides: bool, before: str) -> Iterator[str]:
    given, week = report.given, report.given.week
    yield (
        f"**{inert(given.cohort)}**, {week.monday.isoformat()} to {week.sunday.isoformat()},"
        f" {given.place}."
        + (f" The students of {quote(given.mentor)}." if given.mentor else "")
        + (f" The week before: {before}." if before else "")
    )
    yield ""
    if not hides:
        yield _glance(report)
        yield ""
        yield "## Needs a human this week"
        yield ""
        yield from _needs(report, names)
        yield ""
    yield "## Achieved"
    yield ""
    yield from achieved(report, names, hides=hides)
    yield ""
    yield "## All of them together" if given.mentor else "## The cohort"
    yield ""
    yield from cohort(report, hides=hides)
    yield ""
    # A handful of people is no matter for charts.
    if not given.mentor:
        yield from charts.funnel(report.figures, hides=hides)
        yield ""
        yield from charts.pace(report.figures, hides=hides)
        yield ""
    yield from calibration(report, names, hides=hides)
    if not given.mentor:
        yield from charts.hands(report, hides=hides)


def _glance(report: Report) -> str:
    """Return how the cohort stands, in one line."""
    figures = report.figures
    pace = ", ".join(f"{count} {each.value}" for each, count in figures.pace)
    be = "needs" if len(report.needs) == 1 else "need"
    return (
        f"{plural(figures.students, 'student')}: {pace}. {len(report.needs)} {be} a human."
        f" Merged this week: {figures.merged_this_week}, so far: {figures.merged}."
    )


def _needs(report: Report, names: Names) -> Iterator[str]:
    if not report.needs:
        yield "Nobody. Everybody moves on, or waits for somebody who is in time."
        return
    for place, need in enumerate(report.needs[:MOST], start=1):
        yield f"{place}. {_need(need, report, names)}"
    rest = len(report.needs) - MOST
    if rest > 0:
        yield ""
        yield f"{rest} more can wait; they come first in the students' table."


def _need(need: Need, report: Report, names: Names) -> str:
    where = names.work(need.row, report.given.tracker) if need.row else ""
    who = ", ".join(quote(one) for one in need.who[:_MOST_HELPERS]) or "whoever runs the course"
    others = len(need.who) - _MOST_HELPERS
    who += f" and {others} more" if others > 0 else ""
    return (
        f"**{names.shown(need.student)}** {where}".rstrip()
        + f": {need.why} Next: {need.step} Who: {who}."
    )


def _bottom(report: Report, names: Names, *, hides: bool) -> Iterator[str]:
    yield ""
    yield "## Projects"
    yield ""
    yield from projects(report, hides=hides)
    yield ""
    yield "## Upcoming"
    yield ""
    yield from upcoming(report, names, hides=hides)
    yield ""
    yield from method(report, names, hides=hides)
