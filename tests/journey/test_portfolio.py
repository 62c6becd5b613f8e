"""A portfolio contribution: from `/portfolio` to what the card says of the student's repository."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.classroom import classroom, coached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Issue
    from tests.support.classroom import Classroom

README = """\
# paged-cache

A small cache for attention that keeps its pages in one tensor and never copies them.

| H100 | torch | this |
|---|---|---|
| tokens/s | 1,012 | 1,420 |

## What did not work

Sorting the pages first: it costs more than it saves.
"""
FILES = {
    "README.md": README,
    "LICENSE": "MIT License\n",
    "docs/how.md": "How it was made.\n",
    "tests/test_cache.py": "def test_cache():\n    assert True\n",
}


@asynccontextmanager
async def silently(given: Classroom) -> AsyncIterator[Rehearsal]:
    """Run the coach, and see that nothing was written but in the tracker."""
    async with coached(given) as rehearsal:
        yield rehearsal
    assert given.world.footprints == []
    assert given.world.write_violations == []
    assert given.world.unknown_requests == []


async def shown(given: Classroom, rehearsal: Rehearsal, name: str = "ada/paged-cache") -> Issue:
    """Open an issue for the portfolio and name a repository in it."""
    issue = given.take("My own cache")
    given.say(issue, f"/kind portfolio\n/portfolio {name}")
    await rehearsal.quiet()
    return issue


def read(given: Classroom) -> int:
    return sum(each.operation == "Portfolio" for each in given.world.requests)


async def test_the_card_tells_what_a_stranger_would_miss_and_later_that_it_is_there() -> None:
    given = classroom()
    repository = given.world.create_repository(given.ada, "paged-cache")
    async with silently(given) as rehearsal:
        issue = await shown(given, rehearsal)
        card = given.card(issue)
        assert "(portfolio)" in card
        assert "**Portfolio:** [`ada/paged-cache`]" in card
        assert "- **Tests.** No tests stand at the root. To do: Add a folder `tests`" in card
        assert "Worth doing:" in card

        given.world.commit(repository, "main", given.ada, "Show it", FILES)
        await given.clock.advance(timedelta(days=1, hours=1).total_seconds())
        await rehearsal.quiet()
        card = given.card(issue)
        assert ": 6 fine, nothing to do." in card
        assert "To do:" not in card.partition("**Portfolio:**")[2]


async def test_ready_asks_the_mentor_once_nothing_is_left_and_check_asks_nobody() -> None:
    given = classroom()
    repository = given.world.create_repository(given.ada, "paged-cache")
    async with silently(given) as rehearsal:
        issue = await shown(given, rehearsal)
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert given.replies(issue)[-1].startswith("**Portfolio:**")
        assert "@mira" not in given.replies(issue)[-1]

        given.world.commit(repository, "main", given.ada, "Show it", FILES)
        given.say(issue, "/check")
        await rehearsal.quiet()
        assert "@mira" not in given.replies(issue)[-1]
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert "@mira: `ada/paged-cache` is ready by its checklist." in given.replies(issue)[-1]


async def test_a_repository_is_read_for_a_portfolio_alone_and_no_longer_than_it_goes_on() -> None:
    given = classroom()
    given.world.create_repository(given.ada, "paged-cache")
    async with silently(given) as rehearsal:
        issue = given.take("My own cache")
        given.say(issue, "/portfolio ada/paged-cache")
        await rehearsal.quiet()
        assert "**Portfolio:** [`ada/paged-cache`]" in given.card(issue)
        assert read(given) == 0

        given.say(issue, "/kind portfolio")
        await rehearsal.quiet()
        assert read(given) == 1

        given.say(issue, "/claim vllm#1\n/drop no time")
        await rehearsal.quiet()
        assert read(given) == 1
        assert "Given up." in given.card(issue)


async def test_a_portfolio_without_a_repository_is_told_how_to_name_one() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take("My own cache")
        given.say(issue, "/kind portfolio")
        await rehearsal.quiet()

        assert "**Portfolio:** no repository is named yet." in given.card(issue)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ada/secret", "It is not there, or not public."),
        ("ada/nothing", "It is not there, or not public."),
        ("ai-course/solutions", "It is not under your account, so it was not looked at."),
        ("bob/other", "It is not under your account, so it was not looked at."),
        ("vllm-project/vllm", "It is not under your account, so it was not looked at."),
    ],
)
async def test_nothing_is_told_of_what_is_private_or_somebody_elses(name: str, said: str) -> None:
    given = classroom()
    world, secret = given.world, {"README.md": "The answers, on an H100: 42 ms.\n"}
    world.create_repository(given.ada, "secret", files=secret, private=True)
    world.create_repository(world.users["ai-course"], "solutions", files=secret, private=True)
    world.create_repository(given.bob, "other", files=secret)
    world.install_app(given.cast.app, given.ada)
    async with silently(given) as rehearsal:
        issue = await shown(given, rehearsal, name)

        assert said in given.card(issue)
        assert "42 ms" not in given.card(issue)
        assert read(given) == (name.startswith("ada/"))


async def test_what_a_readme_says_is_never_live_in_the_card() -> None:
    given = classroom()
    hostile = {"README.md": "@ida </details> /drop\n\n/drop\n\nvllm-project/vllm#1 ```\n"}
    given.world.create_repository(given.ada, "paged-cache", files=hostile)
    async with silently(given) as rehearsal:
        issue = await shown(given, rehearsal)

        section = given.card(issue).partition("**Portfolio:**")[2]
        assert "@ida" not in section
        assert "vllm-project/vllm#1" not in section
        assert "Given up." not in given.card(issue)
