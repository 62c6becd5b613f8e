"""Students whom a team names: from the policy to a command, and out of the course again."""

from __future__ import annotations

from datetime import timedelta

from structlog.testing import capture_logs

from tests.support.classroom import classroom, coached

POLICY = """\
version: 1
tracker: {{repository: ai-course/tracker}}
privacy: {{public_repositories: student data may be public}}
cohorts:
  - name: autumn 2026
    start: {start}
    student_teams: [ai-course/students, ai-course/gone]
    instructors: [ida]
"""


async def test_a_member_of_a_team_is_a_student_from_within_an_hour_and_as_long() -> None:
    # On a public tracker nobody but the course is heard.
    given = classroom(private=False, policy=POLICY)
    organisation = given.tracker.owner
    given.world.create_team(organisation, "students", (given.ada,))
    with capture_logs() as logged:
        async with coached(given) as rehearsal:
            await rehearsal.quiet()
            issue, others = given.take(), given.take("I take vllm#2", by=given.bob)
            await rehearsal.quiet()
            assert "`ada`" in given.card(issue)
            assert others.comments == []

            given.world.create_team(organisation, "students", (given.bob,))
            await given.clock.advance(timedelta(hours=1, minutes=1).total_seconds())
            await rehearsal.quiet()
            comment = given.say(others, "/claim vllm#1", by=given.bob)
            refused = given.say(issue, "/drop", by=given.ada)
            await rehearsal.quiet()

            assert given.reactions(comment) == ["thumbs_up"]
            assert given.reactions(refused) == []
    told = [line for line in logged if line["event"] == "team_unreadable"]
    assert [line["team"] for line in told] == ["ai-course/gone"]
