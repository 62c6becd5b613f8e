"""`upstream-coach rehearse`: what the coach would have said of merged pull requests."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import click

from bot import logs
from bot.clock import SystemClock
from bot.rehearsal.checks_only import judge
from bot.rehearsal.in_sandbox import rehearse
from bot.rehearsal.outcome import told, write_comments


@click.command("rehearse")
@click.argument(
    "git_dirs",
    metavar="GIT_DIR...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--count", default=30, show_default=True, type=click.IntRange(1), help="How many of each."
)
@click.option("--seed", default=0, show_default=True, help="Another number chooses others.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each comment to a file in this folder.",
)
@click.option(
    "--sample", type=click.IntRange(1), metavar="N", help="Write only so many, chosen by lot."
)
@click.option(
    "--offline",
    is_flag=True,
    help="Leave the sandbox out: judge by the checks alone, and by each project's own customs.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def rehearse_command(  # noqa: PLR0913 - one for each option
    git_dirs: tuple[Path, ...],
    *,
    count: int,
    seed: int,
    output: Path | None,
    sample: int | None,
    offline: bool,
    as_json: bool,
) -> None:
    """Comment on merged pull requests of real projects, on a stand-in for GitHub.

    GIT_DIR is a git directory, bare or the `.git` of a checkout. Pull requests that were merged
    in its last two years are chosen by lot and opened by invented students; nothing leaves this
    machine.
    """
    logs.set_up("warning")
    if offline:
        told_by = partial(click.echo, err=True)
        outcome = asyncio.run(judge(git_dirs, count=count, seed=seed, tell=told_by))
    else:
        outcome = asyncio.run(rehearse(git_dirs, count=count, seed=seed, clock=SystemClock()))
    if output is not None:
        write_comments(outcome.sample(sample, seed) if sample else outcome.opened, output)
    click.echo(json.dumps(outcome.as_json(), indent=2) if as_json else "\n".join(told(outcome)))
