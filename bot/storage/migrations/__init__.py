"""The numbered steps from an empty database to the present tables.

A step is never changed once released; a new one is added at the end. All that are missing
run in one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text, update

from bot.kernel.errors import UserError
from bot.storage.migrations import m0001_foundation, m0002_contributions, m0003_kinds
from bot.storage.tables import schema_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    m0001_foundation.apply,
    m0002_contributions.apply,
    m0003_kinds.apply,
)
"""Step n of the schema is the n-th entry, from 1."""

# Any number will do as long as every release uses the same one.
_ADVISORY_LOCK = 7_218_044_551


def present_version(conn: Connection) -> int:
    """Return the number of the last step that was applied; 0 for an empty database."""
    if not inspect(conn).has_table("schema_version"):
        return 0
    version: int = conn.execute(select(schema_version.c.version)).scalar_one()
    return version


def apply_missing(conn: Connection) -> int:
    """Apply the steps that are missing, inside the caller's transaction.

    Returns:
        How many steps ran.

    Raises:
        UserError: The database is newer than this program.
    """
    if conn.dialect.name == "postgresql":
        # Two releases at the same moment: the second waits and then finds nothing to do.
        conn.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
    version = present_version(conn)
    _refuse_newer(version)
    for step in MIGRATIONS[version:]:
        step(conn)
    if version < len(MIGRATIONS):
        conn.execute(update(schema_version).values(version=len(MIGRATIONS)))
    return len(MIGRATIONS) - version


def check(conn: Connection) -> None:
    """Refuse a database that this program does not fit.

    Raises:
        UserError: The database is behind or newer; the text says what to do.
    """
    version = present_version(conn)
    _refuse_newer(version)
    if version < len(MIGRATIONS):
        raise UserError(
            f"The database is at schema version {version}, this program needs "
            f"{len(MIGRATIONS)}. Run `upstream-coach migrate`."
        )


def _refuse_newer(version: int) -> None:
    if version > len(MIGRATIONS):
        raise UserError(
            f"The database is at schema version {version}, newer than this program, which "
            f"knows versions up to {len(MIGRATIONS)}. Install the release that made it."
        )
