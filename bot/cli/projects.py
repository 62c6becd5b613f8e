"""`upstream-coach projects`: what is known of the upstream projects."""

from __future__ import annotations

import json

import click

from bot.cli.options import FORMAT
from bot.projects import tell
from bot.shipped import shipped_course, shipped_projects


@click.group("projects")
def projects_group() -> None:
    """Show what is known of the upstream projects."""


@projects_group.command("list")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="For a person or for a program.",
)
def list_command(form: str) -> None:
    """List the projects of the course: how high the bar is, what they are, how they stand."""
    projects = shipped_projects()
    if form == "json":
        click.echo(json.dumps(tell.list_data(projects), indent=2))
    else:
        click.echo(tell.list_text(projects))


@projects_group.command("show")
@click.argument("name")
@FORMAT
def show_command(name: str, form: str) -> None:
    """Show how the project NAME wants contributions, and where each fact was read.

    NAME is `owner/name`, the present one or any that it had.
    """
    projects, course = shipped_projects(), shipped_course()
    project = projects.get(name)
    near = projects.nearest(name) if project.is_generic else ()
    if form == "json":
        click.echo(json.dumps(tell.project_data(project, course, near), indent=2))
    else:
        click.echo(tell.project_text(project, course, near))
