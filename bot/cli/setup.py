"""`upstream-coach setup`: prepares the repository in which contributions are kept."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

import aiohttp
import click

from bot import logs
from bot.clock import SystemClock
from bot.github.tracker_setup import BRANCH, PATH, read_tracker, set_up, steps
from bot.github.transport import Connection, Endpoints
from bot.kernel.errors import UserError
from bot.kernel.talk import StageLabel
from bot.progress.labels import LABELS
from bot.settings import github_token, graphql_url
from bot.shipped import shipped, shipped_projects

if TYPE_CHECKING:
    from bot.github.tracker_setup import Steps, Tracker
    from bot.progress.labels import Label

FORM: Final = "tracker/contribution.yml"
"""The form, among the shipped files."""

_API: Final = "https://api.github.com"
_REPOSITORY: Final = re.compile(
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,38})/(?P<name>[\w.-]{1,100})", re.ASCII
)
_EXAMPLES: Final = """\b
Examples:
  upstream-coach setup tracker --repository my-course/tracker --dry-run
  upstream-coach setup tracker --repository my-course/tracker
"""


@click.group("setup")
def setup_group() -> None:
    """Prepare what the coach works with."""


@setup_group.command("tracker", epilog=_EXAMPLES)
@click.option("--repository", required=True, metavar="OWNER/NAME", help="The course's tracker.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, show the form, do nothing.")
@click.option("--api-url", default=_API, show_default=True, help="GitHub's API.")
def tracker_command(*, repository: str, dry_run: bool, api_url: str) -> None:
    """Propose the form for contributions to the tracker, and make the labels of the stages.

    The form comes as a pull request, which you merge; nothing is pushed to the default branch.
    It is written with the token in GITHUB_TOKEN, or in the file that GITHUB_TOKEN_FILE names: one
    that may write contents, issues and pull requests of that repository. The App's own
    credentials are not used. Running the command again does only what is missing.
    """
    named = _REPOSITORY.fullmatch(repository.strip())
    if named is None:
        raise UserError(f"{repository[:200]!r} is no repository. Give it as my-course/tracker.")
    _refuse_upstream(named[0])
    for line in asyncio.run(_run(named["owner"], named["name"], api_url, dry_run=dry_run)):
        click.echo(line)


def _refuse_upstream(name: str) -> None:
    if shipped_projects().find(name) is not None:
        raise UserError(
            f"{name} is an upstream project of the course; nothing is ever written there."
            " Name the course's own tracker."
        )


async def _run(owner: str, name: str, api_url: str, *, dry_run: bool) -> list[str]:
    token = github_token()
    if not token:
        raise UserError(
            "GITHUB_TOKEN is not set. Set it to a token of yours that may write contents, issues"
            " and pull requests of the tracker, or name a file with it in GITHUB_TOKEN_FILE."
        )
    logs.set_up("error", [token])
    clock, rest, form = SystemClock(), api_url.rstrip("/"), shipped(FORM)
    async with aiohttp.ClientSession() as session:
        endpoints = Endpoints(rest, graphql_url(rest))
        connection = Connection(
            session, scope="setup", clock=clock, endpoints=endpoints, token=token
        )
        tracker = await read_tracker(connection, owner, name)
        # A former name leads to where the repository is now.
        _refuse_upstream(tracker.name)
        wanted = steps(tracker, form, tuple(map(_label, LABELS)))
        if dry_run:
            return [*_planned(tracker, wanted), "", form.rstrip()]
        address = await set_up(connection, clock, tracker, form, wanted)
        return _done(tracker, wanted, address)


def _planned(tracker: Tracker, wanted: Steps) -> list[str]:
    """Say what would be done."""
    lines = []
    if wanted.branch:
        lines.append(f"Would make the branch {BRANCH} in {tracker.name}.")
    if wanted.commit:
        lines.append(f"Would commit {PATH} to the branch {BRANCH}.")
    if wanted.open:
        lines.append(f"Would open a pull request into {tracker.default}.")
    if wanted.labels:
        lines.append(f"Would make {_labels(wanted)}.")
    return lines or [_nothing(tracker)]


def _done(tracker: Tracker, wanted: Steps, address: str | None) -> list[str]:
    lines = []
    if wanted.open:
        lines.append(f"Opened {address}. Merge it, and the form is there for new issues.")
    elif wanted.commit:
        lines.append(f"Updated the form in {address}. Merge it, and it is there for new issues.")
    if wanted.labels:
        lines.append(f"Made {_labels(wanted)}.")
    return lines or [_nothing(tracker)]


def _nothing(tracker: Tracker) -> str:
    if tracker.pull_request is not None:
        return f"Nothing to do but to merge {tracker.pull_request}."
    return f"Nothing to do: {tracker.name} has the form and the labels."


def _labels(wanted: Steps) -> str:
    count = len(wanted.labels)
    names = ", ".join(label.name for label in wanted.labels)
    return f"{count} {'label' if count == 1 else 'labels'}: {names}"


def _label(label: Label) -> StageLabel:
    return StageLabel(label.name, label.colour, label.description)
