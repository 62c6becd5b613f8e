"""The switchboard of faults: what goes wrong, for which requests and deliveries, how often."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from bot.sandbox.delivery_faults import (
    Delayed,
    DeliveryFault,
    Doubled,
    Dropped,
    Overtaken,
    Rule,
)
from bot.sandbox.exchange import DOCUMENTATION, Answer
from bot.sandbox.limits import budget_of, exhausted, reset_of

if TYPE_CHECKING:
    from bot.sandbox.app_model import Delivery
    from bot.sandbox.exchange import Caller


__all__ = [
    "BadToken",
    "Delayed",
    "DeliveryFault",
    "Doubled",
    "Dropped",
    "Faults",
    "Lag",
    "LostAnswer",
    "LostRequest",
    "Overtaken",
    "PrimaryLimit",
    "RequestFault",
    "Rule",
    "Scene",
    "SecondaryLimit",
    "ServerError",
    "Slow",
    "Step",
]


class Step(Enum):
    """What a fault does when it gives no answer of its own."""

    GO_ON = "go on"
    CUT = "cut"
    """The connection closes without an answer."""


@dataclass(slots=True)
class Scene:
    """The request that a fault looks at.

    Attributes:
        path: From the API's root; `/graphql` for GraphQL.
        operation: The GraphQL operation's name; empty for REST.
        write: Whether it asks to change something.
        caller: Who asks; None before that was found out, or when it was refused.
    """

    method: str
    path: str
    operation: str
    write: bool
    caller: Caller | None = None

    @property
    def graphql(self) -> bool:
        """Whether it is a GraphQL request."""
        return self.path == "/graphql"


@dataclass(slots=True, kw_only=True)
class RequestFault(Rule):
    """A fault of a request; what is left out matches everything.

    Attributes:
        method: For example `POST`.
        path: A pattern such as `/repos/*/pulls/*`; a star crosses slashes.
        operation: The GraphQL operation's name.
        write: Only requests that do, or do not, ask to change something.
    """

    method: str | None = None
    path: str = "*"
    operation: str | None = None
    write: bool | None = None

    def matches(self, scene: Scene) -> bool:
        """Return whether this request is meant."""
        return (
            self.method in {None, scene.method}
            and self.operation in {None, scene.operation}
            and self.write in {None, scene.write}
            and fnmatchcase(scene.path, self.path)
        )

    def wait(self) -> float:
        """Return the seconds to wait before anything happens."""
        return 0.0

    def before(self, scene: Scene) -> Answer | Step:
        """Return what happens instead of the request's effect; `GO_ON` lets it through."""
        del scene
        return Step.GO_ON

    def after(self, scene: Scene, answer: Answer) -> Answer | Step:
        """Return what happens instead of the true answer; `GO_ON` leaves it."""
        del scene, answer
        return Step.GO_ON


@dataclass(slots=True, kw_only=True)
class Slow(RequestFault):
    """The request takes this many seconds of the world's clock before it starts."""

    seconds: float

    def wait(self) -> float:
        """Return the delay."""
        return self.seconds


@dataclass(slots=True, kw_only=True)
class LostRequest(RequestFault):
    """The connection closes before anything took effect."""

    def before(self, scene: Scene) -> Answer | Step:
        """Cut."""
        del scene
        return Step.CUT


@dataclass(slots=True, kw_only=True)
class LostAnswer(RequestFault):
    """Everything took effect, then the connection closes without an answer."""

    def after(self, scene: Scene, answer: Answer) -> Answer | Step:
        """Cut."""
        del scene, answer
        return Step.CUT


@dataclass(slots=True, kw_only=True)
class ServerError(RequestFault):
    """A 5xx, `applied` telling whether the request took effect all the same."""

    status: int = 502
    applied: bool = False

    def before(self, scene: Scene) -> Answer | Step:
        """Fail first."""
        return Step.GO_ON if self.applied else self._answer(scene)

    def after(self, scene: Scene, answer: Answer) -> Answer | Step:
        """Fail afterwards."""
        del answer
        return self._answer(scene) if self.applied else Step.GO_ON

    def _answer(self, scene: Scene) -> Answer:
        if scene.graphql:
            message = "Something went wrong while executing your query."
            return Answer({"data": None, "errors": [{"message": message}]}, self.status)
        return Answer({"message": "Server Error"}, self.status)


@dataclass(slots=True, kw_only=True)
class SecondaryLimit(RequestFault):
    """GitHub asks to slow down; `retry_after` in seconds, None leaves the header out."""

    status: int = 403
    retry_after: int | None = 60

    def before(self, scene: Scene) -> Answer | Step:
        """Refuse."""
        del scene
        message = (
            "You have exceeded a secondary rate limit. Please wait a few minutes before you"
            " try again."
        )
        stated = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        body = {"message": message, "documentation_url": DOCUMENTATION}
        return Answer(body, self.status, headers=stated)


@dataclass(slots=True, kw_only=True)
class PrimaryLimit(RequestFault):
    """The hour's budget is gone until the reset; GraphQL says so with status 200."""

    status: int = 403

    def before(self, scene: Scene) -> Answer | Step:
        """Empty the budget and refuse."""
        caller = scene.caller
        if caller is None:
            return Step.GO_ON
        budget = budget_of(caller.world, caller.token, graphql=scene.graphql)
        reset_of(caller.world, budget)
        budget.used = budget.limit
        return exhausted(caller.token, graphql=scene.graphql, status=self.status)


@dataclass(slots=True, kw_only=True)
class BadToken(RequestFault):
    """The token is refused; with `revoke` for good, else this once."""

    revoke: bool = False

    def before(self, scene: Scene) -> Answer | Step:
        """Refuse."""
        if self.revoke and scene.caller is not None and scene.caller.token is not None:
            scene.caller.token.revoked = True
        return Answer({"message": "Bad credentials", "documentation_url": DOCUMENTATION}, 401)


@dataclass(slots=True, kw_only=True)
class Lag(RequestFault):
    """What the request creates is unknown to the next `reads` requests that would see it."""

    reads: int

    def after(self, scene: Scene, answer: Answer) -> Answer | Step:
        """Hide what was made."""
        del answer
        for thing in scene.caller.made if scene.caller is not None else ():
            thing.hidden_reads = self.reads
        return Step.GO_ON


class Faults:
    """The switchboard.

    Args:
        seed: Of the dice behind `probability`, so that a run can be repeated.
    """

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - dice of a test, not a secret
        self._requests: list[RequestFault] = []
        self._deliveries: list[DeliveryFault] = []

    def add(self, rule: RequestFault | DeliveryFault) -> None:
        """Let something go wrong from now on."""
        if isinstance(rule, RequestFault):
            self._requests.append(rule)
        else:
            self._deliveries.append(rule)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._requests.clear()
        self._deliveries.clear()

    def striking(self, scene: Scene) -> list[RequestFault]:
        """Return the faults that strike this request, in the order they were added."""
        return [rule for rule in self._requests if rule.matches(scene) and rule.due(self._dice)]

    def striking_delivery(self, delivery: Delivery) -> DeliveryFault | None:
        """Return the first fault that strikes this delivery."""
        for rule in self._deliveries:
            if rule.matches(delivery) and rule.due(self._dice):
                return rule
        return None
