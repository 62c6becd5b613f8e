"""The life of a contribution, from the webhook to what is seen; and what goes wrong on the way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.kernel.markers import CARD, CHECKLIST, REPLY
from bot.sandbox.faults import (
    BadToken,
    Doubled,
    Dropped,
    Lag,
    LostAnswer,
    LostRequest,
    Overtaken,
    SecondaryLimit,
    ServerError,
)
from bot.sandbox.model import ReviewState
from tests.support.classroom import PLAN, POLICY, classroom, coached

if TYPE_CHECKING:
    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.faults import RequestFault
    from bot.sandbox.model import Issue
    from tests.support.classroom import Classroom

ON_WRITE: dict[str, Any] = {"operation": "Talk"}


def labels(issue: Issue) -> list[str]:
    return [label.name for label in issue.labels]


async def later(given: Classroom, rehearsal: Rehearsal, span: timedelta) -> None:
    await given.clock.sleep(span.total_seconds())
    await rehearsal.quiet()


async def test_an_issue_whose_title_names_an_upstream_issue_is_a_claim_with_a_card() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take("I take vllm#1")
        await rehearsal.quiet()

        assert "**Claimed.**" in given.card(issue)
        assert "Week 1 of 24" in given.card(issue)
        assert labels(issue) == ["coach: claimed"]
        assert given.replies(issue) == []


async def test_from_the_claim_to_merged_every_step_is_seen() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        seen = [*labels(issue)]
        for step in (
            lambda: given.say(issue, f"/plan {PLAN}"),
            lambda: given.say(issue, "/approve", given.mira),
            given.work,
            lambda: given.say(issue, "/ready"),
        ):
            step()
            await rehearsal.quiet()
            seen += labels(issue)
        upstream = given.go_upstream()
        given.say(issue, f"/pr vllm#{upstream.number}")
        await rehearsal.quiet()
        seen += labels(issue)
        given.world.submit_review(upstream, given.maintainer, ReviewState.COMMENTED, "Why so?")
        await later(given, rehearsal, timedelta(hours=1))
        seen += labels(issue)
        given.world.merge(upstream, given.maintainer)
        await later(given, rehearsal, timedelta(hours=1))
        seen += labels(issue)

        assert list(dict.fromkeys(seen)) == [
            "coach: claimed",
            "coach: agreed",
            "coach: building",
            "coach: ready",
            "coach: open",
            "coach: review",
            "coach: merged",
        ]
        assert "**Merged.**" in given.card(issue)
        assert len(given.replies(issue)) == 1
        assert [comment.author.login for comment in given.bug.comments] == []
        assert [comment.author.login for comment in upstream.comments] == []
        for body in (given.card(issue), *given.replies(issue)):
            assert set(re.findall(r"https?://([^/]+)/", body)) <= {"redirect.github.com"}
            # Her mentor is asked by name; nobody else is.
            assert set(re.findall(r"(?<![\w`])@(\w+)", body)) <= {"mira"}


async def test_commands_in_a_pull_request_reach_its_contribution() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.work()
        await rehearsal.quiet()

        comment = given.say(pull, f"/plan {PLAN}\n\n/kind fix")
        await rehearsal.quiet()

        assert given.reactions(comment) == ["thumbs_up"]
        assert "(fix)" in given.card(issue)
        assert "**Plan** of" in given.card(issue)


def form(issue: str, kind: str = "_No response_", plan: str = "_No response_") -> str:
    """Return what GitHub writes into an issue that was opened with the form."""
    return f"### Upstream issue\n\n{issue}\n\n### Kind\n\n{kind}\n\n### Plan\n\n{plan}\n"


async def test_an_issue_opened_with_the_form_is_a_claim_with_kind_and_plan_each_once() -> None:
    given = classroom()
    address = "https://github.com/vllm-project/vllm/issues/1"
    async with coached(given) as rehearsal:
        issue = given.take("I take the empty prompts", form(address, "fix", PLAN))
        await rehearsal.quiet()

        assert "coach: agreed" in [label.name for label in issue.labels]
        assert "(fix)" in given.card(issue)
        assert given.card(issue).count("**Plan** of") == 1
        assert given.reactions(issue) == ["thumbs_up"]

        given.say(issue, "/kind performance")
        await rehearsal.quiet()
        given.world.edit(issue, given.ada, body=form(f"{address} ", "fix", f"{PLAN}\n"))
        await rehearsal.quiet()
        assert "(performance)" in given.card(issue)

        given.world.edit(issue, given.ada, body=form(address, "docs", PLAN))
        await rehearsal.quiet()
        assert "(docs)" in given.card(issue)


async def test_a_form_that_names_no_issue_is_told_so_and_its_plan_waits_for_the_claim() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take("I take something", form("the hanging one", "fix", PLAN))
        await rehearsal.quiet()
        (reply,) = given.replies(issue)
        assert "is no issue or pull request" in reply
        assert "coach: found" in [label.name for label in issue.labels]

        given.say(issue, "/claim vllm#1")
        await rehearsal.quiet()
        assert "coach: agreed" in [label.name for label in issue.labels]
        assert "(fix)" in given.card(issue)


async def test_a_form_may_hold_commands_and_is_nothing_where_a_stranger_filled_it_in() -> None:
    public = POLICY + "privacy: {{public_repositories: student data may be public}}\n"
    given = classroom(private=False, policy=public)
    async with coached(given) as rehearsal:
        issue = given.take("I take it", form("/claim vllm#1", plan=f"/plan {PLAN}"))
        other = given.take("I take it", form("vllm#1", "fix", PLAN), by=given.stranger)
        await rehearsal.quiet()

        assert "coach: agreed" in [label.name for label in issue.labels]
        assert other.comments == []
        assert other.reactions == []


async def test_commands_in_a_review_are_heard_once_and_answered_like_those_of_a_comment() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        pull = given.work()
        await rehearsal.quiet()

        review = given.world.submit_review(
            pull, given.mira, ReviewState.COMMENTED, "Nearly there.\n\n/revise name the test"
        )
        given.world.submit_review(pull, given.mira, ReviewState.APPROVED)
        given.world.submit_review(pull, given.stranger, ReviewState.COMMENTED, "/drop")
        await rehearsal.quiet()
        given.say(pull, "thanks")
        await rehearsal.quiet()

        assert review.reactions == [(given.cast.app.bot, "thumbs_up")]
        assert given.card(issue).count("name the test") == 1
        assert "coach: dropped" not in [label.name for label in issue.labels]
        assert given.replies(pull) == []


async def test_a_pull_request_of_no_contribution_is_told_where_commands_belong_once() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        pull = given.work()
        await rehearsal.quiet()
        comment = given.say(pull, "/ready")
        await rehearsal.quiet()
        given.say(pull, "thanks")
        await rehearsal.quiet()

        (reply,) = given.replies(pull)
        assert "belongs to no contribution yet" in reply
        assert given.reactions(comment) == ["confused"]


async def test_a_plan_on_a_pull_request_of_no_contribution_is_taken_without_a_word() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        pull = given.work("Skips empty prompts.")
        await rehearsal.quiet()
        (before,) = given.ours(pull, CHECKLIST)
        comment = given.say(pull, f"/plan {PLAN}")
        await rehearsal.quiet()

        assert given.reactions(comment) == ["thumbs_up"]
        assert given.replies(pull) == []
        (checklist,) = given.ours(pull, CHECKLIST)
        assert checklist != before


async def test_several_commands_run_in_order_and_are_answered_in_one_comment() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take("My first one")
        await rehearsal.quiet()
        given.say(issue, "/claim vllm#1\n/kind fix\n/kind fixx\n/help kind")
        await rehearsal.quiet()

        (reply,) = given.replies(issue)
        assert reply.index("fixx") < reply.index("/kind performance")
        assert "**Claimed.**" in given.card(issue)
        assert "(fix)" in given.card(issue)


async def test_an_edit_runs_only_what_is_new() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        comment = given.say(issue, "/status")
        await rehearsal.quiet()
        given.world.edit_comment(comment, given.ada, "Please:\n\n/status\n\n/kind docs")
        await rehearsal.quiet()

        assert len(given.replies(issue)) == 1
        assert "(docs)" in given.card(issue)


async def test_a_classmate_on_the_same_issue_is_told() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        given.take()
        await rehearsal.quiet()
        second = given.take("I take vllm#1", by=given.bob)
        await rehearsal.quiet()

        (reply,) = given.replies(second)
        assert "Somebody of your course is on it" in reply
        assert "`ada`" in reply


async def test_an_assignee_and_an_open_pull_request_there_are_told() -> None:
    given = classroom()
    given.bug.assignees.append(given.maintainer)
    rival = given.go_upstream()
    given.world.edit(rival, given.ada, body=f"Fixes #{given.bug.number}")
    async with coached(given) as rehearsal:
        issue = given.take(by=given.bob)
        await rehearsal.quiet()

        (reply,) = given.replies(issue)
        assert "assigned to somebody else" in reply
        assert "has a pull request for it" in reply


async def test_an_excuse_holds_for_all_that_the_student_works_on() -> None:
    given = classroom()
    other = given.world.create_issue(given.upstream, given.maintainer, "Another")
    async with coached(given) as rehearsal:
        first, second = given.take(), given.take(f"I take vllm#{other.number}")
        await rehearsal.quiet()
        given.say(first, "/excuse @ada 1w", given.mira)
        await rehearsal.quiet()

        assert "Excused until" in given.card(first)
        assert "Excused until" in given.card(second)


async def test_a_public_tracker_is_refused_unless_the_policy_says_so() -> None:
    given = classroom(private=False)
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        assert issue.comments == []
        assert labels(issue) == []

    open_minded = POLICY + "privacy: {{public_repositories: student data may be public}}\n"
    given = classroom(private=False, policy=open_minded)
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        assert "**Claimed.**" in given.card(issue)


async def test_strangers_on_a_public_tracker_are_not_answered() -> None:
    open_minded = POLICY + "privacy: {{public_repositories: student data may be public}}\n"
    given = classroom(private=False, policy=open_minded)
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        comment = given.say(issue, "/drop", given.stranger)
        mine = given.take("Spam", "/claim vllm#1", by=given.stranger)
        await rehearsal.quiet()

        assert given.reactions(comment) == []
        assert given.replies(issue) == []
        assert mine.comments == []


async def test_an_issue_of_the_mentors_own_is_left_alone() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take("Rooms for next week", "See you there.", by=given.mira)
        await rehearsal.quiet()

        assert issue.comments == []
        assert labels(issue) == []


async def test_an_unchanged_contribution_costs_one_read_and_no_write() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.world.requests.clear()
        given.say(issue, "Thank you all")
        await rehearsal.quiet()

        (read,) = given.world.requests
        assert (read.operation, read.points) == ("ContributionAndClaim", 1)


async def test_without_any_delivery_a_command_is_delayed_and_not_lost() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        await rehearsal.quiet()
        given.cast.faults.add(Dropped(times=10_000))
        issue = given.take()
        await later(given, rehearsal, timedelta(minutes=11))
        assert "**Claimed.**" in given.card(issue)

        comment = given.say(issue, f"/plan {PLAN}")
        pull = given.work()
        await later(given, rehearsal, timedelta(minutes=11))

        assert given.reactions(comment) == ["thumbs_up"]
        assert labels(issue) == ["coach: building"]
        assert len(given.world.comments) == len(issue.comments) + len(pull.comments)
        assert len(given.ours(issue, CARD)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        LostAnswer(**ON_WRITE),
        LostRequest(**ON_WRITE),
        ServerError(**ON_WRITE, applied=True),
        ServerError(**ON_WRITE, applied=False),
        SecondaryLimit(**ON_WRITE, retry_after=1),
        BadToken(**ON_WRITE),
        Lag(**ON_WRITE, reads=1),
        LostAnswer(operation="Contribution"),
        ServerError(operation="Contribution", status=503),
        LostAnswer(operation="ContributionAndClaim"),
        ServerError(operation="ContributionAndClaim", status=503),
        ServerError(operation="UpstreamIssue", status=503),
    ],
    ids=lambda fault: f"{type(fault).__name__}-{fault.operation}-{getattr(fault, 'applied', '')}",
)
@pytest.mark.parametrize("skip", [0, 1, 2])
async def test_one_fault_leads_to_one_card_and_one_answer(fault: RequestFault, skip: int) -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        await rehearsal.quiet()
        given.cast.faults.add(replace(fault, skip=skip))
        issue = given.take("I take vllm#1", "/status")
        await rehearsal.quiet()
        given.say(issue, "/help plan")
        await later(given, rehearsal, timedelta(minutes=2))

        assert len(given.ours(issue, CARD)) == 1
        assert len(given.ours(issue, REPLY)) == 2
        assert labels(issue) == ["coach: claimed"]


@pytest.mark.parametrize("fault", [Doubled(times=50), Overtaken(event="issue_comment")])
async def test_doubled_and_late_deliveries_run_each_command_once(
    fault: Doubled | Overtaken,
) -> None:
    given = classroom()
    given.cast.faults.add(replace(fault))
    async with coached(given) as rehearsal:
        issue = given.take()
        for _ in range(3):
            given.say(issue, "/status")
        await later(given, rehearsal, timedelta(minutes=2))

        assert len(given.ours(issue, CARD)) == 1
        assert len(given.replies(issue)) == 3
