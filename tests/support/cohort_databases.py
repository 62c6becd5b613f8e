"""A database with a cohort in it, as the service leaves it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from bot.clock import VirtualClock
from bot.kernel.installation import InstallationRecord, RepositoryRecord
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
from bot.operations.migration import migrate
from bot.reconcile.policies import Kept
from bot.storage.store import Store
from tests.summary.cohorts import WEEK, ZONE, begun

if TYPE_CHECKING:
    from pathlib import Path

    from tests.summary.cohorts import Life


POLICY = b"""\
version: 1
tracker: {repository: course/tracker}
summary: {repository: course/staff}
cohorts:
  - {name: autumn 2026, start: 2026-09-07, time_zone: Europe/Berlin, students: [ada, Bob, eve]}
privacy: {left_out: [eve]}
"""
MENTORED = POLICY.replace(
    b"Bob, eve]}",
    b"Bob, eve], mentors: [{login: Mira, students: [ada], repository: course/for-mira},"
    b" {login: noor, students: [bob]}]}",
)
NOW = WEEK.bounds(ZONE)[1] + timedelta(hours=12)


async def work(store: Store, subject: Subject, outcome: Done) -> None:
    await store.signal(subject, "1")
    (lease,) = await store.claim(1)
    assert await store.finish(lease, outcome)


async def filled(folder: Path, *lives: Life, policy: bytes = POLICY) -> str:
    """Return the address of a database with a policy and these contributions."""
    url = f"sqlite:///{folder}/coach.db"
    await migrate(url)
    store = await Store.open(url, clock=VirtualClock(NOW))
    try:
        await store.replace_installation(
            InstallationRecord(1, "course", 9, suspended=False, synced_at=NOW),
            [
                RepositoryRecord(5, 1, "R5", "course/.github"),
                RepositoryRecord(7, 1, "R7", "course/tracker", is_private=True),
            ],
        )
        kept = Done(state=_encoded(policy))
        await work(store, Subject(SubjectKind.POLICY, "5"), kept)
        for life in lives:
            remembered = msgspec.msgpack.encode(life.record.student)
            done = Done(entries=life.entries, contribution=life.record, state=remembered)
            await work(store, life.record.subject, done)
    finally:
        await store.close()
    return url


def _encoded(policy: bytes) -> bytes:
    return msgspec.msgpack.encode(Kept(policy))


def lives() -> tuple[Life, ...]:
    return (
        begun(1, "ada", day=20).claim().plan().approve().open().life(),
        begun(2, "bob", day=20).claim().life(),
        begun(3, "eve", day=20).claim().life(),
    )


async def fact(url: str, name: str) -> str | None:
    store = await Store.visit(url, clock=VirtualClock(NOW))
    try:
        return await store.meta(name)
    finally:
        await store.close()
