"""The rehearsal: the coach comments on real merged pull requests, inside the sandbox."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot import logs
from bot.checklist.checks import CHECKS
from bot.checklist.evaluate import evaluate, wants_diff
from bot.clock import SystemClock
from bot.github.guard import Guard
from bot.github.reader import Ours
from bot.kernel.effect import CHECK_RUN_NAME
from bot.kernel.errors import Fault
from bot.kernel.finding import Status
from bot.kernel.markers import CHECKLIST, carries
from bot.operations import migrate
from bot.policy.report import RUN_NAME
from bot.rehearsal import Cast, Credentials, Pace, register, rehearsing
from bot.sandbox.histories import Classroom, read_history
from bot.sandbox.world import World
from bot.shipped import background_behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.clock import Clock
    from bot.kernel.finding import Finding
    from bot.rehearsal import Rehearsal
    from bot.sandbox.histories import History
    from bot.sandbox.merged import Merged
    from bot.sandbox.model import PullRequest

_PACE: Final = Pace(settle=0.0, write_pause=0.0)
_COLUMNS: Final = tuple(Status)


@dataclass(frozen=True, slots=True)
class Opened:
    """A change that was opened in the sandbox, with what the coach made of it.

    Nothing of the sandbox is in here: whoever prints this would print the whole world.

    Attributes:
        merged: What it was.
        comment: The coach's words.
        findings: What they tell, read once more from the sandbox.
    """

    merged: Merged
    comment: str
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """Name it for people and for files."""
        return f"{self.merged.project}-{self.merged.number}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole rehearsal.

    Attributes:
        opened: Every change that was opened.
        figures: What the sandbox counted, see `bot.rehearsal.figures`.
        skipped: What was left out, by project and reason.
    """

    opened: tuple[Opened, ...]
    figures: Mapping[str, int]
    skipped: Mapping[str, Mapping[str, int]]

    def statuses(self, opened: Iterable[Opened]) -> dict[str, dict[str, int]]:
        """Count the results of each check."""
        findings = [finding for each in opened for finding in each.findings]
        return {
            check.name: {
                status.value: sum(
                    (finding.check, finding.status) == (check.name, status) for finding in findings
                )
                for status in _COLUMNS
            }
            for check in CHECKS
        }

    def by_project(self) -> dict[str, list[Opened]]:
        """Sort what was opened by project."""
        found: dict[str, list[Opened]] = {}
        for each in self.opened:
            found.setdefault(each.merged.project, []).append(each)
        return found

    def as_json(self) -> dict[str, object]:
        """Return the figures for a machine."""
        return {
            "pull_requests": len(self.opened),
            **self.figures,
            "checks": self.statuses(self.opened),
            "projects": {
                project: {"pull_requests": len(opened), "checks": self.statuses(opened)}
                for project, opened in self.by_project().items()
            },
            "skipped": {project: dict(reasons) for project, reasons in self.skipped.items()},
        }


async def rehearse(git_dirs: Iterable[Path], *, count: int, seed: int, clock: Clock) -> Outcome:
    """Open merged changes of these histories in a sandbox and let the coach comment on all.

    Args:
        git_dirs: Git directories, bare or not.
        count: How many changes to choose of each at most.
        seed: Chooses which.
        clock: The time of both sides.

    Raises:
        UserError: A history cannot be read.
    """
    histories = []
    for git_dir in git_dirs:
        history = await read_history(git_dir, count=count, seed=seed)
        click.echo(f"{history.project}: chosen {len(history.changes)}", err=True)
        histories.append(history)
    world = World(clock)
    course = world.create_organisation("course")
    credentials = Credentials.generate()
    app = register(world, course, credentials)
    classroom = Classroom(world, course)
    for history in histories:
        classroom.add_project(history.project)
    world.install_app(app, course)
    with tempfile.TemporaryDirectory(prefix="upstream-coach-") as folder:
        database_url = f"sqlite:///{Path(folder) / 'rehearsal.db'}"
        await migrate(database_url)
        cast = Cast(world, app, credentials)
        async with rehearsing(
            cast, clock=clock, database_url=database_url, pace=_PACE
        ) as rehearsal:
            await rehearsal.quiet()
            return await _commented(rehearsal, classroom, histories)


