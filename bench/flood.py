"""A flood of deliveries with wrong signatures: what refusing one costs."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.acks import ON_SQLITE, RIVAL
from bench.contenders import gidgethub, probot, receiver
from bench.figures import paired_ratio
from bench.report import Section, Table, at_most, bounded
from bench.sampling import Mode, sample
from bench.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.servers import Contender
    from bench.session import Session

_FLOOD = Mode("wrong signature", connections=32, requests=3000, expected=4)
_WARM_UP = Mode("warm-up", connections=32, requests=1000)
_AS_SHIPPED = f"{RIVAL} as shipped"


@dataclass(frozen=True, slots=True)
class _Refused:
    cpu_us: float
    log_bytes: float
    growth_mb: float


async def measure(session: Session, say: Callable[[str], None]) -> Section:
    """Measure goal 8; each flood meets a server that has just started and warmed up."""
    contenders = [
        probot(session.rivals, session.key, log_level="info"),
        probot(session.rivals, session.key),
        gidgethub(on_uvloop=True),
        receiver(ON_SQLITE, session.key, await session.sqlite("flood")),
    ]
    refused: dict[str, list[_Refused]] = {each.name: [] for each in contenders}
    for number in range(session.rounds):
        say(f"flood: round {number + 1} of {session.rounds}")
        for each in contenders:
            refused[each.name].append(await _flood(session, each))
    return _section(refused)


async def _flood(session: Session, contender: Contender) -> _Refused:
    async with running(contender, session.folder / "flood.log") as server:
        await sample(server, _WARM_UP, session.hooks)
        memory, said = server.resident_megabytes(), server.log_bytes()
        taken = await sample(server, _FLOOD, session.forged)
        return _Refused(
            cpu_us=taken.cpu_us,
            log_bytes=(server.log_bytes() - said) / _FLOOD.requests,
            growth_mb=server.resident_megabytes() - memory,
        )


def _section(refused: dict[str, list[_Refused]]) -> Section:
    ours, theirs = refused[ON_SQLITE], refused[_AS_SHIPPED]
    cpu = paired_ratio([each.cpu_us for each in ours], [each.cpu_us for each in theirs])
    return Section(
        name="Wrong signatures",
        goals=(
            at_most(f"8. CPU time a refusal, to {_AS_SHIPPED}", cpu, 0.30, 0.15),
            bounded("8. log bytes a refusal", max(each.log_bytes for each in ours), 300, 0),
            bounded("8. growth in MB", max(each.growth_mb for each in ours), 5, 0),
        ),
        tables=(
            Table(
                title=f"{_FLOOD.requests} deliveries of 24 kB with a wrong signature, medians",
                header=("server", "CPU us", "log bytes each", "growth MB"),
                rows=tuple(_row(name, each) for name, each in refused.items()),
            ),
        ),
    )


def _row(name: str, refused: list[_Refused]) -> tuple[str, ...]:
    return (
        name,
        f"{median(each.cpu_us for each in refused):.0f}",
        f"{median(each.log_bytes for each in refused):.0f}",
        f"{median(each.growth_mb for each in refused):.1f}",
    )
