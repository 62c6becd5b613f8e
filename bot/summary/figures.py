"""The figures of the cohort and of each project, counted from the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from bot.kernel.contribution import Stage
from bot.kernel.hold import Holder
from bot.summary.rows import STEPS
from bot.summary.students import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from bot.kernel.contribution import ContributionKind
    from bot.summary.given import Given, ProjectFacts
    from bot.summary.rows import Row
    from bot.summary.students import StudentRow

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """The cohort at one milestone of the course.

    Attributes:
        name: What the course calls it.
        due: The last day for it.
        reached: How many students have reached it.
        left: How many have not.
        at_risk: How many of those come to it next, and are at risk.
    """

    name: str
    due: date
    reached: int
    left: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The cohort in numbers.

    Attributes:
        students: How many there are.
        moved: How many had a contribution that came to another stage in the week.
        reached: How many contributions ever came to each of the six steps, in their order.
        standing: How many stand at each stage now.
        opened: Contributions with an upstream pull request, from the beginning on.
        merged: Those of them whose change is in.
        superseded: Contributions that another change settled, from the beginning on.
        opened_this_week: Pull requests that were new in the week.
        merged_this_week: Changes that got in, in the week.
        landed_this_week: Those of them where the project closes what it takes.
        superseded_this_week: Settled by another change in the week.
        cycles: The middle number of review rounds of what was merged; None where none was.
        new_cycles: Review rounds that were new in the week.
        new_threads: Review threads that were new in the week.
        newly_settled: How many more of all threads were settled at the first try at its end.
        at_first_try: Review threads settled without being asked for again, and all of them.
        student_hours: How long students had the ball in the week, where the turn is known.
        reviewer_hours: Likewise reviewers and maintainers.
        nudges: Reminders in the week.
        heeded: Those that were followed by something within a week.
        pace: How many students are at risk, on track and ahead.
        kinds: How many contributions there are of each kind.
        milestones: Those of the course, the earliest due first.
    """

    students: int
    moved: int
    reached: tuple[int, ...]
    standing: tuple[tuple[Stage, int], ...]
    opened: int
    merged: int
    superseded: int
    opened_this_week: int
    merged_this_week: int
    landed_this_week: int
    superseded_this_week: int
    cycles: float | None
    new_cycles: int
    new_threads: int
    newly_settled: int
    at_first_try: tuple[int, int]
    student_hours: float
    reviewer_hours: float
    nudges: int
    heeded: int
    pace: tuple[tuple[Pace, int], ...]
    kinds: tuple[tuple[ContributionKind, int], ...]
    milestones: tuple[MilestoneRow, ...]

    @property
    def merged_share(self) -> float | None:
        """Return the share of contributions with a pull request that were merged."""
        return self.merged / self.opened if self.opened else None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """The cohort at one project.

    Attributes:
        facts: What is usual there.
        contributions: How many there are.
        open: Pull requests that are open.
        merged: Changes that are in.
        days: The middle number of days from opening to the merge; None where none was merged.
        waiting: Pull requests that wait for reviewers or maintainers now.
        longest: The days that the one waits which waits longest.
        waited: The middle number of days of all that wait.
    """

    facts: ProjectFacts
    contributions: int
    open: int
    merged: int
    days: float | None
    waiting: int
    longest: float | None
    waited: float | None


def figures(students: Iterable[StudentRow], given: Given) -> Figures:
    """Count the cohort."""
    people = tuple(students)
    rows = [row for one in people for row in one.rows]
    begin, end = given.week.bounds(given.zone)
    merged = [row for row in rows if row.merged_at]
    this_week = [row for row in merged if row.merged_at and begin <= row.merged_at < end]
    stages = Counter(row.stage for row in rows)
    kinds = Counter(row.kind for row in rows if row.kind)
    paces = Counter(one.standing.pace for one in people)
    return Figures(
        students=len(people),
        moved=sum(one.moves > 0 for one in people),
        reached=tuple(sum(row.step >= place for row in rows) for place in range(len(STEPS))),
        standing=tuple((stage, stages[stage]) for stage in Stage if stages[stage]),
        opened=sum(row.pulls > 0 or row.merged_at is not None for row in rows),
        merged=len(merged),
        superseded=stages[Stage.SUPERSEDED],
        opened_this_week=sum(len(row.opened) for row in rows),
        merged_this_week=len(this_week),
        landed_this_week=sum(row.lands_closed for row in this_week),
        superseded_this_week=sum(
            row.superseded_at is not None and begin <= row.superseded_at < end for row in rows
        ),
        cycles=_middle(row.cycles for row in merged if row.cycles),
        new_cycles=sum(row.new_cycles for row in rows),
        new_threads=sum(row.new_threads for row in rows),
        newly_settled=sum(row.newly_settled for row in rows),
        at_first_try=(sum(row.at_first_try for row in rows), sum(row.threads for row in rows)),
        student_hours=sum(row.hours_of(Holder.AUTHOR) for row in rows),
        reviewer_hours=sum(
            row.hours_of(holder) for row in rows for holder in (Holder.REVIEWER, Holder.GATE)
        ),
        nudges=sum(row.nudges for row in rows),
        heeded=sum(row.heeded for row in rows),
        pace=tuple((pace, paces[pace]) for pace in Pace),
        kinds=tuple(sorted(kinds.items(), key=lambda pair: pair[0].value)),
        milestones=tuple(_milestones(people, given)),
    )


def _milestones(people: Iterable[StudentRow], given: Given) -> Iterator[MilestoneRow]:
    found: defaultdict[tuple[date, str], list[tuple[bool, bool]]] = defaultdict(list)
    for one in people:
        for aim in (given.aims or {}).get(one.student, ()):
            at_risk = aim == one.standing.aim and one.standing.pace is Pace.AT_RISK
            found[aim.due, aim.name].append((aim.is_reached, at_risk))
    for (due, name), each in sorted(found.items()):
        reached = sum(is_reached for is_reached, _ in each)
        risks = sum(is_at_risk for _, is_at_risk in each)
        yield MilestoneRow(name, due, reached, len(each) - reached, risks)


def projects(students: Iterable[StudentRow], given: Given) -> tuple[ProjectRow, ...]:
    """Count each project at which the cohort works, in the order of their names."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for one in students:
        for row in one.rows:
            if row.issue is not None:
                found[given.facts(row.issue.repository).name].append(row)
    names = sorted(found, key=str.casefold)
    return tuple(_project(given.facts(name), found[name], given.until) for name in names)


def _project(facts: ProjectFacts, rows: list[Row], now: datetime) -> ProjectRow:
    waits = [
        (now - row.since) / _DAY
        for row in rows
        if row.since is not None and row.turn in {Holder.REVIEWER, Holder.GATE}
    ]
    return ProjectRow(
        facts=facts,
        contributions=len(rows),
        open=sum(row.stage in {Stage.OPEN, Stage.REVIEW} for row in rows),
        merged=sum(row.merged_at is not None for row in rows),
        days=_middle(row.open_days for row in rows if row.open_days is not None),
        waiting=len(waits),
        longest=max(waits, default=None),
        waited=_middle(waits),
    )


def _middle(values: Iterable[float]) -> float | None:
    known = list(values)
    return float(median(known)) if known else None
