"""`upstream-coach config`: checks policy files, and shows what holds and why."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import FORMAT
from bot.cli.policy_files import in_order, mistakes, read_policy
from bot.policy.allowed import Allowed
from bot.policy.effective import effective
from bot.policy.parse import Scope
from bot.shipped import shipped_policy

if TYPE_CHECKING:
    from bot.policy.effective import Effective
    from bot.policy.parse import Parsed

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("config")
def config_group() -> None:
    """Check policy files, and show which settings hold."""


@config_group.command("check")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@FORMAT
def check_command(files: tuple[Path, ...], form: str) -> None:
    """Check policy FILES and tell every mistake with its line.

    Takes an organisation's upstream-coach.yml and a repository's own. Ends with 0 when all is
    well, else with 1.
    """
    checked = [read_policy(file) for file in files]
    click.echo(_as_json(checked) if form == "json" else mistakes(checked))
    sys.exit(1 if any(each.problems for each in checked) else 0)


@config_group.command("show")
@click.option("--organisation-file", type=_FILE, help="The organisation's upstream-coach.yml.")
@click.option("--repository-file", type=_FILE, help="A repository's .github/upstream-coach.yml.")
@click.option(
    "--allowed",
    envvar="COACH_ALLOWED",
    help="The accounts and installations that are served.  [COACH_ALLOWED]",
)
@FORMAT
def show_command(
    organisation_file: Path | None,
    repository_file: Path | None,
    allowed: str | None,
    form: str,
) -> None:
    """Show the policy that holds, and where each of its values comes from."""
    found = effective(
        shipped_policy(),
        organisation=in_order(organisation_file, Scope.ORGANISATION),
        repository=in_order(repository_file, Scope.REPOSITORY),
        environment=Allowed.parse(allowed) if allowed else None,
    )
    if form == "json":
        click.echo(json.dumps([asdict(setting) for setting in found.settings], indent=2))
    else:
        click.echo(_table(found))


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
