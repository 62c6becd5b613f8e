"""What is kept about one person, and many journals at once, on each database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.clock import VirtualClock
from bot.kernel.installation import InstallationRecord, RepositoryRecord
from bot.kernel.journal import Entry
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done
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
        await store.begin_effect(f"{subject(number)}:reply:1")
        await store.begin_effect(f"{pull(f'8#{number}')}:comment")
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
            "effect": 2, "installation": 0, "installation_repository": 0,
        }  # fmt: skip
        assert found["inbox"][0]["payload"] == b'{"by": "ada"}'

        assert await store.erase_person("Ada") == counts
        assert not any((await store.person("ada")).values())
        kept = {name: len(rows) for name, rows in (await store.person("bob")).items()}
        assert kept == {
            "contribution": 1, "journal": 1, "subject_state": 3, "task": 0, "inbox": 0,
            "effect": 2, "installation": 0, "installation_repository": 0,
        }  # fmt: skip


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


def by(login: str) -> bytes:
    return f'{{"sender": {{"login": "{login}", "id": 1}}}}'.encode()


async def test_deliveries_that_somebody_set_off_elsewhere_go_too(
    database: str, tmp_path: Path
) -> None:
    async with opened(await migrated_url(database, tmp_path), VirtualClock(NOW)) as store:
        mine = (by("Ada"), b'{"pusher": {"username":"ada"}}', b'{"body": "thanks to @ada."}')
        others = (by("ada-b"), by("bob"), b'{"body": "ada, or nobody"}')
        for payload in (*mine, *others):
            await store.accept(delivery(subject(2), payload=payload))
        await store.accept(delivery(payload=by("ADA")))
        found = await store.person("ada")
        assert {row["payload"] for row in found["inbox"]} == {*mine, by("ADA")}

        assert (await store.erase_person("ada"))["inbox"] == 4
        assert (await store.person("ada"))["inbox"] == []
        kept = await store.payloads(range(1, 9))
        assert {each.payload for each in kept} == set(others)


async def test_of_what_is_remembered_of_several_only_the_own_part_is_shown(
    database: str, tmp_path: Path
) -> None:
    watched = {
        "looked": {"ada": 1, "bob": 2},
        "linked": {"P1": {"contribution": "7#1", "mark": "m"}, "P2": {"contribution": "7#11"}},
        "words": [[5, "bob"], [6, "ada"]],
        "to": ["bob", "ada"],
        "spent": 7,
    }
    async with opened(await migrated_url(database, tmp_path), VirtualClock(NOW)) as store:
        await fill(store)
        state = msgspec.msgpack.encode(watched)
        await run(store, Subject(SubjectKind.WATCH, "1"), Done(state=state))
        (row,) = [
            each for each in (await store.person("ada"))["subject_state"] if each["kind"] == "watch"
        ]
        assert msgspec.msgpack.decode(row["state"]) == {
            "looked": {"ada": 1},
            "linked": {"P1": {"contribution": "7#1", "mark": "m"}},
            "words": [[6, "ada"]],
            "to": ["ada"],
        }
        assert (await store.erase_person("ada"))["subject_state"] == 3
        assert await store.state(Subject(SubjectKind.WATCH, "1")) is None


async def test_an_installation_of_somebodys_own_is_theirs_and_a_courses_is_not(
    database: str, tmp_path: Path
) -> None:
    async with opened(await migrated_url(database, tmp_path), VirtualClock(NOW)) as store:
        await fill(store)
        for number, account, repository in ((1, "course", 7), (2, "Ada", 20)):
            await store.replace_installation(
                InstallationRecord(number, account, number, suspended=False, synced_at=NOW),
                [RepositoryRecord(repository, number, f"R{repository}", f"{account}/vllm")],
            )
        for key in ("20#5", "21#5"):
            await run(store, pull(key), Done(state=b"findings"))
        await run(store, Subject(SubjectKind.SWEEP, "2"), Done(state=b"\x01"))
        found = await store.person("ada")
        assert [row["full_name"] for row in found["installation_repository"]] == ["Ada/vllm"]
        assert [row["account"] for row in found["installation"]] == ["Ada"]
        keys = {(row["kind"], row["key"]) for row in found["subject_state"]}
        assert {("pull_request", "20#5"), ("sweep", "2")} < keys
        assert ("pull_request", "21#5") not in keys

        course = await store.person("course")
        assert course["installation"] == []
        await store.erase_person("ada")
        assert [each.account for each in await store.installations()] == ["course"]


async def test_a_policy_that_names_somebody_is_told_and_left(database: str, tmp_path: Path) -> None:
    async with opened(await migrated_url(database, tmp_path), VirtualClock(NOW)) as store:
        await run(store, Subject(SubjectKind.POLICY, "5"), Done(state=b"students: [Ada, bob]"))
        await run(store, Subject(SubjectKind.POLICY, "6"), Done(state=b"students: [adam]"))
        assert await store.policies_naming("ada") == [5]
        assert (await store.erase_person("ada"))["subject_state"] == 0
        assert await store.policies_naming("ada") == [5]
