"""Has the coach comment on merged pull requests of real projects, inside the sandbox."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.checklist.evaluate import evaluate, wants_diff
from bot.github.guard import Guard
from bot.github.reader import Ours
from bot.kernel.effect import CHECK_RUN_NAME
from bot.kernel.errors import Fault
from bot.kernel.markers import CHECKLIST, carries
from bot.operations.migration import migrate
from bot.policy.report import RUN_NAME
from bot.rehearsal.coach_and_sandbox import Cast, Credentials, Pace, register, rehearsing
from bot.rehearsal.outcome import Opened, Outcome
from bot.sandbox.histories import Classroom, read_history
from bot.sandbox.world import World
from bot.shipped import background_behind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.clock import Clock
    from bot.kernel.finding import Finding
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.histories import History
    from bot.sandbox.merged import Merged
    from bot.sandbox.model import PullRequest

_PACE: Final = Pace(settle=0.0, write_pause=0.0)


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
    repository = Guard(rehearsal.settings.allowed, frozenset(), rehearsal.clock).admit(record)
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
