from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from structlog.testing import LogCapture

from bot.jobs.worker import Worker
from bot.kernel.errors import RateLimited, Transient, UserError
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done, Park, Retry
from tests.support.stores import delivery, pull

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from bot.clock import VirtualClock
    from bot.jobs.ports import Handler
    from bot.kernel.work import Lease, Outcome
    from bot.storage.store import Store


class Handlers:
    """Records every run; does what it is told, for one kind of subject."""

    def __init__(self) -> None:
        self.runs: list[Lease] = []
        self.running = 0
        self.most = 0
        self.cancelled: list[Subject] = []
        self.act: Callable[[Lease], Awaitable[Outcome]] | None = None

    async def __call__(self, lease: Lease) -> Outcome:
        self.runs.append(lease)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            return await self.act(lease) if self.act else Done()
        except asyncio.CancelledError:
            self.cancelled.append(lease.subject)
            raise
        finally:
            self.running -= 1

    @property
    def keys(self) -> list[str]:
        return [lease.subject.key for lease in self.runs]


def raising(*errors: Exception | None) -> Callable[[Lease], Awaitable[Outcome]]:
    left = list(errors)

    async def act(_: Lease) -> Outcome:
        error = left.pop(0)
        if error:
            raise error
        return Done()

    return act


@pytest.fixture
def handlers() -> Handlers:
    return Handlers()


@pytest.fixture
def log() -> Iterator[LogCapture]:
    capture = LogCapture()
    before = structlog.get_config()["processors"]
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, capture])
    yield capture
    structlog.configure(processors=before)


@asynccontextmanager
async def working(
    store: Any,  # noqa: ANN401 - a store or a fake of one
    handler: Handler,
    clock: VirtualClock,
    **options: Any,  # noqa: ANN401
) -> AsyncIterator[Worker]:
    worker = Worker(store, {SubjectKind.PULL_REQUEST: handler}, clock, **options)
    task = asyncio.create_task(worker.run())
    async with asyncio.timeout(20):
        yield worker
        if not task.done():
            stopping = asyncio.create_task(worker.stop())
            while not stopping.done():
                await clock.advance(1)
                await asyncio.wait([stopping], timeout=0.001)
        await task


async def until(condition: Callable[[], object]) -> None:
    """Let the loop turn until something is so; the test's timeout is the net."""
    never = asyncio.get_running_loop().create_future()
    while not condition():
        await asyncio.wait([never], timeout=0.001)


