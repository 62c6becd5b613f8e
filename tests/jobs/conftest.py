from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from tests.support.stores import opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.storage.store import Store


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def store(clock: VirtualClock) -> AsyncIterator[Store]:
    async with opened("sqlite://", clock) as store:
        yield store
