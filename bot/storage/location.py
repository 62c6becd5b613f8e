"""Where the database is: a URL of the settings read into what the drivers want."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import URL

_FORMS = "`sqlite:///path/to/coach.db`, `sqlite://` (in memory) or `postgresql://user@host/name`"


@dataclass(frozen=True, slots=True)
class SqliteLocation:
    """A SQLite database; `path` is None for one in memory."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class PostgresLocation:
    """A PostgreSQL database, with asyncpg as its driver."""

    url: URL

    @property
    def dsn(self) -> str:
        """The same for asyncpg itself, which calls the scheme and `ssl` as libpq does."""
        query = dict(self.url.query)
        if "ssl" in query:
            query["sslmode"] = query.pop("ssl")
        plain = self.url.set(drivername="postgresql", query=query)
        return plain.render_as_string(hide_password=False)


def locate(text: str) -> SqliteLocation | PostgresLocation:
    """Read a database URL.

    Args:
        text: As in the settings. `postgres://` and `?sslmode=` are understood, because
            hosting providers hand out URLs in that form.

    Raises:
        UserError: The URL is of no known form. The text never repeats the URL, which may
            carry a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise UserError(f"The database URL cannot be read. Use {_FORMS}.") from error
    if url.drivername == "sqlite":
        in_memory = url.database in {None, "", ":memory:"}
        return SqliteLocation(path=None if in_memory else Path(str(url.database)))
    if url.drivername in {"postgresql", "postgres", "postgresql+asyncpg"}:
        return PostgresLocation(url=_for_asyncpg(url))
    raise UserError(f"The database URL begins with `{url.drivername}:`. Use {_FORMS}.")


def _for_asyncpg(url: URL) -> URL:
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return url.set(drivername="postgresql+asyncpg", query=query)
