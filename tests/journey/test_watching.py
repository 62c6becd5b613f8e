"""Pull requests at the projects, where the coach is not installed, are found and followed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.sandbox.faults import ServerError
from bot.sandbox.model import ReviewState
from tests.support.classroom import classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Issue
    from tests.support.classroom import Classroom

TEN_MINUTES = timedelta(minutes=10)


def labels(issue: Issue) -> list[str]:
    return [label.name for label in issue.labels]


async def later(given: Classroom, rehearsal: Rehearsal, span: timedelta) -> None:
    """Let time pass, in steps of half an hour at the most; what is due in each runs once."""
    end = given.clock.now() + span
    while (left := end - given.clock.now()) > timedelta(0):
        await given.clock.advance(min(left, timedelta(minutes=30)).total_seconds())
        await rehearsal.quiet()


async def test_a_pull_request_at_the_project_is_found_within_ten_minutes_without_a_word() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.go_upstream()
        await later(given, rehearsal, TEN_MINUTES)

        assert labels(issue) == ["coach: open"]
        assert "vllm-project/vllm#\u200b2" in given.card(issue)


async def test_a_review_there_and_the_merge_are_seen_within_ten_minutes() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        await later(given, rehearsal, TEN_MINUTES)
        given.world.submit_review(pull, given.maintainer, ReviewState.COMMENTED, "Why so?")
        await later(given, rehearsal, TEN_MINUTES)
        assert labels(issue) == ["coach: review"]

        given.world.merge(pull, given.maintainer)
        await later(given, rehearsal, TEN_MINUTES)
        assert labels(issue) == ["coach: merged"]


async def test_a_conflict_is_seen_though_nobody_touched_the_pull_request_and_told_once() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        await later(given, rehearsal, TEN_MINUTES)
        await later(given, rehearsal, TEN_MINUTES)
        touched = pull.updated_at
        assert "reviewers'" in given.card(issue)
        given.world.move_base(pull, conflicts=True)
        # The first look makes GitHub find out, the second is told.
        await later(given, rehearsal, TEN_MINUTES)
        assert "reviewers'" in given.card(issue)
        await later(given, rehearsal, TEN_MINUTES)
        assert "**Turn:** yours" in given.card(issue)
        assert "(conflict)" in given.card(issue)

        # It is read once more, as GitHub may have forgotten it between look and reading.
        await later(given, rehearsal, TEN_MINUTES)
        given.world.requests.clear()
        await later(given, rehearsal, TEN_MINUTES)
        await later(given, rehearsal, TEN_MINUTES)
        assert "ContributionAndTurn" not in {each.operation for each in given.world.requests}

        given.world.move_base(pull, conflicts=False)
        await later(given, rehearsal, TEN_MINUTES)
        await later(given, rehearsal, TEN_MINUTES)
        assert "reviewers'" in given.card(issue)
        assert pull.updated_at == touched


async def test_one_that_fits_no_contribution_is_asked_about_once_and_not_taken() -> None:
    given = classroom()
    other = given.world.create_issue(given.upstream, given.maintainer, "Another")
    async with coached(given) as rehearsal:
        issue = given.take(f"I take vllm#{other.number}")
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.edit(pull, given.ada, title=f"Fix #{given.bug.number}")
        await later(given, rehearsal, timedelta(hours=3))
        await later(given, rehearsal, timedelta(hours=3))

        (question,) = given.replies(issue)
        assert f"vllm-project/vllm#\u200b{pull.number}" in question
        assert labels(issue) == ["coach: claimed"]


async def test_what_is_at_no_project_of_the_course_is_nobodys_business() -> None:
    given = classroom()
    elsewhere = given.world.create_repository(given.maintainer, "toy")
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        head = given.world.fork(elsewhere, given.ada)
        given.world.commit(head, "x", given.ada, "Try", {"a.py": "a = 1\n"})
        given.world.open_pull_request(
            author=given.ada, head=head, head_branch="x", base=elsewhere, title="Try", body=""
        )
        await later(given, rehearsal, timedelta(hours=1))

        assert given.replies(issue) == []
        assert labels(issue) == ["coach: claimed"]


async def test_a_student_who_is_gone_does_not_hide_the_others() -> None:
    given = classroom()
    given.bob.deleted = True
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.go_upstream()
        await later(given, rehearsal, TEN_MINUTES)

        assert labels(issue) == ["coach: open"]


async def test_a_failing_github_delays_the_watching_and_ends_nothing() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.cast.faults.add(ServerError(operation="Students", times=2))
        given.go_upstream()
        await later(given, rehearsal, timedelta(hours=2))

        assert labels(issue) == ["coach: open"]


async def test_nothing_is_ever_written_at_the_project() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.edit(pull, given.ada, body="See ai-course/tracker#1")
        await later(given, rehearsal, timedelta(hours=8))

        assert pull.comments == []
        assert given.bug.comments == []
        assert given.world.write_violations == []


async def test_a_conflict_holds_while_github_does_not_know_and_until_commits_come() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        await later(given, rehearsal, TEN_MINUTES)
        given.world.move_base(pull, conflicts=True)
        for _ in range(2):
            await later(given, rehearsal, TEN_MINUTES)
        assert "(conflict)" in given.card(issue)

        given.world.move_base(pull, conflicts=True)
        given.say(issue, "I look at it tonight.")
        await rehearsal.quiet()
        assert "(conflict)" in given.card(issue)

        given.world.move_base(pull, conflicts=False)
        assert pull.head_repository is not None
        given.world.commit(
            pull.head_repository, pull.head_ref, given.ada, "Bring it up to date", {"a.py": "a\n"}
        )
        given.say(issue, "Done.")
        await rehearsal.quiet()
        assert "reviewers'" in given.card(issue)
