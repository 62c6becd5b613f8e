"""Step 3: find the lines of one kind without reading all journals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection


def apply(conn: Connection) -> None:
    """Add the index."""
    conn.execute(text("CREATE INDEX journal_kind ON journal (kind, seq)"))
