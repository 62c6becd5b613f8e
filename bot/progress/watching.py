"""From an upstream pull request as it was read to the events that are not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.kernel import happening
from bot.kernel.contribution import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.kernel.contribution import Contribution, Reference
    from bot.kernel.event import Event
    from bot.kernel.happening import Stamp


@dataclass(frozen=True, slots=True)
class Upstream:
    """An upstream pull request at one moment.

    Attributes:
        pull_request: Which.
        opened_at: When it was opened, or last opened again.
        reviewed_at: When somebody other than its author first reviewed it.
        closed_at: When it was closed; None while it is open.
        landed_at: When its change came in, whatever the project's way of landing.
        instead: What settled the issue otherwise, if that is known.
        superseded_at: When another change settled the issue.
    """

    pull_request: Reference
    opened_at: datetime
    reviewed_at: datetime | None = None
    closed_at: datetime | None = None
    landed_at: datetime | None = None
    instead: Reference | None = None
    superseded_at: datetime | None = None


@dataclass(slots=True)
class _Dates:
    """Dates events so that none comes before what is known; `known` is the latest instant."""

    seen: Upstream
    known: datetime | None

    def stamp(self, what: str, at: datetime) -> Stamp:
        """Return what an event carries; its source is the same for the same news."""
        self.known = at if self.known is None else max(at, self.known)
        source = f"{self.seen.pull_request}/{what}/{self.known.isoformat()}"
        return {"at": self.known, "by": "", "source": source}


def news(contribution: Contribution, seen: Upstream) -> tuple[Event, ...]:
    """Return the events that lead from what is known to what was seen.

    An event is never dated before the stage that the contribution is in: a student may name a
    pull request that was reviewed or merged long before. Asked again with the same, it returns
    events that were there before, which change nothing.

    Args:
        contribution: What is known.
        seen: What was read.
    """
    dates = _Dates(seen, contribution.entered[-1][1] if contribution.entered else None)
    if contribution.stage.has_ended:
        return tuple(_landed(contribution, dates))
    return tuple(_running(contribution, dates))


def _running(contribution: Contribution, dates: _Dates) -> Iterator[Event]:
    seen = dates.seen
    is_open = contribution.stage in {Stage.OPEN, Stage.REVIEW}
    if not is_open and seen.closed_at is None and seen.landed_at is None:
        stamp = dates.stamp("opened", seen.opened_at)
        yield happening.PullRequestOpened(**stamp, pull_request=seen.pull_request)
        is_open = True
    if is_open and contribution.stage is not Stage.REVIEW and seen.reviewed_at is not None:
        yield happening.ReviewStarted(**dates.stamp("reviewed", seen.reviewed_at))
    if seen.landed_at is not None:
        yield from _landed(contribution, dates)
    elif seen.superseded_at is not None:
        stamp = dates.stamp("superseded", seen.superseded_at)
        yield happening.Superseded(**stamp, instead=seen.instead)
    elif is_open and seen.closed_at is not None:
        yield happening.PullRequestClosed(**dates.stamp("closed", seen.closed_at))


def _landed(contribution: Contribution, dates: _Dates) -> Iterator[Event]:
    landed_at = dates.seen.landed_at
    if landed_at is not None and contribution.stage is not Stage.MERGED:
        yield happening.Merged(**dates.stamp("landed", landed_at))
