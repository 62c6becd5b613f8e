"""The demo's second story: a contribution over the weeks of a course, with the real coach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.clock import VirtualClock
from bot.kernel.markers import CARD
from bot.rehearsal.coach_and_sandbox import Cast, Pace, register, rehearsing
from bot.sandbox import story, story_life
from bot.sandbox.world import World
from tests.support.rehearsals import credentials
from tests.support.virtual import passing

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.sandbox.model import Issue


def cards(issue: Issue) -> list[str]:
    return [each.body for each in issue.comments if each.body.startswith(CARD)]


async def test_from_the_question_to_the_merge_in_24_weeks_without_a_trace_at_the_project() -> None:
    clock = VirtualClock()
    world = World(clock)
    stage = story.prepare(world)
    life = story_life.prepare(stage)
    app = register(world, stage.organisation, credentials())
    world.install_app(app, stage.organisation)
    told: list[str] = []
    seen: list[str] = []
    cast = Cast(world, app, credentials())

    def moving() -> tuple[int, int]:
        return len(world.requests), sum(each.status_code for each in world.deliveries)

    async with (
        passing(clock, moving),
        rehearsing(cast, clock=clock, database_url="sqlite://", pace=Pace()) as rehearsal,
    ):

        async def settle() -> None:
            await rehearsal.quiet()
            if life.issue is not None:
                seen.extend(label.name for label in life.issue.labels)

        async def travel(span: timedelta) -> None:
            await clock.advance(span.total_seconds())

        await rehearsal.quiet()
        await story_life.play(life, travel, on_step=told.append, settle=settle)
        assert world.unknown_requests == []

    assert len(told) == len(story_life.CHAPTERS)
    assert life.issue is not None
    (card,) = cards(life.issue)
    assert "**Merged.**" in card
    assert "Week 24 of 24" in card
    assert list(dict.fromkeys(seen)) == [
        "coach: found",
        "coach: claimed",
        "coach: agreed",
        "coach: building",
        "coach: ready",
        "coach: open",
        "coach: review",
        "coach: merged",
    ]
    assert life.upstream_pull is not None
    people = {each.author.login for each in (*life.bug.comments, *life.upstream_pull.comments)}
    assert people == {story_life.STUDENT}
    assert not world.write_violations
    assert world.footprints == []
