"""A process that accepts deliveries and prints each guid once it is acknowledged, until killed.

Run as `python -m tests.support.accepting <database url>`.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import uuid

from bot.clock import SystemClock
from tests.support.stores import delivery, opened, pull

CALLERS = 16


async def main(url: str) -> None:
    async with opened(url, SystemClock()) as store:
        numbers = itertools.count()

        async def caller() -> None:
            for number in numbers:
                guid = str(uuid.uuid4())
                with store.expecting():
                    await store.accept(
                        delivery(pull(f"1#{number % 50}"), guid=guid, payload=b"x" * 20_000)
                    )
                sys.stdout.write(f"{guid}\n")
                sys.stdout.flush()

        await asyncio.gather(*(caller() for _ in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
