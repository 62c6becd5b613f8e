"""The command line: `upstream-coach`."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from bot import __version__, logs, operations
from bot.clock import SystemClock
from bot.doctor import examine
from bot.kernel.errors import CoachError
from bot.register import Registering, register
from bot.serve import Role, run, serve
from bot.settings import Settings, database_url

if TYPE_CHECKING:
    from bot.doctor import Diagnosis

_DATABASE = click.option(
    "--database-url",
    default=database_url,
    help="Where everything is kept.  [COACH_DATABASE_URL, or the file COACH_DATABASE_URL_FILE]",
)


class _Commands(click.Group):
    """Loads some commands only when they are asked for.

    The service starts without the sandbox: it would cost half a second and the memory.
    """

    elsewhere = MappingProxyType(
        {
            "calibrate": ("bot.calibrate.command", "calibrate_command"),
            "config": ("bot.config_command", "config_group"),
            "course": ("bot.projects_command", "course_command"),
            "demo": ("bot.demo", "demo_command"),
            "projects": ("bot.projects_command", "projects_group"),
            "rehearse": ("bot.rehearse", "rehearse_command"),
        }
    )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.elsewhere:
            return super().get_command(ctx, cmd_name)
        module, name = self.elsewhere[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `upstream-coach demo`: it needs no account, no network and no settings.",
)
@click.version_option(__version__, prog_name="upstream-coach")
def cli() -> None:
    """Coach students through their first contributions to large open-source projects.

    Settings come from the environment; `upstream-coach doctor` tells which are missing.
    """


@cli.command("register")
@click.option("--organisation", required=True, help="The organisation that will own the App.")
@click.option("--url", required=True, help="Where GitHub will reach the coach: https://...")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    help="Where the settings (.env) and the private key are written.  [this folder]",
)
@click.option("--web-url", default=Registering.web_url, show_default=True, help="GitHub's pages.")
@click.option("--api-url", default=Registering.api_url, show_default=True, help="GitHub's API.")
@click.option("--port", default=Registering.port, show_default=True, help="Of the local page.")
def register_command(**given: Any) -> None:  # noqa: ANN401 - click hands over what is declared
    """Register the App on GitHub from app.yaml and write its settings and key."""
    written = asyncio.run(register(Registering(**given), SystemClock(), click.echo))
    click.echo(
        f"The App is registered: {written['page']}\n"
        f"Its settings are in {written['environment']}, its key in {written['key']}."
        " Keep both to yourself.\n"
        "Next: install the App on the organisation from that page, load the settings into the"
        " environment, and run `upstream-coach migrate`, `upstream-coach serve` and"
        " `upstream-coach doctor`."
    )


@cli.command("serve")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ALL.value,
    show_default=True,
    help="`web` takes deliveries, `worker` acts on them, `all` does both in one process.",
)
def serve_command(role: str) -> None:
    """Take deliveries from GitHub and act on them, until stopped."""
    settings = Settings.from_environment()
    logs.set_up(settings.log_level, _secrets(settings))
    run(serve(settings, SystemClock(), Role(role)))


@cli.command("migrate")
@_DATABASE
def migrate_command(database_url: str) -> None:
    """Bring the database to the form that this version needs; safe to repeat."""
    applied = asyncio.run(operations.migrate(database_url))
    click.echo(f"{applied} migrations applied" if applied else "nothing to do")


@cli.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the diagnosis as JSON.")
def doctor_command(*, as_json: bool) -> None:
    """Check settings, key, clock, database, GitHub and the last deliveries.

    Names the fix of whatever is wrong. Ends with 0 when all is well, else with 1.
    """
    logs.set_up("error")
    diagnosis = asyncio.run(examine(os.environ, SystemClock()))
    click.echo(json.dumps(diagnosis.as_json(), indent=2) if as_json else _told(diagnosis))
    sys.exit(0 if diagnosis.healthy else 1)


@cli.group("tasks")
def tasks_group() -> None:
    """Look at the work that waits, and revive what was parked."""


@tasks_group.command("list")
@_DATABASE
@click.option("--parked", is_flag=True, help="Only what was given up.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def tasks_list(database_url: str, *, parked: bool, as_json: bool) -> None:
    """List subjects that wait, with their last error."""
    rows = asyncio.run(operations.list_tasks(database_url, SystemClock(), parked_only=parked))
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['subject']:<40} {row['due'] or 'parked':<28} {row['error'] or ''}")
    if not rows:
        click.echo("nothing waits")


@tasks_group.command("revive")
@_DATABASE
@click.argument("subject", required=False)
def tasks_revive(database_url: str, subject: str | None) -> None:
    """Make a parked SUBJECT due now, or all of them; `tasks list --parked` names them."""
    wanted = operations.parse_subject(subject) if subject else None
    revived = asyncio.run(operations.revive_tasks(database_url, SystemClock(), wanted))
    click.echo(f"{revived} revived")


def _told(diagnosis: Diagnosis) -> str:
    lines = []
    for each in diagnosis.symptoms:
        lines.append(f"{each.health.value:<8} {each.part}: {each.found}")
        if each.fix:
            lines.append(f"{'':<8} fix: {each.fix}")
    return "\n".join(lines)


def _secrets(settings: Settings) -> tuple[str, ...]:
    return (
        settings.private_key,
        settings.webhook_secret,
        settings.webhook_secret_previous,
        settings.database_url,
    )


def main() -> None:
    """Run the command line; errors that a person can mend are told without a traceback."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except CoachError as error:
        click.echo(f"upstream-coach: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
