"""One issue a cohort and week: whoever looked too early, and wherever the work was cut off."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done, Lease, Retry
from bot.sandbox.faults import Lag, LostAnswer, RequestFault, ServerError, Step
from bot.summary import issue as summary_issue
from tests.journey.test_summary import SUMMED, mondays, staffed, to_run_by_hand, told, until
from tests.support import rehearsals
from tests.support.classroom import coached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from pathlib import Path

    from bot.clock import Clock
    from bot.github.pace import WriteSlots
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.exchange import Answer
    from bot.sandbox.faults import Scene
    from bot.sandbox.model import Issue
    from tests.support.classroom import Classroom


@dataclass
class BusySlots:
    """Write slots of an installation with much to write: each taker waits for others first.

    Attributes:
        waits: Seconds that one taker after the other waits; later ones do not.
    """

    slots: WriteSlots
    clock: Clock
    waits: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def slot(self, scope: str) -> AsyncIterator[None]:
        await self.clock.sleep(self.waits.pop(0) if self.waits else 0)
        async with self.slots.slot(scope):
            yield


def make_busy(rehearsal: Rehearsal) -> BusySlots:
    writer = rehearsal.service.github.writer
    busy = BusySlots(writer._slots, rehearsal.clock)
    writer._slots = busy
    return busy


async def test_three_runs_that_all_saw_nothing_write_one_issue_however_long_they_queue() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        run = await to_run_by_hand(given, rehearsal, monday)
        # The second misses what the first has just written; the third comes when the second
        # would have been let look again, but what it saw is as old as the others'.
        make_busy(rehearsal).waits = [0, 5, 60]
        outcomes = await asyncio.gather(*(run() for _ in range(3)))

        # Which of the three takes its slot first is the event loop's to decide.
        assert Counter(type(each) for each in outcomes) == {Done: 1, Retry: 2}
        assert len(told(given, staff)) == 1
        await until(given, rehearsal, monday + timedelta(hours=1))
        assert len(told(given, staff)) == 1


@pytest.mark.parametrize("reads", [1, 2, 5])
async def test_three_runs_write_one_issue_however_many_reads_do_not_show_it(reads: int) -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        run = await to_run_by_hand(given, rehearsal, monday)
        given.cast.faults.add(Lag(operation="Talk", reads=reads))
        await asyncio.gather(*(run() for _ in range(3)))
        for _ in range(reads + 2):
            # Each comes a little later than it was told to.
            await given.clock.advance(11)
            await run()
        assert len(told(given, staff)) == 1
        await until(given, rehearsal, monday + timedelta(hours=1))
        assert [each.state for each in told(given, staff)] == ["open"]


STUDENTS = ("ada", "bob", *(f"student-{n:02}" for n in range(10)))
CROWDED = SUMMED.replace("students: [ada, bob]\n", f"students: [{', '.join(STUDENTS)}]\n", 1)
WORK = frozenset({"OwnIssues", "Contribution", "Talk"})
"""The requests that a summary makes where there is no contribution."""


@dataclass(slots=True, kw_only=True)
class Crash(RequestFault):
    """The coach is killed at a request of its work: it sends nothing more, and writes nothing down.

    Attributes:
        place: At which request, from 1.
        applied: Whether the request takes effect before.
        reads: How many reads do not show what it created.
        kill: Called at that moment.
    """

    times: int | None = None
    place: int
    applied: bool
    reads: int = 0
    kill: Callable[[], None] = lambda: None
    seen: int = 0
    died: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, scene: Scene) -> bool:
        return self.died.is_set() or scene.operation in WORK

    def before(self, scene: Scene) -> Answer | Step:
        del scene
        self.seen += 1
        if self.seen == self.place and not self.applied:
            return self._dies()
        return Step.CUT if self.died.is_set() else Step.GO_ON

    def after(self, scene: Scene, answer: Answer) -> Answer | Step:
        del answer
        if self.seen == self.place:
            for thing in scene.caller.made if scene.caller is not None else ():
                thing.hidden_reads = self.reads
            return self._dies()
        return Step.CUT if self.died.is_set() else Step.GO_ON

    def _dies(self) -> Step:
        self.died.set()
        self.kill()
        return Step.CUT


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a small cohort need pages behind the issue: a text holds five students."""
    monkeypatch.setattr(summary_issue, "_fitting", lambda lines, _room: min(len(lines), 5))


def copied(source: Path, target: Path) -> None:
    """Copy a database as it would be found after a crash: what is committed, and nothing else."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


async def worked(given: Classroom, rehearsal: Rehearsal, moment: datetime) -> None:
    """Come to a moment, and let two workers have the summary beside the coach's own."""
    while given.clock.now() < moment:
        given.clock._now = moment
        await given.clock.advance(0)
    key = str(next(iter(given.world.installations)))
    lease = Lease(Subject(SubjectKind.SUMMARY, key), key, "token", 1, 0, moment)
    handler = rehearsal.service.worker._handlers[SubjectKind.SUMMARY]
    await asyncio.gather(handler(lease), handler(lease))
    await rehearsal.quiet()


@asynccontextmanager
async def started(given: Classroom, file: Path) -> AsyncIterator[Rehearsal]:
    """Run the coach; what it had to give up when it was killed is not counted."""
    course = rehearsals.Course(given.cast, given.upstream, given.fork, given.ada)
    url = f"sqlite:///{file}"
    async with rehearsals.coached(course, database_url=url, parked=None) as rehearsal:
        yield rehearsal


