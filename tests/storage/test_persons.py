"""What is kept about one person, and many journals at once, on each database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.kernel.journal import Entry
from bot.kernel.work import Done, Subject, SubjectKind
from tests.storage.test_journal import NOON as NOW
from tests.storage.test_journal import RECORD
from tests.support.stores import EVERY_DATABASE, delivery, migrated_url, opened, pull

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.store import Store

pytestmark = pytest.mark.parametrize("database", EVERY_DATABASE)
"""Each story is told on each database."""


def subject(number: int) -> Subject:
    return Subject(SubjectKind.CONTRIBUTION, f"7#{number}")


def line(number: int, actor: str, key: str = "a") -> Entry:
    return Entry(subject(number), key, NOW, actor, "claimed", b"{}")


async def run(store: Store, one: Subject, outcome: Done) -> None:
    await store.signal(one, "1")
    leases = await store.claim(9)
    for lease in leases:
        assert await store.finish(lease, outcome if lease.subject == one else Done())


async def fill(store: Store) -> None:
    """Write down a contribution of ada's, to which bob said something, and the reverse."""
    for number, student, other in ((1, "ada", "bob"), (2, "bob", "ada")):
        record = replace(
            RECORD, subject=subject(number), scope="1", student=student, fork_pull=f"8#{number}"
        )
        entries = (line(number, student), line(number, other, "b"))
        await run(store, subject(number), Done(None, b"x", entries, record))
        await run(store, pull(f"8#{number}"), Done(state=b"findings"))
    await run(store, Subject(SubjectKind.WATCH, "1"), Done(state=b"\xa3Ada"))
    await run(store, Subject(SubjectKind.NUDGE, "1"), Done(state=b"\xa3bob"))
    await store.accept(delivery(pull("8#1"), payload=b'{"by": "ada"}'))


async def test_everything_about_a_person_is_found_and_can_be_erased(
    database: str, tmp_path: Path
) -> None:
    async with opened(await migrated_url(database, tmp_path), VirtualClock(NOW)) as store:
        await fill(store)
        found = await store.person("ADA")
        counts = {name: len(rows) for name, rows in found.items()}
        # Her contribution's journal, and what she said in his.
        assert counts == {
            "contribution": 1, "journal": 3, "subject_state": 3, "task": 1, "inbox": 1,
        }  # fmt: skip
        assert found["inbox"][0]["payload"] == b'{"by": "ada"}'

        assert await store.erase_person("Ada") == counts
        assert not any((await store.person("ada")).values())
        kept = {name: len(rows) for name, rows in (await store.person("bob")).items()}
        assert kept == {"contribution": 1, "journal": 1, "subject_state": 3, "task": 0, "inbox": 0}


async def test_contributions_come_by_student_and_journals_many_at_once(
    database: str, tmp_path: Path
) -> None:
    async with opened(await migrated_url(database, tmp_path), VirtualClock(NOW)) as store:
        await fill(store)
        assert [one.student for one in await store.contributions("1")] == ["ada", "bob"]
        assert await store.contributions("2") == []
        journals = await store.journals([subject(2), subject(1), subject(3)])
        assert [entry.actor for entry in journals[subject(1)]] == ["ada", "bob"]
        assert [entry.actor for entry in journals[subject(2)]] == ["bob", "ada"]
        assert journals[subject(3)] == []
