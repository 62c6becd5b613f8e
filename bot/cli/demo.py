"""`upstream-coach demo`: a story on the sandbox, for whoever is new."""

from __future__ import annotations

import click

from bot import logs
from bot.rehearsal.demo import DemoOptions, demo
from bot.serve import run


@click.command("demo")
@click.option("--exit", "exits", is_flag=True, help="Play the story, then end instead of waiting.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--port", default=8090, show_default=True, help="Where the sandbox page listens.")
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
def demo_command(*, exits: bool, as_json: bool, port: int, no_browser: bool) -> None:
    """Play a short story on a stand-in for GitHub and leave its page open.

    Students push and open pull requests in forks of a course; the coach writes its checklists.
    On the page one can act as anybody, and watch the checklist follow.
    """
    logs.set_up("warning")
    run(demo(DemoOptions(exits=exits, as_json=as_json, port=port, browser=not no_browser)))
