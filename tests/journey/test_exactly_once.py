"""Whatever goes wrong on the way: one comment, and the right one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.faults import (
    BadToken,
    Delayed,
    Doubled,
    Dropped,
    Lag,
    LostAnswer,
    LostRequest,
    Overtaken,
    PrimaryLimit,
    SecondaryLimit,
    ServerError,
)
from tests.support.rehearsals import BODY, coached, course

if TYPE_CHECKING:
    from bot.sandbox.faults import (
        RequestFault,
    )
    from tests.support.rehearsals import Course

ON_WRITE = {"operation": "Publish"}
ON_READ = {"operation": "PullRequest"}


def runs_on(given: Course, sha: str) -> int:
    return sum(1 for run in given.world.check_runs.values() if run.suite.head_sha == sha)


@pytest.mark.parametrize(
    "fault",
    [
        LostAnswer(**ON_WRITE),
        LostRequest(**ON_WRITE),
        ServerError(**ON_WRITE, applied=True),
        ServerError(**ON_WRITE, applied=False),
        SecondaryLimit(**ON_WRITE, retry_after=1),
        BadToken(**ON_WRITE),
        BadToken(**ON_READ, revoke=True),
        LostAnswer(**ON_READ),
        ServerError(**ON_READ, status=503),
        SecondaryLimit(**ON_READ, retry_after=1, status=429),
        Lag(**ON_WRITE, reads=1),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{fault.operation}-{getattr(fault, 'applied', '')}",
)
async def test_one_fault_leads_to_exactly_one_comment_and_check_run(fault: RequestFault) -> None:
    given = course()
    given.cast.faults.add(fault)
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()
        given.world.edit(pull, given.student, body=f"{BODY} Twice.")
        await rehearsal.quiet()

        assert fault.struck == 1
        assert len(given.checklists(pull)) == 1
        assert runs_on(given, pull.head_sha) == 1


async def test_an_answer_lost_three_times_in_a_row_still_leads_to_one_comment() -> None:
    given = course()
    given.cast.faults.add(LostRequest(operation="Publish", times=2))
    given.cast.faults.add(LostAnswer(operation="Publish", skip=2, times=1))
    async with coached(given) as rehearsal:
        pull = given.open()
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1
        assert runs_on(given, pull.head_sha) == 1


async def test_an_exhausted_limit_closes_the_gate_and_sends_nothing_more() -> None:
    given = course()
    given.cast.faults.add(PrimaryLimit(operation="PullRequest"))
    async with coached(given) as rehearsal:
        given.open()
        await rehearsal.deliverer.drain()
        await rehearsal.clock.sleep(rehearsal.settings.settle)
        await rehearsal.service.worker.idle()
        given.open()
        await rehearsal.deliverer.drain()
        await rehearsal.clock.sleep(rehearsal.settings.settle)
        await rehearsal.service.worker.idle()

        (installation,) = given.world.installations
        until = await rehearsal.service.store.gate(str(installation))
    assert [each.operation for each in given.world.requests] == ["PullRequest"]
    assert until is not None
    assert until > given.world.clock.now() + timedelta(minutes=1)


@pytest.mark.parametrize(
    "fault",
    [
        Doubled(times=None),
        Delayed(times=2, seconds=30),
        Overtaken(times=2),
        Dropped(times=1, action="opened"),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_doubled_late_reordered_and_lost_deliveries_end_alike(fault: Dropped) -> None:
    given = course()
    async with coached(given) as rehearsal:
        given.cast.faults.add(fault)
        pull = given.open()
        given.world.edit(pull, given.student, body=f"{BODY} Then again.")
        given.world.comment(pull, given.student, "And a word.")
        await rehearsal.quiet()
        await rehearsal.clock.sleep(40)
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1


async def test_a_pull_request_whose_every_delivery_was_lost_is_healed_by_asking_again() -> None:
    given = course()
    async with coached(given) as rehearsal:
        given.cast.faults.add(Dropped(times=None))
        pull = given.open()
        await rehearsal.quiet()
        assert given.checklists(pull) == []

        await rehearsal.heal()
        await rehearsal.quiet()

        assert len(given.checklists(pull)) == 1


async def test_writes_of_an_installation_are_a_second_apart_and_never_concurrent() -> None:
    given = course()
    async with coached(given) as rehearsal:
        pulls = [given.open() for _ in range(3)]
        await rehearsal.quiet()

        assert all(len(given.checklists(pull)) == 1 for pull in pulls)
    assert given.world.write_violations == []
