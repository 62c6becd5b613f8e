"""`upstream-coach export`: shows what is kept about one student."""

from __future__ import annotations

import asyncio
import json

import click

from bot.cli.options import DATABASE, STUDENT
from bot.clock import SystemClock
from bot.operations.persons import exported


@click.command("export")
@STUDENT
@DATABASE
def export_command(student: str, database_url: str) -> None:
    """Print everything that is kept about a student, as JSON."""
    found = asyncio.run(exported(database_url, SystemClock(), student))
    click.echo(json.dumps(found, indent=2))
