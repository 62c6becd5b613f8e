"""The loads and the counts of the longer benchmarks."""

from __future__ import annotations

import pytest

from bench.engine import deliveries
from bench.requests import Spent
from bench.scene import Scene


def test_the_engines_load_has_its_share_of_redeliveries() -> None:
    made = deliveries(seed=3)
    assert len(made) == 5000
    assert 4700 <= len({each.guid for each in made}) <= 4800
    assert {len(each.payload) for each in made} == {8000}


@pytest.mark.parametrize(("requests", "writes", "points"), [(0, 0, 0), (3, 1, 7), (2, 2, 10)])
def test_a_write_costs_five_points_of_the_secondary_limit(
    requests: int, writes: int, points: int
) -> None:
    spent = Spent(requests, writes, mints=0, comments=0, seconds=0, slowest_ack=0)
    assert spent.points == points


def test_a_scene_knows_which_deliveries_were_answered() -> None:
    scene = Scene()
    scene.open_pull()
    opened = [each for each in scene.world.deliveries if each.action == "opened"]
    assert len(opened) == 1
    first = opened[0]
    assert first in scene.unanswered()
    first.status = "OK"
    assert first.guid in scene.acknowledged()
    assert first not in scene.unanswered()


def test_what_the_coach_dropped_on_purpose_is_not_counted_as_answered() -> None:
    scene = Scene()
    scene.open_pull()
    [first, *_] = scene.world.deliveries
    first.status, first.response_body = "OK", '{"delivery":"x","result":"dropped"}'
    assert first.guid not in scene.acknowledged()


def test_a_redelivery_carries_the_guid_of_the_first_attempt() -> None:
    scene = Scene()
    scene.open_pull()
    first = scene.world.deliveries[-1]
    scene.redeliver(first, times=2)
    again = scene.world.deliveries[-2:]
    assert {each.guid for each in again} == {first.guid}
    assert all(each.redelivery for each in again)
    assert len({each.id for each in (*again, first)}) == 3


def test_comments_beyond_the_first_checklist_are_duplicates() -> None:
    scene = Scene()
    pull = scene.open_pull()
    checklist = "<!-- upstream-coach:checklist -->\nDone."
    for text in (checklist, "A word.", checklist):
        scene.world.comment(pull, scene.app.bot, text, app=scene.app)
    assert scene.duplicates() == 1
