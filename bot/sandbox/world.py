"""The sandbox's whole world: its state and every verb, for REST, GraphQL, page and tests."""

from __future__ import annotations

from bot.sandbox.apps import Apps
from bot.sandbox.state import MissingError

__all__ = ["MissingError", "World"]


class World(Apps):
    """A GitHub in memory.

    The verbs stand in the classes below it, one file a subject: `branches`,
    `repositories`, `issues`, `pulls`, `checks`, `apps`. Verbs ask nobody for permission;
    whoever lets people act (REST, GraphQL, the page) does.
    """
