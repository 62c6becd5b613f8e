"""What is remembered of a pull request between two runs; it only saves requests.

Losing it costs one more read and nothing that anybody sees: what is visible on GitHub is
always found by looking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import zstandard

from bot.kernel.finding import Finding
from bot.kernel.subject import Subject, SubjectKind
from bot.reconcile.forks import Work, fork_pull
from bot.reconcile.recalling import recalled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.kernel.journal import Entry
    from bot.reconcile.ports import StorePort

_LARGEST_DIFF = 4 * 1024 * 1024
_LEVEL = 3


class Memory(msgspec.Struct, frozen=True, omit_defaults=True):
    """The memory of one pull request.

    Attributes:
        comment: The node id of our checklist comment.
        head: The head whose diff this is.
        diff: The diff, compressed; absent when it was not wanted, refused or very large.
        diff_refused: Whether GitHub found the diff of this head too large.
        run_refused: The head on which GitHub refused a check run.
        findings: What the checklist said last, for the card of the contribution it belongs to.
        heard: The sources of commands that were heard where there is no contribution.
        work: What people did on it, for the reminders of that contribution.
    """

    comment: str | None = None
    head: str = ""
    diff: bytes | None = None
    diff_refused: bool = False
    run_refused: str = ""
    findings: tuple[Finding, ...] = ()
    heard: tuple[str, ...] = ()
    work: Work | None = None

    def encode(self) -> bytes:
        """Return the stored form."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, stored: bytes | None) -> Memory:
        """Read the stored form; what cannot be read is forgotten."""
        return recalled(stored, cls) or cls()

    def diff_of(self, head: str) -> str | None:
        """Return the remembered diff of this head, if there is one."""
        if head != self.head or self.diff is None:
            return None
        return zstandard.ZstdDecompressor().decompress(self.diff).decode()


async def memory_of_fork(store: StorePort, journal: Iterable[Entry]) -> Memory:
    """Return what is remembered of a contribution's pull request in the course's repositories.

    Args:
        store: Keeps it.
        journal: The contribution's.
    """
    fork = fork_pull(journal)
    if fork is None:
        return Memory()
    return Memory.decode(await store.state(Subject(SubjectKind.PULL_REQUEST, fork)))


def packed(diff: str | None) -> bytes | None:
    """Compress a diff for `Memory.diff`; None when it is too large to be worth keeping."""
    raw = (diff or "").encode()
    if not raw or len(raw) > _LARGEST_DIFF:
        return None
    return zstandard.ZstdCompressor(level=_LEVEL).compress(raw)
