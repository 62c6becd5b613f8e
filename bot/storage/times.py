"""Instants as the database keeps them: seconds since 1970 in UTC, as a float."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(seconds: float) -> datetime:
    """Return the aware instant of a stored figure."""
    return datetime.fromtimestamp(seconds, UTC)


def instant_or_none(seconds: float | None) -> datetime | None:
    """Return the aware instant of a stored figure, None for none."""
    return None if seconds is None else instant(seconds)
