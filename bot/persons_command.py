"""`upstream-coach export` and `upstream-coach erase`: what is kept about one student."""

from __future__ import annotations

import asyncio
import json

import click

from bot.clock import SystemClock
from bot.operations import persons
from bot.settings import database_url

_DATABASE = click.option(
    "--database-url",
    default=database_url,
    help="Where everything is kept.  [COACH_DATABASE_URL, or the file COACH_DATABASE_URL_FILE]",
)
_STUDENT = click.option("--student", required=True, metavar="LOGIN", help="The GitHub login.")


@click.command("export")
@_STUDENT
@_DATABASE
def export_command(student: str, database_url: str) -> None:
    """Print everything that is kept about a student, as JSON."""
    found = asyncio.run(persons.exported(database_url, SystemClock(), student))
    click.echo(json.dumps(found, indent=2))


@click.command("erase")
@_STUDENT
@click.option("--yes", is_flag=True, help="Delete without asking.")
@_DATABASE
def erase_command(student: str, database_url: str, *, yes: bool) -> None:
    """Delete everything that is kept about a student, and print what was deleted, as JSON.

    Nothing on GitHub is deleted; what stands there is listed. Take the student out of the
    policy and delete their issues in the tracker first: what can still be read there comes back
    when the coach looks at it again.
    """
    if not yes:
        click.confirm(f"Delete everything that is kept about {student}?", abort=True, err=True)
    found = asyncio.run(persons.erased(database_url, SystemClock(), student))
    click.echo(json.dumps(found, indent=2))
