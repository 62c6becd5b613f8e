"""A round of following says how many changes wait for the budget."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from structlog.testing import capture_logs

from bot.reconcile.finding.rounds import HOUR, Round
from tests.support.watched import course

if TYPE_CHECKING:
    from tests.support.watched import Course

MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


async def counted(given: Course) -> tuple[int, int]:
    """Look once, and return how many changes were told and how many wait."""
    with capture_logs() as logged:
        await given.round()
    (told,) = (each for each in logged if each["event"] == "watched")
    return told["news"], told["waiting"]


async def test_what_the_share_does_not_allow_waits_for_the_next_hour_and_is_counted() -> None:
    given = course(4, 2, MONDAY)
    await given.know_everybody()
    for pull in given.pulls.values():
        pull.updated_at = given.clock.now()
    known = Round.decode(given.store.kept)
    used_up = msgspec.structs.replace(known, spent=known.limit, hour=given.clock.now())
    given.store.kept = used_up.encode()

    assert await counted(given) == (0, 8)
    await given.clock.advance(HOUR.total_seconds())
    assert await counted(given) == (8, 0)
