"""Whose turn it is stands in the card, and the student can correct it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.reconcile.turns import CASE, kept
from bot.review.snapshot import read
from bot.sandbox.model import ReviewState
from tests.support.classroom import POLICY, classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Issue, PullRequest
    from tests.support.classroom import Classroom

A_WHILE = timedelta(minutes=12)


async def reviewed(given: Classroom, rehearsal: Rehearsal) -> tuple[Issue, PullRequest]:
    issue = given.take()
    await rehearsal.quiet()
    pull = given.go_upstream()
    await later(given, rehearsal)
    await review(given, rehearsal, pull)
    return issue, pull


async def review(given: Classroom, rehearsal: Rehearsal, pull: PullRequest) -> None:
    wish = "Please test the empty prompt too."
    given.world.submit_review(pull, given.maintainer, ReviewState.CHANGES_REQUESTED, wish)
    await later(given, rehearsal)


async def later(given: Classroom, rehearsal: Rehearsal) -> None:
    await given.clock.sleep(A_WHILE.total_seconds())
    await rehearsal.quiet()


def turn(given: Classroom, issue: Issue) -> str:
    (line,) = (line for line in given.card(issue).splitlines() if line.startswith("**Turn:**"))
    return line


async def test_a_correction_holds_until_somebody_does_something() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await reviewed(given, rehearsal)
        assert turn(given, issue).startswith("**Turn:** yours, since ")

        given.say(issue, "/not-my-turn I answered by mail")
        await rehearsal.quiet()
        assert turn(given, issue).endswith("`I answered by mail`.")
        await later(given, rehearsal)
        assert turn(given, issue).startswith("**Turn:** not yours, as you said on ")

        await review(given, rehearsal, pull)
        assert turn(given, issue).startswith("**Turn:** yours, since ")


async def test_what_was_corrected_is_kept_as_it_was_to_be_judged_again() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue, pull = await reviewed(given, rehearsal)
        given.say(issue, "/not-my-turn")
        await rehearsal.quiet()
        await later(given, rehearsal)

        (entry,) = await rehearsal.service.store.journal_of_kind(CASE)
    (snapshot,) = read([kept(entry)])
    assert (snapshot.repository, snapshot.number) == ("vllm-project/vllm", pull.number)
    case = kept(entry)["case"]
    assert case["contribution"] == f"{given.tracker.id}#{issue.number}"


async def test_where_only_the_prefix_counts_every_hint_is_written_with_it() -> None:
    policy = POLICY + "commands: {{prefix: /mentor, prefix_only: true}}\n"
    given = classroom(policy=policy)
    async with coached(given) as rehearsal:
        issue = given.take("I take an issue")
        await rehearsal.quiet()
        assert "`/mentor claim`" in given.card(issue)
        given.say(issue, "/mentor claim vllm#1")
        await rehearsal.quiet()
        assert "`/mentor plan`" in given.card(issue)
        for said in ("ready", "status", "turn", "suggest easy vllm", "pr vllm#99", "check"):
            given.say(issue, f"/mentor {said}")
            await rehearsal.quiet()
        head = given.go_upstream()
        given.world.edit(head, given.ada, title="Fix #4711")
        await later(given, rehearsal)

        told = "\n".join((given.card(issue), *given.replies(issue)))
    assert len(given.replies(issue)) >= 5
    assert "`/mentor pr`" in told
    for plain in ("`/claim", "`/plan", "`/pr", "`/suggest", "`/help", "`/ready", "`/approve"):
        assert plain not in told
