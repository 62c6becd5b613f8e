"""The options that several commands share."""

from __future__ import annotations

import click

from bot.settings import database_url

DATABASE = click.option(
    "--database-url",
    default=database_url,
    help="Where everything is kept.  [COACH_DATABASE_URL, or the file COACH_DATABASE_URL_FILE]",
)
"""The database, or where the settings say that it is; given as `database_url`."""

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person or for a program.",
)
"""How something is printed; given as `form`."""

STUDENT = click.option("--student", required=True, metavar="LOGIN", help="The GitHub login.")
"""Whom it is about; given as `student`."""
