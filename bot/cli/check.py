"""`upstream-coach check`: the checklist on a person's own machine."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.checklist import render
from bot.checklist.evaluate import evaluate
from bot.clock import SystemClock
from bot.kernel.contribution import ContributionKind
from bot.kernel.errors import UserError
from bot.local import hook, patch
from bot.local.change import Change, of_clone
from bot.local.git import DIFF_BYTES, Clone
from bot.local.project import named, of_remotes
from bot.local.telling import as_data, as_text
from bot.shipped import background_anywhere, background_of, shipped_projects

if TYPE_CHECKING:
    from bot.projects.model import Profile

TEXT_BYTES: Final = 1024 * 1024
"""Of a description or a plan; GitHub takes 65,536 characters."""

_EXAMPLES: Final = """\b
Examples:
  upstream-coach check
  upstream-coach check --body-file description.md
  upstream-coach check --git upstream/main..my-branch
  upstream-coach check --project vllm --diff change.diff --title "[Bugfix] ..."
"""
_FILE: Final = click.Path(path_type=Path, allow_dash=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line says."""

    project: str | None
    diff: Path | None
    git: str | None
    repo: Path | None
    title: str | None
    body_file: Path | None
    plan_file: Path | None
    kind: str | None
    form: str


@click.command("check", epilog=_EXAMPLES)
@click.option(
    "--project", metavar="NAME", help="The upstream project: `vllm` or `vllm-project/vllm`."
)
@click.option("--diff", type=_FILE, metavar="FILE", help="Check this diff; `-` reads it as input.")
@click.option("--git", metavar="RANGE", help="Check these commits: BASE..HEAD.")
@click.option(
    "--repo",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The clone; without it the one you are in.",
)
@click.option("--title", metavar="TEXT", help="The pull request's title.")
@click.option("--body-file", type=_FILE, metavar="FILE", help="Its description, Markdown.")
@click.option("--plan-file", type=_FILE, metavar="FILE", help="Your plan, if it stands elsewhere.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ContributionKind]),
    help="What the contribution is for.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For a terminal, for GitHub, or for a program.",
)
@click.option("--install-hook", is_flag=True, help="Check from now on before every `git push`.")
def check_command(*, install_hook: bool, **given: Any) -> None:  # noqa: ANN401 - click hands over what is declared
    """Check a change before you open a pull request; nothing leaves this machine.

    Inside your clone no option is needed: the project comes from the remotes, the change is what
    your branch has beyond the project's own, and the last commit's message stands for title and
    description.

    Ends with 0 when nothing is left to do, with 1 when something is, and with 2 when the check
    could not be made.
    """
    asked = _Asked(**given)
    if isinstance(sys.stdout, TextIOWrapper):
        # What a quote holds may be more than the terminal can show.
        sys.stdout.reconfigure(errors="replace")
    if install_hook:
        _install(asked)
        return
    change, project = _from_diff(asked) if asked.diff else _from_clone(asked)
    change = replace(
        change,
        title=change.title if asked.title is None else asked.title,
        body=change.body if asked.body_file is None else _text(asked.body_file, "--body-file"),
    )
    name = project.name if project else None
    background = replace(
        background_of(name) if name else background_anywhere(),
        plan=None if asked.plan_file is None else _text(asked.plan_file, "--plan-file"),
        kind=ContributionKind(asked.kind) if asked.kind else None,
        behind=change.behind,
    )
    pull_request = change.as_pull_request(name, SystemClock().now())
    findings = evaluate(pull_request, background)
    if asked.form == "json":
        click.echo(json.dumps(as_data(name, findings), indent=2))
    elif asked.form == "markdown":
        click.echo(render.comment(pull_request, findings, background), nl=False)
    else:
        width = shutil.get_terminal_size().columns
        for line in as_text(name, findings, width=width, paint=_paint):
            click.echo(line)
    sys.exit(0 if render.ready(findings) else 1)


def _from_diff(asked: _Asked) -> tuple[Change, Profile | None]:
    for option, value in (("--git", asked.git), ("--repo", asked.repo)):
        if value is not None:
            raise click.UsageError(f"--diff and {option} exclude each other; leave one out.")
    path = asked.diff or Path("-")
    where = "the standard input" if str(path) == "-" else str(path)
    raw = _read(path, "--diff", DIFF_BYTES)
    project = named(shipped_projects(), asked.project) if asked.project else None
    if project is None:
        _note("No project is named, so only general advice holds; --project NAME tells it.")
    return Change(patch.cleaned(patch.decoded(raw), f"--diff: {where}")), project


def _from_clone(asked: _Asked) -> tuple[Change, Profile | None]:
    clone = Clone.at(asked.repo or Path())
    found = of_remotes(shipped_projects(), clone.remotes())
    project = named(shipped_projects(), asked.project) if asked.project else found.project
    if project is None:
        _note(
            "No remote leads to a project of the course, so only general advice holds; "
            "--project NAME tells it."
        )
    elif found.by_name and not asked.project:
        _note(f"Taken for a fork of {project.name} by its name; --project NAME tells another.")
    return of_clone(clone, asked.git, found.remote), project


def _install(asked: _Asked) -> None:
    others = (asked.project, asked.diff, asked.git, asked.title, asked.body_file, asked.plan_file)
    if any(each is not None for each in (*others, asked.kind)):
        raise click.UsageError("--install-hook goes with --repo alone; leave the others out.")
    beside = Path(sys.executable).with_name("upstream-coach")
    path, is_new = hook.install(
        Clone.at(asked.repo or Path()), str(beside) if beside.is_file() else "upstream-coach"
    )
    click.echo(
        f"{path} now checks what you push. `git push --no-verify` goes past it."
        if is_new
        else f"{path} is in place already."
    )


def _read(path: Path, option: str, most: int) -> bytes:
    """Return a file's bytes.

    Raises:
        UserError: It cannot be read or is too large.
    """
    try:
        with click.open_file(str(path), "rb") as opened:
            raw: bytes = opened.read(most + 1)
    except OSError as error:
        raise UserError(f"{option}: {path} cannot be read: {error.strerror}.") from error
    if len(raw) > most:
        raise UserError(f"{option}: {path} is larger than {most // 1024**2} MB. Shorten it.")
    return raw


def _text(path: Path, option: str) -> str:
    text = patch.decoded(_read(path, option, TEXT_BYTES))
    if patch.is_binary(text):
        raise UserError(f"{option}: {path} holds binary data. Give a text file.")
    return text


def _note(words: str) -> None:
    click.echo(f"upstream-coach: {words}", err=True)


def _paint(words: str, colour: str) -> str:
    shows = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return click.style(words, fg=colour or None, bold=True) if shows else words
