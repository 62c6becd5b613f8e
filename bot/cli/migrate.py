"""`upstream-coach migrate`: brings a database up to date."""

from __future__ import annotations

import asyncio

import click

from bot.cli.options import DATABASE
from bot.operations.migration import migrate


@click.command("migrate")
@DATABASE
def migrate_command(database_url: str) -> None:
    """Bring the database to the form that this version needs; safe to repeat."""
    applied = asyncio.run(migrate(database_url))
    click.echo(f"{applied} migrations applied" if applied else "nothing to do")
