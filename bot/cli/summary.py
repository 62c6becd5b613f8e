"""`upstream-coach summary`: a cohort's week from the database, for a person or a program."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import click

from bot.cli.options import DATABASE
from bot.clock import SystemClock
from bot.operations.summaries import asked_again, of_mentors, told
from bot.summary.csv import table
from bot.summary.data import data
from bot.summary.issue import pages
from bot.summary.week import parse

if TYPE_CHECKING:
    from bot.operations.summaries import Told

_EXAMPLES = """\b
Examples:
  upstream-coach summary --week 2026-W47 --dry-run
  upstream-coach summary --week 2026-W47 --cohort "autumn 2026" --format csv --dry-run
  upstream-coach summary --week 2026-W47 --mentor mira --dry-run
  upstream-coach summary --week 2026-W47
"""


@click.command("summary", epilog=_EXAMPLES)
@click.option("--week", "text", required=True, metavar="WEEK", help="Year and week: 2026-W47.")
@click.option("--cohort", default="", help="Of which cohort; all of them unless told.")
@click.option(
    "--mentor", default="", metavar="LOGIN", help="Only those whom this mentor looks after."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json", "csv"]),
    default="markdown",
    show_default=True,
    help="The issue's text, everything as JSON, or a line a contribution for a spreadsheet.",
)
@click.option("--dry-run", is_flag=True, help="Only print; the issue stays as it is.")
@DATABASE
def summary_command(  # noqa: PLR0913 - one for each option
    *, text: str, cohort: str, mentor: str, form: str, dry_run: bool, database_url: str
) -> None:
    """Print a cohort's week, and have its issue written anew if it reads otherwise.

    The figures are those of the end of the week, whenever this runs. Without --dry-run the
    running service is asked to bring the issue of that week up to date: the same issue is
    edited, and one is created only if there is none.
    """
    week = parse(text)
    clock = SystemClock()
    found = asyncio.run(told(database_url, clock, week, cohort))
    if mentor:
        found = of_mentors(found, mentor)
    click.echo(_shown(found, form), nl=False)
    if not dry_run:
        for line in asyncio.run(asked_again(database_url, clock, week, found)):
            click.echo(line, err=True)


def _shown(found: list[Told], form: str) -> str:
    if form == "json":
        weeks = [data(one.report, one.names) for one in found]
        return json.dumps(weeks, indent=2) + "\n"
    if form == "csv":
        return table((one.report, one.names) for one in found)
    return "\n".join(_markdown(one) for one in found)


def _markdown(one: Told) -> str:
    written = pages(one.report, one.names, hides=one.hides)
    return "\n".join((f"# {written.title}", "", written.body, *written.comments))
