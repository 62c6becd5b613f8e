from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from tests.support.stores import EVERY_DATABASE, migrated_url, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.storage.store import Store


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(params=EVERY_DATABASE)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return await migrated_url(request.param, tmp_path)


@pytest.fixture
async def store(url: str, clock: VirtualClock) -> AsyncIterator[Store]:
    async with opened(url, clock) as store:
        yield store
