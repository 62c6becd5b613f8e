"""Bringing a database to the present schema."""

from __future__ import annotations

from bot.storage import migrations
from bot.storage.errors import translated
from bot.storage.location import locate
from bot.storage.runner import runner_for


async def migrate(url: str) -> int:
    """Bring a database to the present schema.

    Args:
        url: As for `bot.storage.store.Store.open`.

    Returns:
        How many steps ran; 0 when nothing was missing.

    Raises:
        UserError: The URL is unknown, the file is in use, or the database is newer.
        StoreUnavailable: The database cannot be reached.
    """
    runner = runner_for(locate(url))
    try:
        with translated():
            return await runner.write(migrations.apply_missing)
    finally:
        await runner.close()
