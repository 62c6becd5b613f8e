"""Looks for what changed without a delivery, so that a missed one delays and loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog
from msgspec import UNSET

from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.reconcile.recalling import recalled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.kernel.upstream import Touched
    from bot.kernel.work import Lease, Outcome
    from bot.reconcile.policies import Policies
    from bot.reconcile.ports import StorePort

EVERY: Final = timedelta(minutes=10)
"""How long a command waits at the most whose delivery never came."""

OVERLAP: Final = timedelta(minutes=2)
"""What is looked at once more: GitHub's clock is not ours, and its reads may be behind."""

_log = structlog.get_logger()


class _Swept(msgspec.Struct, frozen=True):
    """Until when was looked."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Sweep:
    """The use case.

    Attributes:
        github: Asked what was touched.
        store: Knows the repositories, and is told what to look at.
        policies: Tells whether there is a tracker.
        clock: Tells what is new.
    """

    github: GitHub
    store: StorePort
    policies: Policies
    clock: Clock

    async def __call__(self, lease: Lease) -> Outcome:
        """Look through the repositories of one installation."""
        now = self.clock.now()
        course = await self.policies.of_course(int(lease.subject.key))
        if course is None:
            return Done()
        repositories, policy = course
        tracker = policy.tracker
        if tracker is UNSET:
            return Done(next_due=now + EVERY)
        swept = _decoded(await self.store.state(lease.subject))
        since = (swept or now - EVERY) - OVERLAP
        touched = await self.github.issues.touched(
            int(lease.subject.key), [each.node_id for each in repositories], since
        )
        named = {each.id: each.full_name for each in repositories}
        stirred = _subjects(touched, named, tracker.repository)
        told = 0
        for subject, at in stirred.items():
            seen = await self.store.left_at(subject)
            # What the coach writes touches an issue as well; the run that wrote has seen the rest.
            if seen is None or at > seen:
                await self.store.signal(subject, lease.scope)
                told += 1
        _log.info("swept", repositories=len(repositories), touched=len(stirred), told=told)
        return Done(next_due=now + EVERY, state=msgspec.msgpack.encode(_Swept(now)))


def _subjects(
    touched: Iterable[Touched], named: Mapping[int, str], tracker: str
) -> dict[Subject, datetime]:
    """Return what is reconciled of it, and when each was touched last."""
    found: dict[Subject, datetime] = {}
    for one in touched:
        key = f"{one.repository_id}#{one.number}"
        kind = SubjectKind.PULL_REQUEST if one.is_pull else SubjectKind.CONTRIBUTION
        is_home = named.get(one.repository_id, "").casefold() == tracker.casefold()
        if one.is_pull or is_home:
            subject = Subject(kind, key)
            found[subject] = max(one.at, found.get(subject, one.at))
    return found


def _decoded(stored: bytes | None) -> datetime | None:
    swept = recalled(stored, _Swept)
    return None if swept is None else swept.until
