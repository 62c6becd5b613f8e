"""One pull request that several contributions name, and several that one may mean."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.sandbox.model import ReviewState
from tests.support.classroom import FILES, classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import PullRequest, Repository
    from tests.support.classroom import Classroom

TEN_MINUTES = timedelta(minutes=10)


async def later(given: Classroom, rehearsal: Rehearsal, times: int = 1) -> None:
    """Let ten minutes pass, once or more often; what is due in each runs once."""
    for _ in range(times):
        await given.clock.advance(TEN_MINUTES.total_seconds())
        await rehearsal.quiet()


def opened(given: Classroom, head: Repository, branch: str, title: str) -> PullRequest:
    given.world.commit(head, branch, given.ada, title, FILES | {"a.py": f"a = '{branch}'\n"})
    assert head.parent is not None
    return given.world.open_pull_request(
        author=given.ada, head=head, head_branch=branch, base=head.parent, title=title
    )


async def test_two_who_work_on_one_pull_request_are_both_told_of_each_change() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        first, second = given.take(), given.take(by=given.bob)
        await rehearsal.quiet()
        pull = given.go_upstream()
        await later(given, rehearsal)
        given.say(second, f"/pr vllm#{pull.number}", by=given.bob)
        await rehearsal.quiet()
        await later(given, rehearsal, 2)
        for state, turn in (
            (ReviewState.CHANGES_REQUESTED, "yours"),
            (ReviewState.APPROVED, "the maintainers'"),
        ):
            given.world.submit_review(pull, given.maintainer, state, "I read it.")
            await later(given, rehearsal)
            for issue in (first, second):
                assert f"**Turn:** {turn}" in given.card(issue)


async def test_one_at_another_project_than_its_issue_is_followed_there() -> None:
    given = classroom()
    other = given.world.create_repository(given.world.create_organisation("pytorch"), "ao")
    head = given.world.fork(other, given.ada)
    for number in range(3):
        opened(given, head, f"b{number}", "Before")
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = opened(given, head, "mend", "Mend it where it comes from")
        # One of that number is at the issue's project too, and is not meant.
        stranger = given.world.fork(given.upstream, given.stranger, name="vllm-other")
        while given.upstream.next_number <= pull.number:
            opened(given, stranger, f"c{given.upstream.next_number}", "Something else")
        given.say(issue, f"/pr pytorch/ao#{pull.number}")
        await rehearsal.quiet()
        await later(given, rehearsal, 3)
        given.world.submit_review(
            pull, given.maintainer, ReviewState.CHANGES_REQUESTED, "Please split it."
        )
        await later(given, rehearsal)
        assert "**Turn:** yours" in given.card(issue)


async def test_of_two_that_are_found_at_once_one_is_taken_and_the_other_is_asked_about() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        head = given.world.fork(given.upstream, given.ada, name="vllm-mine")
        pulls = [opened(given, head, name, f"Mend {name}") for name in ("one", "two")]
        await later(given, rehearsal, 2)

        (question,) = given.replies(issue)
        taken = [each for each in pulls if f"#\u200b{each.number}" in given.card(issue)]
        asked = [each for each in pulls if f"#\u200b{each.number}" in question]
        assert len(taken) == len(asked) == 1
        assert taken != asked


async def test_the_open_one_of_two_is_taken_though_the_closed_one_was_touched_last() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        head = given.world.fork(given.upstream, given.ada, name="vllm-mine")
        wrong = opened(given, head, "wrong", "Mend it")
        right = opened(given, head, "right", "Mend it")
        await given.clock.advance(60)
        given.world.close(wrong, given.ada)
        await later(given, rehearsal, 2)

        assert f"vllm-project/vllm#\u200b{right.number}" in given.card(issue)
        assert given.replies(issue) == []
        assert [label.name for label in issue.labels] == ["coach: open"]


async def test_what_a_contribution_no_longer_names_does_not_wake_it() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        head = given.world.fork(given.upstream, given.ada, name="vllm-mine")
        before = opened(given, head, "before", "Mend it")
        await later(given, rehearsal)
        given.world.close(before, given.ada)
        await later(given, rehearsal)
        after = opened(given, head, "after", "Mend it")
        given.say(issue, f"/pr vllm#{after.number}")
        await rehearsal.quiet()
        await later(given, rehearsal, 2)
        given.world.requests.clear()
        given.world.comment(before, given.stranger, "What became of it?")
        await later(given, rehearsal)
        assert "ContributionAndTurn" not in {each.operation for each in given.world.requests}
        given.world.submit_review(after, given.maintainer, ReviewState.CHANGES_REQUESTED, "Why?")
        await later(given, rehearsal)
        assert "**Turn:** yours" in given.card(issue)
