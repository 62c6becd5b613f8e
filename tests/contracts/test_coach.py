"""What the coach sends and hears while it works, against GitHub's own description."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from bot.clock import SystemClock
from bot.operations.migration import migrate
from bot.rehearsal.coach_and_sandbox import Cast, Credentials, Pace, register, rehearsing
from bot.sandbox import story
from bot.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from tests.support.exchanges import Judge
    from tests.support.openapi import Description, Exchange

pytestmark = pytest.mark.official

QUICK = Pace(settle=0.02, write_pause=0.0, read_back=0.2)


def add_a_long_pull_request(stage: story.Stage) -> None:
    """Open one with more files and comments than a page holds."""
    world, fork = stage.world, next(iter(stage.forks.values()))
    author = world.create_user("paging")
    own = world.fork(fork, author)
    files: dict[str, str | None] = {f"many/{number}.py": "x = 1\n" for number in range(130)}
    world.commit(own, "long", author, "Change many files", files)
    pull = world.open_pull_request(
        author=author, head=own, head_branch="long", base=fork, title="Long", body="Plan: many"
    )
    for number in range(130):
        world.comment(pull, author, f"Note {number}")


def add_a_leftover(stage: story.Stage) -> None:
    """Open one that gets remarks beside its lines."""
    world, fork = stage.world, next(iter(stage.forks.values()))
    author = world.create_user("hasty")
    files: dict[str, str | None] = {
        "engine/rows.py": "def rows():\n    breakpoint()\n    return []\n",
        "tests/test_rows.py": "def test_rows():\n    assert rows() == []\n",
    }
    own = world.fork(fork, author)
    world.commit(own, "rows", author, "Add rows", files)
    world.open_pull_request(
        author=author, head=own, head_branch="rows", base=fork, title="Add rows", body="Rows."
    )


async def work(rehearsal: Rehearsal, stage: story.Stage) -> None:
    await rehearsal.quiet()
    await story.play(stage, rehearsal.clock, settle=rehearsal.quiet)
    add_a_long_pull_request(stage)
    add_a_leftover(stage)
    await rehearsal.quiet()
    world, first = stage.world, next(iter(stage.pulls.values()))
    comment = next(each for each in first.comments if each.author is rehearsal.app.bot)
    world.delete_comment(comment, stage.people[story.MENTOR])
    world.rerequest(next(iter(world.check_runs.values())), first.author)
    await rehearsal.quiet()
    if first.head_repository is not None:
        world.delete_repository(first.head_repository, first.author)
    await rehearsal.quiet()
    await rehearsal.service.github.app.redeliver(world.deliveries[0].id)
    await rehearsal.quiet()


async def test_a_whole_story_is_told_in_githubs_own_terms(
    tmp_path: Path,
    judge: Judge,
    description: Description,
    recorded_exchanges: list[Exchange],
) -> None:
    clock = SystemClock()
    world = World(clock)
    stage = story.prepare(world)
    credentials = Credentials.generate()
    broken = {"upstream-coach.yml": "version: 1\nchecks: {test: off}\n"}
    world.create_repository(stage.organisation, ".github", files=broken)
    app = register(world, stage.organisation, credentials)
    world.install_app(app, stage.organisation)
    database_url = f"sqlite:///{tmp_path / 'coach.db'}"
    await migrate(database_url)
    cast = Cast(world, app, credentials)
    async with rehearsing(cast, clock=clock, database_url=database_url, pace=QUICK) as rehearsal:
        await work(rehearsal, stage)

    assert [problem for each in recorded_exchanges for problem in judge.problems(each)] == []
    assert any(run.annotations for run in world.check_runs.values())
    assert asked(recorded_exchanges) >= {
        "GET /app",
        "GET /app/installations",
        "GET /app/hook/deliveries",
        "POST attempts",
        "POST access_tokens",
        "GET /installation/repositories",
        "GET diff",
        "GET policy",
        "Head",
        "PullRequest",
        "MoreFiles",
        "MoreComments",
        "Publish",
    }
    assert [
        problem
        for each in world.deliveries
        for problem in description.problems_of_payload(each.event, json.loads(each.body))
    ] == []


def asked(exchanges: list[Exchange]) -> set[str]:
    """Return what was asked, numbers and names left out."""
    found = set()
    for each in exchanges:
        if each.path.endswith("/graphql"):
            operation = re.search(r"\b(?:query|mutation) (\w+)", each.sent["query"])
            assert operation is not None
            found.add(operation[1])
        elif each.content_type.endswith("diff"):
            found.add("GET diff")
        elif "/contents/" in each.path:
            found.add("GET policy")
        else:
            last = each.path.rpartition("/")[2]
            found.add(f"{each.method} {each.path if each.method == 'GET' else last}")
    return found
