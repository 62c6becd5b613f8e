"""A summary whose repository is public is held back, and its instructors are told, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.markers import SUMMARY
from bot.sandbox.faults import Lag, LostAnswer, LostRequest, ServerError
from bot.summary.notice import WRITTEN_AGAIN
from tests.journey.test_summary import SUMMED, mondays, staffed, told, until
from tests.journey.test_summary_once import Crash, killed, started, worked
from tests.support.classroom import coached

if TYPE_CHECKING:
    from pathlib import Path

    from bot.sandbox.faults import RequestFault
    from bot.sandbox.model import Issue, Repository
    from tests.support.classroom import Classroom

ON_WRITE: dict[str, Any] = {"operation": "Talk"}


def notices(given: Classroom, repository: Repository) -> list[Issue]:
    """Return the notices that stand somewhere, the oldest first."""
    return [
        issue
        for issue in repository.issues.values()
        if issue.author is given.cast.app.bot
        and (issue.body or "").startswith(SUMMARY)
        and "is public" in (issue.body or "")
    ]


async def test_a_public_repository_is_told_to_the_instructors_once_until_it_is_private() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        first, second, third, fourth = mondays(given, 4)
        given.take()
        await until(given, rehearsal, first)
        assert notices(given, given.tracker) == []
        staff.private = False
        for monday in (second, third):
            await until(given, rehearsal, monday)
            await worked(given, rehearsal, monday + timedelta(hours=2))

        (notice,) = notices(given, given.tracker)
        text = notice.body or ""
        assert "is not written since 2026-09-21" in text
        assert text.count("@ida") == 1
        assert text.count("@") == 1
        assert "ada" not in text
        assert "bob" not in text
        assert notice.state == "open"
        assert len(told(given, staff)) == 1

        staff.private = True
        await until(given, rehearsal, third + timedelta(hours=5))
        assert len(told(given, staff)) == 3
        assert notice.state == "closed"
        assert [each.body.split("\n", 1)[1] for each in notice.comments] == [WRITTEN_AGAIN]

        # Another occurrence is another notice.
        staff.private = False
        await until(given, rehearsal, fourth)
        assert [each.state for each in notices(given, given.tracker)] == ["closed", "open"]


async def test_a_notice_that_somebody_closed_is_not_opened_again() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        first, second, third = mondays(given, 3)
        await until(given, rehearsal, first)
        staff.private = False
        await until(given, rehearsal, second)
        (notice,) = notices(given, given.tracker)
        given.world.close(notice, given.ida)
        await until(given, rehearsal, third)
        assert [each.state for each in notices(given, given.tracker)] == ["closed"]


async def test_without_a_tracker_it_stands_beside_the_policy() -> None:
    policy = SUMMED.replace("tracker: {{repository: ai-course/tracker}}\n", "")
    given, staff = staffed(private=False, policy=policy)
    async with coached(given) as rehearsal:
        first, second = mondays(given, 2)
        await until(given, rehearsal, first)
        home = given.world.repository("ai-course/.github")
        (notice,) = notices(given, home)
        assert notices(given, given.tracker) == []
        staff.private = True
        await until(given, rehearsal, second)
        assert notice.state == "closed"


async def test_where_nothing_may_be_written_the_summary_goes_on_all_the_same() -> None:
    policy = SUMMED.replace("tracker: {{repository: ai-course/tracker}}\n", "")
    given, staff = staffed(private=False, policy=policy)
    async with coached(given) as rehearsal:
        home = given.world.repository("ai-course/.github")
        home.archived = True
        first, second = mondays(given, 2)
        await until(given, rehearsal, first)
        assert notices(given, home) == []
        staff.private = True
        await until(given, rehearsal, second)
        assert len(told(given, staff)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        LostAnswer(**ON_WRITE),
        LostRequest(**ON_WRITE),
        ServerError(**ON_WRITE, applied=True),
        Lag(**ON_WRITE, reads=1),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_one_fault_leads_to_exactly_one_notice_and_one_line(fault: RequestFault) -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        first, second = mondays(given, 2)
        await until(given, rehearsal, first)
        staff.private = False
        given.cast.faults.add(replace(fault))
        await worked(given, rehearsal, second)
        await until(given, rehearsal, second + timedelta(hours=2))
        assert len(notices(given, given.tracker)) == 1

        staff.private = True
        # What the week itself writes goes well, and what is said of the notice does not.
        given.cast.faults.add(replace(fault, skip=2))
        await until(given, rehearsal, second + timedelta(hours=4))
        await until(given, rehearsal, second + timedelta(hours=6))
        (notice,) = notices(given, given.tracker)
        assert notice.state == "closed"
        assert len(notice.comments) == 1
        assert len(told(given, staff)) == 2


@pytest.mark.parametrize("place", [2, 3, 4])
async def test_a_crash_while_it_is_opened_leaves_one_notice(tmp_path: Path, place: int) -> None:
    given, staff = staffed()
    first, second = mondays(given, 2)
    file = tmp_path / "0.db"
    async with started(given, file) as rehearsal:
        await until(given, rehearsal, first)
    staff.private = False
    crash = Crash(place=place, applied=True, reads=1)
    file = await killed(given, file, crash, second)
    assert crash.died.is_set()
    async with started(given, file) as rehearsal:
        await worked(given, rehearsal, second)
        await until(given, rehearsal, second + timedelta(hours=2))
    assert len(notices(given, given.tracker)) == 1
