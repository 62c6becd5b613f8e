"""What every event of a contribution has in common."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Event(Struct, frozen=True, kw_only=True, tag_field="event", omit_defaults=True):
    """Something that happened.

    Attributes:
        at: When, with its time zone: of a command when its comment was written or edited.
        by: The login of whoever did it; empty for the coach.
        source: What it was read from, for example `<comment id>/<position>`; two events of one
            kind and source are the same event. Without one, two equal events are.
    """

    at: datetime
    by: str = ""
    source: str = ""
