"""Three thousand pull requests of a thousand students are followed within the goal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.watched import course, happening

if TYPE_CHECKING:
    from tests.support.watched import Course

A_DAY = {"touched": 1.0, "checked": 2.0}
"""How often a pull request changes and how often its checks end, at any time of the day: students
and reviewers live around the world."""

GOAL = 1_500
"""Points of an hour."""

HOURS = 2


@pytest.fixture(scope="module")
def given() -> Course:
    return course(students=1_000, pulls_of_each=3, a_day=sum(A_DAY.values()))


async def test_a_thousand_students_cost_less_than_1500_points_an_hour_and_wait_ten_minutes(
    given: Course,
) -> None:
    await given.live(HOURS, happening(given, A_DAY))
    assert sum(given.spent.values()) / HOURS < GOAL
    assert given.within(95) < timedelta(minutes=10)
    expected = sum(A_DAY.values()) * len(given.pulls) * HOURS / 24
    assert len(given.seen) == pytest.approx(expected, rel=0.15)
