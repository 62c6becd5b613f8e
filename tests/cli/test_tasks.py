"""`upstream-coach migrate` and `upstream-coach tasks`, as an operator uses them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.clock import SystemClock
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import APP_SCOPE, Park
from bot.storage.migrations import MIGRATIONS
from bot.storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

PARKED = Subject(SubjectKind.PULL_REQUEST, "5#7")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path / 'deep' / 'coach.db'}"
    applied = run("migrate", "--database-url", found).output
    assert applied == f"{len(MIGRATIONS)} migrations applied\n"
    return found


async def park(url: str) -> None:
    store = await Store.open(url, clock=SystemClock())
    try:
        await store.signal(PARKED, APP_SCOPE)
        (lease,) = await store.claim(1)
        await store.finish(lease, Park("GitHub refused the comment"))
    finally:
        await store.close()


def test_a_second_migration_finds_nothing_to_do(url: str) -> None:
    assert run("migrate", "--database-url", url).output == "nothing to do\n"


def test_parked_work_is_listed_and_revived(url: str) -> None:
    asyncio.run(park(url))

    listed = run("tasks", "list", "--parked", "--database-url", url).output
    rows = json.loads(run("tasks", "list", "--json", "--database-url", url).output)
    revived = run("tasks", "revive", str(PARKED), "--database-url", url).output
    after = run("tasks", "list", "--parked", "--database-url", url).output

    assert "pull_request:5#7" in listed
    assert "GitHub refused the comment" in listed
    assert [row["subject"] for row in rows] == ["pull_request:5#7"]
    assert revived == "1 revived\n"
    assert after == "nothing waits\n"
