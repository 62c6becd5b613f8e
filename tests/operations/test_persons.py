"""What is kept about a student is shown, and deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.kernel.errors import UserError
from bot.operations import persons
from bot.storage.store import Store
from tests.summary.cohorts import begun
from tests.support.cohort_databases import NOW, POLICY, filled, lives

if TYPE_CHECKING:
    from pathlib import Path


async def test_everything_about_a_student_is_shown_and_nothing_of_another(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    found = await persons.exported(url, VirtualClock(NOW), "Ada")
    text = json.dumps(found)
    assert found["student"] == "ada"
    assert [row["subject"] for row in found["kept"]["contribution"]] == ["7#1"]
    assert {row["kind"] for row in found["kept"]["journal"]} == {
        "claimed", "planned", "approved", "pull_request_linked", "turn",
    }  # fmt: skip
    assert found["kept"]["subject_state"][0]["state"] == "ada"
    assert found["on GitHub"] == ["course/tracker#1"]
    assert "bob" not in text.lower()


async def test_an_erased_name_cannot_be_read_in_the_file_either(tmp_path: Path) -> None:
    name = "ada-lovelace-of-london"
    own = (begun(number, name, day=20).claim().plan().approve().life() for number in range(11, 40))
    policy = POLICY.replace(b"ada", b"eve")
    url = await filled(tmp_path, *own, *lives()[1:], policy=policy)
    service = await Store.open(url, clock=VirtualClock(NOW))
    try:
        # What was overwritten long ago stays in a file of SQLite as well.
        for text in (name * 900, "nothing"):
            await service.set_meta("said", text)
        assert name.encode() in content(tmp_path)
        found = await persons.erased(url, VirtualClock(NOW), name)
        assert found["deleted"]["contribution"] == 29
        assert name.encode() not in content(tmp_path)
        # The service beside it goes on.
        await service.set_meta("said", "something")
        assert len(await service.contributions_of("bob")) == 1
    finally:
        await service.close()


def content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


async def test_a_policy_that_still_names_the_student_is_told(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    for told in (persons.exported, persons.erased):
        found = await told(url, VirtualClock(NOW), "ada")
        assert found["named in the policy of"] == ["course/.github"]
        assert found["may be named in the summaries of"] == "2026-W39 to 2026-W48"
    again = await persons.exported(url, VirtualClock(NOW), "ada")
    assert again["may be named in the summaries of"] == ""


async def test_the_account_of_the_course_is_no_student(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    with pytest.raises(UserError, match="'Course' is the account of a course"):
        await persons.erased(url, VirtualClock(NOW), "Course")
    assert len((await persons.exported(url, VirtualClock(NOW), "bob"))["kept"]["journal"]) == 1


async def test_after_erasing_nothing_is_left_and_the_others_keep_theirs(tmp_path: Path) -> None:
    url = await filled(tmp_path, *lives())
    clock = VirtualClock(NOW)
    found = await persons.erased(url, clock, "ADA")
    assert found["deleted"]["contribution"] == 1
    assert found["deleted"]["journal"] == 5
    assert found["deleted"]["subject_state"] == 1
    assert set(found["left"].values()) == {0}
    assert found["on GitHub"] == ["course/tracker#1"]
    assert len((await persons.exported(url, clock, "bob"))["kept"]["journal"]) == 1
    with pytest.raises(UserError, match="Check how the login is written"):
        await persons.erased(url, clock, "ada")
