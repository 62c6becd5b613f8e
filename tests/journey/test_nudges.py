"""A stalled contribution is noticed, and said once, kindly, at a good hour, in the course only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.kernel.markers import reply_key
from bot.nudges.patience import outlook
from bot.sandbox.faults import LostAnswer
from bot.sandbox.model import ReviewState
from bot.shipped import shipped_histories
from tests.support.classroom import PLAN, POLICY, classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Comment, Issue
    from tests.support.classroom import Classroom


STEP = timedelta(hours=4)


def nudges(given: Classroom, issue: Issue) -> list[Comment]:
    app = given.cast.app.bot
    own = (each for each in issue.comments if each.author is app)
    return [each for each in own if reply_key(each.body).startswith("nudge/")]


async def later(given: Classroom, rehearsal: Rehearsal, span: timedelta) -> None:
    """Let time pass in steps of a few hours; what is due in each runs once."""
    end = given.clock.now() + span
    while (left := end - given.clock.now()) > timedelta(0):
        await given.clock.advance(min(left, STEP).total_seconds())
        await rehearsal.quiet()


async def test_a_review_that_waits_for_the_student_is_told_once_in_working_hours() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.submit_review(
            pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please name the test"
        )
        await later(given, rehearsal, timedelta(days=8))

        (nudge,) = nudges(given, issue)
        assert nudge.body.count("@ada") == 1
        assert f"/vllm-project/vllm/pull/{pull.number}" in nudge.body
        assert "!" not in nudge.body.split("-->", 1)[1]
        assert 9 <= nudge.created_at.hour < 18
        assert nudge.created_at.weekday() < 5
        assert pull.comments == []


async def test_a_student_far_away_hears_in_their_own_hours_and_days() -> None:
    own = POLICY.replace("    students:", "    time_zones: {{Ada: Asia/Tokyo}}\n    students:")
    given = classroom(policy=own)
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        # An evening of Monday in the cohort's time zone is a morning of Tuesday in Tokyo.
        await later(given, rehearsal, timedelta(hours=11))
        given.world.submit_review(
            pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please name the test"
        )
        await later(given, rehearsal, timedelta(days=8))

        (nudge,) = nudges(given, issue)
        there = nudge.created_at.astimezone(ZoneInfo("Asia/Tokyo"))
        assert 9 <= there.hour < 18
        assert there.weekday() < 5
        assert "since Tuesday, 8 September" in nudge.body


async def test_an_answer_in_time_keeps_it_silent() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.submit_review(
            pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please name the test"
        )
        for _ in range(4):
            await later(given, rehearsal, timedelta(days=2))
            given.world.comment(pull, given.ada, "I am on it")

        assert nudges(given, issue) == []


async def test_a_snooze_is_kept() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        given.say(issue, f"/plan {PLAN}\n\n/snooze 4w exams")
        await later(given, rehearsal, timedelta(days=9))

        assert nudges(given, issue) == []


async def test_with_the_ladder_empty_nobody_is_reminded() -> None:
    given = classroom(policy=POLICY + "nudges: {{ladder: []}}\n")
    async with coached(given) as rehearsal:
        issue = given.take()
        await later(given, rehearsal, timedelta(days=9))

        assert nudges(given, issue) == []


async def test_a_lost_answer_leads_to_one_nudge() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.submit_review(
            pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please name the test"
        )
        await later(given, rehearsal, timedelta(minutes=10))
        given.cast.faults.add(LostAnswer(operation="Talk", times=1))
        await later(given, rehearsal, timedelta(days=8))

        assert len(nudges(given, issue)) == 1


async def test_who_works_on_the_branch_in_the_course_hears_nothing() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        given.say(issue, f"/plan {PLAN}")
        given.say(issue, "/approve", given.mira)
        pull = given.work()
        for number in range(4):
            await later(given, rehearsal, timedelta(days=2))
            assert pull.head_repository is not None
            given.world.commit(
                pull.head_repository, "skip-empty", given.ada, "More", {"a.py": f"A = {number}\n"}
            )

        assert nudges(given, issue) == []


async def test_a_mentors_plain_word_is_an_answer_wherever_it_stands() -> None:
    for where in ("issue", "fork"):
        given = classroom()
        async with coached(given) as rehearsal:
            issue = given.take()
            given.say(issue, f"/plan {PLAN}")
            given.say(issue, "/approve", given.mira)
            pull = given.work()
            await rehearsal.quiet()
            given.say(issue, "/ready")
            await later(given, rehearsal, timedelta(days=2))
            given.say(issue if where == "issue" else pull, "This looks good to me", given.mira)
            await later(given, rehearsal, timedelta(days=4))

            assert [each for each in nudges(given, issue) if "ready" in reply_key(each.body)] == []


async def test_a_pull_request_of_a_few_lines_is_waited_for_as_such() -> None:
    """Half of the small ones are merged within three days there; of larger ones within more."""
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.go_upstream()
        await later(given, rehearsal, timedelta(days=6))

        (nudge,) = nudges(given, issue)
        usual = shipped_histories().find("vllm-project/vllm")
        assert usual is not None
        small, medium = (outlook(usual, lines).days for lines in (4, 200))
        assert small != medium
        assert f"within {small} days" in nudge.body
