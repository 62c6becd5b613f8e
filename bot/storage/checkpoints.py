"""Checkpoints of SQLite: the log is copied into the file beside the writer, not in its way."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

EVERY = 1000
"""Pages of log, about; as many as SQLite takes by itself."""
NET = 8 * EVERY
"""Pages after which the writer does it nonetheless. A log begins anew only when nothing was
added to it during its checkpoint; a writer without a pause would let it grow for ever."""
_PAGES_A_COMMIT = 4
"""Inner pages of the indexes, beside about one for each row."""


class Checkpoints:
    """Runs checkpoints of one database on a thread of their own.

    A writer that has just written the thousandth page would otherwise copy them all and wait
    for the disk, and so would everybody who waits for the writer. A passive checkpoint hinders
    nobody: https://www.sqlite.org/wal.html#ckpt

    Args:
        path: The database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-checkpoints")
        self._connection: sqlite3.Connection | None = None
        self._running: Future[None] | None = None
        self._pages = 0

    def committed(self, changes: int) -> None:
        """Take note of a commit; on the writer's thread.

        Args:
            changes: Rows that it changed.
        """
        self._pages += changes + _PAGES_A_COMMIT
        if self._pages >= EVERY and (self._running is None or self._running.done()):
            self._pages = 0
            self._running = self._thread.submit(self._run)

    def close(self) -> None:
        """Finish the one that runs, and give up the connection; waits for the disk."""
        self._thread.submit(self._disconnect)
        self._thread.shutdown()

    def _run(self) -> None:
        # If it fails, for want of room perhaps, so will a commit, and that one is told.
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, isolation_level=None)
            self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
