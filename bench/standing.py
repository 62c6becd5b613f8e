"""What a server takes to stand: its start, and its memory after many deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.acks import ON_SQLITE, RIVAL
from bench.contenders import gidgethub, probot, service
from bench.figures import paired_ratio
from bench.report import Section, Table, at_most
from bench.sampling import Mode, sample
from bench.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.servers import Contender
    from bench.session import Session

_MANY = Mode("many", connections=32, requests=20_000)


@dataclass(frozen=True, slots=True)
class _Stood:
    started_ms: float
    memory_mb: float


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Measure goal 6: 20,000 deliveries a server, in a third of the usual rounds."""
    contenders = [
        probot(session.rivals, session.key),
        gidgethub(on_uvloop=True),
        service(ON_SQLITE, session.key, await session.sqlite("standing")),
    ]
    stood: dict[str, list[_Stood]] = {each.name: [] for each in contenders}
    rounds = max(session.rounds // 3, 1)
    for number in range(rounds):
        say(f"standing: round {number + 1} of {rounds}")
        for each in contenders:
            stood[each.name].append(await _stand(session, each))
    return _section(stood)


async def _stand(session: Session, contender: Contender) -> _Stood:
    async with running(contender, session.folder / "standing.log") as server:
        await sample(server, _MANY, session.hooks)
        return _Stood(server.started_ms, server.resident_megabytes())


def _section(stood: dict[str, list[_Stood]]) -> Section:
    ours, theirs = stood[ON_SQLITE], stood[RIVAL]
    memory = paired_ratio([each.memory_mb for each in ours], [each.memory_mb for each in theirs])
    start = paired_ratio([each.started_ms for each in ours], [each.started_ms for each in theirs])
    return Section(
        name="Start and memory",
        goals=(
            at_most("6. memory after 20,000 deliveries", memory, 0.60, 0.45),
            at_most("6. start to the first 2xx", start, 0.80, 0.55),
        ),
        tables=(
            Table(
                title=f"Start to the first 2xx, and memory after {_MANY.requests} deliveries",
                header=("server", "start ms", "memory MB"),
                rows=tuple(
                    (
                        name,
                        f"{median(each.started_ms for each in runs):.0f}",
                        f"{median(each.memory_mb for each in runs):.0f}",
                    )
                    for name, runs in stood.items()
                ),
            ),
        ),
    )