async def test_an_accepted_delivery_is_handled_at_once(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async with working(store, handlers, clock) as worker:
        await store.accept(delivery(pull()))
        await worker.idle()
    assert handlers.keys == ["1#1"]
    assert (await store.counts()).unfinished == 0


async def test_a_burst_on_one_subject_has_one_worker_at_a_time_and_few_runs(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async with working(store, handlers, clock) as worker:
        await asyncio.gather(*(store.accept(delivery(pull())) for _ in range(50)))
        await worker.idle()
    assert handlers.most == 1
    assert sum(len(lease.deliveries) for lease in handlers.runs) == 50
    assert len(handlers.runs) < 5


async def test_many_subjects_run_side_by_side_up_to_the_limit(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    go = asyncio.Event()

    async def act(_: Lease) -> Outcome:
        await go.wait()
        return Done()

    handlers.act = act
    for number in range(10):
        await store.signal(pull(f"1#{number}"), "7")
    async with working(store, handlers, clock, concurrency=3) as worker:
        await until(lambda: handlers.running >= 3)
        go.set()
        await worker.idle()
    assert handlers.most == 3
    assert len(handlers.runs) == 10


async def test_the_worker_sleeps_until_exactly_the_next_due(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    await store.signal(pull(), "7", due=clock.now() + timedelta(seconds=3))
    async with working(store, handlers, clock) as worker:
        await until(lambda: clock.next_wake() == clock.now() + timedelta(seconds=3))
        await clock.advance(2.999)
        await worker.idle()
        assert handlers.runs == []
        await clock.advance(0.001)
        await worker.idle()
        assert handlers.keys == ["1#1"]


async def test_the_worker_sleeps_no_longer_than_the_poll(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async with working(store, handlers, clock, poll=timedelta(seconds=5)):
        await until(lambda: clock.next_wake() == clock.now() + timedelta(seconds=5))


async def test_a_handler_that_wants_to_look_again_is_called_again(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async def act(_: Lease) -> Outcome:
        return Done(next_due=clock.now() + timedelta(hours=1))

    handlers.act = act
    async with working(store, handlers, clock) as worker:
        await store.signal(pull(), "7")
        await worker.idle()
        await clock.advance(3600)
        await worker.idle()
    assert len(handlers.runs) == 2


async def test_a_passing_failure_is_tried_again(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    handlers.act = raising(Transient("502"), None)
    async with working(store, handlers, clock) as worker:
        await store.accept(delivery(pull()))
        await worker.idle()
        [row] = await store.tasks()
        assert (row.attempts, row.error) == (1, "Transient: 502")
        await clock.advance(3)
        await worker.idle()
    assert [lease.attempts for lease in handlers.runs] == [0, 1]
    assert (await store.counts()).unfinished == 0


async def test_a_rate_limit_closes_the_gate_of_its_installation(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    opens = clock.now() + timedelta(minutes=2)
    handlers.act = raising(RateLimited("secondary", scope="7", retry_at=opens), None, None)
    async with working(store, handlers, clock) as worker:
        await store.signal(pull("1#1"), "7")
        await worker.idle()
        await store.signal(pull("1#2"), "7")
        await worker.idle()
        assert handlers.keys == ["1#1"]
        assert await store.gate("7") == opens
        await clock.advance(120)
        await worker.idle()
    assert sorted(handlers.keys) == ["1#1", "1#1", "1#2"]
    assert [lease.attempts for lease in handlers.runs] == [0, 0, 0]


async def test_what_a_person_must_mend_is_parked_and_logged_with_its_subject(
    store: Store, handlers: Handlers, clock: VirtualClock, log: LogCapture
) -> None:
    handlers.act = raising(UserError("policy line 3: no such check"))
    async with working(store, handlers, clock) as worker:
        await store.accept(delivery(pull()))
        await worker.idle()
    [row] = await store.tasks(parked=True)
    assert row.error == "UserError: policy line 3: no such check"
    assert row.unfinished == 1
    events = {entry["event"]: entry for entry in log.entries}
    for event in ("run_parked", "run_ended"):
        assert events[event]["subject"] == "pull_request:1#1"
        assert events[event]["scope"] == "7"
    assert events["run_parked"]["exc_info"] is None


async def test_a_defect_is_logged_with_its_trace(
    store: Store, handlers: Handlers, clock: VirtualClock, log: LogCapture
) -> None:
    error = KeyError("x")
    handlers.act = raising(error)
    async with working(store, handlers, clock) as worker:
        await store.signal(pull(), "7")
        await worker.idle()
    [entry] = [entry for entry in log.entries if entry["event"] == "run_failed"]
    assert entry["exc_info"] is error


async def test_a_subject_without_a_handler_is_parked(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async with working(store, handlers, clock) as worker:
        await store.signal(Subject(SubjectKind.INSTALLATION, "7"), "7")
        await worker.idle()
    [row] = await store.tasks(parked=True)
    assert row.error == "This program has no handler for installation."


async def test_a_subject_that_kills_the_process_again_and_again_is_parked_unrun(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    await store.signal(pull(), "7")
    for _ in range(13):
        await store.claim(1)
        await clock.advance(60)
    async with working(store, handlers, clock) as worker:
        await worker.idle()
    assert handlers.runs == []
    assert (await store.counts()).parked == 1


async def test_a_long_run_keeps_its_lease(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    go = asyncio.Event()

    async def act(_: Lease) -> Outcome:
        await go.wait()
        return Done()

    handlers.act = act
    async with working(store, handlers, clock) as worker:
        await store.signal(pull(), "7")
        await until(lambda: handlers.running)
        began = clock.now()
        for beat in range(1, 10):
            await clock.advance(20)
            await _leased_until(store, began + timedelta(seconds=20 * beat + 60))
        go.set()
        await worker.idle()
    assert len(handlers.runs) == 1
    assert await store.tasks() == []


async def _leased_until(store: Store, at: object) -> None:
    while (await store.tasks())[0].due != at:
        pass


async def test_a_lost_lease_cancels_its_handler(
    store: Store, handlers: Handlers, clock: VirtualClock, log: LogCapture
) -> None:
    async def act(_: Lease) -> Outcome:
        await asyncio.Event().wait()
        return Done()

    handlers.act = act
    async with working(store, handlers, clock):
        await store.signal(pull(), "7")
        await until(lambda: handlers.running)
        # Another host takes it over, as after a pause of this one.
        thief = Thief(store, clock)
        await thief.steal(handlers.runs[0])
        await clock.advance(20)
        await until(lambda: handlers.cancelled)
        assert await store.finish(thief.lease, Park(error="stolen"))
    assert "lease_lost" in {entry["event"] for entry in log.entries}
    [row] = await store.tasks()
    assert row.error == "stolen"


class Thief:
    """Claims what somebody holds, by way of a lease that was cut short."""

    def __init__(self, store: Store, clock: VirtualClock) -> None:
        self._store = store
        self._clock = clock
        self.lease: Lease

    async def steal(self, lease: Lease) -> None:
        await self._store.finish(lease, Retry(at=self._clock.now(), error="-", counted=False))
        [self.lease] = await self._store.claim(1)


async def test_stopping_lets_running_handlers_end(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    go = asyncio.Event()

    async def act(_: Lease) -> Outcome:
        await go.wait()
        return Done()

    handlers.act = act
    async with working(store, handlers, clock) as worker:
        await store.signal(pull("1#1"), "7")
        await until(lambda: handlers.running)
        stopping = asyncio.create_task(worker.stop())
        await asyncio.wait([stopping], timeout=0.01)
        await store.signal(pull("1#2"), "7")
        go.set()
        await stopping
    assert handlers.keys == ["1#1"]
    assert handlers.cancelled == []
    assert [row.subject for row in await store.tasks()] == [pull("1#2")]


async def test_stopping_gives_back_what_does_not_end_in_time(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async def act(_: Lease) -> Outcome:
        await asyncio.Event().wait()
        return Done()

    handlers.act = act
    async with working(store, handlers, clock, grace=timedelta(seconds=10)):
        await store.accept(delivery(pull()))
        await until(lambda: handlers.running)
    assert handlers.cancelled == [pull()]
    [lease] = await store.claim(1)
    assert (lease.attempts, len(lease.deliveries)) == (0, 1)


async def test_a_cancelled_worker_gives_everything_back_at_once(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async def act(_: Lease) -> Outcome:
        await asyncio.Event().wait()
        return Done()

    handlers.act = act
    worker = Worker(store, {SubjectKind.PULL_REQUEST: handlers}, clock)
    task = asyncio.create_task(worker.run())
    await store.signal(pull(), "7")
    async with asyncio.timeout(10):
        await until(lambda: handlers.running)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(await store.claim(1)) == 1
    assert clock.next_wake() is None


class Faulty:
    """A store of which one method fails a few times."""

    def __init__(self, store: Store, method: str, *errors: Exception) -> None:
        self._store = store
        self._method = method
        self.errors = list(errors)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        real = getattr(self._store, name)
        if name != self._method:
            return real

        async def failing(*arguments: Any) -> Any:  # noqa: ANN401
            if self.errors:
                raise self.errors.pop(0)
            return await real(*arguments)

        return failing


@pytest.mark.parametrize("method", ["claim", "next_due", "wait"])
@pytest.mark.parametrize("error", [Transient("no database"), ValueError("a defect")])
async def test_the_worker_outlives_a_store_that_fails(
    store: Store, handlers: Handlers, clock: VirtualClock, method: str, error: Exception
) -> None:
    faulty = Faulty(store, method, error, error)
    async with working(faulty, handlers, clock):
        await store.signal(pull(), "7")
        while not (handlers.runs and not faulty.errors):
            await clock.advance(1)
            await store.ping()
    assert handlers.keys == ["1#1"]


async def test_a_failing_finish_is_retried_and_alarmed(
    store: Store, handlers: Handlers, clock: VirtualClock, log: LogCapture
) -> None:
    faulty = Faulty(store, "finish", Transient("no database"), Transient("no database"))
    async with working(faulty, handlers, clock):
        await store.accept(delivery(pull()))
        while (await store.counts()).unfinished:
            await clock.advance(1)
    assert len(handlers.runs) == 1
    alarms = [entry for entry in log.entries if entry["event"] == "finish_failed"]
    assert [entry["log_level"] for entry in alarms] == ["error", "error"]


async def test_an_end_that_cannot_be_written_down_is_parked_instead(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    faulty = Faulty(store, "finish", ValueError("state too large"))
    async with working(faulty, handlers, clock):
        await store.signal(pull(), "7")
        while not (await store.counts()).parked:
            await clock.advance(1)
    [row] = await store.tasks()
    assert row.error == "The end could not be written down. ValueError: state too large"


async def test_an_end_that_can_be_written_in_no_way_is_left_to_the_lease(
    store: Store, handlers: Handlers, clock: VirtualClock, log: LogCapture
) -> None:
    faulty = Faulty(store, "finish", ValueError("1"), ValueError("2"), ValueError("3"))
    async with working(faulty, handlers, clock):
        await store.signal(pull(), "7")
        while "run_left" not in {entry["event"] for entry in log.entries}:
            await clock.advance(1)
            await store.ping()
    [row] = await store.tasks()
    assert row.leased


async def test_a_handler_outlives_heartbeats_that_fail_until_its_lease_ran_out(
    store: Store, handlers: Handlers, clock: VirtualClock
) -> None:
    async def act(_: Lease) -> Outcome:
        await asyncio.Event().wait()
        return Done()

    handlers.act = act
    faulty = Faulty(store, "extend", *[Transient("no database")] * 3)
    async with working(faulty, handlers, clock):
        await store.signal(pull(), "7")
        await until(lambda: handlers.running)
        for left in (2, 1):
            await clock.advance(20)
            await until(lambda left=left: len(faulty.errors) == left)  # type: ignore[misc]
            assert handlers.cancelled == []
        await clock.advance(20)
        await until(lambda: handlers.cancelled)


async def test_a_gate_that_cannot_be_closed_does_not_keep_the_retry_from_waiting(
    store: Store, handlers: Handlers, clock: VirtualClock, log: LogCapture
) -> None:
    opens = clock.now() + timedelta(minutes=2)
    handlers.act = raising(RateLimited("secondary", scope="7", retry_at=opens))
    faulty = Faulty(store, "close_gate", Transient("no database"))
    async with working(faulty, handlers, clock) as worker:
        await store.signal(pull(), "7")
        await worker.idle()
    [row] = await store.tasks()
    assert (row.due, row.attempts) == (opens, 0)
    assert "gate_not_closed" in {entry["event"] for entry in log.entries}


async def test_a_lease_that_cannot_be_given_back_runs_out_by_itself(
    store: Store, handlers: Handlers, clock: VirtualClock, log: LogCapture
) -> None:
    async def act(_: Lease) -> Outcome:
        await asyncio.Event().wait()
        return Done()

    handlers.act = act
    faulty = Faulty(store, "finish", Transient("no database"))
    async with working(faulty, handlers, clock, grace=timedelta(0)):
        await store.signal(pull(), "7")
        await until(lambda: handlers.running)
    assert "not_given_back" in {entry["event"] for entry in log.entries}
    [row] = await store.tasks()
    assert row.leased
