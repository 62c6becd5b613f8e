"""`upstream-coach doctor`: what is wrong with a set-up, and its fix."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

import click

from bot import logs
from bot.clock import SystemClock
from bot.doctor import examine

if TYPE_CHECKING:
    from bot.doctor import Diagnosis


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the diagnosis as JSON.")
def doctor_command(*, as_json: bool) -> None:
    """Check settings, key, clock, database, GitHub and the last deliveries.

    Names the fix of whatever is wrong. Ends with 0 when all is well, else with 1.
    """
    logs.set_up("error")
    diagnosis = asyncio.run(examine(None, SystemClock()))
    click.echo(json.dumps(diagnosis.as_json(), indent=2) if as_json else _told(diagnosis))
    sys.exit(0 if diagnosis.healthy else 1)


def _told(diagnosis: Diagnosis) -> str:
    lines = []
    for each in diagnosis.symptoms:
        lines.append(f"{each.health.value:<8} {each.part}: {each.found}")
        if each.fix:
            lines.append(f"{'':<8} fix: {each.fix}")
    return "\n".join(lines)
