"""The middle of the issue: what was achieved, the cohort in words, projects, what comes."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.kernel.markdown import inert, quote
from bot.summary.students import Pace
from bot.summary.words import SMALL, days, few, part, parts, percent, plural, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.summary.figures import MilestoneRow, ProjectRow
    from bot.summary.names import Names
    from bot.summary.report import Report, Upcoming
    from bot.summary.rows import Row

MOST_MERGED: Final = 40
MOST_PROJECTS: Final = 40
MOST_UPCOMING: Final = 20
MOST_NAMED: Final = 30
MOST_REASONS: Final = 10
_LONGEST_TITLE: Final = 100
_MOST_LINKS: Final = 5


def achieved(report: Report, names: Names, *, hides: bool) -> Iterator[str]:
    """Yield what was merged in the week, by name where names may show, and other steps."""
    figures = report.figures
    if not hides:
        merged = list(_merged(report, names))
        for student, row in merged[:MOST_MERGED]:
            what = names.pull(row.pull) if row.pull else "a change"
            how = "landed" if row.lands_closed else "merged"
            title = (
                ""
                if names.are_hidden or not row.title
                else f" ({quote(row.title, _LONGEST_TITLE)})"
            )
            yield f"- {names.shown(student)}: {what} {how}{title}"
        if len(merged) > MOST_MERGED:
            yield f"- and {len(merged) - MOST_MERGED} more"
        if merged:
            yield ""
    counts = (
        ("merged", figures.merged_this_week),
        ("opened", figures.opened_this_week),
        ("settled by another change", figures.superseded_this_week),
    )
    told = ", ".join(f"{few(count, hides=hides)} {name}" for name, count in counts)
    moved = part(figures.moved, figures.students, hides=hides)
    yield f"Pull requests: {told}. {moved} of {plural(figures.students, 'student')} took a step."


def _merged(report: Report, names: Names) -> Iterator[tuple[str, Row]]:
    begin, end = report.given.week.bounds(report.given.zone)
    people = sorted(report.students, key=lambda one: names.plain(one.student))
    for one in people:
        for row in sorted(one.rows, key=lambda each: each.key):
            if row.merged_at is not None and begin <= row.merged_at < end:
                yield one.student, row


def cohort(report: Report, *, hides: bool) -> Iterator[str]:
    """Yield the cohort's figures in sentences."""
    figures, other = report.figures, report.given.uncoached
    merged = part(figures.merged, figures.opened, hides=hides)
    opened = few(figures.opened, hides=hides)
    share = "" if hides else f" ({percent(figures.merged, figures.opened)})"
    compared = ""
    if other is not None:
        compared = (
            f" In a course without a coach it was {other.merged} of {other.opened}"
            f" ({percent(other.merged, other.opened)})."
        )
    so_far = f"{merged} of {opened} contributions with a pull request{share}"
    yield f"- Merged so far: {so_far}.{compared}"
    if figures.cycles is not None and (not hides or _reviewed(report) >= SMALL):
        yield f"- Review rounds of what was merged: {figures.cycles:g} at the median."
    if figures.new_cycles:
        yield f"- Review rounds this week: {few(figures.new_cycles, hides=hides)}."
    settled, threads = figures.at_first_try
    if threads:
        more = few(figures.newly_settled, hides=hides)
        new = f", {more} more than a week before" if figures.newly_settled else ""
        at_first = part(settled, threads, hides=hides)
        whole = few(threads, hides=hides)
        yield f"- Review remarks settled at the first try: {at_first} of {whole}{new}."
    if figures.nudges:
        heeded = part(figures.heeded, figures.nudges, hides=hides)
        yield (
            f"- Reminders: {few(figures.nudges, hides=hides)},"
            f" {heeded} of them followed by something within a week."
        )
    if report.given.muted:
        resting = ", ".join(f"`{each}`" for each in report.given.muted)
        yield f"- Reminders that rest, because they were corrected too often: {resting}."
    if figures.kinds:
        known = [count for _, count in figures.kinds]
        shown = parts((*known, figures.reached[0] - sum(known)), hides=hides)
        names = (kind.value for kind, _ in figures.kinds)
        kinds = map(" ".join, zip(names, shown[:-1], strict=True))
        yield f"- Kinds: {', '.join(kinds)}."


def _reviewed(report: Report) -> int:
    """Return of how many merged contributions the rounds are known."""
    return sum(row.merged_at is not None and row.cycles > 0 for row in _rows(report))


def _rows(report: Report) -> Iterator[Row]:
    for one in report.students:
        yield from one.rows


