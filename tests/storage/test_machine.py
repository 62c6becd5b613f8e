"""The engine as a state machine, held against a model of a few lines.

Proves on each database: no two workers on one subject, no lost wake-up, deliveries of a subject
in order, gates obeyed, nothing changed by a lost lease, every delivery done or parked at last.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, multiple, rule
from sqlalchemy import text

from bot.clock import VirtualClock
from bot.kernel.work import Done, Park, Retry
from bot.storage.migrate import migrate
from bot.storage.store import Store
from tests.support.postgres import shared_server
from tests.support.stores import delivery, pull

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from bot.kernel.subject import Subject
    from bot.kernel.work import Lease, Outcome

LEASE = timedelta(seconds=60)
SUBJECTS = [pull(f"1#{number}") for number in range(4)]
subjects = st.sampled_from(SUBJECTS)
seconds = st.integers(0, 120)


def scope_of(subject: Subject) -> str:
    return f"scope-{SUBJECTS.index(subject) % 2}"


@dataclass
class Model:
    """What a subject should be like; `due` is the end of the lease while there is one."""

    due: datetime | None
    scope: str
    generation: int = 1
    attempts: int = 0
    token: str | None = None


class Engine(RuleBasedStateMachine):
    leases: Bundle[Lease] = Bundle("leases")
    guids: Bundle[str] = Bundle("guids")
    url: ClassVar[str] = "sqlite://"

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.clock = VirtualClock()
        self.store = self.do(Store.open(self.url, clock=self.clock, lease=LEASE))
        self.model: dict[Subject, Model] = {}
        self.pending: dict[Subject, list[str]] = {one: [] for one in SUBJECTS}
        self.gates: dict[str, datetime] = {}

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
        return self.loop.run(work)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @rule(target=guids, which=st.lists(subjects, min_size=1, max_size=3, unique=True))
    def accept(self, which: list[Subject]) -> str:
        one = delivery(*which, scope=scope_of(which[0]), payload=b"{}")
        assert self.do(self.store.accept(one)) is True
        self._arrived(one.guid, which)
        return one.guid

    @rule(guid=guids, subject=subjects)
    def redeliver(self, guid: str, subject: Subject) -> None:
        assert self.do(self.store.accept(delivery(subject, guid=guid))) is False

    @rule(subject=subjects, delay=seconds, replace=st.booleans())
    def signal(self, subject: Subject, delay: int, *, replace: bool) -> None:
        due = self.now + timedelta(seconds=delay)
        work = self.store.signal(subject, scope_of(subject), due=due, replace=replace)
        self.do(work)
        self._signalled(subject, scope_of(subject), due, replace=replace)

    @rule(target=leases, limit=st.integers(1, 6))
    def claim(self, limit: int) -> Any:  # noqa: ANN401 - Hypothesis wants multiple() here
        return multiple(*self._claimed(limit))

    @rule(target=leases)
    def take_over(self) -> Any:  # noqa: ANN401 - as above
        """Every lease runs out and whoever comes next takes all; the old ones are lost."""
        self.do(self.clock.advance(LEASE.total_seconds()))
        return multiple(*self._claimed(len(SUBJECTS)))

    def _claimed(self, limit: int) -> list[Lease]:
        able = {
            subject: model.scope
            for subject, model in self.model.items()
            if model.due
            and model.due <= self.now
            and self.gates.get(model.scope, self.now) <= self.now
        }
        claimed: list[Lease] = self.do(self.store.claim(limit))
        found = {lease.subject for lease in claimed}
        assert len(found) == len(claimed) <= limit
        assert found <= able.keys()
        # Every scope that has something gets something, as far as the limit goes.
        assert len({able[one] for one in found}) == min(limit, len(set(able.values())))
        for lease in claimed:
            self._took(lease)
        return claimed

    @rule(
        lease=consumes(leases),
        kind=st.sampled_from(["done", "later", "retry", "wait", "park"]),
        delay=seconds,
    )
    def finish(self, lease: Lease, kind: str, delay: int) -> None:
        outcome = self._outcome(kind, delay)
        held = self.do(self.store.finish(lease, outcome))
        assert held is self._finished(lease, outcome)

    @rule(lease=consumes(leases), target=guids)
    def finish_while_more_arrives(self, lease: Lease) -> str:
        one = delivery(lease.subject, scope=scope_of(lease.subject))

        async def both() -> tuple[bool, bool]:
            finishing = self.store.finish(lease, Done())
            accepted, held = await asyncio.gather(self.store.accept(one), finishing)
            return accepted, held

        accepted, held = self.do(both())
        assert accepted
        assert held is self._finished(lease, Done())
        self._arrived(one.guid, [lease.subject])
        return one.guid

    @rule(lease=leases)
    def extend(self, lease: Lease) -> None:
        kept = self.do(self.store.extend([lease]))
        model = self.model.get(lease.subject)
        if model and model.token == lease.token:
            model.due = self.now + LEASE
            assert [one.until for one in kept] == [model.due]
        else:
            assert kept == []

    @rule(scope=st.sampled_from(["scope-0", "scope-1"]), delay=seconds)
    def close_gate(self, scope: str, delay: int) -> None:
        until = self.now + timedelta(seconds=delay)
        self.do(self.store.close_gate(scope, until, "limit"))
        self.gates[scope] = max(until, self.gates.get(scope, until))

    @rule(subject=st.none() | subjects)
    def revive(self, subject: Subject | None) -> None:
        parked = [one for one, model in self.model.items() if model.due is None]
        wanted = [one for one in parked if subject in {None, one}]
        assert self.do(self.store.revive(subject)) == len(wanted)
        for one in wanted:
            self._signalled(one, self.model[one].scope, self.now)

    @rule(delay=seconds)
    def advance(self, delay: int) -> None:
        self.do(self.clock.advance(delay))

    @rule()
    def look(self) -> None:
        times = [
            max(model.due, self.gates.get(model.scope, model.due))
            for model in self.model.values()
            if model.due
        ]
        assert self.do(self.store.next_due()) == min(times, default=None)
        rows = {row.subject: row for row in self.do(self.store.tasks())}
        assert rows.keys() == self.model.keys()
        for subject, model in self.model.items():
            row = rows[subject]
            assert (row.due, row.generation, row.attempts) == (
                model.due,
                model.generation,
                model.attempts,
            )
            assert row.unfinished == len(self.pending[subject])

    def teardown(self) -> None:
        try:
            self.drain()
        finally:
            self.do(self.store.close())
            self.loop.close()

    def drain(self) -> None:
        """Run what is left as a worker that never fails; only parked work may remain."""
        for _ in range(20):
            self.do(self.clock.advance(600))
            for lease in self.do(self.store.claim(10)):
                self._took(lease)
                assert self.do(self.store.finish(lease, Done()))
                self._finished(lease, Done())
        assert all(model.due is None for model in self.model.values())
        parked = sum(len(self.pending[one]) for one in self.model)
        assert sum(map(len, self.pending.values())) == parked
        assert self.do(self.store.counts()).unfinished == parked

    def _arrived(self, guid: str, which: list[Subject]) -> None:
        self.pending[which[0]].append(guid)
        for subject in which:
            self._signalled(subject, scope_of(which[0]), self.now)

    def _signalled(
        self, subject: Subject, scope: str, due: datetime, *, replace: bool = False
    ) -> None:
        model = self.model.get(subject)
        if model is None:
            self.model[subject] = Model(due, scope)
            return
        model.scope = scope
        model.generation += 1
        model.attempts = 0
        if model.token is None:
            model.due = due if replace or model.due is None else min(model.due, due)

    def _took(self, lease: Lease) -> None:
        model = self.model[lease.subject]
        model.attempts += model.token is not None
        assert lease.attempts == model.attempts
        assert lease.generation == model.generation
        model.token = lease.token
        model.due = self.now + LEASE
        assert lease.until == model.due
        stored = self.do(self.store.payloads(lease.deliveries))
        assert [one.sequence for one in stored] == list(lease.deliveries)
        assert [one.guid for one in stored] == self.pending[lease.subject]

    def _outcome(self, kind: str, delay: int) -> Outcome:
        at = self.now + timedelta(seconds=delay)
        outcomes: dict[str, Outcome] = {
            "done": Done(),
            "later": Done(next_due=at),
            "retry": Retry(at=at, error="502"),
            "wait": Retry(at=at, error="limit", counted=False),
            "park": Park(error="no"),
        }
        return outcomes[kind]

    def _finished(self, lease: Lease, outcome: Outcome) -> bool:
        model = self.model.get(lease.subject)
        if model is None or model.token != lease.token:
            return False
        model.token = None
        moved = model.generation != lease.generation
        if isinstance(outcome, Done):
            del self.pending[lease.subject][: len(lease.deliveries)]
            model.attempts = 0
            model.due = self.now if moved else outcome.next_due
            if model.due is None:
                del self.model[lease.subject]
        elif isinstance(outcome, Retry):
            model.attempts += outcome.counted
            model.due = self.now if moved and outcome.counted else outcome.at
        else:
            model.due = self.now if moved else None
            model.attempts = 0 if moved else model.attempts
        return True


class EngineOnPostgres(Engine):
    def __init__(self) -> None:
        super().__init__()
        tables = "inbox, task, gate, effect, subject_state"
        self.do(self.store._runner.write(lambda conn: conn.execute(text(f"TRUNCATE {tables}"))))


SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]

TestInMemory = Engine.TestCase
TestInMemory.settings = settings(
    max_examples=50, stateful_step_count=40, deadline=None, suppress_health_check=SLOW
)


@pytest.mark.postgres
class TestOnPostgres(EngineOnPostgres.TestCase):  # type: ignore[misc,valid-type]
    settings = settings(
        max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=SLOW
    )

    @classmethod
    def setUpClass(cls) -> None:
        EngineOnPostgres.url = shared_server().database()
        asyncio.run(migrate(EngineOnPostgres.url))
