"""Group commit: everything that waits shares one transaction, so that one sync serves many."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from bot.storage.errors import StoreUnavailable, is_contention, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from bot.storage.runner import Runner

A = TypeVar("A")
R = TypeVar("R")

LIMIT = 512
"""Submissions in one transaction at most."""
CAPACITY = 20_000
"""Submissions that may wait; beyond that the store says that it is overloaded."""
PATIENCE = 0.004
"""Seconds a patient submission waits for company, measured as the best on SQLite."""
QUIET_SWEEPS = 4
"""Turns of the event loop in which nobody came: fewer miss those who were just answered."""
TRIES = 5
"""How often a submission that met another transaction is tried."""


@dataclass(slots=True)
class _Submission:
    function: Callable[[Connection, Sequence[Any]], Sequence[Any]]
    argument: Any
    future: asyncio.Future[Any]
    patient: bool
    atomic: bool


class _Expectation:
    """A context that holds nothing of its own, so that every request can enter the same one."""

    def __init__(self, group: GroupCommit) -> None:
        self._group = group

    def __enter__(self) -> None:
        self._group.begin_expecting()

    def __exit__(self, *_: object) -> None:
        self._group.end_expecting()


class GroupCommit:
    """Collects submissions and runs them in few transactions, one at a time.

    A submission is a batch function with one of its arguments. Those with the same function
    become one call. When a transaction fails, its submissions are repeated singly, so that a
    poisonous one harms no other.

    A patient submission waits until every request in flight (see `expecting`) has submitted
    and nobody new comes, at the latest `PATIENCE` after the first; any other goes as soon as
    the writer is free.

    Args:
        runner: Runs the transactions.
        limit: Submissions in one transaction at most.
        capacity: Submissions that may wait.
    """

    def __init__(self, runner: Runner, *, limit: int = LIMIT, capacity: int = CAPACITY) -> None:
        self._runner = runner
        self._limit = limit
        self._capacity = capacity
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Submission] = deque()
        self._patient = 0
        self._expected = 0
        self._overdue = False
        self._considering = False
        self._moves = 0
        self._seen = 0
        self._quiet = 0
        self._timer: asyncio.TimerHandle | None = None
        self._flush: asyncio.Task[None] | None = None
        self._closed = False
        self._expectation = _Expectation(self)

    def expecting(self) -> AbstractContextManager[None]:
        """Count a request in flight, which may submit patiently before it ends."""
        return self._expectation

    def begin_expecting(self) -> None:
        """Count one more; prefer `expecting`."""
        self._expected += 1
        self._moves += 1

    def end_expecting(self) -> None:
        """Count one less; those who wait for it may be complete now."""
        self._expected -= 1
        if self._patient:
            self._consider_soon()

    def submit(
        self,
        function: Callable[[Connection, Sequence[A]], Sequence[R]],
        argument: A,
        *,
        patient: bool = False,
        atomic: bool = False,
    ) -> asyncio.Future[R]:
        """Queue a call.

        Args:
            function: Takes a connection and all arguments of the batch; returns one result
                for each, in order. It runs more than once when a transaction fails.
            argument: This caller's argument.
            patient: Whether to wait for other requests in flight.
            atomic: Whether the function is one statement where several processes write.

        Returns:
            The result, once it is committed.

        Raises:
            StoreUnavailable: Too many wait already, or the store is closed.
        """
        if self._closed:
            raise StoreUnavailable("The store is closed")
        if len(self._waiting) >= self._capacity:
            raise StoreUnavailable(f"{self._capacity} writes are waiting for the database")
        future: asyncio.Future[R] = self._loop.create_future()
        self._waiting.append(_Submission(function, argument, future, patient, atomic))
        self._patient += patient
        self._moves += 1
        self._consider_soon()
        return future

    async def close(self) -> None:
        """Refuse what is new, finish what waits."""
        self._closed = True
        self._overdue = True
        self._consider()
        while self._flush:
            await asyncio.wait([self._flush])

    def _consider_soon(self) -> None:
        # Not at once: every handler that this sweep of the loop wakes may still submit.
        if not (self._considering or self._flush):
            self._considering = True
            self._loop.call_soon(self._consider)

    def _consider(self) -> None:
        self._considering = False
        waiting = len(self._waiting)
        if self._flush or not waiting:
            return
        if self._patient < waiting or self._overdue or waiting >= self._limit:
            self._start()
            return
        if self._timer is None:
            self._timer = self._loop.call_later(PATIENCE, self._lose_patience)
        if self._patient < self._expected:
            return
        # All that are in flight wait. Those who were just answered may be on their way again:
        # as long as each sweep of the loop brings somebody, there is company to wait for.
        self._quiet = self._quiet + 1 if self._moves == self._seen else 0
        self._seen = self._moves
        if self._quiet >= QUIET_SWEEPS:
            self._start()
        else:
            self._considering = True
            self._loop.call_soon(self._consider)

    def _lose_patience(self) -> None:
        self._timer = None
        self._overdue = True
        self._consider()

    def _start(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._overdue = self._closed
        self._quiet = 0
        size = min(len(self._waiting), self._limit)
        batch = [self._waiting.popleft() for _ in range(size)]
        self._patient -= sum(submission.patient for submission in batch)
        self._flush = self._loop.create_task(self._run(batch))

    async def _run(self, batch: list[_Submission]) -> None:
        try:
            # The sort is stable: within a function the order of arrival stays.
            calls = _calls(batch)
            if self._runner.mixes:
                await self._together(calls)
            else:
                for call in calls:
                    await self._together([call])
        finally:
            self._flush = None
            self._consider()

    async def _together(self, calls: list[list[_Submission]]) -> None:
        try:
            results = await self._write(calls)
        except Exception as error:  # noqa: BLE001 - handed to whoever submitted
            await self._singly([one for call in calls for one in call], error)
            return
        for call, answers in zip(calls, results, strict=True):
            for submission, answer in zip(call, answers, strict=True):
                if not submission.future.done():
                    submission.future.set_result(answer)

    async def _write(self, calls: list[list[_Submission]]) -> list[Sequence[Any]]:
        atomic = len(calls) == 1 and calls[0][0].atomic
        return await self._runner.write(partial(_perform, calls=calls), atomic=atomic)

    async def _singly(self, batch: list[_Submission], error: Exception) -> None:
        outage = unavailable(error)
        alone = len(batch) == 1 and not is_contention(error)
        for submission in batch:
            if submission.future.done():
                continue
            if outage or alone:
                submission.future.set_exception(outage or error)
            else:
                await self._alone(submission)

    async def _alone(self, submission: _Submission) -> None:
        failure: Exception | None = None
        for _ in range(TRIES):
            try:
                [[result]] = await self._write([[submission]])
            except Exception as error:  # noqa: BLE001 - handed to whoever submitted
                failure = unavailable(error) or error
                if not is_contention(error):
                    break
                failure = StoreUnavailable("The database is too busy with other processes")
            else:
                if not submission.future.done():
                    submission.future.set_result(result)
                return
        if not submission.future.done() and failure:
            submission.future.set_exception(failure)


def _calls(batch: list[_Submission]) -> list[list[_Submission]]:
    function = batch[0].function
    if all(submission.function is function for submission in batch):  # nearly always
        return [batch]
    batch.sort(key=_name)
    return [list(group) for _, group in groupby(batch, key=_name)]


def _name(submission: _Submission) -> str:
    return f"{submission.function.__module__}.{submission.function.__qualname__}"


def _perform(conn: Connection, calls: list[list[_Submission]]) -> list[Sequence[Any]]:
    return [call[0].function(conn, [submission.argument for submission in call]) for call in calls]
