"""The mentors' versions of the week: each reads their own students, once, in private."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.subject import Subject, SubjectKind
from bot.kernel.work import Lease
from bot.reconcile.weeks.mentor_weeks import AGAIN
from bot.sandbox.faults import Lag, LostAnswer, LostRequest, ServerError
from tests.journey.test_summary import forget, mondays, told, until
from tests.support.classroom import classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.faults import RequestFault
    from bot.sandbox.model import Repository
    from tests.support.classroom import Classroom

POLICY = """\
version: 1
tracker: {{repository: ai-course/tracker}}
summary: {{repository: ai-course/staff, weekday: monday, hour: 8}}
cohorts:
  - name: autumn 2026
    start: {start}
    time_zone: Europe/Berlin
    students: [ada, bob, eve]
    mentors:
      - {{login: mira, students: [ada], repository: ai-course/for-mira}}
      - {{login: noor, students: [bob], repository: ai-course/for-noor}}
      - {{login: zoe, students: [eve]}}
    instructors: [ida]
"""
ON_WRITE: dict[str, Any] = {"operation": "Talk"}


def mentored(policy: str = POLICY) -> tuple[Classroom, dict[str, Repository]]:
    """Make a course in which two mentors have a repository of their own."""
    given = classroom(policy=policy)
    owner = given.tracker.owner
    made = {
        name: given.world.create_repository(owner, name, private=True)
        for name in ("staff", "for-mira", "for-noor")
    }
    made["for-mira"].collaborators.append(given.mira)
    return given, made


async def on_monday(given: Classroom, rehearsal: Rehearsal) -> None:
    given.take()
    given.take("I take vllm#2", by=given.bob)
    await rehearsal.quiet()
    await until(given, rehearsal, mondays(given, 1)[0])


async def test_on_monday_each_mentor_reads_their_own_students_and_no_others() -> None:
    given, places = mentored()
    async with coached(given) as rehearsal:
        await on_monday(given, rehearsal)

        (mira,) = told(given, places["for-mira"])
        (noor,) = told(given, places["for-noor"])
        (whole,) = told(given, places["staff"])
        assert mira.title == "autumn 2026: week 2026-W37, students of mira"
        assert "| `ada` | claimed" in (mira.body or "")
        assert "| `bob` | claimed" in (noor.body or "")
        for text, others in ((mira.body, ("bob", "eve", "noor")), (noor.body, ("ada", "eve"))):
            assert not [each for each in others if f"`{each}`" in (text or "")]
            assert "@" not in (text or "")
        assert all(f"| `{each}` |" in (whole.body or "") for each in ("ada", "bob", "eve"))


async def test_a_week_later_there_is_a_second_one_and_the_first_is_closed_and_linked() -> None:
    given, places = mentored()
    async with coached(given) as rehearsal:
        await on_monday(given, rehearsal)
        await until(given, rehearsal, mondays(given, 1)[0])
        first, second = told(given, places["for-mira"])
        assert [first.state, second.state] == ["closed", "open"]
        assert f"The week before: #{first.number}." in (second.body or "")


@pytest.mark.parametrize(
    "fault",
    [
        LostAnswer(**ON_WRITE),
        LostRequest(**ON_WRITE),
        ServerError(**ON_WRITE, applied=True),
        LostAnswer(operation="OwnIssues"),
        Lag(**ON_WRITE, reads=1),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{fault.operation}",
)
async def test_whatever_goes_wrong_on_the_way_there_is_one_for_each(fault: RequestFault) -> None:
    given, places = mentored(POLICY.replace("summary:", "# summary:"))
    async with coached(given) as rehearsal:
        await rehearsal.quiet()
        monday, second = mondays(given, 2)
        await until(given, rehearsal, monday)
        given.cast.faults.add(replace(fault))
        await until(given, rehearsal, second)
        for minutes in range(20, 200, 20):
            await until(given, rehearsal, second + timedelta(minutes=minutes))
        for name in ("for-mira", "for-noor"):
            assert [each.state for each in told(given, places[name])] == ["closed", "open"]


async def test_a_repository_that_is_public_or_not_there_keeps_no_other_mentor_from_theirs() -> None:
    policy = POLICY.replace("students: [eve]", "students: [eve], repository: ai-course/for-zoe")
    given, places = mentored(policy)
    async with coached(given) as rehearsal:
        places["for-mira"].private = False
        await on_monday(given, rehearsal)
        assert told(given, places["for-mira"]) == []
        assert len(told(given, places["for-noor"])) == 1
        (notice,) = told(given, given.tracker)
        assert "`ai-course/for-mira` is public" in (notice.body or "")
        assert "`cohorts[].mentors[].repository`" in (notice.body or "")
        assert notice.state == "open"

        places["for-mira"].private = True
        await until(given, rehearsal, mondays(given, 1)[0] - timedelta(days=6))
        assert len(told(given, places["for-mira"])) == 1
        assert len(told(given, places["for-noor"])) == 1
        assert notice.state == "closed"


async def test_what_fails_for_one_mentor_keeps_no_other_from_theirs() -> None:
    given, places = mentored()
    async with coached(given) as rehearsal:
        places["for-mira"].archived = True
        await on_monday(given, rehearsal)
        assert len(told(given, places["for-noor"])) == 1


async def test_pseudonyms_and_the_wish_to_be_left_out_hold_for_mentors_too() -> None:
    given, places = mentored(POLICY + "privacy: {{pseudonyms: true, left_out: [bob]}}\n")
    async with coached(given) as rehearsal:
        await on_monday(given, rehearsal)
        (mira,) = told(given, places["for-mira"])
        (noor,) = told(given, places["for-noor"])
        assert "`ada`" not in (mira.body or "")
        assert "| `student-" in (mira.body or "")
        assert "| `student-" not in (noor.body or "")
        assert "1 student is left out by wish" in (noor.body or "")


async def test_two_workers_and_a_lost_memory_write_one_issue_and_asking_again_edits_it() -> None:
    given, places = mentored()
    async with coached(given) as rehearsal:
        await on_monday(given, rehearsal)
        (issue,) = told(given, places["for-mira"])
        right = issue.body
        store = rehearsal.service.store
        key = str((await store.installations())[0].id)
        subject = Subject(SubjectKind.MENTOR, key)
        await store._group.submit(forget, subject)
        lease = Lease(subject, key, "token", 1, 0, given.clock.now())
        handler = rehearsal.service.worker._handlers[SubjectKind.MENTOR]
        await asyncio.gather(handler(lease), handler(lease))
        assert [each.number for each in told(given, places["for-mira"])] == [issue.number]

        given.world.edit(issue, given.cast.app.bot, body=f"{(right or '')[:200]} wrong")
        await store.set_meta(f"{AGAIN}{key}", "2026-W37")
        await store.signal(subject, key)
        await rehearsal.quiet()
        assert issue.body == right
        assert await store.meta(f"{AGAIN}{key}") == ""
