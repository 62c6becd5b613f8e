"""What the App asks of GitHub: permissions and events, read from `app.yaml`; pure."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

from bot.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

_RANK = MappingProxyType({"none": 0, "read": 1, "write": 2, "admin": 3})


@dataclass(frozen=True, slots=True)
class Manifest:
    """Permissions by name with their level, and the events subscribed to."""

    permissions: Mapping[str, str]
    events: frozenset[str]

    def missing(self, granted: Mapping[str, str], events: frozenset[str]) -> tuple[str, ...]:
        """Return in words what a registered App lacks; empty when it lacks nothing."""
        lacking = [
            f"permission {name}: {level}"
            for name, level in sorted(self.permissions.items())
            if _RANK.get(granted.get(name, "none"), 0) < _RANK[level]
        ]
        return (*lacking, *(f"event {name}" for name in sorted(self.events - events)))


def read_manifest(text: str) -> Manifest:
    """Read `app.yaml`.

    Raises:
        UserError: It lacks `default_permissions` or `default_events`.
    """
    content = yaml.safe_load(text)
    given = content if isinstance(content, dict) else {}
    permissions, events = given.get("default_permissions"), given.get("default_events")
    if not isinstance(permissions, dict) or not isinstance(events, list):
        raise UserError("app.yaml must have default_permissions and default_events")
    return Manifest(MappingProxyType(dict(permissions)), frozenset(events))
