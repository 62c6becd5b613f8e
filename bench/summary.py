"""The weekly summary: 1,000 students and 10,000 pull requests, from the database to the issue."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

import msgspec

from bench import postgres
from bench.figures import paired_ratio
from bench.proc import cpu_seconds, own_peak
from bench.report import Goal, Section, Table, show_ratio
from bench.summary_sql import WEEK, same
from bot.clock import SystemClock, VirtualClock
from bot.kernel import happening
from bot.kernel.contribution import Reference, Verdict
from bot.kernel.hold import Hold, Holder, hold_entry
from bot.kernel.journal import ContributionRecord, Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.operations.migration import migrate
from bot.policy.model import Cohort, Policy
from bot.reconcile.weeks import cohort_week
from bot.reconcile.weeks.cohort_week import AT_ONCE, cohorts_of
from bot.shipped import shipped_projects
from bot.storage.store import Store
from bot.summary.issue import LONGEST, pages
from bot.summary.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.session import Session
    from bot.kernel.event import Event
    from bot.kernel.work import Lease

STUDENTS: Final = 1_000
PULLS: Final = 10_000
MOST_SECONDS: Final = 10.0
MOST_MEGABYTES: Final = 100.0
"""Of memory beside what the program has when it is loaded."""
MOST_TO_SQL: Final = 20.0
"""SQLite counts in C, and it counts only."""
MOST_OF_WHOLE: Final = 0.5
"""Of the memory that it would take to hold all journals at once."""

_BEGIN: Final = datetime(2026, 9, 7, 9, tzinfo=UTC)
_NOW: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)
_AT_ONCE: Final = 200


class Took(msgspec.Struct, frozen=True):
    """What telling a week took, and what it told.

    Attributes:
        seconds: From the open database to the text.
        cpu: Seconds of the processor's time in that, of all threads.
        megabytes: Beside the memory that the program has when it is loaded.
        figures: By the names of `bench.summary_sql`.
        comments: What found no room in the issue.
    """

    seconds: float
    cpu: float
    megabytes: float
    figures: dict[str, float]
    comments: int = 0


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Tell a week in processes of their own: ours, all at once, and SQLite's own counting."""
    path = session.folder / "summary.db"
    url = f"sqlite:///{path}"
    say("summary: filling a database")
    await migrate(url)
    await fill(url, STUDENTS, PULLS)
    contenders: dict[str, tuple[str, ...]] = {
        "coach": ("bench.summary", url),
        "coach, all journals at once": ("bench.summary", url, f"{PULLS}"),
        "SQL in SQLite": ("bench.summary_sql", str(path)),
    }
    took: dict[str, list[Took]] = {name: [] for name in contenders}
    for number in range(session.rounds):
        say(f"summary: round {number + 1} of {session.rounds}")
        for name, words in contenders.items():
            took[name].append(await _told(*words))
    if postgres.available():
        say("summary: the same on PostgreSQL")
        async with postgres.server() as database:
            elsewhere = await database()
            await fill(elsewhere, STUDENTS, PULLS)
            took["coach, PostgreSQL"] = [await _told("bench.summary", elsewhere)]
    ours = took["coach"]
    if any(one.figures != ours[0].figures for each in took.values() for one in each):
        raise RuntimeError("the contenders tell different figures of one week")
    return Section(name="Summary", tables=(_table(took),), goals=tuple(_goals(took)))


def _table(took: dict[str, list[Took]]) -> Table:
    return Table(
        f"A week of {STUDENTS} students with {PULLS} pull requests",
        ("contender", "seconds", "CPU seconds", "MB", "comments"),
        tuple(
            (
                name,
                f"{median(one.seconds for one in each):.2f}",
                f"{median(one.cpu for one in each):.2f}",
                f"{median(one.megabytes for one in each):.0f}",
                f"{each[0].comments}",
            )
            for name, each in took.items()
        ),
        note="SQL counts ten figures of the cohort, and the contenders agree in them; it writes"
        " no issue.",
    )


def _goals(took: dict[str, list[Took]]) -> Iterator[Goal]:
    ours, whole, sql = took["coach"], took["coach, all journals at once"], took["SQL in SQLite"]
    seconds = median(one.seconds for one in ours)
    megabytes = median(one.megabytes for one in ours)
    name = f"time: at most {MOST_SECONDS:g} s"
    yield Goal(name, f"{seconds:.1f} s", seconds <= MOST_SECONDS)
    met = megabytes <= MOST_MEGABYTES
    name = f"memory beside the program: at most {MOST_MEGABYTES:g} MB"
    yield Goal(name, f"{megabytes:.0f} MB", met)
    share = paired_ratio([one.megabytes for one in ours], [one.megabytes for one in whole])
    name = f"memory, to all journals at once: at most {MOST_OF_WHOLE:g}"
    yield Goal(name, show_ratio(share), share.median <= MOST_OF_WHOLE)
    slower = paired_ratio([one.cpu for one in ours], [one.cpu for one in sql])
    name = f"CPU time, to ten figures by SQL: at most {MOST_TO_SQL:g}"
    yield Goal(name, show_ratio(slower), slower.median <= MOST_TO_SQL)


