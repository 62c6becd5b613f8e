"""Faults of webhook deliveries, and the rule that says when any fault strikes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from bot.sandbox.app_model import Delivery


@dataclass(slots=True, kw_only=True)
class Rule:
    """When a fault strikes.

    Attributes:
        skip: How many matches pass unharmed first.
        times: How many matches are struck; None means all.
        probability: Of each match, by the switchboard's seeded dice.
    """

    skip: int = 0
    times: int | None = 1
    probability: float = 1.0
    matched: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def due(self, dice: random.Random) -> bool:
        """Count one match and return whether it is struck."""
        self.matched += 1
        if self.matched <= self.skip or (self.times is not None and self.struck >= self.times):
            return False
        if self.probability < 1.0 and dice.random() >= self.probability:
            return False
        self.struck += 1
        return True


@dataclass(slots=True, kw_only=True)
class DeliveryFault(Rule):
    """A fault of a webhook delivery; what is left out matches everything.

    Attributes:
        redeliveries: Whether redeliveries are struck as well.
    """

    event: str | None = None
    action: str | None = None
    redeliveries: bool = False

    def matches(self, delivery: Delivery) -> bool:
        """Return whether this delivery is meant."""
        return (
            self.event in {None, delivery.event}
            and self.action in {None, delivery.action}
            and (self.redeliveries or not delivery.redelivery)
        )


@dataclass(slots=True, kw_only=True)
class Dropped(DeliveryFault):
    """Never arrives; GitHub's list shows the failure unless `recorded` is False."""

    recorded: bool = True
    status: str = "failed to connect to host"
    status_code: int = 0


@dataclass(slots=True, kw_only=True)
class Doubled(DeliveryFault):
    """Arrives twice with one guid."""


@dataclass(slots=True, kw_only=True)
class Delayed(DeliveryFault):
    """Arrives this many seconds late."""

    seconds: float


@dataclass(slots=True, kw_only=True)
class Overtaken(DeliveryFault):
    """Arrives after the delivery that follows it."""
