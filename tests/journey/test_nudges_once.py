"""A nudge is given once, whatever goes wrong on the way to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.markers import reply_key
from bot.sandbox.faults import (
    BadToken,
    Doubled,
    Lag,
    LostAnswer,
    LostRequest,
    SecondaryLimit,
    ServerError,
)
from bot.sandbox.model import ReviewState
from bot.serve import Role, running
from tests.support.classroom import POLICY, classroom, coached
from tests.support.stores import FILE, POSTGRES, migrated_url

if TYPE_CHECKING:
    from pathlib import Path

    from bot.bootstrap import Service
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.faults import DeliveryFault, RequestFault
    from bot.sandbox.model import Comment, Issue
    from tests.support.classroom import Classroom

ON_WRITE: dict[str, Any] = {"operation": "Talk", "write": True}
STEP = timedelta(hours=4)
SOON = timedelta(minutes=10)
STALL = timedelta(days=8)


def nudges(given: Classroom, issue: Issue) -> list[Comment]:
    app = given.cast.app.bot
    own = (each for each in issue.comments if each.author is app)
    return [each for each in own if reply_key(each.body).startswith("nudge/")]


async def later(given: Classroom, rehearsal: Rehearsal, span: timedelta, *others: Service) -> None:
    """Let time pass in steps of a few hours; what is due in each runs once."""
    end = given.clock.now() + span
    while (left := end - given.clock.now()) > timedelta(0):
        await given.clock.advance(min(left, STEP).total_seconds())
        await rehearsal.quiet()
        for each in others:
            await each.worker.idle()


async def nudged(
    given: Classroom, rehearsal: Rehearsal, issue: Issue, *others: Service
) -> list[Comment]:
    """Let time pass until the nudge came, and a working day more; return what came."""
    end = given.clock.now() + STALL
    while not nudges(given, issue) and given.clock.now() < end:
        await later(given, rehearsal, STEP, *others)
    await later(given, rehearsal, timedelta(days=1), *others)
    return nudges(given, issue)


async def stalled(given: Classroom, rehearsal: Rehearsal) -> Issue:
    """Let a review wait for the student, read by the coach."""
    issue = given.take()
    await rehearsal.quiet()
    pull = given.go_upstream()
    given.world.submit_review(
        pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please name the test"
    )
    await later(given, rehearsal, SOON)
    return issue


@pytest.mark.parametrize(
    "fault",
    [
        LostAnswer(**ON_WRITE),
        LostRequest(**ON_WRITE),
        ServerError(**ON_WRITE, applied=True),
        ServerError(**ON_WRITE, applied=False),
        SecondaryLimit(**ON_WRITE, retry_after=1),
        BadToken(**ON_WRITE, revoke=True),
        Lag(**ON_WRITE, reads=2),
        LostAnswer(operation="ContributionAndTurn"),
        Doubled(times=None),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{getattr(fault, 'applied', '')}",
)
async def test_one_fault_leads_to_exactly_one_nudge(fault: RequestFault | DeliveryFault) -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = await stalled(given, rehearsal)
        given.cast.faults.add(fault)
        found = await nudged(given, rehearsal, issue)

        assert fault.struck
        assert len(found) == 1


async def test_a_process_that_ends_before_it_knows_what_it_said_has_none_say_it_twice(
    tmp_path: Path,
) -> None:
    url = await migrated_url(FILE, tmp_path)
    given = classroom()
    async with coached(given, database_url=url, parked=None) as rehearsal:
        issue = await stalled(given, rehearsal)
        given.cast.faults.add(ending := LostAnswer(**ON_WRITE, times=None))
        end = given.clock.now() + STALL
        while not ending.struck and given.clock.now() < end:
            await given.clock.advance(timedelta(minutes=20).total_seconds())
            await rehearsal.deliverer.drain()
            await rehearsal.service.worker.idle()
        assert ending.struck

    given.cast.faults.clear()
    async with coached(given, database_url=url, parked=None) as rehearsal:
        found = await nudged(given, rehearsal, issue)

        # Days may have gone by, and with them the next rung.
        keys = [reply_key(each.body) for each in found]
        assert keys
        assert len(keys) == len(set(keys))


async def test_what_somebody_deletes_is_not_said_again() -> None:
    given = classroom(policy=POLICY + "nudges: {{ladder: [3]}}\n")
    async with coached(given) as rehearsal:
        issue = await stalled(given, rehearsal)
        (nudge,) = await nudged(given, rehearsal, issue)
        given.world.delete_comment(nudge, given.ada)
        await later(given, rehearsal, STALL)

        assert nudges(given, issue) == []


async def test_of_three_at_once_a_student_hears_two_in_a_week_and_the_third_in_the_next() -> None:
    given = classroom(policy=POLICY + "nudges: {{ladder: [3]}}\n")
    async with coached(given) as rehearsal:
        issues = []
        for _ in range(3):
            bug = given.world.create_issue(given.upstream, given.maintainer, "It hangs")
            issues.append(given.take(f"I take vllm#{bug.number}"))
        await rehearsal.quiet()
        await later(given, rehearsal, timedelta(days=14))

        said = [each.created_at for issue in issues for each in nudges(given, issue)]
        assert [len(nudges(given, issue)) for issue in issues] == [1, 1, 1]
        first, second, third = sorted(said)
        assert second - first < timedelta(days=1)
        assert timedelta(days=7) <= third - first < timedelta(days=8)


@pytest.mark.postgres
async def test_two_workers_on_one_database_give_one_nudge(tmp_path: Path) -> None:
    given = classroom()
    url = await migrated_url(POSTGRES, tmp_path)
    async with (
        coached(given, database_url=url) as rehearsal,
        running(rehearsal.settings, given.clock, Role.WORKER) as (second, _),
    ):
        issue = await stalled(given, rehearsal)
        assert len(await nudged(given, rehearsal, issue, second)) == 1
