"""`upstream-coach course`: an overview of the course."""

from __future__ import annotations

import json

import click
import msgspec

from bot.cli.options import FORMAT
from bot.projects import tell
from bot.shipped import shipped_course


@click.command("course")
@FORMAT
def course_command(form: str) -> None:
    """Show the course: its steps, where to begin, what counts, and the milestones."""
    course = shipped_course()
    if form == "json":
        click.echo(json.dumps(msgspec.to_builtins(course), indent=2))
    else:
        click.echo(tell.course_text(course))
