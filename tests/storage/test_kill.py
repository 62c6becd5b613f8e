"""kill -9 at random moments: what was acknowledged is there."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.support.stores import DURABLE_DATABASES, migrated_url, opened

ROUNDS = 3
_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("database", DURABLE_DATABASES)
async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    database: str, tmp_path: Path
) -> None:
    url = await migrated_url(database, tmp_path)
    acknowledged: list[str] = []
    chance = random.Random(7)  # noqa: S311 - a repeatable moment, no secret
    for _ in range(ROUNDS):
        acknowledged += await _killed_after(url, chance.randint(1, 200))
    assert len(acknowledged) >= ROUNDS
    async with opened(url, SystemClock()) as store:
        found = set()
        while leases := await store.claim(100):
            for lease in leases:
                found |= {one.guid for one in await store.payloads(lease.deliveries)}
    assert set(acknowledged) <= found


async def _killed_after(url: str, lines: int) -> list[str]:
    """Let a process accept until it printed so many lines; return all that it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.accepting", url,
        cwd=_ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    async with asyncio.timeout(30):
        printed = [await process.stdout.readline() for _ in range(lines)]
        process.kill()
        rest = await process.stdout.read()
        await process.wait()
    assert all(printed)
    # The very last line may be cut off.
    printed += [line for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
    return [line.decode().strip() for line in printed]
