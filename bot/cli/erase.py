"""`upstream-coach erase`: deletes what is kept about one student."""

from __future__ import annotations

import asyncio
import json

import click

from bot.cli.options import DATABASE, STUDENT
from bot.clock import SystemClock
from bot.operations.persons import erased


@click.command("erase")
@STUDENT
@click.option("--yes", is_flag=True, help="Delete without asking.")
@DATABASE
def erase_command(student: str, database_url: str, *, yes: bool) -> None:
    """Delete everything that is kept about a student, and print what was deleted, as JSON.

    Nothing on GitHub is deleted; what stands there is listed. Take the student out of the
    policy and delete their issues in the tracker first: what can still be read there comes back
    when the coach looks at it again.
    """
    if not yes:
        click.confirm(f"Delete everything that is kept about {student}?", abort=True, err=True)
    found = asyncio.run(erased(database_url, SystemClock(), student))
    click.echo(json.dumps(found, indent=2))
