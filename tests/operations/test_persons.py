"""What is kept about a student is shown, and deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.clock import VirtualClock
from bot.kernel.errors import UserError
from bot.operations import persons
from tests.support.cohort_databases import NOW, filled, lives

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
