"""The quiet part of the store: effects, gates, installations and facts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from bot.storage import effects, facts, gates, installations, journal, persons, slots
from bot.storage.errors import translated
from bot.storage.group import GroupCommit
from bot.storage.times import instant_or_none

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from bot.clock import Clock
    from bot.kernel.installation import InstallationRecord, RepositoryRecord
    from bot.kernel.journal import ContributionRecord, Entry
    from bot.kernel.subject import Subject
    from bot.storage.records import EffectRecord
    from bot.storage.runner import Runner

T = TypeVar("T")


class Kept:
    """What is kept beside deliveries and tasks; the base of `bot.storage.store.Store`.

    Args:
        runner: Runs reads and transactions.
        clock: Tells the time that is written down.
    """

    def __init__(self, runner: Runner, clock: Clock) -> None:
        self._runner = runner
        self._clock = clock
        self._group = GroupCommit(runner)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def _read(self, work: Callable[[Connection], T]) -> T:
        with translated():
            return await self._runner.read(work)

    # Effects

    async def begin_effect(self, key: str) -> EffectRecord:
        """Write down that a write to GitHub is about to be sent, unless it is known already."""
        return await self._group.submit(effects.begin, effects.Beginning(key, self._now()))

    async def end_effect(self, key: str, result: bytes) -> None:
        """Write down that it took effect, and what to remember of it."""
        await self._group.submit(effects.end, effects.Ending(key, result, self._now()))

    async def forget_effect(self, key: str) -> None:
        """Drop it from the ledger, so that it may be begun anew."""
        await self._group.submit(effects.forget, key)

    # Gates

    async def close_gate(self, scope: str, until: datetime, reason: str) -> None:
        """Let a scope rest until `until`; one that rests longer already stays so."""
        await self._group.submit(gates.close, gates.Closing(scope, until.timestamp(), reason))

    async def gate(self, scope: str) -> datetime | None:
        """Return when the scope may work again; None when it may now."""
        work = partial(gates.closed_until, scope=scope, now=self._now())
        return instant_or_none(await self._read(work))

    # Write slots

    async def take_write_slot(self, scope: str, holder: str, hold: timedelta) -> datetime | None:
        """Take the slot of a scope, or prolong it.

        Returns:
            None when it was had; else when it may become free.
        """
        now = self._now()
        taking = slots.Taking(scope, holder, now, now + hold.total_seconds())
        return instant_or_none(await self._group.submit(slots.take, taking))

    async def leave_write_slot(self, scope: str, holder: str, pause: timedelta) -> None:
        """Give the slot back; nobody takes it before the pause is over."""
        free_at = self._now() + pause.total_seconds()
        await self._group.submit(slots.leave, slots.Leaving(scope, holder, free_at))

    # Installations and facts

    async def replace_installation(
        self, record: InstallationRecord, repositories: Sequence[RepositoryRecord]
    ) -> None:
        """Write what an installation covers now, in place of what it covered before."""
        one = installations.Replacing(record, tuple(repositories))
        await self._group.submit(installations.replace, one)

    async def remove_installation(self, installation_id: int) -> None:
        """Forget an installation and what it covers."""
        await self._group.submit(installations.remove, installation_id)

    async def repository(self, repository_id: int) -> RepositoryRecord | None:
        """Find a covered repository by GitHub's number."""
        return await self._read(partial(installations.by_id, repository_id=repository_id))

    async def repository_named(self, full_name: str) -> RepositoryRecord | None:
        """Find a covered repository by `owner/name`, in any case of letters."""
        return await self._read(partial(installations.by_name, full_name=full_name))

    async def repositories(self, installation_id: int) -> list[RepositoryRecord]:
        """List the repositories of an installation by number."""
        return await self._read(partial(installations.covered, installation_id=installation_id))

    async def installations(self) -> list[InstallationRecord]:
        """List all installations by number."""
        return await self._read(installations.everywhere)

    async def meta(self, name: str) -> str | None:
        """Return a small fact; None when it was never set."""
        return await self._read(partial(facts.recall, name=name))

    async def set_meta(self, name: str, value: str) -> None:
        """Remember a small fact."""
        await self._group.submit(facts.keep, facts.Fact(name, value))

    async def first_meta(self, name: str, value: str) -> str:
        """Remember a small fact unless there is one; return the one that there is."""
        return await self._group.submit(facts.keep_first, facts.Fact(name, value))

    async def state(self, subject: Subject) -> bytes | None:
        """Return what the last successful run of a subject left."""
        return await self._read(partial(facts.state, subject=subject))

    async def left_at(self, subject: Subject) -> datetime | None:
        """Return when the last successful run of a subject left its state."""
        return instant_or_none(await self._read(partial(facts.left_at, subject=subject)))

    # Contributions

    async def journal(self, subject: Subject) -> list[Entry]:
        """Return the journal of a contribution, in the order in which it was written."""
        return await self._read(partial(journal.of, subject=subject))

    async def contributions_of(self, student: str) -> list[ContributionRecord]:
        """List all contributions of a student, given by login in any case of letters."""
        return await self._read(partial(journal.of_student, student=student))

    async def contributions_to(self, project: str, issue: int) -> list[ContributionRecord]:
        """List the open contributions to one upstream issue."""
        return await self._read(partial(journal.to_issue, project=project, issue=issue))

    async def open_contributions(self, scope: str) -> list[ContributionRecord]:
        """List the open contributions of an installation."""
        return await self._read(partial(journal.opened, scope=scope))

    async def contributions(self, scope: str) -> list[ContributionRecord]:
        """List all contributions of an installation, those of a student together."""
        return await self._read(partial(journal.in_scope, scope=scope))

    async def journals(self, subjects: Sequence[Subject]) -> dict[Subject, list[Entry]]:
        """Return several journals, each in the order in which it was written."""
        return await self._read(partial(journal.of_many, subjects=subjects))

    async def journal_of_kind(
        self, kind: str, scope: str | None = None, since: datetime | None = None
    ) -> list[Entry]:
        """Return the lines of one kind of all journals; see `journal.of_kind`."""
        return await self._read(partial(journal.of_kind, kind=kind, scope=scope, since=since))

    async def looked(self) -> dict[Subject, datetime]:
        """Return when each contribution was last looked at."""
        return await self._read(journal.looked)

    # Persons

    async def person(self, login: str) -> dict[str, list[dict[str, Any]]]:
        """Return everything that is kept about a person, by table; see `persons.everything`."""
        return await self._read(partial(persons.everything, login=login))

    async def erase_person(self, login: str) -> dict[str, int]:
        """Delete everything about a person; return how many rows of each table there were.

        SQLite's file is written anew after it, so that nothing of it can be read there.
        """
        named = await self._read(partial(persons.delivered, login=login))
        deleted = await self._group.submit(persons.erase, persons.Erasing(login, named))
        with translated():
            await self._runner.scrub()
        return deleted

    async def policies_naming(self, login: str) -> list[int]:
        """Return the numbers of the repositories whose policy, as last read, names a person."""
        return await self._read(partial(persons.policies, login=login))

    async def ping(self) -> None:
        """Prove that the database takes a durable write now."""
        await self._group.submit(facts.touch, None)
