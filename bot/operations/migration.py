"""Brings a database to the form that this version needs."""

from __future__ import annotations

from bot.storage.location import SqliteLocation, locate
from bot.storage.migrate import migrate as apply_migrations


async def migrate(database_url: str) -> int:
    """Bring the database to the present form, making a SQLite file's folder if need be.

    Returns:
        How many migrations were applied.
    """
    location = locate(database_url)
    if isinstance(location, SqliteLocation) and location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True)
    return await apply_migrations(database_url)
