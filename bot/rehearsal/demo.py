"""The demo: a short story on the sandbox, then its page to try things on."""

from __future__ import annotations

import asyncio
import json
import tempfile
import webbrowser
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.clock import TravellingClock
from bot.operations.migration import migrate
from bot.rehearsal.coach_and_sandbox import Cast, Credentials, Pace, register, rehearsing
from bot.sandbox import story, story_life
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal

_PACE = Pace(settle=0.2, write_pause=0.2)
"""Nobody else uses this GitHub, so the pause between two writes can be short."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the command line asked for; see `upstream-coach demo --help`."""

    exits: bool
    as_json: bool
    port: int
    browser: bool


async def demo(options: DemoOptions) -> None:
    """Play the story and keep the page open until the process is stopped."""
    # The contribution of the second part takes the weeks of a course, and ends today.
    clock = TravellingClock(timedelta(weeks=story_life.WEEKS - 1))
    world = World(clock)
    stage = story.prepare(world)
    life = story_life.prepare(stage)
    credentials = Credentials.generate()
    app = register(world, stage.organisation, credentials)
    world.install_app(app, stage.organisation)
    with tempfile.TemporaryDirectory(prefix="upstream-coach-") as folder:
        database_url = f"sqlite:///{Path(folder) / 'demo.db'}"
        await migrate(database_url)
        async with rehearsing(
            Cast(world, app, credentials),
            clock=clock,
            database_url=database_url,
            pace=_PACE,
            port=0 if options.exits else options.port,
        ) as rehearsal:
            await _play(rehearsal, stage, life, clock, options)
            if not options.exits:
                await _stay(rehearsal, options)


async def _play(
    rehearsal: Rehearsal,
    stage: story.Stage,
    life: story_life.Life,
    clock: TravellingClock,
    options: DemoOptions,
) -> None:
    def told(caption: str) -> None:
        click.echo(f"  {caption}", err=options.as_json)

    await rehearsal.quiet()
    click.echo("A contribution over the weeks of a course:", err=options.as_json)
    await story_life.play(life, clock.travel, on_step=told, settle=rehearsal.quiet)
    click.echo("And this week:", err=options.as_json)
    await story.play(stage, rehearsal.clock, on_step=told, settle=rehearsal.quiet)
    figures = rehearsal.figures()
    if options.as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(
        f"\nThe coach took {figures['deliveries']} deliveries,"
        f" wrote {figures['comments_created']} checklists"
        f" and edited them {figures['comments_edited']} times;"
        f" {figures['duplicate_comments']} of them are doubles."
        f"\nIt made {figures['github_requests']} requests,"
        f" {figures['github_writes']} of them writes."
    )


async def _stay(rehearsal: Rehearsal, options: DemoOptions) -> None:
    click.echo(
        f"\nThe page is at {rehearsal.url}/"
        "\nOpen a pull request, choose who you are, type a comment or edit the description,"
        " and watch the checklist.\nStop with Ctrl-C.",
        err=options.as_json,
    )
    if options.browser:
        # Opening a browser may block; where there is none it does nothing.
        await asyncio.to_thread(webbrowser.open, f"{rehearsal.url}/")
    await asyncio.Event().wait()
