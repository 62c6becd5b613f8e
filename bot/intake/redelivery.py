"""Healing: asks GitHub to send again what never arrived."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.kernel.errors import Fault, UserError
from bot.kernel.work import Done

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import datetime

    from bot.kernel.hook import HookDelivery

RETENTION = timedelta(days=3)
"""github.com forgets a delivery after this:
https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks"""

EVERY = timedelta(minutes=15)
MOST_ATTEMPTS = 10
"""With the pauses below the last attempt is made after about 64 hours."""

_FIRST_PAUSE = timedelta(minutes=15)
_MOST_A_RUN = 200
_log = structlog.stdlib.get_logger(__name__)


class HookPort(Protocol):
    """The App's webhook as GitHub keeps it."""

    def hook_deliveries(self, since: datetime) -> AsyncIterator[HookDelivery]:
        """List the attempts made after this instant."""
        ...

    async def redeliver(self, delivery_id: int) -> None:
        """Ask for one more attempt.

        Raises:
            UserError, Fault: GitHub refuses this one, for example because it forgot it.
            Transient: GitHub cannot be asked now.
        """
        ...


def to_redeliver(
    deliveries: Iterable[HookDelivery], now: datetime, most: int = _MOST_A_RUN
) -> list[int]:
    """Return the attempts to repeat, those that GitHub forgets first in front.

    GitHub's own recipe: group the attempts by guid, and where none is OK repeat the newest.
    https://docs.github.com/webhooks/using-webhooks/automatically-redelivering-failed-deliveries-for-a-github-app-webhook

    The first repetition is asked for at once, since a failure usually means that the coach was
    down. The pauses then double, so that a delivery which always fails is not hammered.

    Args:
        deliveries: Attempts in any order; those older than three days are left out.
        now: The present instant.
        most: How many to return at most.
    """
    attempts: defaultdict[str, list[HookDelivery]] = defaultdict(list)
    for each in deliveries:
        if each.delivered_at > now - RETENTION:
            attempts[each.guid].append(each)
    newest = [
        max(group, key=lambda each: (each.delivered_at, each.id))
        for group in attempts.values()
        if _is_due(group, now)
    ]
    newest.sort(key=lambda each: (each.delivered_at, each.id))
    return [each.id for each in newest[:most]]


def _is_due(attempts: list[HookDelivery], now: datetime) -> bool:
    if len(attempts) >= MOST_ATTEMPTS or any(each.status == "OK" for each in attempts):
        return False
    if len(attempts) == 1:
        return True
    pause = _FIRST_PAUSE * (1 << (len(attempts) - 2))
    return max(each.delivered_at for each in attempts) + pause <= now


async def heal(hook: HookPort, now: datetime) -> Done:
    """Ask for every missed delivery that is due, and come back in 15 minutes.

    Raises:
        Transient: GitHub cannot be asked now; what was asked for already does no harm again,
            because a redelivery carries the guid of the first attempt.
    """
    deliveries = [each async for each in hook.hook_deliveries(now - RETENTION)]
    asked = 0
    for delivery_id in to_redeliver(deliveries, now):
        try:
            await hook.redeliver(delivery_id)
        except (UserError, Fault) as error:
            _log.warning("redelivery refused", hook_delivery=delivery_id, reason=str(error))
        else:
            asked += 1
    if asked:
        _log.info("missed deliveries asked for again", asked=asked, listed=len(deliveries))
    return Done(next_due=now + EVERY)
