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
    from bot.kernel.happening import Event, Stamp


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


def news(contribution: Contribution, seen: Upstream) -> tuple[Event, ...]:
    """Return the events that lead from what is known to what was seen.

    An event is never dated before the stage that the contribution is in: a student may name a
    pull request that was reviewed or merged long before. Asked again with the same, it returns
    events that were there before, which change nothing.

    Args:
        contribution: What is known.
        seen: What was read.
    """
    if contribution.stage.has_ended:
        return tuple(_landed(contribution, seen))
    return tuple(_running(contribution, seen))


def _running(contribution: Contribution, seen: Upstream) -> Iterator[Event]:
    is_open = contribution.stage in {Stage.OPEN, Stage.REVIEW}
    has_ended = seen.closed_at is not None or seen.landed_at is not None
    if not is_open and not has_ended:
        stamp = _stamp(contribution, seen, "opened", seen.opened_at)
        yield happening.PullRequestOpened(**stamp, pull_request=seen.pull_request)
    if contribution.stage is not Stage.REVIEW and seen.reviewed_at and (is_open or not has_ended):
        reviewed = max(seen.reviewed_at, seen.opened_at)
        yield happening.ReviewStarted(**_stamp(contribution, seen, "reviewed", reviewed))
    if seen.landed_at is not None:
        yield from _landed(contribution, seen)
    elif seen.superseded_at is not None:
        stamp = _stamp(contribution, seen, "superseded", seen.superseded_at)
        yield happening.Superseded(**stamp, instead=seen.instead)
    elif is_open and seen.closed_at is not None:
        yield happening.PullRequestClosed(**_stamp(contribution, seen, "closed", seen.closed_at))


def _landed(contribution: Contribution, seen: Upstream) -> Iterator[Event]:
    if seen.landed_at is not None and contribution.stage is not Stage.MERGED:
        yield happening.Merged(**_stamp(contribution, seen, "landed", seen.landed_at))


def _stamp(contribution: Contribution, seen: Upstream, what: str, at: datetime) -> Stamp:
    """Return what an event carries: its time, and a source that is the same for the same news."""
    moment = max((at, *(entered for _, entered in contribution.entered[-1:])))
    return {
        "at": moment,
        "by": "",
        "source": f"{seen.pull_request}/{what}/{moment.isoformat()}",
    }
