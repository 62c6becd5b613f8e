"""The store: one door to everything that is kept, on SQLite or PostgreSQL alike."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Self

from bot.kernel.errors import UserError
from bot.storage import finishing, gates, inbox, incoming, leases, migrations, overview, signals
from bot.storage.errors import translated
from bot.storage.kept import Kept
from bot.storage.listener import Listener
from bot.storage.location import PostgresLocation, SqliteLocation, locate
from bot.storage.runner import runner_for
from bot.storage.times import instant_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.clock import Clock
    from bot.kernel.subject import Subject
    from bot.kernel.work import Delivery, Lease, Outcome, StoredDelivery
    from bot.storage.records import Counts, TaskRow
    from bot.storage.runner import Runner

LEASE = timedelta(seconds=60)
KEEP = timedelta(days=30)
"""How long an ended delivery is kept."""
KEEP_AT_LEAST = timedelta(days=3)
"""GitHub offers deliveries for redelivery this long; forgetting earlier would run them twice.
https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks"""


class Store(Kept):
    """Deliveries, tasks, effects, gates, installations and facts; made by `Store.open`.

    Every method that writes returns after its commit is durable, and shares that commit with
    the others that wait. Any method may raise `StoreUnavailable`.
    """

    def __init__(
        self,
        runner: Runner,
        *,
        clock: Clock,
        lease: timedelta,
        settle: timedelta,
    ) -> None:
        super().__init__(runner, clock)
        self._lease = lease.total_seconds()
        self._settle = settle.total_seconds()
        self._stirred = asyncio.Event()
        self._listener: Listener | None = None

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        clock: Clock,
        lease: timedelta = LEASE,
        settle: timedelta = timedelta(0),
    ) -> Self:
        """Open a database.

        Args:
            url: `sqlite:///path`, `sqlite://` (in memory, made on the spot) or
                `postgresql://user@host/name`.
            clock: Tells what is due.
            lease: How long a claim holds unless extended.
            settle: How long after a delivery its subject becomes due, so that the rest of a
                burst is in the same run.

        Raises:
            UserError: The database is behind, newer, in use or of an unknown form.
            StoreUnavailable: It cannot be reached.
        """
        location = locate(url)
        runner = runner_for(location)
        store = cls(runner, clock=clock, lease=lease, settle=settle)
        try:
            with translated():
                await store._prepare(location)
        except BaseException:
            await runner.close()
            raise
        return store

    async def _prepare(self, location: SqliteLocation | PostgresLocation) -> None:
        if isinstance(location, PostgresLocation):
            await self._runner.read(migrations.check)
            self._listener = Listener(location, self._clock, self._stir)
            return
        in_memory = location.path is None
        await self._runner.write(migrations.apply_missing if in_memory else migrations.check)
        # No other process can have the file open: whoever held a lease is dead.
        await self._runner.write(partial(leases.release_all, now=self._now()))

    @classmethod
    async def visit(cls, url: str, *, clock: Clock) -> Self:
        """Open a database beside the process that works on it, to look or to revive.

        Raises:
            UserError: The database is behind, newer or of an unknown form.
            StoreUnavailable: It cannot be reached.
        """
        location = locate(url)
        if isinstance(location, SqliteLocation) and location.path and not location.path.exists():
            raise UserError(f"There is no database {location.path}. Run `upstream-coach migrate`.")
        with translated():
            runner = runner_for(location, alone=False)
        try:
            with translated():
                await runner.read(migrations.check)
        except BaseException:
            await runner.close()
            raise
        return cls(runner, clock=clock, lease=LEASE, settle=timedelta(0))

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work on this database at the same time."""
        return self._listener is not None

    async def close(self) -> None:
        """Finish the writes that wait, then close."""
        if self._listener:
            await self._listener.close()
        await self._group.close()
        await self._runner.close()

    def _stir(self) -> None:
        self._stirred.set()

    # Deliveries

    def expecting(self) -> AbstractContextManager[None]:
        """Wrap the handling of a request that may call `accept`, so that commits are shared."""
        return self._group.expecting()

    async def accept(self, delivery: Delivery) -> bool:
        """Record a delivery and make its subjects due, durably; False for a known guid."""
        now = self._now()
        arrival = incoming.Arrival(delivery, now, now + self._settle)
        new = await self._group.submit(incoming.accept, arrival, patient=True, atomic=True)
        self._stir()
        return new

    async def payloads(self, sequences: Sequence[int]) -> list[StoredDelivery]:
        """Read deliveries back, in order of receipt; those pruned are missing."""
        return await self._read(partial(inbox.payloads, sequences=sequences))

    async def prune(self, now: datetime, keep: timedelta = KEEP) -> int:
        """Delete deliveries that ended more than `keep` ago, at least three days; say how many."""
        before = (now - max(keep, KEEP_AT_LEAST)).timestamp()
        deleted, after = 0, 0
        while True:
            step = await self._group.submit(inbox.prune, inbox.Pruning(before, after))
            deleted += step.deleted
            if step.after is None:
                break
            after = step.after
        await self._group.submit(gates.drop_open, now.timestamp())
        return deleted

    # Subjects and their tasks

    async def signal(
        self, subject: Subject, scope: str, *, due: datetime | None = None, replace: bool = False
    ) -> None:
        """Make a subject due at `due` (now), or earlier if it is already; revive it if parked.

        With `replace`, `due` wins even when it is later.
        """
        at = due.timestamp() if due else self._now()
        await self._group.submit(signals.signal, signals.Signal(subject, scope, at, replace))
        self._stir()

    async def ensure(self, subject: Subject, scope: str, *, due: datetime) -> None:
        """Add a subject that is absent, for example a recurring one at start."""
        one = signals.Signal(subject, scope, due.timestamp())
        await self._group.submit(signals.ensure, one)
        self._stir()

    async def claim(self, limit: int) -> list[Lease]:
        """Lease up to `limit` due subjects, a fair share for each scope."""
        now = self._now()
        claiming = leases.Claiming(limit, now, now + self._lease)
        return await self._group.submit(leases.claim, claiming)

    async def extend(self, held: Sequence[Lease]) -> list[Lease]:
        """Prolong leases; those that are missing from the answer are lost."""
        until = self._now() + self._lease
        waits = [self._group.submit(leases.extend, leases.Extending(one, until)) for one in held]
        return [lease for lease in await asyncio.gather(*waits) if lease]

    async def finish(self, lease: Lease, outcome: Outcome) -> bool:
        """Write down how work ended: deliveries, state and what comes next, or nothing at all.

        Returns:
            Whether the lease still held. When not, another run has it and nothing changed.
        """
        now = self._now()
        ending = finishing.Finishing(lease, outcome, now, now + self._settle)
        held = await self._group.submit(finishing.finish, ending)
        self._stir()
        return held

    async def revive(self, subject: Subject | None = None) -> int:
        """Make a parked subject due, or all of them; return how many."""
        count = await self._group.submit(signals.revive, signals.Revival(subject, self._now()))
        self._stir()
        return count

    async def next_due(self) -> datetime | None:
        """Return when `claim` may next find something; None when nothing is planned."""
        return instant_or_none(await self._read(leases.next_due))

    async def wait(self, seconds: float) -> None:
        """Return when something may have become due, at the latest after `seconds`.

        What happens between two calls is not missed. One waiter a store.
        """
        naps = [
            asyncio.ensure_future(self._stirred.wait()),
            asyncio.ensure_future(self._clock.sleep(seconds)),
        ]
        try:
            await asyncio.wait(naps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for nap in naps:
                nap.cancel()
        self._stirred.clear()

    async def tasks(self, *, parked: bool | None = None, limit: int = 100) -> list[TaskRow]:
        """List tasks, the earliest due first, parked ones last."""
        return await self._read(partial(overview.tasks, listing=overview.Listing(parked, limit)))

    async def counts(self) -> Counts:
        """Return the figures an operator watches."""
        return await self._read(partial(overview.counts, now=self._now()))
