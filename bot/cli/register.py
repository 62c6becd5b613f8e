"""`upstream-coach register`: registers the App on GitHub."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import click

from bot.clock import SystemClock
from bot.register import Registering, register


@click.command("register")
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
