"""The weekly summary: 1,000 students and 10,000 pull requests, from the database to the issue."""

from __future__ import annotations

import asyncio
import resource
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bench.report import Goal, Section, Table
from bot.clock import SystemClock, VirtualClock
from bot.kernel import happening
from bot.kernel.contribution import Reference, Verdict
from bot.kernel.hold import Hold, Holder, hold_entry
from bot.kernel.journal import ContributionRecord, Entry
from bot.kernel.work import Done, Subject, SubjectKind
from bot.operations import migrate
from bot.policy.model import Cohort, Policy
from bot.reconcile.cohort_week import cohorts_of
from bot.shipped import shipped_projects
from bot.storage.store import Store
from bot.summary.issue import LONGEST, pages
from bot.summary.names import Names
from bot.summary.week import IsoWeek

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.session import Session
    from bot.kernel.work import Lease

STUDENTS: Final = 1_000
PULLS: Final = 10_000
MOST_SECONDS: Final = 10.0
MOST_MEGABYTES: Final = 100.0
"""Of memory beside what the program has when it is loaded."""

WEEK: Final = IsoWeek(2026, 47)
_BEGIN: Final = datetime(2026, 9, 7, 9, tzinfo=UTC)
_NOW: Final = datetime(2026, 11, 23, 8, tzinfo=UTC)
_AT_ONCE: Final = 200


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Fill a database, and tell a week in a process of its own, once."""
    url = f"sqlite:///{session.folder}/summary.db"
    say("summary: filling a database")
    await migrate(url)
    await fill(url, STUDENTS, PULLS)
    say("summary: telling the week")
    words = ("-m", "bench.summary", url)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("telling the week failed")
    seconds, megabytes, comments = map(float, output.split())
    return Section(
        name="Summary",
        tables=(
            Table(
                "A week of a cohort",
                ("students", "pull requests", "seconds", "MB", "comments"),
                (
                    (
                        f"{STUDENTS}",
                        f"{PULLS}",
                        f"{seconds:.1f}",
                        f"{megabytes:.0f}",
                        f"{comments:g}",
                    ),
                ),
            ),
        ),
        goals=(
            Goal(f"time: at most {MOST_SECONDS:g} s", f"{seconds:.1f} s", seconds <= MOST_SECONDS),
            Goal(
                f"memory beside the program: at most {MOST_MEGABYTES:g} MB",
                f"{megabytes:.0f} MB",
                megabytes <= MOST_MEGABYTES,
            ),
        ),
    )


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
    at = _BEGIN + timedelta(days=number % 60, minutes=number % 1_000)
    good = Verdict(is_good=True)
    issue, pull = Reference(project, number), Reference(project, 50_000 + number)
    steps: list[tuple[float, happening.Event]] = [
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


def _dated(event: happening.Event, at: datetime) -> happening.Event:
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


async def tell(url: str) -> tuple[float, float, int]:
    """Tell a week; return seconds, megabytes beside those before, and comments."""
    clock = SystemClock()
    store = await Store.visit(url, clock=clock)
    names = tuple(f"student{n:04}" for n in range(STUDENTS))
    cohort = Cohort(name="bench", start=date(2026, 9, 7), students=names)
    cohorts = cohorts_of(store)
    before, begun = _peak(), clock.now()
    try:
        report = await cohorts.week("1", Policy(version=1, cohorts=(cohort,)), cohort, WEEK, _NOW)
        written = pages(report, Names())
    finally:
        await store.close()
    if max(map(len, (written.body, *written.comments))) > LONGEST:
        raise RuntimeError("a page is too long")
    seconds = (clock.now() - begun).total_seconds()
    return seconds, _peak() - before, len(written.comments)


def _peak() -> float:
    """Return the most memory that this process had, in MB: getrusage(2) counts in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000


if __name__ == "__main__":
    print(*asyncio.run(tell(sys.argv[1])))  # noqa: T201 - read by the process that started it