async def killed(given: Classroom, file: Path, crash: Crash, moment: datetime) -> Path:
    """Run the coach until it is killed or has told the week; return the database it leaves."""
    after = file.with_name(f"{int(file.stem) + 1}.db")
    crash.kill = partial(copied, file, after)
    given.cast.faults.add(crash)
    async with started(given, file) as rehearsal:
        working = asyncio.create_task(worked(given, rehearsal, moment))
        dying = asyncio.create_task(crash.died.wait())
        await asyncio.wait([working, dying], return_when=asyncio.FIRST_COMPLETED)
        for task in (working, dying):
            task.cancel()
        await asyncio.gather(working, dying, return_exceptions=True)
    given.cast.faults.clear()
    return after if crash.died.is_set() else file


async def told_with_crashes(folder: Path, crashes: list[Crash]) -> tuple[Classroom, list[Issue]]:
    """Tell two weeks; the coach is killed in the second as often as there are crashes."""
    given, staff = staffed(policy=CROWDED)
    first, second = mondays(given, 2)
    file = folder / "0.db"
    async with started(given, file) as rehearsal:
        await until(given, rehearsal, first)
    for crash in crashes:
        file = await killed(given, file, crash, second)
    async with started(given, file) as rehearsal:
        await worked(given, rehearsal, second)
        await until(given, rehearsal, given.clock.now() + timedelta(hours=2))
        assert (await rehearsal.service.store.counts()).parked == 0
    return given, told(given, staff)


def assert_told_once(given: Classroom, issues: list[Issue]) -> None:
    earlier, later = issues
    assert (earlier.state, later.state) == ("closed", "open")
    assert (later.body or "").count(f"The week before: #{earlier.number}.") == 1
    for each in issues:
        pages = Counter(comment.body.split("\n")[0] for comment in each.comments)
        assert len(pages) == 2
        assert set(pages.values()) == {1}
        shown = "\n".join([each.body or "", *(comment.body for comment in each.comments)])
        assert all(shown.count(f"| `{name}` |") == 1 for name in STUDENTS)
    closings = [each for each in given.world.deliveries if each.action == "closed"]
    assert len(closings) == 1


PLACES = range(1, 5)


@pytest.mark.usefixtures("short_pages")
async def test_without_a_crash_the_week_takes_as_many_requests_as_are_tried_below(
    tmp_path: Path,
) -> None:
    never = Crash(place=0, applied=False)
    given, issues = await told_with_crashes(tmp_path, [never])
    assert_told_once(given, issues)
    assert never.seen >= len(PLACES)


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("applied", "reads"), [(False, 0), (True, 0), (True, 1)])
async def test_a_crash_at_any_request_leaves_one_issue_with_its_pages(
    tmp_path: Path,
    place: int,
    applied: bool,  # noqa: FBT001 - a column of the table
    reads: int,
) -> None:
    crash = Crash(place=place, applied=applied, reads=reads)
    given, issues = await told_with_crashes(tmp_path, [crash])
    assert crash.died.is_set()
    assert_told_once(given, issues)


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("seed", range(3))
async def test_crashes_one_after_another_leave_one_issue_with_its_pages(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a story, no secret
    crashes = [
        Crash(place=chance.choice(PLACES), applied=chance.choice((True, False)), reads=reads)
        for reads in (1, 0, 1, 0)
    ]
    given, issues = await told_with_crashes(tmp_path, crashes)
    assert sum(each.died.is_set() for each in crashes) >= 2
    assert_told_once(given, issues)


async def test_24_weeks_with_every_trouble_are_told_once_each(tmp_path: Path) -> None:
    given, staff = staffed()
    file = tmp_path / "0.db"
    talk: dict[str, Any] = {"operation": "Talk"}
    troubles = cycle(
        (
            None,
            Crash(place=2, applied=True, reads=1),
            "outage",
            LostAnswer(**talk),
            Crash(place=2, applied=False),
            Lag(**talk, reads=1),
            ServerError(**talk, applied=True),
            Crash(place=3, applied=True),
        )
    )
    # The clocks change in the seventh of these weeks.
    for monday in mondays(given, 24):
        trouble = next(troubles)
        moment = monday
        if trouble == "outage":
            given.clock._now = moment = monday + timedelta(hours=30)
        elif isinstance(trouble, Crash):
            file = await killed(given, file, replace(trouble, died=asyncio.Event()), monday)
        elif trouble is not None:
            given.cast.faults.add(replace(trouble))
        async with started(given, file) as rehearsal:
            await worked(given, rehearsal, moment)
            await until(given, rehearsal, given.clock.now() + timedelta(minutes=40))

    issues = told(given, staff)
    titles = [each.title.removeprefix("autumn 2026: week ") for each in issues]
    assert titles == [f"2026-W{n}" for n in range(37, 54)] + [f"2027-W0{n}" for n in range(1, 8)]
    assert [each.state for each in issues] == ["closed"] * 23 + ["open"]
    for earlier, later in pairwise(issues):
        assert (later.body or "").count(f"The week before: #{earlier.number}.") == 1
    assert len([each for each in given.world.deliveries if each.action == "closed"]) == 23
