"""`upstream-coach turn`: whose turn it is on a pull request, since when and why."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Final

import aiohttp
import click

from bot import logs
from bot.cli.options import FORMAT
from bot.clock import SystemClock
from bot.github.transport import Connection, Endpoints
from bot.github.turns import read_for_turn
from bot.kernel.errors import UserError
from bot.projects.model import Project
from bot.reconcile.turns import CASE, kept
from bot.review.ledger import judge
from bot.review.node import instant
from bot.review.snapshot import read
from bot.review.tell import data, text
from bot.settings import database_url, github_token, graphql_url
from bot.shipped import shipped_projects
from bot.storage.store import Store

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, BinaryIO

    from bot.review.events import Snapshot

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a snapshot file."""

_API: Final = "https://api.github.com"
_PULL_REQUEST = re.compile(
    r"https?://(?:redirect\.|www\.)?[\w.-]+/(?P<owner>[\w-]+)/(?P<name>[\w.-]+)"
    r"/pull/(?P<number>\d{1,9})(?:[/?#].*)?"
)
_EXAMPLES: Final = """\b
Examples:
  upstream-coach turn --snapshot pull-request.json
  upstream-coach turn --snapshot - --at 2026-03-01T12:00:00Z --format json
  upstream-coach turn --cases > cases.json
  upstream-coach turn https://github.com/vllm-project/vllm/pull/1
"""


def _at(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    try:
        return None if value is None else instant(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no time; give 2026-01-31T12:00:00Z") from None


@click.command("turn", epilog=_EXAMPLES)
@click.argument("url", required=False)
@click.option(
    "--snapshot",
    type=click.File("rb"),
    metavar="FILE",
    help="A pull request as GitHub's GraphQL API returns it, or a list; `-` reads it as input.",
)
@click.option(
    "--cases",
    is_flag=True,
    help="Print the pull requests that `/not-my-turn` kept, as --snapshot reads them.",
)
@click.option(
    "--database-url",
    default=database_url,
    help="Where --cases looks.  [COACH_DATABASE_URL, or the file COACH_DATABASE_URL_FILE]",
)
@click.option("--at", callback=_at, metavar="TIME", help="Judge as of then; later is not seen.")
@click.option("--api-url", default=_API, show_default=True, help="GitHub's API, to read a URL.")
@FORMAT
def turn_command(  # noqa: PLR0913 - each is an option, given by name
    *,
    url: str | None,
    snapshot: BinaryIO | None,
    cases: bool,
    database_url: str,
    at: datetime | None,
    api_url: str,
    form: str,
) -> None:
    """Say whose turn it is on a pull request: since when, because of what, and what to do next.

    Give --snapshot to judge what was read before; docs/turn.md has the query. Or give the URL of
    a pull request: it is then read with the token in GITHUB_TOKEN, or in the file that
    GITHUB_TOKEN_FILE names, and nothing is written.
    """
    if [url is not None, snapshot is not None, cases].count(True) != 1:
        raise click.UsageError(
            "give either the URL of a pull request or --snapshot FILE or --cases"
        )
    if cases:
        click.echo(json.dumps(asyncio.run(_cases(database_url)), indent=2))
        return
    value = _decoded(snapshot) if snapshot else asyncio.run(_live(url or "", api_url))
    judged = [(each, judge(each, _project(each), at)) for each in read(value)]
    if form == "json":
        found = [data(judgement) for _, judgement in judged]
        click.echo(json.dumps(found if isinstance(value, list) else found[0], indent=2))
    elif judged:
        click.echo("\n\n".join(text(each, judgement) for each, judgement in judged))
    else:
        click.echo("There is no pull request in the list.")


async def _cases(database_url: str) -> list[dict[str, Any]]:
    store = await Store.visit(database_url, clock=SystemClock())
    try:
        return [kept(entry) for entry in await store.journal_of_kind(CASE)]
    finally:
        await store.close()


def _decoded(file: BinaryIO) -> object:
    """Return the JSON in a file.

    Raises:
        UserError: It is too large, no UTF-8 or no JSON.
    """
    content = file.read(LARGEST + 1)
    name = getattr(file, "name", "the input")
    if len(content) > LARGEST:
        raise UserError(f"{name}: larger than {LARGEST // 1024**2} MB. Give fewer pull requests.")
    if not content.strip():
        raise UserError(f"{name}: it is empty. Save the answer as it came.")
    try:
        return json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        said = str(error)[:200]
    except ValueError:
        # Python reads no number of more than some thousand digits.
        said = "a number in it has too many digits"
    except RecursionError:
        said = "it is nested too deeply"
    raise UserError(f"{name}: no JSON: {said}. Save the answer as it came.")


def _project(snapshot: Snapshot) -> Project:
    """Return what is known of the snapshot's project; nothing where it is not ours."""
    found = shipped_projects().find(snapshot.repository)
    return found or Project(name="unknown/unknown")


async def _live(url: str, api_url: str) -> object:
    match = _PULL_REQUEST.fullmatch(url.strip())
    if match is None:
        raise UserError(
            f"{url[:200]!r} is no pull request."
            " Give its address, as https://github.com/vllm-project/vllm/pull/1."
        )
    token = github_token()
    if not token:
        raise UserError(
            "GITHUB_TOKEN is not set. A token without any permission reads public projects:"
            " set it, or name a file with it in GITHUB_TOKEN_FILE."
        )
    logs.set_up("error", [token])
    rest = api_url.rstrip("/")
    async with aiohttp.ClientSession() as session:
        connection = Connection(
            session,
            scope="turn",
            clock=SystemClock(),
            endpoints=Endpoints(rest, graphql_url(rest)),
            token=token,
        )
        return await read_for_turn(connection, match["owner"], match["name"], int(match["number"]))
