"""What follows a change at a project costs a reading, and an edit that others share."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.sandbox.model import ReviewState
from tests.support.classroom import classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Issue, PullRequest
    from tests.support.classroom import Classroom

MANY = 12


async def later(given: Classroom, rehearsal: Rehearsal, span: timedelta) -> None:
    """Let time pass; what is due in each half hour runs once."""
    end = given.clock.now() + span
    while (left := end - given.clock.now()) > timedelta(0):
        await given.clock.advance(min(left, timedelta(minutes=30)).total_seconds())
        await rehearsal.quiet()


def opened(given: Classroom, number: int) -> tuple[Issue, PullRequest]:
    """Take a bug of its own and open a pull request for it."""
    bug = given.world.create_issue(given.upstream, given.maintainer, f"Bug {number}")
    issue = given.take(f"I take vllm#{bug.number}")
    head = given.world.fork(given.upstream, given.ada, name="vllm-mine") if number == 0 else None
    head = head or given.world.repository("ada/vllm-mine")
    given.world.commit(head, f"b{number}", given.ada, "Mend", {"a.py": f"a = {number}\n"})
    pull = given.world.open_pull_request(
        author=given.ada,
        head=head,
        head_branch=f"b{number}",
        base=given.upstream,
        title=f"Mend #{bug.number}",
    )
    return issue, pull


def operations(given: Classroom) -> list[str]:
    return [each.operation for each in given.world.requests if each.operation]


async def test_a_change_costs_one_reading_of_both_and_one_edit() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.submit_review(pull, given.maintainer, ReviewState.COMMENTED, "Fine so far.")
        await later(given, rehearsal, timedelta(minutes=20))
        given.world.submit_review(pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Why?")
        given.world.requests.clear()
        await later(given, rehearsal, timedelta(minutes=40))

        assert "**Turn:** yours" in given.card(issue)
        told = [each for each in operations(given) if each.startswith(("Contrib", "Turn", "Talk"))]
        assert told == ["ContributionAndTurn", "Talk"]
        assert {each.points for each in given.world.requests if each.operation in told} == {1}


async def test_checks_that_begin_anew_where_all_were_green_cost_nothing_and_red_ones_are_read() -> (
    None
):
    given = classroom()
    async with coached(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        bot = given.world.create_app(
            given.upstream.owner, "vllm-ci", public_key="", permissions={}, events=()
        )
        run = given.world.create_check_run(
            given.upstream, bot, pull.head_sha, "tests", conclusion="success"
        )
        await later(given, rehearsal, timedelta(minutes=20))
        given.world.requests.clear()
        given.world.update_check_run(run, status="in_progress", conclusion=None)
        await later(given, rehearsal, timedelta(minutes=20))
        assert "ContributionAndTurn" not in operations(given)

        given.world.update_check_run(run, conclusion="failure")
        await later(given, rehearsal, timedelta(minutes=9))
        assert "ContributionAndTurn" in operations(given)


async def test_many_cards_that_change_at_once_are_written_in_few_requests() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        each_of = []
        for number in range(MANY):
            each_of.append(opened(given, number))
            await rehearsal.quiet()
        given.world.submit_review(
            each_of[0][1], given.maintainer, ReviewState.COMMENTED, "Fine so far."
        )
        await later(given, rehearsal, timedelta(hours=1))
        for _, pull in each_of:
            given.world.submit_review(pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Why?")
        given.world.requests.clear()
        await later(given, rehearsal, timedelta(minutes=9))

        for issue, _ in each_of:
            assert "**Turn:** yours" in given.card(issue)
            assert [label.name for label in issue.labels] == ["coach: review"]
        asked = operations(given)
        assert asked.count("ContributionAndTurn") == MANY
        assert asked.count("Talk") <= MANY // 2
    assert given.world.footprints == []


async def test_a_label_that_many_runs_make_in_the_same_moment_is_put_on_everywhere() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        each_of = [opened(given, number) for number in range(4)]
        await later(given, rehearsal, timedelta(minutes=30))
        for _, pull in each_of:
            given.world.submit_review(pull, given.maintainer, ReviewState.COMMENTED, "Why so?")
        await later(given, rehearsal, timedelta(minutes=9))

        for issue, _ in each_of:
            assert [label.name for label in issue.labels] == ["coach: review"]


async def test_a_card_is_not_written_anew_by_the_hour_nor_by_the_day() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.go_upstream()
        given.world.submit_review(pull, given.maintainer, ReviewState.COMMENTED, "Why so?")
        await later(given, rehearsal, timedelta(hours=1))
        card = given.card(issue)
        given.world.requests.clear()
        await later(given, rehearsal, timedelta(hours=30))

        asked = operations(given)
        assert "ContributionAndTurn" in asked
        assert "Talk" not in asked
        assert given.card(issue) == card
