"""A course of many students with pull requests at the projects, watched without network or store.

The use case, its requests and their documents are the real ones; the sandbox answers in process
and counts points by GitHub's formula. What news make the coach read and write afterwards is
counted by the documents that it uses.
"""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from graphql import parse

from bot.clock import VirtualClock
from bot.github.discovery import PullFinder
from bot.github.guard import Guard
from bot.github.issue_documents import CONTRIBUTION
from bot.github.transport import Answer
from bot.github.turn_document import TURN
from bot.github.watching import PullWatcher
from bot.kernel.installation import RepositoryRecord
from bot.kernel.journal import ContributionRecord
from bot.kernel.work import Done, Lease, Subject, SubjectKind
from bot.policy.allowed import Allowed
from bot.policy.model import Cohort, Policy, Tracker
from bot.reconcile.contributions import IDLE
from bot.reconcile.rounds import ROUND, WORKING
from bot.reconcile.watch import Watch
from bot.sandbox import cost, graphql
from bot.sandbox.exchange import Caller
from bot.sandbox.world import World
from bot.shipped import shipped_projects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.sandbox.model import PullRequest

PROJECTS: Final = ("vllm-project/vllm", "pytorch/ao", "huggingface/transformers")
READING: Final = sum(cost.points(parse(each), {}) for each in (CONTRIBUTION, TURN))
"""What it costs to read a contribution and its pull request whole."""

WRITING: Final = 1
"""A mutation; at most the card is edited."""

WRITE_PAUSE: Final = timedelta(seconds=1)
SUBJECT: Final = Subject(SubjectKind.WATCH, "7")
HOME: Final = RepositoryRecord(1, 7, "R_1", "course/tracker")


@dataclass(repr=False)
class Wire:
    """Answers documents in process, and keeps the account."""

    world: World
    caller: Caller
    points: int = 0

    async def graphql(
        self, _installation: int, document: str, variables: Mapping[str, object]
    ) -> Answer:
        answer, points = graphql.answer(self.caller, {"query": document, "variables": variables})
        self.points += points
        assert isinstance(answer.data, dict)
        return Answer(answer.data["data"])


@dataclass(repr=False)
class Store:
    """What the use case asks of the store."""

    records: list[ContributionRecord]
    kept: bytes | None = None

    async def state(self, _subject: Subject) -> bytes | None:
        return self.kept

    async def repositories(self, _installation: int) -> list[RepositoryRecord]:
        return [HOME]

    async def repository_named(self, _name: str) -> RepositoryRecord:
        return HOME

    async def open_contributions(self, _scope: str) -> Sequence[ContributionRecord]:
        return self.records

    async def contributions_of(self, student: str) -> Sequence[ContributionRecord]:
        return [each for each in self.records if each.student == student]


