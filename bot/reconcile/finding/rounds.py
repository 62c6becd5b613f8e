"""When whom to look at next, so that many are watched within a share of the budget; pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from bot.reconcile.recalling import recalled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.kernel.journal import ContributionRecord

ROUND: Final = timedelta(minutes=8, seconds=40)
"""How often known pull requests are looked at; and whoever is about to open one, for a new one.

With what is done afterwards, 95 of 100 changes are then told within ten minutes, and no hour has
more than seven rounds; what they cost is in docs/benchmarks.md."""

WORKING: Final = timedelta(minutes=30)
"""How often somebody is looked at for another pull request who has one open."""

RESTING: Final = timedelta(hours=2)
"""Likewise anybody else of the course: what they open is noticed the same morning."""

A_DAY: Final = timedelta(days=1)
"""How often somebody is searched for, as a net under everything else."""

SLACK: Final = ROUND / 2
"""A round that comes a little early counts; otherwise somebody would be left to the next one."""

LATE: Final = timedelta(minutes=2)
"""How late a round may come without passing over somebody who was never looked at."""

HOUR: Final = timedelta(hours=1)

READ_WITH_ONE_EDIT: Final = 4
"""Each pull request that is read whole costs a point, and the edits of several cards together
another one; of how many is counted low."""

MOST_UNPRICED: Final = 100
"""Pull requests that are read whole in a round as long as GitHub has not told its limit."""


class Linked(msgspec.Struct, frozen=True):
    """A pull request that belongs to a contribution.

    Attributes:
        contribution: The key of the contribution's subject.
        scope: The installation of its tracker.
        mark: What it looked like when it was last read whole; empty before the first time.
        number: Its number at the project.
        moved: When it was last read whole, because it looked otherwise.
        looked: When it was last looked at.
        also: The keys of further contributions that name it, as of two who work together.
    """

    contribution: str
    scope: str
    mark: str = ""
    number: int = 0
    moved: datetime | None = None
    looked: datetime | None = None
    also: tuple[str, ...] = ()

    @property
    def contributions(self) -> tuple[str, ...]:
        """Return the keys of all contributions that it belongs to."""
        return (self.contribution, *self.also)

    def named_by(self, running: Mapping[str, ContributionRecord]) -> Linked | None:
        """Return it without the contributions that have ended or name another one by now.

        Args:
            running: The contributions that have not ended, by key.

        Returns:
            None where none is left.
        """
        left = [
            key
            for key in self.contributions
            if key in running and running[key].upstream_pull in {None, self.number}
        ]
        return (
            msgspec.structs.replace(self, contribution=left[0], also=tuple(left[1:]))
            if left
            else None
        )


class Round(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered between two looks; losing it costs a few requests.

    Attributes:
        looked: When somebody was last looked at, by login.
        linked: The pull requests that belong to contributions, by node id.
        hour: When the present hour of the budget began.
        spent: The points that were spent in it.
        limit: The points that GitHub gives an hour; 0 as long as it has not told.
        searched: When somebody was last searched for, by login.
        sought: When the node id of a contribution's pull request was last asked for.
    """

    looked: dict[str, datetime] = {}
    linked: dict[str, Linked] = {}
    hour: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    spent: int = 0
    limit: int = 0
    searched: dict[str, datetime] = {}
    sought: dict[str, datetime] = {}

    def encode(self) -> bytes:
        """Return the stored form."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, stored: bytes | None) -> Round:
        """Read the stored form; what cannot be read is forgotten."""
        return recalled(stored, cls) or cls()

    def with_linked(self, found: Mapping[str, Linked]) -> Round:
        """Return it with these pull requests too; what is known of them is kept."""
        linked = dict(self.linked)
        for node_id, one in found.items():
            before = linked.get(node_id, one)
            names = dict.fromkeys((*before.contributions, *one.contributions))
            linked[node_id] = msgspec.structs.replace(
                before, number=one.number, also=tuple(names)[1:]
            )
        return msgspec.structs.replace(self, linked=linked)

    def paid(self, points: int, limit: int, now: datetime) -> Round:
        """Return it with these points on the account of the hour."""
        before, hour = (self.spent, self.hour) if now - self.hour < HOUR else (0, now)
        return msgspec.structs.replace(
            self, hour=hour, spent=before + points, limit=limit or self.limit
        )

    def is_scarce(self, percent: int, now: datetime) -> bool:
        """Return whether half of the share of the present hour is spent; `percent` is the share."""
        is_now = now - self.hour < HOUR
        return is_now and self.limit > 0 and self.spent * 200 >= self.limit * percent

    def reading(self, news: int, now: datetime) -> Round:
        """Return it with the points on the account that so many pull requests will cost."""
        return self.paid(news + news // READ_WITH_ONE_EDIT, 0, now)

    def room(self, percent: int, now: datetime) -> int:
        """Return how many pull requests may be read whole now, so that the hour's share lasts.

        Args:
            percent: As for `next_due`.
            now: The present instant, the look itself being paid.
        """
        if not self.limit:
            return MOST_UNPRICED
        rest = self.limit * percent / 100 - self.spent
        left = max(self.hour + HOUR - now, ROUND)
        points = int(rest * (ROUND / left))
        return max(points * READ_WITH_ONE_EDIT // (READ_WITH_ONE_EDIT + 1), 0)

    def next_due(self, percent: int, now: datetime) -> datetime:
        """Return when to look again: soon, or when the next hour begins if the share is used up.

        Args:
            percent: The share of the hour's points that may be spent.
            now: The present instant.
        """
        used_up = self.limit > 0 and self.spent * 100 >= self.limit * percent
        if used_up and now - self.hour < HOUR:
            return max(self.hour + HOUR, now + ROUND)
        return now + ROUND


def interval(records: Iterable[ContributionRecord]) -> timedelta:
    """Return how often a student with these contributions is looked at."""
    running = [record for record in records if record.is_open]
    if any(record.upstream_pull is None for record in running):
        return ROUND
    return WORKING if running else RESTING


def unknown(
    records: Iterable[ContributionRecord], known: Round, now: datetime
) -> tuple[ContributionRecord, ...]:
    """Return the contributions whose pull request is to be asked for by its number.

    That is one that was linked by a command, or found through a fork, and that its student's own
    list has not shown. What could not be seen is asked for again after a while.

    Args:
        records: Those that are running.
        known: What is watched already.
        now: The present instant.
    """
    watched = {(key, each.number) for each in known.linked.values() for key in each.contributions}
    return tuple(
        record
        for record in records
        if record.upstream_pull is not None
        and (record.subject.key, record.upstream_pull) not in watched
        and now - known.sought.get(record.subject.key, now - RESTING) >= RESTING
    )


def due(
    students: Mapping[str, timedelta], looked: Mapping[str, datetime], now: datetime
) -> tuple[str, ...]:
    """Return who is to be looked at now, by login in lower case.

    Somebody who was never looked at is due at an instant of the first interval that their name
    gives, so that the looks of many are spread evenly.

    Args:
        students: How often each is looked at.
        looked: When each was last looked at.
        now: The present instant.
    """
    return tuple(
        login
        for login, every in sorted(students.items())
        if (login in looked and now - looked[login] >= every - SLACK)
        or (login not in looked and _phase(login, every, now) < ROUND + LATE)
    )


def appointed(
    students: Iterable[str], searched: Mapping[str, datetime], now: datetime
) -> dict[str, datetime]:
    """Return when each was last searched for, and for whoever is new a time that spreads them.

    Unlike a look, a search that was missed is not made up for by the next round, so the instant
    is kept until it has come.

    Args:
        students: Everybody, by login in lower case.
        searched: When each was last searched for; who is gone from the course is dropped.
        now: The present instant.
    """
    return {login: searched.get(login, now - _phase(login, A_DAY, now)) for login in students}


def _phase(login: str, every: timedelta, now: datetime) -> timedelta:
    """Return how long ago this student's own instant of the interval was."""
    digest = hashlib.sha256(login.encode()).digest()
    offset = int.from_bytes(digest[:4]) / 2**32 * every.total_seconds()
    return timedelta(seconds=(now.timestamp() - offset) % every.total_seconds())
