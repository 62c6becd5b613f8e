"""The App's webhook as GitHub keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class HookDelivery:
    """One attempt of GitHub to deliver, as `GET /app/hook/deliveries` lists it.

    Attributes:
        id: Names the attempt.
        guid: Names the delivery; all attempts of one share it.
        delivered_at: When the attempt was made.
        status: `OK`, or what went wrong in GitHub's words.
    """

    id: int
    guid: str
    delivered_at: datetime
    status: str
