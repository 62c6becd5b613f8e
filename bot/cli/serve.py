"""`upstream-coach serve`: runs the service."""

from __future__ import annotations

import click

from bot import logs
from bot.clock import SystemClock
from bot.serve import Role, run, serve
from bot.settings import Settings


@click.command("serve")
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


def _secrets(settings: Settings) -> tuple[str, ...]:
    return (
        settings.private_key,
        settings.webhook_secret,
        settings.webhook_secret_previous,
        settings.database_url,
    )
