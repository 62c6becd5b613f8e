"""The life of a pull request as the coach reads it, executed by the sandbox."""

from __future__ import annotations

from typing import Any

from bot.github.turn_document import TURN
from bot.projects.model import Project
from bot.review.ledger import judge
from bot.review.snapshot import read
from bot.review.turn import Turn
from bot.sandbox.model import ReviewState
from tests.support.sandbox import course, stage

HERE = {"owner": "course", "name": "lm", "number": 1, "before": None}


async def test_the_reading_of_the_turn_is_answered_whole_and_leads_to_a_judgement() -> None:
    made = course()
    world, pull = made.world, made.pull
    await made.clock.advance(3600)
    world.request_review(pull, made.mentor, made.alice)
    world.add_label(pull, "bug", made.mentor)
    await made.clock.advance(3600)
    lines = (("a.py", 2, "Why two?"),)
    world.submit_review(pull, made.mentor, ReviewState.CHANGES_REQUESTED, "Please", lines)
    await made.clock.advance(3600)
    async with stage(made) as here:
        found = (await here.query(TURN, "", **HERE)).json
        assert "errors" not in found
        (snapshot,) = read(found)
        judgement = judge(snapshot, Project(name="course/lm"))

        assert judgement.now.turn is Turn.AUTHOR
        assert [each.thread.path for each in judgement.threads] == ["a.py"]
        kinds = {each["__typename"] for each in timeline(found)}
        assert kinds == {
            "LabeledEvent",
            "PullRequestCommit",
            "PullRequestReview",
            "ReviewRequestedEvent",
        }


async def test_what_ends_it_is_told_too() -> None:
    made = course()
    made.world.set_draft(made.pull, made.alice, draft=True)
    made.world.set_draft(made.pull, made.alice, draft=False)
    await made.clock.advance(60)
    made.world.comment(made.pull, made.mentor, "Thanks")
    made.world.create_check_run(
        made.base, made.app, made.pull.head_sha, "tests", conclusion="failure"
    )
    made.world.merge(made.pull, made.mentor)
    async with stage(made) as here:
        found = (await here.query(TURN, "", **HERE)).json
        assert "errors" not in found
        kinds = [each["__typename"] for each in timeline(found)]
        assert {"ConvertToDraftEvent", "ReadyForReviewEvent", "MergedEvent"} <= set(kinds)
        assert kinds.index("MergedEvent") < kinds.index("ClosedEvent")
        pull = found["data"]["repository"]["pullRequest"]
        (commit,) = pull["commits"]["nodes"]
        assert commit["commit"]["statusCheckRollup"]["state"] == "FAILURE"


async def test_a_conflict_is_found_out_after_it_was_asked_for_and_touches_nothing() -> None:
    made = course()
    touched = made.pull.updated_at
    made.world.move_base(made.pull, conflicts=True)
    await made.clock.advance(60)
    async with stage(made) as here:
        told = []
        for _ in range(2):
            over_rest = (await here.get("/repos/course/lm/pulls/1")).json
            pull = (await here.query(TURN, "", **HERE)).json["data"]["repository"]["pullRequest"]
            told.append((over_rest["mergeable"], over_rest["mergeable_state"], pull["mergeable"]))
        assert told == [(None, "unknown", "UNKNOWN"), (False, "dirty", "CONFLICTING")]
    assert made.pull.updated_at == touched


def timeline(found: dict[str, Any]) -> list[dict[str, Any]]:
    pull = found["data"]["repository"]["pullRequest"]
    nodes: list[dict[str, Any]] = pull["timelineItems"]["nodes"]
    return nodes
