"""Putting the parts together: several workers share what one of them was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.bootstrap import Who
from bot.clock import VirtualClock
from tests.support.stores import POSTGRES, migrated_url, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.postgres
async def test_a_worker_learns_who_we_are_from_the_one_that_asked(tmp_path: Path) -> None:
    url, clock = await migrated_url(POSTGRES, tmp_path), VirtualClock()
    async with opened(url, clock) as asking, opened(url, clock) as other:
        waiting = Who(other)
        before = await waiting.find()
        await asking.set_meta("app_id", "7")
        await asking.set_meta("app_slug", "upstream-coach")
        after = await waiting.find()

    assert before is None
    assert after is not None
    assert (after.app_id, after.login) == (7, "upstream-coach[bot]")
    assert waiting.for_intake().slug == "upstream-coach"
