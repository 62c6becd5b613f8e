"""What the use cases need from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.kernel.installation import InstallationRecord, RepositoryRecord
    from bot.kernel.journal import ContributionRecord, Entry
    from bot.kernel.subject import Subject


class StorePort(Protocol):
    """State, installations and signals."""

    async def state(self, subject: Subject) -> bytes | None:
        """Return what is remembered of a subject."""
        ...

    async def left_at(self, subject: Subject) -> datetime | None:
        """Return when a run last ended that left something to remember of a subject."""
        ...

    async def repository(self, repository_id: int) -> RepositoryRecord | None:
        """Return a repository of the installation list."""
        ...

    async def repository_named(self, full_name: str) -> RepositoryRecord | None:
        """Return a repository of the installation list by `owner/name`, in any case."""
        ...

    async def replace_installation(
        self, record: InstallationRecord, repositories: Sequence[RepositoryRecord]
    ) -> None:
        """Put an installation and exactly these repositories on the list."""
        ...

    async def remove_installation(self, installation_id: int) -> None:
        """Take an installation and its repositories off the list."""
        ...

    async def installations(self) -> Sequence[InstallationRecord]:
        """Return every installation on the list."""
        ...

    async def repositories(self, installation_id: int) -> Sequence[RepositoryRecord]:
        """Return every repository of an installation."""
        ...

    async def journal(self, subject: Subject) -> Sequence[Entry]:
        """Return the journal of a contribution, in the order in which it was written."""
        ...

    async def journal_of_kind(
        self, kind: str, scope: str | None = None, since: datetime | None = None
    ) -> Sequence[Entry]:
        """Return the lines of one kind of all journals, or of those of one installation.

        Args:
            kind: Which lines.
            scope: The installation; None for all.
            since: Only those that are dated later; None for all.
        """
        ...

    async def contributions_of(self, student: str) -> Sequence[ContributionRecord]:
        """Return all contributions of a student, by login in any case."""
        ...

    async def contributions_to(self, project: str, issue: int) -> Sequence[ContributionRecord]:
        """Return the open contributions to one upstream issue."""
        ...

    async def open_contributions(self, scope: str) -> Sequence[ContributionRecord]:
        """Return the open contributions of an installation."""
        ...

    async def set_meta(self, name: str, value: str) -> None:
        """Keep a small fact."""
        ...

    async def ensure(self, subject: Subject, scope: str, *, due: datetime) -> None:
        """Make sure that a subject comes due."""
        ...

    async def signal(
        self, subject: Subject, scope: str, *, due: datetime | None = None, replace: bool = False
    ) -> None:
        """Mark a subject dirty."""
        ...

    async def prune(self, now: datetime) -> int:
        """Drop what is older than it needs to be kept."""
        ...
