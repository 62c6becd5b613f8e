"""A nudge's comment is folded away once when its cause is gone, and never unfolded again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.faults import Doubled, LostAnswer, LostRequest
from bot.sandbox.model import ReviewState
from tests.journey.test_nudges import later, nudges
from tests.support.classroom import PLAN, classroom, coached
from tests.support.stores import DURABLE_DATABASES, migrated_url

if TYPE_CHECKING:
    from pathlib import Path

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.faults import RequestFault
    from bot.sandbox.model import Issue, PullRequest
    from tests.support.classroom import Classroom

STALLED = timedelta(days=4)
SOON = timedelta(minutes=30)


async def reminded(given: Classroom, rehearsal: Rehearsal) -> tuple[Issue, PullRequest]:
    """Let a review wait for the student until the coach has said so."""
    issue = given.take()
    await rehearsal.quiet()
    pull = given.go_upstream()
    given.world.submit_review(
        pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please name the test"
    )
    await later(given, rehearsal, STALLED)
    (nudge,) = nudges(given, issue)
    assert nudge.minimized is None
    return issue, pull


def push(given: Classroom, pull: PullRequest) -> None:
    assert pull.head_repository is not None
    given.world.commit(pull.head_repository, pull.head_ref, given.ada, "Name it", {"a.py": "1\n"})


def folded(given: Classroom, issue: Issue) -> list[str | None]:
    return [each.minimized for each in nudges(given, issue)]


async def test_when_the_student_pushes_the_nudge_is_folded_and_nothing_is_written_again() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await reminded(given, rehearsal)
        push(given, pull)
        await later(given, rehearsal, SOON)
        assert folded(given, issue) == ["resolved"]

        written = len(given.world.written)
        for _ in range(3):
            given.say(issue, "Thank you")
            await later(given, rehearsal, timedelta(hours=9))
        assert len(given.world.written) == written
        assert pull.comments == []
        assert given.world.footprints == []


async def test_whoever_unfolds_it_is_left_in_peace() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await reminded(given, rehearsal)
        push(given, pull)
        await later(given, rehearsal, SOON)
        (nudge,) = nudges(given, issue)
        given.world.minimize(nudge, given.ada, None)
        given.world.comment(pull, given.ada, "And the docs")
        await later(given, rehearsal, SOON)

        assert folded(given, issue) == [None]


async def test_what_somebody_folded_before_is_left_as_it_is() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await reminded(given, rehearsal)
        (nudge,) = nudges(given, issue)
        given.world.minimize(nudge, given.ada, "off-topic")
        written = len(given.world.written)
        push(given, pull)
        await later(given, rehearsal, SOON)

        assert folded(given, issue) == ["off-topic"]
        given.world.minimize(nudge, given.ada, None)
        await later(given, rehearsal, timedelta(days=2))
        assert folded(given, issue) == [None]
        card = [each for each in given.world.written[written:] if "coach:card" in each.text]
        assert len(card) == len(given.world.written[written:])


@pytest.mark.parametrize("fault", [LostAnswer(operation="Talk"), LostRequest(operation="Talk")])
async def test_a_lost_answer_or_request_leads_to_one_fold(fault: RequestFault) -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await reminded(given, rehearsal)
        given.cast.faults.add(fault)
        push(given, pull)
        await later(given, rehearsal, SOON)
        assert folded(given, issue) == ["resolved"]
        written = len(given.world.written)
        await later(given, rehearsal, timedelta(hours=9))
        assert len(given.world.written) == written


@pytest.mark.parametrize("database", DURABLE_DATABASES)
async def test_doubled_deliveries_and_a_restart_fold_it_once(database: str, tmp_path: Path) -> None:
    given = classroom()
    url = await migrated_url(database, tmp_path)
    async with coached(given, database_url=url) as rehearsal:
        issue, pull = await reminded(given, rehearsal)
        push(given, pull)
        await later(given, rehearsal, SOON)
        assert folded(given, issue) == ["resolved"]
    (nudge,) = nudges(given, issue)
    given.world.minimize(nudge, given.mira, None)
    given.cast.faults.add(Doubled(times=9))
    async with coached(given, database_url=url) as rehearsal:
        given.say(issue, "Thank you")
        await later(given, rehearsal, SOON)
        assert folded(given, issue) == [None]


async def test_a_nudge_that_was_deleted_is_no_error() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await reminded(given, rehearsal)
        (nudge,) = nudges(given, issue)
        given.world.delete_comment(nudge, given.mira)
        push(given, pull)
        await later(given, rehearsal, SOON)

        assert nudges(given, issue) == []
        assert nudge.minimized is None


async def test_a_comment_about_two_students_is_folded_when_neither_waits_any_more() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        other = given.world.create_issue(given.upstream, given.maintainer, "Prompts are cut")
        plan = f"/plan {PLAN}"
        issues = [given.take(), given.take(f"I take vllm#{other.number}", by=given.bob)]
        await rehearsal.quiet()
        for issue, who in zip(issues, (given.ada, given.bob), strict=True):
            given.say(issue, plan, by=who)
        await later(given, rehearsal, STALLED)
        (home,) = [issue for issue in issues if nudges(given, issue)]
        (away,) = [issue for issue in issues if issue is not home]
        (nudge,) = nudges(given, home)
        assert "`ada`" in nudge.body
        assert "`bob`" in nudge.body
        for issue in issues:
            assert f"redirect.github.com/ai-course/tracker/issues/{issue.number}>" in nudge.body

        given.say(home, "/approve", by=given.mira)
        await later(given, rehearsal, SOON)
        assert nudge.minimized is None
        given.say(away, "/approve", by=given.mira)
        await later(given, rehearsal, SOON)
        assert nudge.minimized == "resolved"
