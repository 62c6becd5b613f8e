"""kill -9 of the whole process, in small; `make bench` does it in large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.kill import survive, take_over
from tests.support.stores import DURABLE_DATABASES, POSTGRES, migrated_url

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("database", DURABLE_DATABASES)
async def test_a_process_killed_at_random_moments_loses_nothing_and_doubles_nothing(
    database: str, tmp_path: Path
) -> None:
    url = await migrated_url(database, tmp_path)

    survived = await survive(url, tmp_path, kills=2, deliveries=20)

    assert survived.harmless, survived
    assert survived.sent >= 20


@pytest.mark.postgres
async def test_the_work_of_a_host_that_died_for_good_is_taken_over(tmp_path: Path) -> None:
    url = await migrated_url(POSTGRES, tmp_path)

    survived = await take_over(url, tmp_path, deliveries=20)

    assert survived.harmless, survived
