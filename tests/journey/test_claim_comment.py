"""A plan in the student's own comment on the upstream issue, from there to the checklist."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.kernel.markers import CHECKLIST
from tests.support.classroom import PLAN, classroom, coached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import PullRequest, User
    from tests.support.classroom import Classroom

NO_PLAN = "A plan in one paragraph"
TAKE = f"I would like to work on this. {PLAN}"
LARGE: dict[str, str | None] = {
    "vllm/core/scheduler.py": "".join(f"STEP_{number} = {number}\n" for number in range(150)),
    "vllm/core/budget.py": "".join(f"COST_{number} = {number}\n" for number in range(90)),
}
SIGNED = "Refactor the scheduler\n\nSigned-off-by: ada <ada@example.org>"
BODY = """\
## Purpose

## Test Plan

```bash
pytest tests/core/test_scheduler.py -k empty
```
"""


@asynccontextmanager
async def silently(given: Classroom) -> AsyncIterator[Rehearsal]:
    """Run the coach, and see that nothing shows at the project."""
    async with coached(given) as rehearsal:
        yield rehearsal
    assert given.world.footprints == []
    assert given.world.write_violations == []
    app = given.cast.app.bot
    for issue in given.upstream.issues.values():
        assert [each for each in issue.comments if each.author is app] == []


def upstream(given: Classroom, text: str, by: User | None = None) -> None:
    """Comment on the issue at the project."""
    given.world.comment(given.bug, by or given.ada, text)


def work(given: Classroom) -> PullRequest:
    """Open a pull request in the course's fork whose description holds no plan."""
    head = given.world.fork(given.fork, given.ada)
    given.world.commit(head, "steps", given.ada, SIGNED, LARGE)
    return given.world.open_pull_request(
        author=given.ada,
        head=head,
        head_branch="steps",
        base=given.fork,
        title="[Core] Refactor the scheduler",
        body=BODY,
    )


def is_planned(given: Classroom, pull: PullRequest) -> bool:
    """Return whether the checklist of a pull request finds a plan."""
    (checklist,) = given.ours(pull, CHECKLIST)
    left, _, _ = checklist.partition("<details>")
    return NO_PLAN not in left


def left(card: str) -> str:
    """Return the line of a card that tells what is left on the checklist."""
    (line,) = [each for each in card.splitlines() if each.startswith("**Checklist:**")]
    return line


async def a_day_later(given: Classroom, rehearsal: Rehearsal) -> None:
    await given.clock.advance(timedelta(days=1, hours=1).total_seconds())
    await rehearsal.quiet()


async def test_a_plan_in_the_claim_comment_counts_for_the_pull_request() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        without = work(given)
        await rehearsal.quiet()
        assert not is_planned(given, without)

        upstream(given, TAKE)
        await a_day_later(given, rehearsal)
        assert is_planned(given, without)
        # What it says is looked at; it is not the plan that the course agreed to.
        assert "**Plan** of" not in given.card(issue)


async def test_a_claim_that_was_there_before_counts_at_once() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        upstream(given, TAKE)
        given.take()
        await rehearsal.quiet()
        pull = work(given)
        await rehearsal.quiet()
        assert is_planned(given, pull)


async def test_it_counts_for_a_branch_as_well() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.world.commit(given.fork, "steps", given.ada, SIGNED, LARGE)
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert "a plan in one paragraph" in left(given.card(issue))

        upstream(given, TAKE)
        given.say(issue, "/ready")
        await rehearsal.quiet()
        assert "a plan in one paragraph" not in left(given.card(issue))


async def test_it_comes_with_what_is_read_anyhow_and_costs_no_further_point() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        upstream(given, TAKE)
        given.take()
        await rehearsal.quiet()
        given.world.requests.clear()
        await a_day_later(given, rehearsal)

        read = [each for each in given.world.requests if each.operation.startswith("Contribution")]
        assert {each.operation for each in read} == {"ContributionAndClaim"}
        assert {each.points for each in read} == {1}
        assert not any(each.operation == "UpstreamIssue" for each in given.world.requests)


@pytest.mark.parametrize("who", ["bob", "stranger", "maintainer"])
async def test_what_others_say_there_is_nobodys_plan(who: str) -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        upstream(given, TAKE, given.world.users[who])
        given.take()
        await rehearsal.quiet()
        pull = work(given)
        await rehearsal.quiet()
        assert not is_planned(given, pull)


async def test_nothing_that_is_said_there_is_carried_out_or_shown_live() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        upstream(given, f"{TAKE}\n\n/drop\n\n@ida @mira </details> vllm-project/vllm#1 ```")
        issue = given.take()
        await rehearsal.quiet()
        pull = work(given)
        await rehearsal.quiet()
        (checklist,) = given.ours(pull, CHECKLIST)
        assert "Given up." not in given.card(issue)
        for text in (checklist, given.card(issue)):
            assert "@ida" not in text
            assert "@mira" not in text


async def test_where_the_upstream_issue_is_gone_the_card_is_written_all_the_same() -> None:
    given = classroom()
    async with silently(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        del given.upstream.issues[given.bug.number]
        given.say(issue, "/kind fix")
        await rehearsal.quiet()
        assert "(fix)" in given.card(issue)