@dataclass(repr=False)
class Course:
    """The course.

    Attributes:
        seen: How long each change took from when it happened until it was told.
        spent: Points of everything, by whole hours since the measuring began.
        a_day: News of a pull request in a day.
    """

    world: World
    wire: Wire
    store: Store
    watch: Watch
    pulls: dict[Subject, PullRequest]
    begun: datetime
    a_day: float
    seen: list[timedelta] = field(default_factory=list)
    spent: dict[int, int] = field(default_factory=dict)
    _told: dict[Subject, datetime] = field(default_factory=dict)

    @property
    def clock(self) -> VirtualClock:
        clock = self.world.clock
        assert isinstance(clock, VirtualClock)
        return clock

    async def round(self) -> Done:
        """Look once, and return what came of it."""
        done = await self.watch(Lease(SUBJECT, "7", "token", 1, 0, self.clock.now()))
        assert isinstance(done, Done)
        self.store.kept = done.state
        return done

    async def live(self, hours: int, changes: Iterator[tuple[datetime, Subject, str]]) -> None:
        """Let changes happen and the coach look, and keep the account once it knows everybody.

        Args:
            hours: How long.
            changes: When what happens to which contribution's pull request, in order.
        """
        begun = self.clock.now()
        while self.clock.now() - begun < WORKING + ROUND:
            await self.round()
            await self.clock.advance(ROUND.total_seconds())
        self.begun, self.wire.points = self.clock.now(), 0
        end = self.begun + timedelta(hours=hours)
        waiting: dict[Subject, list[datetime]] = {}
        following = next(changes)
        while (now := self.clock.now()) < end:
            while following[0] <= now:
                at, subject, what = following
                happen(self.world, self.pulls[subject], what, at)
                if at >= self.begun:
                    waiting.setdefault(subject, []).append(at)
                following = next(changes)
            before = self.wire.points
            done = await self.round()
            self._pay(now, self.wire.points - before)
            self._tell(now, done, waiting)
            self._look_through(now)
            assert done.next_due is not None
            await self.clock.advance((done.next_due - now).total_seconds())

    def _tell(self, now: datetime, done: Done, waiting: dict[Subject, list[datetime]]) -> None:
        """Read what there are news of, one after the other as writes go."""
        for n, (subject, _) in enumerate(done.wakes):
            told = now + n * WRITE_PAUSE
            self.seen += [told - at for at in waiting.pop(subject, ())]
            self._told[subject] = told
            self._pay(now, READING + WRITING)

    def _look_through(self, now: datetime) -> None:
        """Read those of which nothing was told for long."""
        for subject in self.pulls:
            if now - self._told.setdefault(subject, self._first(subject)) >= IDLE:
                self._told[subject] = now
                self._pay(now, READING)

    def _first(self, subject: Subject) -> datetime:
        """Return when it was told of before, as if the changes had come as often all along."""
        share = int(subject.key.partition("#")[2]) / (len(self.pulls) + 1)
        told = 1 - math.exp(-self.a_day)
        return self.begun - IDLE * (-math.log(1 - share * told) / self.a_day)

    def _pay(self, now: datetime, points: int) -> None:
        hour = int((now - self.begun) / timedelta(hours=1))
        self.spent[hour] = self.spent.get(hour, 0) + points

    def within(self, percent: int) -> timedelta:
        """Return how long the changes took of which only this share was quicker."""
        return sorted(self.seen)[len(self.seen) * percent // 100]


def course(students: int, pulls_of_each: int, a_day: float) -> Course:
    """Make a course whose students each have some pull requests open."""
    world = World(VirtualClock())
    organisation = world.create_organisation("course")
    app = world.create_app(organisation, "coach", public_key="", permissions={}, events=())
    installation = world.install_app(app, organisation)
    wire = Wire(world, Caller(world, world.create_token(installation)))
    logins = tuple(f"student-{number:04}" for number in range(students))
    pulls = dict(_opened(world, logins, pulls_of_each))
    store = Store([_record(subject, pull) for subject, pull in pulls.items()])
    cohort = Cohort(name="all", start=world.now().date(), students=logins)
    policy = Policy(version=1, cohorts=(cohort,), tracker=Tracker(HOME.full_name))
    fake: Any = SimpleNamespace
    watch = Watch(
        fake(watcher=PullWatcher(wire), finder=PullFinder(wire)),  # type: ignore[arg-type] # it has what is used
        store,  # type: ignore[arg-type] # likewise
        Guard(Allowed.parse("course"), frozenset(each.lower() for each in PROJECTS), world.clock),
        fake(of_course=_always(([HOME], policy))),
        shipped_projects(),
        world.clock,
    )
    return Course(world, wire, store, watch, pulls, world.now(), a_day)


def _always(value: object) -> Any:  # noqa: ANN401 - stands in for a method
    async def of_course(_installation: int) -> object:
        return value

    return of_course


def _opened(
    world: World, logins: Sequence[str], each: int
) -> Iterator[tuple[Subject, PullRequest]]:
    numbers = iter(range(1, len(logins) * each + 1))
    heads = []
    for name in PROJECTS:
        owner, _, repository = name.partition("/")
        upstream = world.create_repository(world.create_organisation(owner), repository)
        world.create_app(upstream.owner, f"{owner}-ci", public_key="", permissions={}, events=())
        heads.append(world.fork(upstream, world.create_user(f"{owner}-forks")))
    for login in logins:
        author = world.create_user(login)
        for _ in range(each):
            number = next(numbers)
            head = heads[number % len(heads)]
            assert head.parent is not None
            world.commit(head, f"change-{number}", author, "Change", {"a.py": f"a = {number}\n"})
            pull = world.open_pull_request(
                author=author,
                head=head,
                head_branch=f"change-{number}",
                base=head.parent,
                title=f"Change {number}",
            )
            yield Subject(SubjectKind.CONTRIBUTION, f"1#{number}"), pull


def _record(subject: Subject, pull: PullRequest) -> ContributionRecord:
    return ContributionRecord(
        subject=subject,
        scope="7",
        student=pull.author.login,
        project=pull.repository.full_name.lower(),
        issue=None,
        stage="review",
        is_open=True,
        upstream_pull=pull.number,
    )


def happening(
    given: Course, per_day: Mapping[str, float], seed: int = 6
) -> Iterator[tuple[datetime, Subject, str]]:
    """Yield changes without end, each pull request's at random moments and so often a day."""
    # Not for secrets: the same changes on each run.
    chance = random.Random(seed)  # noqa: S311 - as above
    begun = given.clock.now()
    following: list[tuple[datetime, int, str]] = []
    subjects = list(given.pulls)

    def soon(after: datetime, what: str) -> datetime:
        return after + timedelta(days=chance.expovariate(per_day[what]))

    for number in range(len(subjects)):
        for what in per_day:
            heapq.heappush(following, (soon(begun, what), number, what))
    while True:
        at, number, what = following[0]
        heapq.heapreplace(following, (soon(at, what), number, what))
        yield at, subjects[number], what


def happen(world: World, pull: PullRequest, what: str, at: datetime) -> None:
    """Let a pull request be touched, or its checks end otherwise than before."""
    if what == "touched":
        pull.updated_at = at
        return
    bot = next(each for each in world.apps.values() if each.owner is pull.repository.owner)
    runs = world.suite(pull.repository, bot, pull.head_sha).runs
    ends = "failure" if runs and runs[0].conclusion == "success" else "success"
    if runs:
        world.update_check_run(runs[0], conclusion=ends)
    else:
        world.create_check_run(pull.repository, bot, pull.head_sha, "tests", conclusion=ends)