def calibration(report: Report, names: Names, *, hides: bool) -> Iterator[str]:
    """Yield where the students stand to the milestones, and why, where names may show."""
    rows = report.figures.milestones
    if rows:
        header = ("milestone", "due", "reached", "not yet", "at risk")
        yield from table(header, (_milestone(row, hides=hides) for row in rows))
        yield ""
    reasons = () if hides else tuple(_reasons(report, names))
    if reasons:
        yield "<details><summary>Who is at risk or ahead, and why</summary>"
        yield ""
        yield from reasons[:MOST_REASONS]
        if len(reasons) > MOST_REASONS:
            yield f"- and {len(reasons) - MOST_REASONS} more reasons; the table has the students"
        yield ""
        yield "</details>"
        yield ""


def _milestone(row: MilestoneRow, *, hides: bool) -> tuple[str, ...]:
    reached, left = parts((row.reached, row.left), hides=hides, of_all=True)
    at_risk = part(row.at_risk, row.left, hides=hides)
    return (inert(row.name), row.due.isoformat(), reached, left, at_risk)


def _reasons(report: Report, names: Names) -> Iterator[str]:
    """Yield each reason with those of whom it holds; a reason is often that of many."""
    for pace in (Pace.AT_RISK, Pace.AHEAD):
        found: defaultdict[str, list[str]] = defaultdict(list)
        for one in sorted(report.students, key=lambda each: names.plain(each.student)):
            if one.standing.pace is pace:
                found[one.standing.why].append(names.shown(one.student))
        for why, students in sorted(found.items()):
            more = len(students) - MOST_NAMED
            told = ", ".join(students[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
            yield f"- {pace.value.capitalize()}, {inert(why)}: {told}"


def projects(report: Report, *, hides: bool) -> Iterator[str]:
    """Yield the projects' table: the cohort's waits beside what is usual there."""
    if not report.projects:
        yield "Nothing is claimed yet."
        return
    header = (
        "project",
        "work",
        "open",
        "merged",
        "waiting",
        "days waiting",
        "days to merge",
        "usual there",
    )
    works = parts([row.contributions for row in report.projects], hides=hides)
    merged = parts([row.merged for row in report.projects], hides=hides)
    rows = zip(report.projects, works, merged, strict=True)
    shown = tuple(islice(rows, MOST_PROJECTS))
    yield from table(header, (_project(*each, hides=hides) for each in shown))
    if len(report.projects) > MOST_PROJECTS:
        yield f"\nand {len(report.projects) - MOST_PROJECTS} more projects"
    for row, *_ in shown:
        if row.facts.caution:
            yield ""
            yield f"{quote(row.facts.name)}: {inert(row.facts.caution)}"


def _project(row: ProjectRow, work: str, merged: str, *, hides: bool) -> tuple[str, ...]:
    facts = row.facts
    usual = "-"
    if facts.usual_days is not None:
        usual = f"{days(facts.usual_days)}, 9 in 10 within {days(facts.late_days)}"
    return (
        quote(facts.name),
        work,
        few(row.open, hides=hides),
        merged,
        few(row.waiting, hides=hides),
        "-" if hides else _waits(row),
        "-" if hides and row.merged < SMALL else days(row.days),
        usual,
    )


def _waits(row: ProjectRow) -> str:
    """Return how many days the cohort's pull requests wait, at the median and at most."""
    if row.longest is None or row.waited is None:
        return "-"
    if row.waiting == 1:
        return f"{row.longest:.0f}"
    return f"{row.waited:.0f}, at most {row.longest:.0f}"


def upcoming(report: Report, names: Names, *, hides: bool) -> Iterator[str]:
    """Yield what the next days bring."""
    told = [one for one in report.upcoming if not hides or not one.rows]
    if not told:
        yield "Nothing that is known."
    for one in told[:MOST_UPCOMING]:
        yield f"- {one.day.isoformat()}: {_coming(one, report, names, hides=hides)}"


def _coming(one: Upcoming, report: Report, names: Names, *, hides: bool) -> str:
    works = [names.work(row, report.given.tracker) for row in one.rows[:_MOST_LINKS]]
    links = ", ".join(work for work in works if work)
    rest = len(one.rows) - _MOST_LINKS
    more = f" and {rest} more" if rest > 0 else ""
    # The table of milestones has these counts, as far as they may show.
    left = f"; {one.left}" if one.left and not hides else ""
    return f"{inert(one.what)}{left}." + (f" It concerns {links}{more}." if links else "")
