"""The same journey on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.rehearsals import BODY, coached, course
from tests.support.stores import DURABLE_DATABASES, migrated_url

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=DURABLE_DATABASES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return await migrated_url(request.param, tmp_path)


async def test_comments_are_written_edited_and_spaced_on_either_database(url: str) -> None:
    given = course()
    async with coached(given, database_url=url) as rehearsal:
        pulls = [given.open() for _ in range(4)]
        await rehearsal.quiet()
        given.world.edit(pulls[0], given.student, body=f"{BODY}\n\nFixes nothing else.")
        await rehearsal.quiet()

        assert [len(given.checklists(pull)) for pull in pulls] == [1, 1, 1, 1]
    assert given.world.write_violations == []


async def test_a_restart_goes_on_where_the_process_before_has_stopped(url: str) -> None:
    given = course()
    async with coached(given, database_url=url) as rehearsal:
        pull = given.open()
        await rehearsal.deliverer.drain()
        # Stopped before the settling time is over: nothing has been read yet.

    async with coached(given, database_url=url) as rehearsal:
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1
