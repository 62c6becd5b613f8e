"""The engine alone: durable enqueue and drain of the store and the worker, no HTTP."""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import msgspec
import uvloop

from bench import postgres
from bench.figures import percentile
from bench.report import Section, Table
from bot import logs
from bot.clock import SystemClock, monotonic
from bot.jobs.worker import Worker
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Delivery, Done
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.session import Session
    from bot.kernel.work import Lease, Outcome

_ROOT = Path(__file__).parents[1]
_DELIVERIES = 5000
_BYTES = 8000
_REDELIVERED = 0.05
_CALLERS = 64
_SCOPES = 10
_LEASE = timedelta(seconds=60)


class Engine(msgspec.Struct, frozen=True):
    """What one run measured; waits in milliseconds."""

    enqueued_per_second: float
    p50: float
    p99: float
    drained_per_second: float
    runs: int


def deliveries(seed: int) -> list[Delivery]:
    """Return deliveries of 8 kB, each of another pull request, a few of them sent again."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable load, not a secret
    made = [_delivery(seed, number, chance) for number in range(_DELIVERIES)]
    again = chance.sample(range(1, _DELIVERIES), int(_DELIVERIES * _REDELIVERED))
    for place in sorted(again):
        made[place] = made[place - 1]
    return made


def _delivery(seed: int, number: int, chance: random.Random) -> Delivery:
    # Half of it repeats and half does not: compression gains about what it does on JSON.
    payload = chance.randbytes(_BYTES // 8).hex().encode() * 4
    return Delivery(
        guid=f"{seed:08x}-{number:08x}",
        event="pull_request",
        action="synchronize",
        scope=str(number % _SCOPES),
        subjects=(Subject(SubjectKind.PULL_REQUEST, f"{seed}#{number}"),),
        ignored="",
        payload=payload,
    )


async def run(url: str, seed: int) -> Engine:
    """Enqueue and drain once; the database is migrated and otherwise idle."""
    store = await Store.open(url, clock=SystemClock())
    try:
        waits, seconds = await _enqueue(store, deliveries(seed))
        runs, drain_seconds = await _drain(store)
    finally:
        await store.close()
    return Engine(
        enqueued_per_second=len(waits) / seconds,
        p50=percentile(waits, 0.5) * 1000,
        p99=percentile(waits, 0.99) * 1000,
        drained_per_second=runs / drain_seconds,
        runs=runs,
    )


async def _enqueue(store: Store, made: list[Delivery]) -> tuple[list[float], float]:
    waiting, waits = iter(made), list[float]()

    async def caller() -> None:
        for delivery in waiting:
            since = monotonic()
            with store.expecting():
                await store.accept(delivery)
            waits.append(monotonic() - since)

    start = monotonic()
    await asyncio.gather(*(caller() for _ in range(_CALLERS)))
    return waits, monotonic() - start


async def _drain(store: Store) -> tuple[int, float]:
    ran = 0

    async def nothing(_lease: Lease) -> Outcome:
        nonlocal ran
        ran += 1
        return Done()

    handlers = {SubjectKind.PULL_REQUEST: nothing}
    worker = Worker(store, handlers, SystemClock(), concurrency=_CALLERS, lease=_LEASE)
    start = monotonic()
    working = asyncio.create_task(worker.run())
    await worker.idle()
    seconds = monotonic() - start
    await worker.stop()
    await working
    return ran, seconds


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Measure both databases in turn, each run in a process of its own."""
    runs: dict[str, list[Engine]] = {}
    async with postgres.server() as database:
        urls = {
            "SQLite, synchronous=FULL": await session.sqlite("engine"),
            "PostgreSQL": await database(),
        }
        for number in range(session.rounds):
            say(f"engine: round {number + 1} of {session.rounds}")
            for name, url in urls.items():
                runs.setdefault(name, []).append(await _in_a_process(url, number))
    return Section(
        name="Engine",
        tables=(
            Table(
                title=(
                    f"{_DELIVERIES} deliveries of {_BYTES // 1000} kB, {_REDELIVERED:.0%} sent"
                    f" twice, {_CALLERS} callers; medians (range)"
                ),
                header=("database", "durable enqueue/s", "p50 ms", "p99 ms", "drain/s"),
                rows=tuple(_row(name, each) for name, each in runs.items()),
                note="Drain: each subject is claimed, given to a handler that does nothing, ended.",
            ),
        ),
    )


async def _in_a_process(url: str, seed: int) -> Engine:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.engine", url, str(seed)),
        cwd=_ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the engine failed; its error stands above")
    return msgspec.json.decode(output, type=Engine)


def _row(name: str, runs: list[Engine]) -> tuple[str, ...]:
    return (
        name,
        _spread([each.enqueued_per_second for each in runs]),
        f"{median(each.p50 for each in runs):.1f}",
        f"{median(each.p99 for each in runs):.1f}",
        _spread([each.drained_per_second for each in runs]),
    )


def _spread(figures: list[float]) -> str:
    return f"{median(figures):.0f} ({min(figures):.0f} to {max(figures):.0f})"


def main() -> None:
    """Run once against the database and with the seed of the arguments, print JSON."""
    url, seed = sys.argv[1:]
    logs.set_up("warning")  # a line for each run would be measured as well
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(run(url, int(seed)))))


if __name__ == "__main__":
    main()