async def _commented(
    rehearsal: Rehearsal, classroom: Classroom, histories: list[History]
) -> Outcome:
    pulls: list[tuple[Merged, PullRequest]] = []
    total = sum(len(history.changes) for history in histories)
    for history in histories:
        for change in history.changes:
            pulls.append((change.merged, classroom.open(change)))
            await rehearsal.quiet()
            if len(pulls) % 10 == 0 or len(pulls) == total:
                click.echo(f"{len(pulls)} of {total} commented", err=True)
    counted = rehearsal.figures()
    opened = [
        Opened(merged, _comment(rehearsal, pull), await _findings(rehearsal, pull))
        for merged, pull in pulls
    ]
    skipped = {history.project: history.skipped for history in histories}
    return Outcome(tuple(opened), counted, skipped)


def _comment(rehearsal: Rehearsal, pull: PullRequest) -> str:
    bot = rehearsal.app.bot
    for comment in pull.comments:
        if comment.author is bot and carries(comment.body, CHECKLIST):
            return comment.body
    raise Fault(f"the coach did not comment on {pull.title!r}")


async def _findings(rehearsal: Rehearsal, pull: PullRequest) -> tuple[Finding, ...]:
    """Read the pull request as the coach does, and judge it."""
    service = rehearsal.service
    record = await service.store.repository(pull.repository.id)
    identity = await service.who.find()
    if record is None or identity is None:
        raise Fault(f"{pull.repository.full_name} is unknown to the coach")
    repository = Guard(rehearsal.settings.allowed, frozenset()).admit(record)
    reader = service.github.reader
    observed = await reader.read(
        repository, pull.number, Ours(identity.app_id, CHECK_RUN_NAME, RUN_NAME)
    )
    if observed is None:
        raise Fault(f"{pull.title!r} is gone")
    seen = observed.pull_request
    if wants_diff(seen):
        seen = replace(seen, diff=await reader.diff(repository, pull.number))
    return evaluate(seen, background_behind(seen.repository))


def write_comments(opened: Iterable[Opened], folder: Path) -> None:
    """Write each comment to `folder`, with the title above it."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in opened:
        text = f"# {each.merged.title}\n\n{each.comment}"
        (folder / f"{each.name}.md").write_text(text, encoding="utf-8")


def told(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of the summary: a table for all, and what was counted."""
    yield f"pull requests: {len(outcome.opened)}, projects: {len(outcome.by_project())}"
    yield ""
    yield f"{'check':<14}" + "".join(f"{status.value:>16}" for status in _COLUMNS)
    for name, counts in outcome.statuses(outcome.opened).items():
        yield f"{name:<14}" + "".join(f"{counts[status.value]:>16}" for status in _COLUMNS)
    yield ""
    figures = outcome.figures
    yield (
        f"{figures['comments_created']} comments, {figures['duplicate_comments']} of them doubles;"
        f" {figures['github_requests']} requests, {figures['github_writes']} of them writes"
    )
    left_out: Counter[str] = Counter()
    for reasons in outcome.skipped.values():
        left_out.update(reasons)
    for reason, number in left_out.most_common():
        yield f"left out: {number} ({reason})"


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
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def rehearse_command(
    git_dirs: tuple[Path, ...], *, count: int, seed: int, output: Path | None, as_json: bool
) -> None:
    """Comment on merged pull requests of real projects, on a stand-in for GitHub.

    GIT_DIR is a git directory, bare or the `.git` of a checkout. Pull requests that were merged
    in its last two years are chosen by lot and opened by invented students; nothing leaves this
    machine.
    """
    logs.set_up("warning")
    outcome = asyncio.run(rehearse(git_dirs, count=count, seed=seed, clock=SystemClock()))
    if output is not None:
        write_comments(outcome.opened, output)
    click.echo(json.dumps(outcome.as_json(), indent=2) if as_json else "\n".join(told(outcome)))
