"""Acknowledging deliveries: the coach, durable on both databases, beside Probot and gidgethub."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench import postgres
from bench.contenders import gidgethub, probot, receiver
from bench.figures import paired_ratio
from bench.report import Section, Table, at_least, at_most, show_ratio
from bench.sampling import Mode, Sample, sample
from bench.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.figures import Ratio
    from bench.report import Goal
    from bench.servers import Contender, Running
    from bench.session import Session

RIVAL = "Probot"
ON_SQLITE = "coach, SQLite"
ON_POSTGRES = "coach, PostgreSQL"
_WARM_UP = Mode("warm-up", connections=32, requests=1000)

Samples = dict[tuple[str, str], list[Sample]]
"""By contender and mode, one a round."""


@dataclass(frozen=True, slots=True)
class _Trial:
    mode: Mode
    hooks: Path


def _trials(session: Session) -> list[_Trial]:
    closed = session.requests
    return [
        _Trial(Mode("c=32", 32, closed), session.hooks),
        _Trial(Mode("c=128", 128, closed), session.hooks),
        _Trial(Mode("500/s", 128, closed // 4, rate=500), session.hooks),
        _Trial(Mode("1500/s", 128, closed * 3 // 4, rate=1500), session.hooks),
        _Trial(Mode("push", 8, max(closed // 40, 8)), session.push),
    ]


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Measure goals 1 to 5: throughput, CPU time and waits, as ratios to Probot."""
    trials = _trials(session)
    samples: Samples = {}
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(running(each, session.folder / f"{number}.log"))
            for number, each in enumerate(await _contenders(session, stack))
        ]
        for server in servers:
            await sample(server, _WARM_UP, session.hooks)
        for number in range(session.rounds):
            say(f"acks: round {number + 1} of {session.rounds}")
            for trial in trials:
                await _one_round(servers, trial, samples)
    return _section([server.contender.name for server in servers], trials, samples)


async def _contenders(session: Session, stack: AsyncExitStack) -> list[Contender]:
    found = [
        probot(session.rivals, session.key),
        gidgethub(on_uvloop=False),
        gidgethub(on_uvloop=True),
        receiver(ON_SQLITE, session.key, await session.sqlite("acks")),
    ]
    if postgres.available():
        database = await stack.enter_async_context(postgres.server())
        found.append(receiver(ON_POSTGRES, session.key, await database()))
    return found


async def _one_round(servers: list[Running], trial: _Trial, samples: Samples) -> None:
    for server in servers:
        taken = await sample(server, trial.mode, trial.hooks)
        samples.setdefault((server.contender.name, trial.mode.name), []).append(taken)


def _ratio(samples: Samples, name: str, mode: str, figure: Callable[[Sample], float]) -> Ratio:
    ours, theirs = samples[name, mode], samples[RIVAL, mode]
    return paired_ratio([figure(each) for each in ours], [figure(each) for each in theirs])


def _rate(taken: Sample) -> float:
    return taken.measured.per_second


def _cpu(taken: Sample) -> float:
    return taken.cpu_us


def _p50(taken: Sample) -> float:
    return taken.measured.p50


def _p99(taken: Sample) -> float:
    return taken.measured.p99


def _section(names: list[str], trials: list[_Trial], samples: Samples) -> Section:
    return Section(
        name="Acknowledgements",
        goals=tuple(
            goal
            for name in (ON_SQLITE, ON_POSTGRES)
            if name in names
            for goal in _goals(name, samples)
        ),
        tables=tuple(_table(names, trial.mode, samples) for trial in trials),
        notes=(
            "The coach answers after its commit, on SQLite with synchronous=FULL.",
            "The others store nothing. Probot's log is off here, which favours it.",
            "The server runs on one core; the loader, and PostgreSQL's own processes, on another.",
        ),
    )


def _goals(name: str, samples: Samples) -> list[Goal]:
    def ratio(mode: str, figure: Callable[[Sample], float]) -> Ratio:
        return _ratio(samples, name, mode, figure)

    return [
        at_least(f"1. {name}, acks/s, c=128", ratio("c=128", _rate), 1.25, 1.6),
        at_least(f"1. {name}, acks/s, c=32", ratio("c=32", _rate), 1.10, 1.4),
        at_most(f"2. {name}, CPU time an ack, c=128", ratio("c=128", _cpu), 0.80, 0.60),
        at_most(f"3. {name}, p99, c=32", ratio("c=32", _p99), 0.90, 0.70),
        at_most(f"3. {name}, p99, c=128", ratio("c=128", _p99), 0.90, 0.70),
        at_most(f"4. {name}, p99, 1500/s", ratio("1500/s", _p99), 0.80, 0.50),
        at_most(f"4. {name}, p50, 500/s", ratio("500/s", _p50), 2.0, 1.5),
        at_least(f"5. {name}, pushes of 1.2 MB/s", ratio("push", _rate), 2.0, 2.5),
    ]


def _table(names: list[str], mode: Mode, samples: Samples) -> Table:
    return Table(
        title=f"{mode.name}, ratios to {RIVAL} of the same round: median (range)",
        header=("server", "acks/s", "CPU time", "p99", "acks/s", "CPU us", "p50 ms", "p99 ms"),
        rows=tuple(_row(name, mode.name, samples) for name in names),
    )


def _row(name: str, mode: str, samples: Samples) -> tuple[str, ...]:
    taken = samples[name, mode]
    ratios = [show_ratio(_ratio(samples, name, mode, figure)) for figure in (_rate, _cpu, _p99)]
    return (
        name,
        *(["1"] * 3 if name == RIVAL else ratios),
        f"{median(map(_rate, taken)):.0f}",
        f"{median(map(_cpu, taken)):.0f}",
        f"{median(map(_p50, taken)):.1f}",
        f"{median(map(_p99, taken)):.1f}",
    )
