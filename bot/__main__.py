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
            "calibrate": ("bot.cli.calibrate", "calibrate_command"),
            "check": ("bot.cli.check", "check_command"),
            "config": ("bot.cli.config", "config_group"),
            "course": ("bot.cli.course", "course_command"),
            "demo": ("bot.cli.demo", "demo_command"),
            "doctor": ("bot.cli.doctor", "doctor_command"),
            "erase": ("bot.cli.erase", "erase_command"),
            "export": ("bot.cli.export", "export_command"),
            "migrate": ("bot.cli.migrate", "migrate_command"),
            "nudges": ("bot.cli.nudges", "nudges_group"),
            "projects": ("bot.cli.projects", "projects_group"),
            "register": ("bot.cli.register", "register_command"),
            "rehearse": ("bot.cli.rehearse", "rehearse_command"),
            "serve": ("bot.cli.serve", "serve_command"),
            "setup": ("bot.cli.setup", "setup_group"),
            "summary": ("bot.cli.summary", "summary_command"),
            "tasks": ("bot.cli.tasks", "tasks_group"),
            "turn": ("bot.cli.turn", "turn_command"),
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
