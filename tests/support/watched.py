"""A course of many students with pull requests at the projects, watched without network or store.

The use case, its requests and their documents are the real ones; the sandbox answers in process
and counts points by GitHub's formula. What news make the coach read and write afterwards is
counted by the documents that it uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bot.clock import VirtualClock
from bot.github.discovery import PullFinder
from bot.github.guard import Guard
from bot.github.transport import Answer
from bot.github.watching import PullWatcher
from bot.kernel.contribution import Reference
from bot.kernel.happening import PullRequestOpened
from bot.kernel.installation import RepositoryRecord
from bot.kernel.journal import ContributionRecord
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done, Lease
from bot.policy.allowed import Allowed
from bot.policy.model import Cohort, Policy, Tracker
from bot.reconcile.contribution.contributions import IDLE
from bot.reconcile.contribution.own_weeks import next_look
from bot.reconcile.finding.rounds import ROUND, WORKING, Round
from bot.reconcile.finding.watch import Watch
from bot.reconcile.lines import entry_of
from bot.sandbox import graphql
from bot.sandbox.exchange import Caller
from bot.sandbox.world import World
from bot.shipped import shipped_projects
from tests.support.watch_load import BEGUN, happen
from tests.support.watch_telling import AN_HOUR, READING, SWEEPING, WRITING, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import timedelta

    from bot.kernel.journal import Entry
    from bot.sandbox.model import PullRequest
    from tests.support.watch_load import Change

PROJECTS: Final = ("vllm-project/vllm", "pytorch/ao", "huggingface/transformers")
SUBJECT: Final = Subject(SubjectKind.WATCH, "7")
OPENED: Final = datetime(2026, 9, 1, tzinfo=UTC)
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
        return Answer(answer.data["data"] or {})


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

    async def installations(self) -> tuple[()]:
        return ()

    async def open_contributions(self, _scope: str) -> Sequence[ContributionRecord]:
        return self.records

    async def journal(self, subject: Subject) -> Sequence[Entry]:
        (record,) = (each for each in self.records if each.subject == subject)
        pull = Reference(record.project, record.upstream_pull or 0)
        event = PullRequestOpened(
            at=OPENED, by=record.student, source=subject.key, pull_request=pull
        )
        return [entry_of(subject, event)]

    async def contributions_of(self, student: str) -> Sequence[ContributionRecord]:
        return [each for each in self.records if each.student == student]


@dataclass(repr=False)
class Course:
    """The course.

    Attributes:
        seen: How long each change took from when it happened until it was told.
        paid: Points, and when they were spent.
        wrote: When a request went out that changes cards.
    """

    world: World
    wire: Wire
    store: Store
    watch: Watch
    pulls: dict[Subject, PullRequest]
    begun: datetime
    seen: list[timedelta] = field(default_factory=list)
    paid: list[tuple[datetime, int]] = field(default_factory=list)
    wrote: list[datetime] = field(default_factory=list)
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

    async def know_everybody(self) -> None:
        """Look until every pull request is known as it is."""
        begun = self.clock.now()
        while self.clock.now() - begun < WORKING + ROUND:
            await self.round()
            await self.clock.advance(ROUND.total_seconds())
        known = Round.decode(self.store.kept)
        home = self.watch.guard.admit(HOME)
        marks, _ = await self.watch.github.watcher.marks(home, tuple(known.linked))
        linked = {
            node_id: msgspec.structs.replace(one, mark=marks[node_id], moved=self.clock.now())
            for node_id, one in known.linked.items()
        }
        assert len(linked) == len(self.pulls)
        self.store.kept = msgspec.structs.replace(known, linked=linked, spent=0).encode()

    async def live(self, hours: int, changes: Iterator[Change]) -> None:
        """Let changes happen and the coach look, and keep the account once it knows everybody.

        Args:
            hours: How long.
            changes: When what happens to which contribution's pull request, in order.
        """
        await self.know_everybody()
        self.begun = self.clock.now()
        end = self.begun + hours * AN_HOUR
        waiting: dict[Subject, list[datetime]] = {}
        following = next(changes)
        while (now := self.clock.now()) < end:
            while following[0] <= now:
                at, subject, what = following
                happen(self.world, self.pulls[subject], what, at)
                if at >= self.begun and what != BEGUN:
                    waiting.setdefault(subject, []).append(at)
                following = next(changes)
            before = self.wire.points
            done = await self.round()
            self.paid.append((now, self.wire.points - before))
            await self._tell(now, done, waiting)
            self._sweep(now, len(done.wakes))
            self._look_through(now)
            assert done.next_due is not None
            await self.clock.advance((done.next_due - now).total_seconds())

    async def _tell(
        self, now: datetime, done: Done, waiting: dict[Subject, list[datetime]]
    ) -> None:
        """Read what there are news of, and write every card anew."""
        telling = await tell((subject for subject, _ in done.wakes), now)
        for subject, told in telling.at.items():
            self._told[subject] = told
            self.seen += [told - at for at in waiting.pop(subject, ())]
        self.wrote += telling.wrote
        self.paid += [(at, READING) for at in telling.read]
        self.paid += [(at, WRITING) for at in telling.wrote]

    def _look_through(self, now: datetime) -> None:
        """Read those of which nothing was told for long; of a new week each card tells once."""
        for subject in self.pulls:
            # As after a weekend: within the last day each was looked through in its own minute.
            told = self._told.setdefault(subject, next_look(subject, self.begun - 1.5 * IDLE, IDLE))
            due = next_look(subject, told, IDLE)
            if due <= now:
                self._told[subject] = due
                self.paid.append((now, READING))
                if due.isocalendar().week != told.isocalendar().week:
                    self.wrote.append(now)
                    self.paid.append((now, WRITING))

    def _sweep(self, now: datetime, written: int) -> None:
        """Look for what was touched without a delivery; the cards were."""
        pages = 1 + written // 100
        self.paid.append((now, pages * SWEEPING))

    def within(self, percent: int) -> timedelta:
        """Return how long the changes took of which only this share was quicker."""
        return sorted(self.seen)[len(self.seen) * percent // 100]


def course(students: int, pulls_of_each: int, start: datetime) -> Course:
    """Make a course whose students each have some pull requests open."""
    world = World(VirtualClock(start))
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
    return Course(world, wire, store, watch, pulls, world.now())


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
            bot = next(one for one in world.apps.values() if one.owner is head.parent.owner)
            world.create_check_run(
                head.parent, bot, pull.head_sha, "tests", conclusion="success", title="success"
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
