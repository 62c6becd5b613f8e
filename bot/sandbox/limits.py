"""Rate limits as GitHub counts them, and the watch on how politely a client writes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.sandbox.exchange import DOCUMENTATION, Answer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sandbox.app_model import Budget, Token
    from bot.sandbox.state import State

_WINDOW = timedelta(hours=1)
_PAUSE = timedelta(seconds=1)
"""Between writes, and never two at once:
https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""


def budget_of(state: State, token: Token | None, *, graphql: bool) -> Budget:
    """Return the primary limit that a request counts against."""
    owner = state.anonymous if token is None else (token.installation or token)
    return owner.graphql if graphql else owner.rest


def reset_of(state: State, budget: Budget) -> datetime:
    """Return when a budget is full again, filling it when that moment has come."""
    now = state.clock.now()
    if budget.reset_at is None or budget.reset_at <= now:
        budget.used = 0
        budget.reset_at = now + _WINDOW
    return budget.reset_at


def headers(state: State, budget: Budget, *, graphql: bool) -> dict[str, str]:
    """Return the `X-RateLimit-*` headers."""
    reset = reset_of(state, budget)
    return {
        "X-RateLimit-Limit": str(budget.limit),
        "X-RateLimit-Remaining": str(max(budget.limit - budget.used, 0)),
        "X-RateLimit-Used": str(min(budget.used, budget.limit)),
        "X-RateLimit-Reset": str(int(reset.timestamp())),
        "X-RateLimit-Resource": "graphql" if graphql else "core",
    }


def exhausted(token: Token | None, *, graphql: bool, status: int = 403) -> Answer:
    """Return what GitHub answers when nothing remains; GraphQL says so with status 200."""
    who = "your IP address"
    if token is not None:
        whose = token.installation or token.user
        who = f"{'installation' if token.installation else 'user'} ID {whose.id}"
    message = f"API rate limit exceeded for {who}."
    if graphql:
        return Answer({"errors": [{"type": "RATE_LIMITED", "message": message}]})
    return Answer({"message": message, "documentation_url": DOCUMENTATION}, status)


class WriteWatch:
    """Notes writes of one installation that overlap or follow too fast.

    Args:
        state: Whose `write_violations` are filled.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._running: dict[int, int] = {}
        self._last: dict[int, datetime] = {}

    def begin(self, installation: int, what: str) -> None:
        """Note that a write arrived."""
        now = self._state.clock.now()
        running = self._running.get(installation, 0)
        last = self._last.get(installation)
        if running:
            self._state.write_violations.append(f"{what}: {running} other writes were running")
        elif last is not None and now - last < _PAUSE:
            gap = (now - last).total_seconds()
            self._state.write_violations.append(f"{what}: {gap:g} s after the write before")
        self._running[installation] = running + 1
        self._last[installation] = now

    def end(self, installation: int) -> None:
        """Note that its answer is on the way."""
        self._running[installation] -= 1
