"""`upstream-coach tasks`: the work that waits in a database, and what was parked."""

from __future__ import annotations

import asyncio
import json

import click

from bot.cli.options import DATABASE
from bot.clock import SystemClock
from bot.operations.tasks import list_tasks, parse_subject, revive_tasks


@click.group("tasks")
def tasks_group() -> None:
    """Look at the work that waits, and revive what was parked."""


@tasks_group.command("list")
@DATABASE
@click.option("--parked", is_flag=True, help="Only what was given up.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def tasks_list(database_url: str, *, parked: bool, as_json: bool) -> None:
    """List subjects that wait, with their last error."""
    rows = asyncio.run(list_tasks(database_url, SystemClock(), parked_only=parked))
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['subject']:<40} {row['due'] or 'parked':<28} {row['error'] or ''}")
    if not rows:
        click.echo("nothing waits")


@tasks_group.command("revive")
@DATABASE
@click.argument("subject", required=False)
def tasks_revive(database_url: str, subject: str | None) -> None:
    """Make a parked SUBJECT due now, or all of them; `tasks list --parked` names them."""
    wanted = parse_subject(subject) if subject else None
    revived = asyncio.run(revive_tasks(database_url, SystemClock(), wanted))
    click.echo(f"{revived} revived")
