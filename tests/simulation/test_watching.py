"""Three thousand pull requests of a thousand students are followed within the goal, each hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.watch_load import bunched, evenly, happening
from tests.support.watch_telling import most_in_an_hour
from tests.support.watched import course

if TYPE_CHECKING:
    from tests.support.watch_load import Hours

GOAL = 1_500
"""Points of an hour."""

TEN_MINUTES = timedelta(minutes=10)
MONDAY_MORNING = datetime(2026, 9, 7, 7, 30, tzinfo=UTC)

LOADS = (
    # Changes of an hour: of any, and of the ten into which four of five of a working day fall.
    pytest.param(evenly, 1, 375, id="evenly"),
    pytest.param(bunched, 2, 720, id="working hours"),
)


@pytest.mark.parametrize(("load", "hours", "usual"), LOADS)
async def test_no_hour_costs_1500_points_and_changes_are_told_within_ten_minutes(
    load: Hours, hours: int, usual: int
) -> None:
    given = course(1_000, 3, MONDAY_MORNING)
    await given.live(hours, happening(given.pulls, MONDAY_MORNING, load))

    assert most_in_an_hour(given.paid) < GOAL
    assert given.within(95) < TEN_MINUTES
    assert len(given.seen) / hours == pytest.approx(usual, rel=0.15)
