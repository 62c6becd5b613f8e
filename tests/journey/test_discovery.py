"""Every way by which a pull request at a project is found, from what happened to the card."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.sandbox.faults import Dropped, ServerError
from bot.sandbox.model import ReviewState
from tests.support.classroom import BODY, FILES, POLICY, classroom, coached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Issue, PullRequest, Repository, User
    from tests.support.classroom import Classroom

TWO_MINUTES = timedelta(minutes=2)
SIX_MINUTES = timedelta(minutes=6)
SPARING = f"{POLICY}watching: {{{{budget_percent: 1}}}}\n"
"""A share of which half is soon spent, where GitHub gives few points."""
FEW_POINTS = 1_000
A_DAY = timedelta(days=1, minutes=20)
TITLE = "[Bugfix][Core] Skip empty prompts in the scheduler"


def labels(issue: Issue) -> list[str]:
    return [label.name for label in issue.labels]


async def later(given: Classroom, rehearsal: Rehearsal, span: timedelta) -> None:
    """Let time pass, a day in eight steps; what is due in each runs once."""
    await rehearsal.quiet()
    end, step = given.clock.now() + span, max(span / 8, timedelta(minutes=30))
    while (left := end - given.clock.now()) > timedelta(0):
        await given.clock.advance(min(left, step).total_seconds())
        await rehearsal.quiet()


def push(given: Classroom, fork: Repository, branch: str = "skip-empty") -> None:
    given.world.commit(fork, branch, given.ada, "Skip empty prompts", FILES)


def propose(
    given: Classroom, fork: Repository, by: User, branch: str = "skip-empty", title: str = TITLE
) -> PullRequest:
    return given.world.open_pull_request(
        author=by, head=fork, head_branch=branch, base=given.upstream, title=title, body=BODY
    )


def asked(given: Classroom, operation: str) -> int:
    return sum(1 for each in given.world.requests if each.operation == operation)


@asynccontextmanager
async def silently(given: Classroom) -> AsyncIterator[Rehearsal]:
    """Run the coach, and see at the end that nothing shows at the project."""
    async with coached(given) as rehearsal:
        yield rehearsal
    assert given.world.footprints == []
    assert given.world.write_violations == []
    app = given.cast.app.bot
    for issue in given.upstream.issues.values():
        assert [each for each in issue.comments if each.author is app] == []
        assert [by for _, by in getattr(issue, "reactions", ()) if by is app] == []


async def test_a_pull_request_opened_right_after_a_push_is_in_the_card_within_two_minutes() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        push(given, given.fork)
        propose(given, given.fork, given.ada)
        await later(given, rehearsal, TWO_MINUTES)

        assert labels(issue) == ["coach: open"]
        assert "vllm-project/vllm#\u200b2" in given.card(issue)


async def test_one_that_is_opened_some_minutes_after_the_push_is_found_by_the_second_look() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await later(given, rehearsal, timedelta(minutes=9))
        push(given, given.fork)
        await later(given, rehearsal, TWO_MINUTES)
        assert labels(issue) == ["coach: claimed"]

        propose(given, given.fork, given.ada)
        await later(given, rehearsal, timedelta(minutes=4, seconds=30))
        assert asked(given, "Branch") == 2
        assert labels(issue) == ["coach: open"]


async def test_a_burst_of_pushes_costs_one_look_and_a_found_one_no_second() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        given.take()
        await later(given, rehearsal, timedelta(minutes=9))
        push(given, given.fork)
        propose(given, given.fork, given.ada)
        for number in range(8):
            files = {"vllm/core/scheduler.py": f"STEP = {number}\n"}
            given.world.commit(given.fork, "skip-empty", given.ada, "Step", files)
            await rehearsal.deliverer.drain()
            await given.clock.advance(5)
            await rehearsal.service.worker.idle()
        await later(given, rehearsal, timedelta(minutes=30))

        assert asked(given, "Branch") == 1


async def test_one_that_somebody_else_opened_from_the_students_branch_is_found_and_followed() -> (
    None
):
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        push(given, given.fork)
        pull = propose(given, given.fork, given.stranger)
        await later(given, rehearsal, TWO_MINUTES)
        assert labels(issue) == ["coach: open"]

        await later(given, rehearsal, timedelta(minutes=10))
        given.world.submit_review(pull, given.maintainer, ReviewState.COMMENTED, "Why so?")
        await later(given, rehearsal, timedelta(minutes=10))
        assert labels(issue) == ["coach: review"]


async def test_a_renamed_account_is_found_by_the_issue_that_its_branch_names() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        del given.world.users["ada"]
        given.ada.login = "lovelace"
        given.world.users["lovelace"] = given.ada
        branch = f"fix-{given.bug.number}"
        push(given, given.fork, branch)
        propose(given, given.fork, given.ada, branch)
        await later(given, rehearsal, TWO_MINUTES)

        assert labels(issue) == ["coach: open"]


async def test_one_that_nobody_pushed_for_is_found_by_the_daily_look_at_the_branches() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.cast.faults.add(Dropped(event="push", recorded=False))
        push(given, given.fork)
        propose(given, given.fork, given.stranger)
        await later(given, rehearsal, A_DAY)

        assert asked(given, "Branch") == 0
        assert labels(issue) == ["coach: open"]


async def test_a_students_own_installation_reads_what_they_pushed_into_their_own_fork() -> None:
    given = classroom()
    fork = given.world.fork(given.upstream, given.ada)
    own = given.world.install_app(given.cast.app, given.ada)
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        push(given, fork)
        propose(given, fork, given.stranger)
        await later(given, rehearsal, TWO_MINUTES)

        assert labels(issue) == ["coach: open"]
        (look,) = [each for each in given.world.requests if each.operation == "Branch"]
        assert look.installation_id == own.id


async def test_a_policy_that_is_for_the_organisation_alone_leaves_students_installations() -> None:
    given = classroom(policy=f"{POLICY}allowed: {{{{accounts: [ai-course]}}}}\n")
    fork = given.world.fork(given.upstream, given.ada)
    given.world.install_app(given.cast.app, given.ada)
    async with silently(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        push(given, fork)
        propose(given, fork, given.ada)
        await later(given, rehearsal, SIX_MINUTES)

        assert asked(given, "Branch") == 0


async def test_where_the_organisations_budget_is_scarce_students_own_installations_read() -> None:
    given = classroom(policy=SPARING)
    (home,) = given.world.installations.values()
    home.graphql.limit = FEW_POINTS
    given.world.fork(given.upstream, given.ada)
    own = given.world.install_app(given.cast.app, given.ada)
    elsewhere = given.world.fork(given.upstream, given.ada, name="vllm-mine")
    push(given, elsewhere)
    async with silently(given) as rehearsal:
        issue = given.take()
        for _ in range(5):
            await later(given, rehearsal, timedelta(minutes=8, seconds=10))
        propose(given, elsewhere, given.ada)
        await later(given, rehearsal, timedelta(minutes=9))

        assert labels(issue) == ["coach: open"]
        readers = {
            each.installation_id for each in given.world.requests if each.operation == "Students"
        }
        assert readers == {home.id, own.id}


async def test_a_paused_installation_of_a_student_keeps_nobody_from_being_read() -> None:
    given = classroom(policy=SPARING)
    (home,) = given.world.installations.values()
    home.graphql.limit = FEW_POINTS
    given.world.fork(given.upstream, given.ada)
    own = given.world.install_app(given.cast.app, given.ada)
    elsewhere = given.world.fork(given.upstream, given.ada, name="vllm-mine")
    push(given, elsewhere)
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.cast.faults.add(Dropped(event="installation", recorded=False))
        given.world.suspend(own, given.ada)
        for _ in range(5):
            await later(given, rehearsal, timedelta(minutes=8, seconds=10))
        propose(given, elsewhere, given.ada)
        await later(given, rehearsal, timedelta(minutes=9))

        assert labels(issue) == ["coach: open"]


async def test_without_their_installation_it_is_found_by_the_organisations() -> None:
    given = classroom()
    fork = given.world.fork(given.upstream, given.ada)
    own = given.world.install_app(given.cast.app, given.ada)
    async with silently(given) as rehearsal:
        issue = given.take()
        push(given, fork)
        await rehearsal.quiet()
        given.world.uninstall(own, given.ada)
        propose(given, fork, given.ada)
        await later(given, rehearsal, timedelta(minutes=10))

        assert asked(given, "Branch") == 0
        assert labels(issue) == ["coach: open"]


async def test_one_behind_many_newer_ones_elsewhere_is_found_by_the_daily_search() -> None:
    given = classroom()
    elsewhere = given.world.create_repository(given.maintainer, "toy")
    toys = given.world.fork(elsewhere, given.ada)
    fork = given.world.fork(given.upstream, given.ada, name="vllm-mine")
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        push(given, fork)
        propose(given, fork, given.ada)
        for number in range(21):
            given.world.commit(toys, f"x{number}", given.ada, "Try", {"a.py": f"a = {number}\n"})
            given.world.open_pull_request(
                author=given.ada, head=toys, head_branch=f"x{number}", base=elsewhere, title="Try"
            )
        await later(given, rehearsal, A_DAY)

        assert labels(issue) == ["coach: open"]
        assert 0 < asked(given, "Searched") <= 4


async def test_a_student_who_left_github_does_not_keep_the_search_from_the_others() -> None:
    given = classroom()
    given.bob.deleted = True
    async with silently(given) as rehearsal:
        given.take()
        await later(given, rehearsal, A_DAY)

        assert asked(given, "Searched") >= 2


@pytest.mark.parametrize("how", ["push", "search"])
async def test_what_fits_no_contribution_is_asked_about_once_however_it_is_found(how: str) -> None:
    given = classroom()
    other = given.world.create_issue(given.upstream, given.maintainer, "Another")
    async with silently(given) as rehearsal:
        issue = given.take(f"I take vllm#{other.number}")
        await rehearsal.quiet()
        fork = given.fork if how == "push" else given.world.fork(given.upstream, given.ada)
        push(given, fork)
        pull = propose(given, fork, given.ada, title=f"Fix #{given.bug.number}")
        await later(given, rehearsal, TWO_MINUTES if how == "push" else A_DAY)
        (question,) = given.replies(issue)
        assert f"vllm-project/vllm#\u200b{pull.number}" in question

        await later(given, rehearsal, A_DAY)
        assert len(given.replies(issue)) == 1
        assert labels(issue) == ["coach: claimed"]


async def test_a_push_before_a_restart_is_followed_after_it(tmp_path: Path) -> None:
    given = classroom()
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    async with coached(given, database_url=url) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        push(given, given.fork)
        await rehearsal.quiet()
        propose(given, given.fork, given.stranger)
    async with coached(given, database_url=url) as rehearsal:
        await later(given, rehearsal, TWO_MINUTES)

        assert labels(issue) == ["coach: open"]


async def test_a_failing_github_puts_the_look_off_and_loses_nothing() -> None:
    given = classroom()
    given.cast.faults.add(ServerError(operation="Branch", times=2))
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        push(given, given.fork)
        propose(given, given.fork, given.stranger)
        await later(given, rehearsal, SIX_MINUTES)

        assert labels(issue) == ["coach: open"]


async def test_at_the_start_the_log_tells_what_the_installation_may_see_of_a_project() -> None:
    given = classroom()
    given.go_upstream()
    with capture_logs() as logged:
        async with silently(given):
            pass
    told = next(line for line in logged if line["event"] == "projects_seen")
    assert told["log_level"] == "info"
    assert told["seen"][-1] == "search"


@pytest.mark.parametrize(
    "fault", [ServerError(operation="Sight"), ServerError(operation="Searched")]
)
async def test_where_that_cannot_be_tried_the_log_says_so_and_nothing_else_suffers(
    fault: ServerError,
) -> None:
    given = classroom()
    given.go_upstream()
    given.cast.faults.add(fault)
    with capture_logs() as logged:
        async with silently(given) as rehearsal:
            issue = given.take()
            await rehearsal.quiet()
            assert labels(issue) == ["coach: claimed"]
    assert "projects_not_tried" in {line["event"] for line in logged}


async def test_a_push_of_which_nothing_is_expected_costs_nothing() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        given.go_upstream()
        await later(given, rehearsal, timedelta(minutes=10))
        push(given, given.fork)
        await later(given, rehearsal, SIX_MINUTES)

        assert asked(given, "Branch") == 0


@pytest.mark.parametrize("how", ["list", "branch"])
async def test_what_a_student_had_merged_before_settles_nothing_in_the_course(how: str) -> None:
    given = classroom()
    fork = given.fork if how == "branch" else given.world.fork(given.upstream, given.ada)
    push(given, fork, "typo")
    old = propose(given, fork, given.ada, "typo", title="Mend a typo")
    given.world.merge(old, given.maintainer)
    await given.clock.advance(timedelta(days=30).total_seconds())
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        push(given, fork, "typo")
        await later(given, rehearsal, timedelta(minutes=20))
        assert labels(issue) == ["coach: claimed"]
        assert given.replies(issue) == []

        push(given, fork)
        propose(given, fork, given.ada)
        await later(given, rehearsal, timedelta(minutes=20))
        assert labels(issue) == ["coach: open"]
