"""`upstream-coach calibrate`: makes the figures of a project from its git history."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from bot.calibrate.asking import ask
from bot.calibrate.figures import About, figures
from bot.calibrate.git import GitDirectory
from bot.calibrate.listing import read_listing
from bot.calibrate.mainline import Window
from bot.calibrate.measure import Asked, measured
from bot.calibrate.survival import scipy_stats
from bot.clock import SystemClock
from bot.kernel.errors import UserError
from bot.projects.measured import Followed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.calibrate.listing import Listed
    from bot.projects.history import History
    from bot.projects.measured import Quantiles

API = "https://api.github.com"


def _name(_context: click.Context, _option: click.Parameter, value: Any) -> Any:  # noqa: ANN401 - click's form: one text, several, or none
    names = value if isinstance(value, tuple) else (value,)
    for name in names:
        owner, _, rest = (name or "a/b").partition("/")
        if not owner or not rest or "/" in rest or any(each.isspace() for each in name or ""):
            raise click.BadParameter(f"{name!r} is not of the form owner/name")
    return value


@click.command("calibrate")
@click.argument(
    "git_dir", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="GIT_DIR"
)
@click.option("--repo", required=True, callback=_name, help="The project: owner/name.")
@click.option("--former", multiple=True, callback=_name, help="An old owner/name; may be repeated.")
@click.option(
    "--since",
    "months",
    default=24.0,
    show_default=True,
    type=click.FloatRange(0.1),
    metavar="MONTHS",
    help="How far back from the newest commit.",
)
@click.option(
    "--limit",
    default=6000,
    show_default=True,
    type=click.IntRange(1),
    help="At most so many pull requests, the newest ones.",
)
@click.option("--until", "tip", default="HEAD", show_default=True, help="The newest commit.")
@click.option(
    "--prs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.json",
    help="Pull requests as GitHub's API lists them: exact times instead of estimates.",
)
@click.option(
    "--ask-github",
    is_flag=True,
    help="Ask GitHub for that list, with the token in GITHUB_TOKEN.",
)
@click.option("--api-url", default=API, show_default=True, help="GitHub's API.")
@click.option(
    "--snapshot-of",
    callback=_name,
    help="The fork that GIT_DIR is a copy of; its own pull requests are then not read.",
)
@click.option("--own-code", metavar="FOLDER", help="The project's own, though named as a vendor's.")
@click.option("--note", help="What a reader of the figures must know.")
@click.option("--placeholder", metavar="REASON", help="Why the figures do not fit the project.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write JSON here.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="What is printed.",
)
def calibrate_command(**given: Any) -> None:  # noqa: ANN401 - click hands over what is declared
    """Make the figures of a project from its git history.

    GIT_DIR is a git directory, bare or the `.git` of a checkout. Nothing is written into it, and
    nobody is asked unless --ask-github says so. What was merged tells how large changes are, how
    many carry tests, and how long they were open; see docs/calibration.md.
    """
    scipy_stats()  # better missed now than after a minute of reading
    about = About(
        project=given["repo"],
        former_names=given["former"],
        snapshot_of=given["snapshot_of"],
        own_code=given["own_code"],
        note=given["note"],
        placeholder_reason=given["placeholder"] or None,
    )
    asked = Asked(
        names=(about.project, *about.former_names),
        tip=given["tip"],
        window=Window(months=given["months"], limit=given["limit"]),
        fork=about.snapshot_of not in {None, about.project},
        own_code=about.own_code,
        listed=_listed(given),
    )
    found = measured(GitDirectory(given["git_dir"]), asked, _progress)
    history = figures(about, found, SystemClock().now().date())
    text = msgspec.json.format(msgspec.json.encode(history), indent=1).decode()
    if given["output"]:
        given["output"].write_text(f"{text}\n", encoding="utf-8")
    click.echo(text if given["form"] == "json" else "\n".join(told(history)))


def _listed(given: dict[str, Any]) -> dict[int, Listed]:
    """Return the list of a file, or of GitHub, or none."""
    if not given["ask_github"]:
        return read_listing(_text(given["prs"])) if given["prs"] else {}
    if given["prs"]:
        raise click.UsageError("--prs and --ask-github exclude each other")
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token:
        raise click.UsageError("--ask-github needs a token in GITHUB_TOKEN")

    def told(count: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{count} pull requests listed", nl=False, err=True)

    return asyncio.run(ask(given["api_url"], given["repo"], token, told))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8: {error.reason}") from None


@contextmanager
def _progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on the error stream, if a person is watching."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update


def told(history: History) -> Iterator[str]:
    """Yield the lines of the summary for a person; a placeholder says so first."""
    if history.caution:
        yield history.caution
        yield ""
    counted, norms = history.counted, history.norms
    source = history.provenance
    yield (
        f"{history.project}: {counted.merged} pull requests, {counted.by_newcomers} by newcomers,"
        f" merged {source.first_merge} to {source.last_merge}"
    )
    yield (
        f"{counted.recognised:.0%} of {counted.mainline_commits} commits of the mainline are"
        f" recognised ({', '.join(f'{style} {n}' for style, n in counted.styles.items())})"
    )
    yield ""
    yield f"{'':<24}{'half':>10}{'3 in 4':>10}{'9 in 10':>10}"
    yield _row("lines, all", history.sizes.all.lines)
    yield _row("lines, newcomers", history.sizes.newcomers.lines)
    yield _row("files, all", history.sizes.all.files)
    yield _row("days open, all", history.open_hours.all, 24)
    yield _row("days open, newcomers", history.open_hours.newcomers, 24)
    yield ""
    yield f"tests: {_share(history.tests.all)} of all, {_share(history.tests.fixes)} of fixes"
    yield (
        f"focused: up to {norms.focused_lines} lines and {norms.focused_files} files;"
        f" large: above {norms.large_lines} lines or {norms.large_files} files"
    )
    for size, waiting in norms.waiting.items():
        yield (
            f"{size.value + ' lines':<14} usual {waiting.usual:g} days, stalled after"
            f" {waiting.stalled:g}, overdue after {waiting.overdue:g} ({waiting.peers})"
        )
    whose = "opened" if history.survival_of is Followed.OPENED else "merged"
    for size, each in history.survival.items():
        yield (
            f"{size.value + ' lines':<14} {each.merged_within_days['30']:.0%} of newcomers' {whose}"
            f" pull requests were merged within 30 days ({each.opened} followed)"
        )


def _row(name: str, known: Quantiles, unit: int = 1) -> str:
    points = (known.p50, known.p75, known.p90)
    cells = ("-" if each is None else f"{each / unit:.{int(unit > 1)}f}" for each in points)
    return f"{name:<24}" + "".join(f"{cell:>10}" for cell in cells)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
