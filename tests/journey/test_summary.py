"""The weekly summary: one issue a cohort and week, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from bot.kernel.markers import SUMMARY
from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Done, Lease
from bot.reconcile.weeks.summaries import AGAIN
from bot.sandbox.faults import Lag, LostAnswer, LostRequest, ServerError
from bot.storage.tables import subject_state
from tests.support.classroom import PLAN, POLICY, classroom, coached

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from bot.kernel.work import Outcome
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.faults import RequestFault
    from bot.sandbox.model import Issue, Repository
    from tests.support.classroom import Classroom

BERLIN = ZoneInfo("Europe/Berlin")
SUMMED = (
    POLICY.replace("    start: {start}\n", "    start: {start}\n    time_zone: Europe/Berlin\n")
    + "summary: {{repository: ai-course/staff, weekday: monday, hour: 8}}\n"
)
ON_WRITE: dict[str, Any] = {"operation": "Talk"}


def staffed(*, private: bool = True, policy: str = SUMMED) -> tuple[Classroom, Repository]:
    """Make a course with a repository for summaries."""
    given = classroom(policy=policy)
    owner = given.tracker.owner
    staff = given.world.create_repository(owner, "staff", private=private)
    staff.collaborators.append(given.ida)
    return given, staff


def told(given: Classroom, staff: Repository) -> list[Issue]:
    """Return the summaries, the oldest first."""
    return [
        issue
        for issue in staff.issues.values()
        if issue.author is given.cast.app.bot and (issue.body or "").startswith(SUMMARY)
    ]


def forget(conn: Connection, subjects: Sequence[Subject]) -> list[None]:
    """Lose what is remembered of subjects."""
    for subject in subjects:
        conn.execute(delete(subject_state).where(subject_state.c.kind == subject.kind))
    return [None] * len(subjects)


async def until(given: Classroom, rehearsal: Rehearsal, moment: datetime) -> None:
    """Jump to a moment; what came due meanwhile comes due once, as after an outage."""
    while given.clock.now() < moment:
        given.clock._now = moment
        await given.clock.advance(0)
    await rehearsal.quiet()


def mondays(given: Classroom, count: int) -> list[datetime]:
    """Return the next Mondays at ten past eight in Berlin."""
    today = given.clock.now().astimezone(BERLIN).date()
    first = today + timedelta(days=7 - today.weekday())
    days = (first + timedelta(weeks=n) for n in range(count))
    return [datetime(d.year, d.month, d.day, 8, 10, tzinfo=BERLIN).astimezone(UTC) for d in days]


async def to_run_by_hand(
    given: Classroom, rehearsal: Rehearsal, monday: datetime
) -> Callable[[], Awaitable[Outcome]]:
    """Come to the hour of the summary, from which the worker stays out of it for half an hour."""
    await until(given, rehearsal, monday - timedelta(hours=3))
    store = rehearsal.service.store
    key = str((await store.installations())[0].id)
    await store.close_gate(key, monday + timedelta(minutes=30), "a rest")
    await until(given, rehearsal, monday)
    lease = Lease(Subject(SubjectKind.SUMMARY, key), key, "token", 1, 0, monday)
    return partial(rehearsal.service.worker._handlers[SubjectKind.SUMMARY], lease)


async def test_on_monday_at_eight_there_is_one_issue_that_tells_the_week() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday - timedelta(minutes=20))
        before = {issue.number for issue in told(given, staff)}
        await until(given, rehearsal, monday)

        (issue,) = [each for each in told(given, staff) if each.number not in before]
        assert issue.title.startswith("autumn 2026: week ")
        body = issue.body or ""
        assert "| `ada` | claimed" in body
        assert "| `bob` | nothing yet" in body
        assert "59 of 214" in body
        assert "@" not in body


async def test_over_24_weeks_there_is_one_issue_a_week_and_only_the_last_is_open() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        # The clocks change in the seventh of these weeks.
        for monday in mondays(given, 24):
            await until(given, rehearsal, monday)

        issues = told(given, staff)
        weeks = [issue.title.removeprefix("autumn 2026: week ") for issue in issues]
        assert weeks == [f"2026-W{n}" for n in range(37, 54)] + [f"2027-W0{n}" for n in range(1, 8)]
        assert [issue.state for issue in issues] == ["closed"] * 23 + ["open"]
        for earlier, later in pairwise(issues):
            assert f"The week before: #{earlier.number}." in (later.body or "")
        hours = {issue.created_at.astimezone(BERLIN).hour for issue in issues}
        assert hours == {8}


@pytest.mark.parametrize(
    "fault",
    [
        LostAnswer(**ON_WRITE),
        LostRequest(**ON_WRITE),
        ServerError(**ON_WRITE, applied=True),
        ServerError(**ON_WRITE, applied=False),
        LostAnswer(operation="OwnIssues"),
        Lag(**ON_WRITE, reads=1),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{fault.operation}-{getattr(fault, 'applied', '')}",
)
async def test_one_fault_leads_to_exactly_one_issue(fault: RequestFault) -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        first, second = mondays(given, 2)
        await until(given, rehearsal, first)
        given.cast.faults.add(replace(fault))
        await until(given, rehearsal, second)
        for minutes in range(20, 80, 20):
            await until(given, rehearsal, second + timedelta(minutes=minutes))

        issues = told(given, staff)
        assert len(issues) == 2
        assert [issue.state for issue in issues] == ["closed", "open"]


async def test_hours_that_passed_while_the_coach_was_out_are_made_up_for_once(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/coach.db"
    given, staff = staffed()
    first, _, third = mondays(given, 3)
    async with coached(given, database_url=url) as rehearsal:
        await until(given, rehearsal, first)
    given.clock._now = third + timedelta(days=1)
    for _ in range(2):
        async with coached(given, database_url=url) as rehearsal:
            await until(given, rehearsal, given.clock.now() + timedelta(hours=2))
        assert len(told(given, staff)) == 3
    assert [issue.state for issue in told(given, staff)] == ["closed", "closed", "open"]


async def test_a_state_that_was_lost_doubles_nothing() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday)
        store = rehearsal.service.store
        record = (await store.installations())[0]
        subject = Subject(SubjectKind.SUMMARY, str(record.id))
        await store._group.submit(forget, subject)
        await until(given, rehearsal, monday + timedelta(hours=3))
        assert await store.state(subject) is not None
        assert len(told(given, staff)) == 1


async def test_nothing_goes_to_a_public_repository_and_it_is_made_up_for_when_private_again() -> (
    None
):
    given, staff = staffed(private=False)
    async with coached(given) as rehearsal:
        monday, second = mondays(given, 2)
        await until(given, rehearsal, monday)
        assert told(given, staff) == []

        staff.private = True
        await until(given, rehearsal, monday + timedelta(hours=3))
        assert len(told(given, staff)) == 1

        staff.private = False
        await until(given, rehearsal, second)
        assert len(told(given, staff)) == 1


async def test_the_very_words_of_the_policy_allow_a_public_one() -> None:
    allowed = SUMMED + "privacy: {{public_repositories: student data may be public}}\n"
    given, staff = staffed(private=False, policy=allowed)
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday)
        assert len(told(given, staff)) == 1


async def test_a_week_that_is_told_again_edits_the_same_issue() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday)
        (issue,) = told(given, staff)
        right = issue.body
        given.world.edit(issue, given.cast.app.bot, body=f"{(issue.body or '')[:200]} wrong")
        store = rehearsal.service.store
        record = (await store.installations())[0]
        await store.set_meta(f"{AGAIN}{record.id}", "2026-W37")
        await store.signal(Subject(SubjectKind.SUMMARY, str(record.id)), str(record.id))
        await rehearsal.quiet()

        assert [each.number for each in told(given, staff)] == [issue.number]
        assert issue.body == right
        assert await store.meta(f"{AGAIN}{record.id}") == ""


async def test_whose_turn_it_is_on_a_pull_request_is_told() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.say(issue, f"/plan {PLAN}")
        given.say(issue, "/approve", given.mira)
        await rehearsal.quiet()
        upstream = given.go_upstream()
        given.say(issue, f"/pr vllm#{upstream.number}")
        await rehearsal.quiet()
        (monday,) = mondays(given, 1)
        await until(given, rehearsal, monday)

        (summary,) = told(given, staff)
        line = "\\| `ada` \\| open .* \\| \\w+ since 7\N{NO-BREAK SPACE}Sep \\|"
        assert re.search(line, summary.body or "")


async def test_two_workers_that_both_believe_to_have_the_lease_write_one_issue() -> None:
    given, staff = staffed()
    async with coached(given) as rehearsal:
        (monday,) = mondays(given, 1)
        run = await to_run_by_hand(given, rehearsal, monday)
        outcomes = await asyncio.gather(run(), run())
        await until(given, rehearsal, monday + timedelta(hours=1))

        assert len(told(given, staff)) == 1
        assert any(isinstance(outcome, Done) for outcome in outcomes)