async def _told(*words: str) -> Took:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("telling the week failed")
    return msgspec.json.decode(output, type=Took)


async def fill(url: str, students: int, pulls: int) -> None:
    """Write journals of so many contributions, each with a pull request, to a database."""
    store = await Store.open(url, clock=VirtualClock(_NOW))
    try:
        for start in range(0, pulls, _AT_ONCE):
            subjects = [subject_of(n) for n in range(start, min(start + _AT_ONCE, pulls))]
            await asyncio.gather(*(store.signal(subject, "1") for subject in subjects))
            leases = await store.claim(_AT_ONCE)
            await asyncio.gather(*(store.finish(one, _ending(one, students)) for one in leases))
    finally:
        await store.close()


def _ending(lease: Lease, students: int) -> Done:
    number = int(lease.subject.key.partition("#")[2])
    student = f"student{number % students:04}"
    return Done(entries=tuple(life(number, student)), contribution=_record(number, student))


def subject_of(number: int) -> Subject:
    """Return the contribution of a number."""
    return Subject(SubjectKind.CONTRIBUTION, f"7#{number}")


def life(number: int, student: str) -> Iterator[Entry]:
    """Yield what happened to a contribution: claimed, planned, opened, reviewed, often merged."""
    subject, project = subject_of(number), _project(number)
    at = _BEGIN + timedelta(days=number % 75, minutes=number % 1_000)
    good = Verdict(is_good=True)
    issue, pull = Reference(project, number), Reference(project, 50_000 + number)
    steps: list[tuple[float, Event]] = [
        (0, happening.Claimed(at=at, by=student, source="1", student=student, issue=issue)),
        (1, happening.Planned(at=at, by=student, source="2", text="A plan.", verdict=good)),
        (2, happening.Approved(at=at, by="mira", source="3")),
        (4, happening.PullRequestLinked(at=at, by=student, source="4", pull_request=pull)),
        (6, happening.ReviewStarted(at=at, source="5")),
    ]
    if number % 3 == 0:
        steps.append((12, happening.Merged(at=at, source="6")))
    for days, event in steps:
        kind, then = happening.name_of(event), at + timedelta(days=days)
        data = happening.stored(_dated(event, then))
        yield Entry(subject, f"{kind}:{event.source}", then, event.by, kind, data)
    for place, holder in enumerate((Holder.REVIEWER, Holder.AUTHOR, Holder.REVIEWER)):
        yield hold_entry(subject, Hold(holder, at + timedelta(days=4 + 2 * place), place))


def _dated(event: Event, at: datetime) -> Event:
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    return type(event)(**(fields | {"at": at}))


def _project(number: int) -> str:
    names = sorted(project.name for project in shipped_projects())
    return names[number % len(names)]


def _record(number: int, student: str) -> ContributionRecord:
    return ContributionRecord(
        subject=subject_of(number),
        scope="1",
        student=student,
        project=_project(number).lower(),
        issue=number,
        stage="merged" if number % 3 == 0 else "review",
        is_open=bool(number % 3),
        title=f"I take {number}",
    )


async def tell(url: str, at_once: int = AT_ONCE) -> Took:
    """Tell a week, with the journals of so many contributions read at a time."""
    clock = SystemClock()
    store = await Store.visit(url, clock=clock)
    names = tuple(f"student{n:04}" for n in range(STUDENTS))
    cohort = Cohort(name="bench", start=date(2026, 9, 7), students=names)
    cohorts = cohorts_of(store)
    before, begun, used = own_peak(), clock.now(), cpu_seconds(os.getpid())
    try:
        with patch.object(cohort_week, "AT_ONCE", at_once):
            policy = Policy(version=1, cohorts=(cohort,))
            report = await cohorts.week("1", policy, cohort, WEEK, _NOW)
        written = pages(report, Names())
    finally:
        await store.close()
    if max(map(len, (written.body, *written.comments))) > LONGEST:
        raise RuntimeError("a page is too long")
    seconds, used = (clock.now() - begun).total_seconds(), cpu_seconds(os.getpid()) - used
    return Took(seconds, used, own_peak() - before, same(report.figures), len(written.comments))


if __name__ == "__main__":
    told = asyncio.run(tell(sys.argv[1], *map(int, sys.argv[2:])))
    print(msgspec.json.encode(told).decode())  # noqa: T201 - read by the process that started it
