"""The command line: `upstream-coach`."""

from __future__ import annotations

import sys
from importlib import import_module
from types import MappingProxyType

import click

from bot import __version__
from bot.kernel.errors import CoachError


class _Commands(click.Group):
    """Loads a command only when it is asked for, so that each starts without the others."""

    elsewhere = MappingProxyType(
        {
            "calibrate": ("bot.calibrate.command", "calibrate_command"),
            "check": ("bot.check_command", "check_command"),
            "config": ("bot.config_command", "config_group"),
            "course": ("bot.projects_command", "course_command"),
            "demo": ("bot.cli.demo", "demo_command"),
            "doctor": ("bot.doctor", "doctor_command"),
            "erase": ("bot.persons_command", "erase_command"),
            "export": ("bot.persons_command", "export_command"),
            "migrate": ("bot.operations_command", "migrate_command"),
            "nudges": ("bot.nudges_command", "nudges_group"),
            "projects": ("bot.projects_command", "projects_group"),
            "register": ("bot.register", "register_command"),
            "rehearse": ("bot.cli.rehearse", "rehearse_command"),
            "serve": ("bot.serve", "serve_command"),
            "setup": ("bot.setup_command", "setup_group"),
            "summary": ("bot.summary_command", "summary_command"),
            "tasks": ("bot.operations_command", "tasks_group"),
            "turn": ("bot.turn_command", "turn_command"),
        }
    )

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(self.elsewhere)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.elsewhere:
            return None
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
