"""`/ready` before there is a pull request: from a pushed branch to what the card says of it."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.kernel.markers import CHECKLIST
from bot.sandbox.faults import Dropped, LostAnswer, SecondaryLimit, ServerError
from tests.support.classroom import FILES, PLAN, POLICY, classroom, coached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.faults import RequestFault
    from bot.sandbox.model import Issue, Repository, User
    from tests.support.classroom import Classroom

SIGNED = "Skip empty prompts\n\nSigned-off-by: ada <ada@example.org>"
READY = "coach: ready"


@asynccontextmanager
async def planned(given: Classroom) -> AsyncIterator[tuple[Rehearsal, Issue]]:
    """Run the coach with a claimed and planned issue, and see that nothing shows upstream."""
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.say(issue, f"/plan {PLAN}")
        await rehearsal.quiet()
        yield rehearsal, issue
    assert given.world.footprints == []
    assert given.world.write_violations == []
    assert given.world.unknown_requests == []
    upstream = f"/repos/{given.upstream.full_name}"
    assert not any(each.path.startswith(upstream) for each in given.world.requests)


async def push(
    given: Classroom,
    fork: Repository,
    branch: str = "skip-empty",
    message: str = SIGNED,
    by: User | None = None,
) -> str:
    """Push the work, each time another commit."""
    await given.clock.advance(60)
    return given.world.commit(fork, branch, by or given.ada, message, FILES).sha


def labels(issue: Issue) -> list[str]:
    return [label.name for label in issue.labels]


def compared(given: Classroom) -> list[str]:
    """Return what was compared, and by which installation."""
    return [
        f"{each.installation_id} {each.path}"
        for each in given.world.requests
        if "/compare/" in each.path
    ]


async def test_a_branch_of_the_courses_fork_is_judged_and_the_mentor_is_asked() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        sha = await push(given, given.fork)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        card = given.card(issue)
        on = f"of the branch `ai-course:skip-empty` at `{sha[:6]}`"
        assert f"**Ready.** Nothing is left to do on the checklist {on}." in card
        assert "**Still open:** there is no pull request yet" in card
        assert "What the title must look like" in card
        assert READY in labels(issue)
        (request,) = given.replies(issue)
        assert request.startswith("@mira: ")
        assert on in request
        (home,) = given.world.installations
        path = f"/repos/ai-course/vllm/compare/vllm-project:main...{sha}"
        assert set(compared(given)) == {f"{home} {path}"}


async def test_what_is_left_of_a_branch_stands_in_the_card_with_what_is_still_open() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        sha = await push(given, given.fork, message="Fix the hang of empty prompts")
        given.say(issue, "/ready")
        await rehearsal.quiet()

        card = given.card(issue)
        assert "**Not ready yet.** One thing is left to do on the checklist of the branch" in card
        assert sha[:6] in card
        assert "git commit --amend" in card or "--signoff" in card
        assert "**Still open:**" in card
        assert "What the template wants" in card
        assert "The description is empty" not in card
        assert READY not in labels(issue)
        assert given.replies(issue) == []

        start = (given.fork.branches["main"],)
        given.world.commit(given.fork, "skip-empty", given.ada, SIGNED, FILES, parents=start)
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert READY in labels(issue)


async def test_a_students_own_fork_is_read_with_their_own_installation() -> None:
    given = classroom()
    fork = given.world.fork(given.upstream, given.ada)
    own = given.world.install_app(given.cast.app, given.ada)
    async with planned(given) as (rehearsal, issue):
        await push(given, fork)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        assert "`ada:skip-empty`" in given.card(issue)
        assert {each.partition(" ")[0] for each in compared(given)} == {str(own.id)}


async def test_a_fork_of_the_courses_fork_is_compared_with_the_project_as_well() -> None:
    given = classroom()
    fork = given.world.fork(given.fork, given.ada)
    given.world.install_app(given.cast.app, given.ada)
    async with planned(given) as (rehearsal, issue):
        await push(given, fork)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        assert READY in labels(issue)
        assert all("compare/vllm-project:main..." in each for each in compared(given))


async def test_a_students_own_installation_that_the_policy_does_not_name_is_left_alone() -> None:
    given = classroom(policy=f"{POLICY}allowed: {{{{accounts: [ai-course]}}}}\n")
    fork = given.world.fork(given.upstream, given.ada)
    given.world.install_app(given.cast.app, given.ada)
    async with planned(given) as (rehearsal, issue):
        await push(given, fork)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        (reply,) = given.replies(issue)
        assert reply.startswith("There is nothing to look at yet.")
        assert compared(given) == []


async def test_an_installation_that_was_paused_a_moment_ago_keeps_nobody_from_an_answer() -> None:
    given = classroom()
    fork = given.world.fork(given.upstream, given.ada)
    own = given.world.install_app(given.cast.app, given.ada)
    async with planned(given) as (rehearsal, issue):
        await push(given, fork, branch="at-home")
        await push(given, given.fork)
        given.cast.faults.add(Dropped(event="installation", recorded=False))
        given.world.suspend(own, given.ada)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        assert "`ai-course:skip-empty`" in given.card(issue)


async def test_the_newest_branch_that_names_the_issue_is_the_one() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        for branch in ("fix-1-old", "fix-1", "skip-empty"):
            await push(given, given.fork, branch)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        assert "`ai-course:fix-1` at" in given.card(issue)


async def test_where_several_branches_may_be_meant_the_card_asks_and_the_named_one_counts() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork, "first-try")
        await push(given, given.fork, "skip-empty")
        given.say(issue, "/ready")
        await rehearsal.quiet()

        card = given.card(issue)
        assert "**Which branch is meant?**" in card
        asked = [line for line in card.splitlines() if line.startswith("- `/ready ")]
        assert asked == ["- `/ready ai-course:skip-empty`", "- `/ready ai-course:first-try`"]
        assert (given.replies(issue), compared(given)) == ([], [])
        assert READY not in labels(issue)

        given.say(issue, "/ready ai-course:first-try")
        await rehearsal.quiet()
        assert "`ai-course:first-try` at" in given.card(issue)
        assert READY in labels(issue)

        # It is remembered, and stays the one that is meant.
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert "`ai-course:first-try` at" in given.card(issue)


@pytest.mark.parametrize("branch", ["nowhere", "stranger:skip-empty", "bad..name"])
async def test_a_branch_that_is_not_there_is_said_and_changes_nothing(branch: str) -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork)
        before = given.card(issue)
        given.say(issue, f"/ready {branch}")
        await rehearsal.quiet()

        (reply,) = given.replies(issue)
        assert reply.startswith("There is no branch `")
        assert given.card(issue) == before


async def test_a_branch_without_anything_new_and_one_without_a_common_past_are_told() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        given.world.commit(given.fork, "anew", given.ada, SIGNED, FILES, parents=())
        for said, answer in (
            ("main", "holds no commit that `vllm-project/vllm` has not."),
            ("anew", "has no commit in common with `vllm-project/vllm`"),
        ):
            given.say(issue, f"/ready {said}")
            await rehearsal.quiet()
            assert answer in given.replies(issue)[-1]
        assert READY not in labels(issue)


async def test_a_classmates_branch_and_what_came_with_the_fork_are_nobody_elses() -> None:
    given = classroom()
    given.world.commit(given.upstream, "release", given.maintainer, "Release", {"v": "1\n"})
    given.world.push(given.fork, "release", given.upstream.branches["release"], given.maintainer)
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork, by=given.bob)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        (reply,) = given.replies(issue)
        assert reply.startswith("There is nothing to look at yet.")


async def test_once_there_is_a_pull_request_it_is_what_is_judged_and_shown() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork)
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert "**Still open:**" in given.card(issue)

        pull = given.work()
        await rehearsal.quiet()
        assert "**Still open:**" not in given.card(issue)
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert "**Ready.** Nothing is left to do on the checklist. In this order:" in given.card(
            issue
        )
        assert len(given.ours(pull, CHECKLIST)) == 1


async def test_beside_a_pull_request_another_branch_can_be_named_and_a_remark_is_none() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        given.work()
        await push(given, given.fork, "other-way", message="Fix the hang of empty prompts")
        given.say(issue, "/ready now")
        await rehearsal.quiet()
        assert READY in labels(issue)

        before = len(compared(given))
        given.say(issue, "/ready skip-empty")
        await rehearsal.quiet()
        assert len(compared(given)) == before
        given.say(issue, "/ready other-way")
        await rehearsal.quiet()
        assert len(compared(given)) > before
        assert "**Not ready yet.**" in given.replies(issue)[-1]
        # The card goes on with the pull request.
        assert READY in labels(issue)
        assert "other-way" not in given.card(issue)


async def test_check_tells_of_a_branch_what_ready_would_without_moving_anything() -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork, message="Fix the hang of empty prompts")
        before = given.card(issue)
        given.say(issue, "/check")
        await rehearsal.quiet()
        assert given.replies(issue)[-1].startswith(
            "Left to do on the checklist of `ai-course:skip-empty`:"
        )

        await push(given, given.fork, "more")
        given.say(issue, "/check")
        await rehearsal.quiet()
        assert given.replies(issue)[-1].startswith("**Which branch is meant?**")
        assert given.card(issue) == before


async def test_it_costs_two_points_and_two_requests_more_and_nothing_where_it_was_not_asked() -> (
    None
):
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork)
        await rehearsal.quiet()
        given.world.requests.clear()
        given.say(issue, "/ready")
        await rehearsal.quiet()

        reads = [each for each in given.world.requests if not each.write]
        told = Counter(each.operation or each.path.split("/")[4] for each in reads)
        assert told.pop("ContributionAndClaim") >= 1
        assert told == {"Forks": 1, "Branches": 1, "compare": 2}
        assert sum(each.points for each in reads if each.operation in {"Forks", "Branches"}) == 2


@pytest.mark.parametrize(
    "fault",
    [
        LostAnswer(operation="Forks"),
        ServerError(operation="Branches", status=503),
        ServerError(path="*/compare/*", status=503),
        SecondaryLimit(path="*/compare/*", retry_after=1),
        LostAnswer(operation="Talk"),
        ServerError(operation="Talk", applied=True),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{fault.operation}{fault.path}",
)
@pytest.mark.parametrize("skip", [0, 1])
async def test_one_fault_leads_to_one_answer_and_one_request_to_the_mentor(
    fault: RequestFault, skip: int
) -> None:
    given = classroom()
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork)
        given.cast.faults.add(replace(fault, skip=skip))
        given.say(issue, "/ready")
        for _ in range(4):
            await rehearsal.quiet()
            await given.clock.advance(60)
        await rehearsal.quiet()

        (request,) = given.replies(issue)
        assert request.startswith("@mira: ")
        assert "**Ready.**" in given.card(issue)
        assert READY in labels(issue)


async def test_of_a_branch_that_github_lists_in_part_the_rest_is_not_guessed() -> None:
    given = classroom()
    many: dict[str, str | None] = {f"vllm/core/part_{n}.py": f"PART = {n}\n" for n in range(301)}
    async with planned(given) as (rehearsal, issue):
        given.world.commit(given.fork, "parts", given.ada, SIGNED, many)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        assert "Not all files could be read, so the size could not be judged." in given.card(issue)
        # A diff of so many files would be refused, and is not asked for.
        assert len(compared(given)) == 1


async def test_what_a_commit_or_a_branch_says_is_never_live_in_the_card() -> None:
    given = classroom()
    message = "Fix @ida </details> vllm-project/vllm#1 `/drop`\n\n/drop\n"
    async with planned(given) as (rehearsal, issue):
        await push(given, given.fork, "@ida/`x`|</td>", message)
        given.say(issue, "/ready")
        await rehearsal.quiet()

        card = given.card(issue)
        assert "at `" in card
        assert "@ida" not in card
        assert "vllm-project/vllm#1" not in card
        assert "Given up." not in card
