"""The lock that keeps a second process away from a SQLite database."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_PRIVATE = 0o600


class FileLock:
    """Held from construction until `close`; the system drops it when the process dies.

    Args:
        database: The database's path; the lock is a file beside it with `.lock` appended.

    Raises:
        UserError: Another process holds the lock, or the folder cannot be written.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}.lock")
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE)
        except OSError as error:
            raise UserError(
                f"The database {database} cannot be opened: {error.strerror}. "
                "Make its folder and give this program the right to write there."
            ) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise UserError(
                f"The database {database} is in use by process {holder or '(unknown)'}. Stop "
                "that process first, or use PostgreSQL, which several processes can share."
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let others in."""
        os.close(self._descriptor)
