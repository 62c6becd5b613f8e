"""`python -m bench`: measures and reports; see docs/benchmarks.md for the method."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click
import msgspec

from bench import (
    acks,
    calibrating,
    checklist,
    door,
    engine,
    flood,
    kill,
    npm,
    proc,
    requests,
    standing,
    summary,
)
from bench.report import Report, Section, render
from bench.session import Session, opened
from bot.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Sequence

Part = Callable[[Session, Callable[[str], None]], Awaitable[Section]]

_PARTS: MappingProxyType[str, tuple[Part, ...]] = MappingProxyType(
    {
        "acks": (acks.measure, flood.measure, standing.measure),
        "engine": (engine.measure,),
        "requests": (requests.measure,),
        "kill": (kill.measure,),
        "calibrate": (calibrating.measure,),
        "checklist": (checklist.measure,),
        "door": (door.measure,),
        "summary": (summary.measure,),
    }
)


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(tuple(_PARTS)))
@click.option("--rounds", default=5, show_default=True, help="15 for a check of the goals.")
@click.option("--requests", default=4000, show_default=True, help="Requests of a closed loop.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Also write JSON here.")
def main(parts: tuple[str, ...], rounds: int, requests: int, json_file: Path | None) -> None:
    """Measure the PARTS, all of them unless told, and say which goals are met."""
    report = asyncio.run(_measured(parts or tuple(_PARTS), rounds, requests))
    if json_file is not None:
        json_file.write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    click.echo(render(report))


async def _measured(parts: Sequence[str], rounds: int, requests: int) -> Report:
    async with opened(rounds, requests) as session:
        sections = [await measure(session, _say) for part in parts for measure in _PARTS[part]]
        return Report(
            date=SystemClock().now().date().isoformat(),
            machine=proc.machine(),
            versions=_versions(session),
            rounds=rounds,
            sections=tuple(sections),
        )


def _say(text: str) -> None:
    click.echo(text, err=True)


def _versions(session: Session) -> dict[str, str]:
    ours = ("upstream-coach", "aiohttp", "uvloop", "gidgethub", "sqlalchemy", "asyncpg")
    return {name: version(name) for name in ours} | {
        "probot": npm.version(session.rivals, "probot")
    }


if __name__ == "__main__":
    main()
