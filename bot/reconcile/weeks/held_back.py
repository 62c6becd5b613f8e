"""Tells the instructors once that a summary is held back because its repository is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog
from msgspec import UNSET

from bot.github.errors import WriteRefused
from bot.kernel.markers import reply_mark, summary_mark
from bot.kernel.talk import NewIssue, Reply, Talk
from bot.policy.parse import ORGANISATION_REPOSITORY
from bot.reconcile.people import zone_of
from bot.summary import notice
from bot.summary.week import week_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime

    from bot.github.connect import GitHub
    from bot.github.guard import Admitted, Guard
    from bot.github.summaries import OwnIssue, Shelf
    from bot.kernel.installation import RepositoryRecord
    from bot.kernel.work import Lease
    from bot.policy.model import Cohort, Policy, Summary
    from bot.summary.week import IsoWeek

_log = structlog.get_logger()


class StorePort(Protocol):
    """What the notices need of the store."""

    async def repository(self, repository_id: int) -> RepositoryRecord | None:
        """Return a repository of the installation list by GitHub's number."""
        ...

    async def repository_named(self, full_name: str) -> RepositoryRecord | None:
        """Return a repository of the installation list by `owner/name`, in any case."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """A cohort whose summary may be held back.

    Attributes:
        lease: Of the summary.
        policy: What holds.
        summary: Where and when the policy wants it told.
        repository: Where it should go.
        cohort: The cohort.
        key: What the cohort is called in marks.
        setting: Where in the policy the repository is named.
    """

    lease: Lease
    policy: Policy
    summary: Summary
    repository: Admitted
    cohort: Cohort
    key: str
    setting: str = notice.SETTING

    @property
    def prefix(self) -> str:
        """Return what the marks of its notices begin with."""
        return f"{self.key}/public/"

    def hour(self, week: IsoWeek) -> datetime:
        """Return when a week is told."""
        return week.told(self.summary.weekday, self.summary.hour, zone_of(self.cohort))

    def begin(self, told: IsoWeek | None) -> datetime:
        """Return since when there may be a notice, where this is the last week that was told."""
        if told is not None:
            return self.hour(told.later(1))
        return self.hour(week_of(self.cohort.start)) - timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Opens and closes the notices, in the tracker or else beside the organisation's policy.

    Attributes:
        github: Read from and written to.
        guard: Decides what may be touched.
        store: Knows the repositories of the installation.
    """

    github: GitHub
    guard: Guard
    store: StorePort

    async def tell(
        self, held: Held, told: IsoWeek | None, missed: IsoWeek, at: int | None
    ) -> int | None:
        """Open the notice of this occurrence, unless there is one.

        An occurrence is known by the first week that was not told: however long it lasts, it
        stays the same. A notice that somebody closed is not opened again, and where it was
        opened it stays, whatever the policy calls the tracker meanwhile.

        Args:
            held: Whose summary.
            told: The last week that was told.
            missed: A week that cannot be told now.
            at: The number of the repository where the notice was opened, as far as is known.

        Returns:
            The number of the repository where it is; None where it has no place.
        """
        first = missed if told is None else told.later(1)
        home = await self._home(held, held.begin(told), at)
        if home is None:
            _log.warning("notice_has_no_place", repository=held.repository.full_name)
            return None
        place, shelf = home
        key = f"{held.prefix}{first}"
        if shelf.find(key) is not None or any(_open(shelf, held)):
            return place.id
        cohort = held.cohort
        since = held.hour(first).astimezone(zone_of(cohort)).date()
        text = notice.body(
            cohort.name, held.repository.full_name, since, cohort.instructors, held.setting
        )
        issue = NewIssue(key, notice.title(cohort.name), f"{summary_mark(key)}\n{text}")
        may_mention = frozenset(login.casefold() for login in cohort.instructors)
        talk = Talk(
            held.lease.subject,
            shelf.repository,
            shelf.repository.node_id,
            opens=(issue,),
            may_mention=may_mention,
        )
        await self._say(place, talk)
        return place.id

    async def settle(self, held: Held, told: IsoWeek | None, at: int | None) -> None:
        """Close what notices are open, since the summary is written again.

        Args:
            held: Whose summary.
            told: The last week that was told before.
            at: The number of the repository where the notice was opened, as far as is known.
        """
        home = await self._home(held, held.begin(told), at)
        if home is None:
            return
        place, shelf = home
        for issue in _open(shelf, held):
            observed = await self.github.issues.read(place, issue.number)
            key = f"{issue.key}/end"
            replies: tuple[Reply, ...] = ()
            if observed is not None and key not in observed.ours.replies:
                replies = (Reply(key, f"{reply_mark(key)}\n{notice.WRITTEN_AGAIN}"),)
            talk = Talk(
                held.lease.subject,
                shelf.repository,
                issue.node_id,
                replies=replies,
                closes=(issue.node_id,),
            )
            await self._say(place, talk)

    async def _home(
        self, held: Held, since: datetime, at: int | None
    ) -> tuple[Admitted, Shelf] | None:
        """Return where a notice goes, with those that were opened there since an instant."""
        async for record in self._places(held, at):
            if record is None or record.installation_id != held.repository.installation:
                continue
            place = self.guard.admit(record)
            shelf = await self.github.summaries.read(place, since)
            if not shelf.repository.is_archived:
                return place, shelf
        return None

    async def _places(self, held: Held, at: int | None) -> AsyncIterator[RepositoryRecord | None]:
        """Yield where a notice may be, the best first."""
        if at is not None:
            yield await self.store.repository(at)
        if held.policy.tracker is not UNSET:
            yield await self.store.repository_named(held.policy.tracker.repository)
        yield await self.store.repository_named(
            f"{held.repository.owner}/{ORGANISATION_REPOSITORY}"
        )

    async def _say(self, place: Admitted, talk: Talk) -> None:
        """Write it; where it may not be written the log has to do, and the summaries go on."""
        try:
            leave = self.guard.permit(place, talk.repository)
        except WriteRefused as error:
            _log.warning("notice_refused", repository=place.full_name, error=str(error))
            return
        told = await self.github.writer.say(leave, talk)
        _log.info(
            "notice_written",
            repository=place.full_name,
            opened=len(told.opened),
            closed=len(talk.closes),
            refused=told.refused,
        )


def _open(shelf: Shelf, held: Held) -> Iterator[OwnIssue]:
    for issue in shelf.issues:
        if issue.is_open and issue.key.startswith(held.prefix):
            yield issue
