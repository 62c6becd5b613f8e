"""GitHub's rate limits, read from an answer; pure.

The order in which to wait is GitHub's own: `Retry-After`; else the reset when nothing
remains; else at least a minute, doubling with each refusal.
https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
_MOST_DOUBLINGS = 6
_LIMIT_STATUSES = frozenset({403, 429})
_LIMIT_WORDS = ("rate limit", "abuse detection")
_LIMIT_TYPES = frozenset({"RATE_LIMITED", "RATE_LIMIT"})


def wait_until(
    status: int,
    headers: Mapping[str, str],
    message: str,
    *,
    now: datetime,
    refusals: int = 0,
) -> datetime | None:
    """Return when GitHub allows the next request, or None when no limit was met.

    Args:
        status: The HTTP status; only 403 and 429 speak of limits.
        headers: The answer's headers, in lower case.
        message: The `message` of the body, which tells a limit from a missing permission.
        now: The present instant.
        refusals: Limits met in a row before this one.
    """
    if status not in _LIMIT_STATUSES:
        return None
    exhausted = headers.get("x-ratelimit-remaining") == "0"
    stated = "retry-after" in headers
    named = any(word in message.lower() for word in _LIMIT_WORDS)
    if not (exhausted or stated or named or status == 429):  # noqa: PLR2004 - HTTP's number
        return None
    return _instant(headers, now=now, refusals=refusals, exhausted=exhausted)


def graphql_wait_until(
    errors: Sequence[Mapping[str, object]],
    headers: Mapping[str, str],
    *,
    now: datetime,
    refusals: int = 0,
) -> datetime | None:
    """Return when to go on after a GraphQL answer of status 200 that speaks of a limit.

    GraphQL reports an exhausted limit with status 200 and an error entry:
    https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
    """
    for error in errors:
        text = str(error.get("message", "")).lower()
        if error.get("type") in _LIMIT_TYPES or any(word in text for word in _LIMIT_WORDS):
            exhausted = headers.get("x-ratelimit-remaining") == "0"
            return _instant(headers, now=now, refusals=refusals, exhausted=exhausted)
    return None


def _instant(
    headers: Mapping[str, str], *, now: datetime, refusals: int, exhausted: bool
) -> datetime:
    retry_after = _number(headers.get("retry-after"))
    if retry_after is not None:
        return now + timedelta(seconds=max(retry_after, 1.0))
    reset = _number(headers.get("x-ratelimit-reset"))
    if exhausted and reset is not None:
        # A second more: the header is cut to whole seconds.
        return max(datetime.fromtimestamp(reset, UTC), now) + timedelta(seconds=1)
    pause: timedelta = FIRST_PAUSE * (1 << min(refusals, _MOST_DOUBLINGS))
    return now + min(pause, LONGEST_PAUSE)


def _number(text: str | None) -> float | None:
    if text is None or not text.strip().isdigit():
        return None
    return float(text)
