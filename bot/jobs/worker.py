"""The worker: claims due subjects, runs their handlers, keeps their leases, writes down the end."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import structlog
from structlog.contextvars import bound_contextvars

from bot.clock import monotonic
from bot.jobs.retry import after_crashes, after_failure, describe
from bot.kernel.errors import CoachError, Fault, RateLimited, Transient
from bot.kernel.work import Park, Retry

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from bot.clock import Clock
    from bot.jobs.ports import Handler, TaskStore
    from bot.kernel.subject import SubjectKind
    from bot.kernel.work import Lease, Outcome

LEASE = timedelta(seconds=60)
POLL = timedelta(seconds=5)
GRACE = timedelta(seconds=10)
_LONGEST_PAUSE = 30.0
_HEARTBEATS = 3
"""How often a lease is prolonged before it would run out."""

_log = structlog.get_logger()
_random = SystemRandom()


@dataclass(slots=True, eq=False)
class _Run:
    """One handler at work.

    Attributes:
        finishing: The handler has ended; from here on the store decides who holds the lease.
        over: Nothing more is to be written down for it.
    """

    lease: Lease
    task: asyncio.Task[None] | None = None
    finishing: bool = False
    over: bool = False


class Worker:
    """Runs handlers for due subjects until it is stopped.

    Args:
        store: Hands out the work.
        handlers: What brings a subject of each kind up to date.
        clock: Tells the time and waits.
        concurrency: How many handlers run at once.
        lease: How long a claim holds, as the store was told; extended three times as often.
        poll: The longest rest; the net under the store's wake-ups.
        grace: How long `stop` lets handlers end by themselves.
    """

    def __init__(  # noqa: PLR0913 - four of them are named and have a default
        self,
        store: TaskStore,
        handlers: Mapping[SubjectKind, Handler],
        clock: Clock,
        *,
        concurrency: int = 16,
        lease: timedelta = LEASE,
        poll: timedelta = POLL,
        grace: timedelta = GRACE,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._clock = clock
        self._concurrency = concurrency
        self._heartbeat = lease.total_seconds() / _HEARTBEATS
        self._poll = poll.total_seconds()
        self._grace = grace.total_seconds()
        self._runs: set[_Run] = set()
        self._busy = asyncio.Event()
        self._claiming = False
        self._pause = 0.0
        self._moved = asyncio.Event()
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()

    async def run(self) -> None:
        """Work until `stop` is called; when cancelled, give the leases back at once."""
        self._ended.clear()
        heart = asyncio.create_task(self._beat(), name="worker-heartbeat")
        try:
            while not self._stopping.is_set():
                await self._turn()
            await self._or(self._all_over(), self._clock.sleep(self._grace))
        finally:
            heart.cancel()
            await self._give_back()
            with suppress(asyncio.CancelledError):
                await heart
            self._ended.set()

    async def stop(self) -> None:
        """Claim nothing more, let handlers end within the grace time, give the rest back."""
        self._stopping.set()
        await self._ended.wait()

    async def idle(self) -> None:
        """Return when nothing is due and nothing runs; for tests and the demo."""
        while True:
            moved = self._moved  # taken before looking, so that no move is missed
            due = await self._store.next_due()
            if not (self._runs or self._claiming) and (due is None or due > self._clock.now()):
                return
            await moved.wait()

    async def _turn(self) -> None:
        free = self._concurrency - len(self._runs)
        if not free:
            running = [run.task for run in self._runs if run.task]
            await self._or_stop(asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED))
            return
        try:
            claimed = await self._claim(free)
            if claimed < free:
                await self._rest(claimed)
        except Exception as error:  # noqa: BLE001 - a worker outlives whatever the store raises
            self._pause = min(max(2 * self._pause, 1.0), _LONGEST_PAUSE)
            passing = isinstance(error, Transient)
            _log.error("worker_failed", error=describe(error), exc_info=None if passing else error)
            await self._or_stop(self._clock.sleep(self._pause))

    async def _claim(self, free: int) -> int:
        self._claiming = True
        try:
            leases = await self._store.claim(free)
            for lease in leases:
                run = _Run(lease)
                self._runs.add(run)
                run.task = asyncio.create_task(self._work(run), name=str(lease.subject))
                run.task.add_done_callback(partial(self._over, run))
                self._busy.set()
        finally:
            self._claiming = False
            self._move()
        return len(leases)

    async def _rest(self, claimed: int) -> None:
        due = await self._store.next_due()
        seconds = self._poll
        if due is not None:
            seconds = min(seconds, (due - self._clock.now()).total_seconds())
        if seconds > 0:
            self._pause = 0.0
            await self._or_stop(self._store.wait(seconds))
        elif not claimed:
            # Due, yet not to be had: another process is just taking it. Let it.
            await self._or_stop(self._store.wait(self._pause))
            self._pause = min(max(2 * self._pause, 0.01), self._poll)

    async def _work(self, run: _Run) -> None:
        lease = run.lease
        names = {"subject": str(lease.subject), "scope": lease.scope, "delivery": lease.delivery}
        with bound_contextvars(**names):
            began = monotonic()
            outcome = await self._outcome(lease)
            run.finishing = True
            held = await self._finish(run, outcome)
            run.over = True
            _log.info(
                "run_ended" if held else "run_in_vain",
                outcome=type(outcome).__name__.lower(),
                deliveries=len(lease.deliveries),
                seconds=round(monotonic() - began, 3),
            )

    async def _outcome(self, lease: Lease) -> Outcome:
        crashed = after_crashes(lease.attempts)
        if crashed:
            _log.error("run_parked", error=crashed.error)
            return crashed
        handler = self._handlers.get(lease.subject.kind)
        if handler is None:
            _log.error("handler_missing")
            return Park(error=f"This program has no handler for {lease.subject.kind}.")
        try:
            return await handler(lease)
        except Exception as error:  # noqa: BLE001 - turned into an outcome and logged
            return await self._failed(lease, error)

    async def _failed(self, lease: Lease, error: Exception) -> Outcome:
        if isinstance(error, RateLimited):
            try:
                await self._store.close_gate(error.scope, error.until, describe(error))
            except Exception as failure:  # noqa: BLE001 - the retry below waits as long
                _log.error("gate_not_closed", error=describe(failure))
        outcome = after_failure(error, lease.attempts, self._clock.now(), _random.random())
        # A trace helps with what nobody raised on purpose.
        trace = error if isinstance(error, Fault) or not isinstance(error, CoachError) else None
        if isinstance(outcome, Park):
            _log.error("run_parked", error=outcome.error, exc_info=trace)
        else:
            at = outcome.at.isoformat()
            _log.warning("run_failed", error=outcome.error, again=at, exc_info=trace)
        return outcome

    async def _finish(self, run: _Run, outcome: Outcome) -> bool:
        """Write the end down; only a store that is out for good keeps this from returning."""
        pause = 1.0
        while True:
            try:
                return await self._store.finish(run.lease, outcome)
            except Exception as error:
                passing = isinstance(error, Transient)
                trace = None if passing else error
                _log.error("finish_failed", error=describe(error), exc_info=trace)
                if not passing:
                    if isinstance(outcome, Park):
                        raise
                    outcome = Park(error=f"The end could not be written down. {describe(error)}")
            await self._clock.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _beat(self) -> None:
        while True:
            await self._busy.wait()
            await self._clock.sleep(self._heartbeat)
            runs = list(self._runs)
            answered = True
            renewed: dict[str, Lease] = {}
            try:
                for lease in await self._store.extend([run.lease for run in runs]):
                    renewed[lease.token] = lease
            except Exception as error:  # noqa: BLE001 - the leases last for two more tries
                answered = False
                _log.error("extend_failed", error=describe(error))
            for run in runs:
                self._renew(run, renewed.get(run.lease.token), answered=answered)

    def _renew(self, run: _Run, lease: Lease | None, *, answered: bool) -> None:
        if lease:
            run.lease = lease
        elif (answered or run.lease.until <= self._clock.now()) and not run.finishing and run.task:
            run.over = True
            _log.error("lease_lost", subject=str(run.lease.subject), scope=run.lease.scope)
            run.task.cancel()

    async def _give_back(self) -> None:
        tasks = [run.task for run in self._runs if run.task]
        unfinished = list(self._runs)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        again = Retry(at=self._clock.now(), error="The worker stopped.", counted=False)
        for run in unfinished:
            if not run.over:
                try:
                    await self._store.finish(run.lease, again)
                except Exception as error:  # noqa: BLE001 - the lease runs out by itself
                    _log.error("not_given_back", error=describe(error))

    async def _all_over(self) -> None:
        while self._runs:
            await asyncio.wait([run.task for run in self._runs if run.task])

    def _over(self, run: _Run, task: asyncio.Task[None]) -> None:
        self._runs.discard(run)
        if not self._runs:
            self._busy.clear()
        if not task.cancelled() and task.exception():
            # Left to the end of its lease; `finish_failed` was logged.
            _log.error("run_left", subject=str(run.lease.subject), scope=run.lease.scope)
        self._move()

    def _move(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    async def _or_stop(self, waiting: Coroutine[Any, Any, Any]) -> None:
        await self._or(waiting, self._stopping.wait())

    @staticmethod
    async def _or(*waiting: Coroutine[Any, Any, Any]) -> None:
        """Wait for the first; cancel the others; raise what it raised."""
        tasks = [asyncio.ensure_future(one) for one in waiting]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        for task in done:
            task.result()
