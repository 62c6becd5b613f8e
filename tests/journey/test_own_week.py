"""A student's own week in the card: it comes once a week and is quiet until the next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.kernel.markers import CARD
from tests.support.classroom import PLAN, POLICY, classroom, coached

if TYPE_CHECKING:
    from datetime import datetime

    from bot.rehearsal.coach_and_sandbox import Rehearsal
    from bot.sandbox.model import Comment, Issue
    from tests.support.classroom import Classroom

DAY = timedelta(days=1)


async def until(given: Classroom, rehearsal: Rehearsal, moment: datetime) -> None:
    """Jump to a moment; what came due meanwhile comes due once."""
    while given.clock.now() < moment:
        given.clock._now = moment
        await given.clock.advance(0)
    await rehearsal.quiet()


def next_monday(given: Classroom) -> datetime:
    now = given.clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=7 - now.weekday())


def comment_of(given: Classroom, issue: Issue) -> Comment:
    (found,) = (each for each in issue.comments if each.body.startswith(CARD))
    assert found.author is given.cast.app.bot
    return found


async def test_the_card_tells_the_week_on_monday_and_stays_the_same_until_the_next() -> None:
    given = classroom()
    async with coached(given) as rehearsal:
        issue = given.take()
        await rehearsal.quiet()
        given.say(issue, f"/plan {PLAN}")
        given.say(issue, "/approve", given.mira)
        await rehearsal.quiet()
        upstream = given.go_upstream()
        given.say(issue, f"/pr vllm#{upstream.number}")
        await rehearsal.quiet()
        assert "Your week" not in given.card(issue)

        monday = next_monday(given)
        await until(given, rehearsal, monday - timedelta(hours=1))
        assert "Your week" not in given.card(issue)

        # By Tuesday noon each card has been looked through.
        await until(given, rehearsal, monday + 1.5 * DAY)
        card = comment_of(given, issue)
        first, edited = card.body, card.updated_at
        assert f"Your week from {(monday - 7 * DAY).date()} to {(monday - DAY).date()}" in first
        assert "the pull request is open" in first
        assert "Next: wait for the first review." in first

        for days in range(2, 7):
            await until(given, rehearsal, monday + days * DAY)
            assert (card.body, card.updated_at) == (first, edited)

        await until(given, rehearsal, monday + 8.5 * DAY)
        assert f"Your week from {monday.date()} to {(monday + 6 * DAY).date()}" in card.body
        assert len(given.ours(issue, CARD)) == 1


async def test_a_student_who_wishes_to_be_left_out_has_no_week_in_the_card() -> None:
    given = classroom(policy=POLICY + "privacy: {{left_out: [ada]}}\n")
    async with coached(given) as rehearsal:
        issue = given.take()
        other = given.take("I take vllm#2", by=given.bob)
        await rehearsal.quiet()
        await until(given, rehearsal, next_monday(given) + 1.5 * DAY)
        assert "Week 2 of 24" in given.card(issue)
        assert "Your week" not in given.card(issue)
        assert "Your week" in given.card(other)
