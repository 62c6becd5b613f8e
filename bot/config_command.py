"""The command line of the policy: check a file, and show what holds and why."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.kernel.errors import UserError
from bot.policy.allowed import Allowed
from bot.policy.document import LARGEST
from bot.policy.effective import effective
from bot.policy.parse import Scope, parse
from bot.shipped import shipped_policy, vocabulary

if TYPE_CHECKING:
    from bot.policy.effective import Effective
    from bot.policy.model import Policy
    from bot.policy.parse import Parsed

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person or for a program.",
)


@click.group("config")
def config_group() -> None:
    """Check policy files, and show which settings hold."""


@config_group.command("check")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_FORMAT
def check_command(files: tuple[Path, ...], form: str) -> None:
    """Check policy FILES and tell every mistake with its line.

    Takes an organisation's upstream-coach.yml and a repository's own. Ends with 0 when all is
    well, else with 1.
    """
    checked = [_read(file) for file in files]
    click.echo(_as_json(checked) if form == "json" else _told(checked))
    sys.exit(1 if any(each.problems for each in checked) else 0)


@config_group.command("show")
@click.option("--organisation-file", type=_FILE, help="The organisation's upstream-coach.yml.")
@click.option("--repository-file", type=_FILE, help="A repository's .github/upstream-coach.yml.")
@click.option(
    "--allowed",
    envvar="COACH_ALLOWED",
    help="The accounts and installations that are served.  [COACH_ALLOWED]",
)
@_FORMAT
def show_command(
    organisation_file: Path | None,
    repository_file: Path | None,
    allowed: str | None,
    form: str,
) -> None:
    """Show the policy that holds, and where each of its values comes from."""
    found = effective(
        shipped_policy(),
        organisation=_good(organisation_file, Scope.ORGANISATION),
        repository=_good(repository_file, Scope.REPOSITORY),
        environment=Allowed.parse(allowed) if allowed else None,
    )
    if form == "json":
        click.echo(json.dumps([asdict(setting) for setting in found.settings], indent=2))
    else:
        click.echo(_table(found))


def organisation_policy(file: Path | None) -> Policy:
    """Return the policy that holds with an organisation's file, or without one.

    Raises:
        UserError: The file is not in order; every mistake is told.
    """
    return effective(shipped_policy(), organisation=_good(file, Scope.ORGANISATION)).policy


def _read(file: Path, scope: Scope | None = None) -> Parsed:
    try:
        with file.open("rb") as opened:
            # One byte more than is taken tells that a file is too large; the rest stays unread.
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from error
    return parse(content, str(file), vocabulary(), scope)


def _good(file: Path | None, scope: Scope) -> Parsed | None:
    if file is None:
        return None
    parsed = _read(file, scope)
    if parsed.problems:
        raise UserError(
            f"{file} is not in order; `upstream-coach config check` tells the same:\n"
            + _told([parsed])
        )
    return parsed


def _told(checked: list[Parsed]) -> str:
    return "\n".join(
        line
        for each in checked
        for line in (
            [
                f"{each.name}:{one.line}:{one.column}: {_place(one.path)}{one}"
                for one in each.problems
            ]
            or [f"{each.name}: in order"]
        )
    )


def _place(path: str) -> str:
    return f"{path}: " if path else ""


def _as_json(checked: list[Parsed]) -> str:
    found = [
        {"file": each.name, "problems": [asdict(problem) for problem in each.problems]}
        for each in checked
    ]
    return json.dumps(found, indent=2)


def _table(found: Effective) -> str:
    rows = [(each.path, json.dumps(each.value), each.origin) for each in found.settings]
    wide = max(len(path) for path, _, _ in rows)
    value = min(60, max(len(text) for _, text, _ in rows))
    return "\n".join(f"{path:<{wide}}  {text:<{value}}  {origin}" for path, text, origin in rows)
