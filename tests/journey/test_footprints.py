"""Whatever students write, nothing of it shows at the projects, and nobody there is called."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.model import ReviewState
from tests.support.classroom import PLAN, classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from tests.support.classroom import Classroom

HOSTILE = (
    "@torvalds @pytorch/maintainers &#64;maintainer vllm-project/vllm#1 vllm#1 GH-1"
    " https://github.com/vllm-project/vllm/pull/1 [x](https://GitHub.com./vllm-project/vllm/pull/1)"
    " <a href='//github.com/vllm-project/vllm/issues/1'>x</a> www.github.com/vllm-project/vllm"
    " vllm-project/vllm@0123456789 0123456789012345678901234567890123456789"
)
OPENING = ("```\n", "~~~\n", "<!-- ", "</details>", "`", "")


async def told(given: Classroom, rehearsal: Rehearsal, *texts: str) -> None:
    issue = given.take(f"I take vllm#1 {HOSTILE}"[:250], HOSTILE)
    await rehearsal.quiet()
    for text in texts:
        given.say(issue, text)
        await rehearsal.quiet()
    given.say(issue, f"/revise {HOSTILE}", given.mira)
    await rehearsal.quiet()


@pytest.mark.parametrize("opening", OPENING)
async def test_hostile_plans_reasons_and_titles_leave_nothing_outside(opening: str) -> None:
    given = classroom()
    said = f"{opening}{HOSTILE}"
    async with coached(given) as rehearsal:
        await told(
            given,
            rehearsal,
            f"/claim vllm#1 {said}",
            f"/plan {PLAN} {said}",
            f"/snooze 3d {said}",
            f"/{said[:30]}",
            f"/pr {said}",
            f"/drop {said}",
        )
        assert len(given.world.written) > 5

    assert given.world.footprints == []
    assert given.bug.comments == []


async def test_a_hostile_pull_request_and_its_reviews_leave_nothing_outside() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        fork_pull = given.work(f"Fixes vllm-project/vllm#1\n\n```\n{HOSTILE}")
        given.world.edit(fork_pull, given.ada, title=HOSTILE[:200])
        given.world.comment(fork_pull, given.ada, f"/ready\n\n{HOSTILE}")
        pull = given.go_upstream()
        given.world.edit(pull, given.ada, title=f"Fix #1 {HOSTILE}"[:200])
        await given.clock.sleep(timedelta(minutes=20).total_seconds())
        given.world.submit_review(pull, given.maintainer, ReviewState.CHANGES_REQUESTED, HOSTILE)
        await given.clock.sleep(timedelta(minutes=20).total_seconds())
        await rehearsal.quiet()

    assert given.world.footprints == []
    assert pull.comments == []


async def test_the_mentors_are_mentioned_and_only_they() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        given.work()
        await rehearsal.quiet()
        given.say(issue, "/ready @torvalds")
        await rehearsal.quiet()

        (request,) = given.replies(issue)
    assert request.startswith("@mira: ")
    assert given.world.footprints == []
