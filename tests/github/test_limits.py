"""GitHub's limits, as they are told from an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.github.limits import LONGEST_PAUSE, graphql_wait_until, wait_until

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
RESET = NOW + timedelta(minutes=20)
EXHAUSTED = {
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": str(int(RESET.timestamp())),
}


@pytest.mark.parametrize(
    ("status", "headers", "message", "wait"),
    [
        (200, {}, "", None),
        (500, {"retry-after": "5"}, "", None),
        (403, {}, "Resource not accessible by integration", None),
        (403, {"x-ratelimit-remaining": "4999"}, "Must have admin rights", None),
        (403, {"retry-after": "72"}, "anything", timedelta(seconds=72)),
        (403, {"retry-after": "0"}, "anything", timedelta(seconds=1)),
        (429, {"retry-after": "7"}, "", timedelta(seconds=7)),
        (429, {}, "", timedelta(minutes=1)),
        (403, EXHAUSTED, "API rate limit exceeded", timedelta(minutes=20, seconds=1)),
        (429, EXHAUSTED, "", timedelta(minutes=20, seconds=1)),
        (403, {**EXHAUSTED, "retry-after": "3"}, "", timedelta(seconds=3)),
        (403, {}, "You have exceeded a secondary rate limit.", timedelta(minutes=1)),
        (403, {}, "You have triggered an abuse detection mechanism", timedelta(minutes=1)),
        (403, {"retry-after": "soon"}, "secondary rate limit", timedelta(minutes=1)),
        (403, {"x-ratelimit-remaining": "0"}, "no reset told", timedelta(minutes=1)),
    ],
)
def test_the_wait_follows_githubs_order(
    status: int, headers: dict[str, str], message: str, wait: timedelta | None
) -> None:
    until = wait_until(status, headers, message, now=NOW)

    assert until == (None if wait is None else NOW + wait)


def test_the_pause_doubles_with_each_refusal_and_is_capped() -> None:
    pauses = [
        wait_until(403, {}, "secondary rate limit", now=NOW, refusals=refusals)
        for refusals in range(9)
    ]

    minutes = [(until - NOW) / timedelta(minutes=1) for until in pauses if until]
    assert minutes[:4] == [1, 2, 4, 8]
    assert minutes[-1] == LONGEST_PAUSE / timedelta(minutes=1)


def test_a_reset_in_the_past_still_waits_a_second() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}

    assert wait_until(403, headers, "", now=NOW) == NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        ({"type": "RATE_LIMITED", "message": "API rate limit exceeded"}, timedelta(minutes=1)),
        ({"type": "RATE_LIMIT", "message": ""}, timedelta(minutes=1)),
        ({"message": "You have exceeded a secondary rate limit"}, timedelta(minutes=1)),
        ({"type": "FORBIDDEN", "message": "Resource not accessible"}, None),
        ({"type": "NOT_FOUND", "message": "Could not resolve to a node"}, None),
    ],
)
def test_graphql_tells_a_limit_with_status_200(
    error: dict[str, object], wait: timedelta | None
) -> None:
    until = graphql_wait_until([error], {}, now=NOW)

    assert until == (None if wait is None else NOW + wait)


def test_graphql_waits_for_the_reset_when_the_points_are_used_up() -> None:
    until = graphql_wait_until([{"type": "RATE_LIMITED"}], EXHAUSTED, now=NOW)

    assert until == RESET + timedelta(seconds=1)
