"""What happens to a contribution: events that are stored as JSON and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

import msgspec
from msgspec import Struct

from bot.kernel.contribution import ContributionKind, Readiness, Reference, Verdict
from bot.kernel.event import Event


class Stamp(TypedDict):
    """What every event carries: see `Event`."""

    at: datetime
    by: str
    source: str


class Claimed(Event, frozen=True, kw_only=True, tag="claimed"):
    """`student` took an upstream issue."""

    student: str
    issue: Reference


class Planned(Event, frozen=True, kw_only=True, tag="planned"):
    """A plan was handed in and judged."""

    text: str
    verdict: Verdict


class Approved(Event, frozen=True, kw_only=True, tag="approved"):
    """A mentor agreed to the plan."""


class Revised(Event, frozen=True, kw_only=True, tag="revised"):
    """A mentor wants something changed."""

    what: str


class KindSet(Event, frozen=True, kw_only=True, tag="kind_set"):
    """Somebody said what the contribution is for."""

    kind: ContributionKind


class WorkSeen(Event, frozen=True, kw_only=True, tag="work_seen"):
    """Commits were seen on the student's branch or a pull request in the fork."""


class ReadyAsked(Event, frozen=True, kw_only=True, tag="ready_asked"):
    """The student asked whether it is ready, and the checklist answered."""

    readiness: Readiness


class PullRequestLinked(Event, frozen=True, kw_only=True, tag="pull_request_linked"):
    """Somebody named the upstream pull request."""

    pull_request: Reference


class PullRequestOpened(Event, frozen=True, kw_only=True, tag="pull_request_opened"):
    """The upstream pull request was seen open, for the first time or again."""

    pull_request: Reference


class ReviewStarted(Event, frozen=True, kw_only=True, tag="review_started"):
    """Somebody of the project reviewed it."""


class PullRequestClosed(Event, frozen=True, kw_only=True, tag="pull_request_closed"):
    """The upstream pull request was closed, and its change is not in."""


class Merged(Event, frozen=True, kw_only=True, tag="merged"):
    """The change is in, whatever the project's way of landing."""


class Superseded(Event, frozen=True, kw_only=True, tag="superseded"):
    """Another change settled the issue."""

    instead: Reference | None = None


class Dropped(Event, frozen=True, kw_only=True, tag="dropped"):
    """The student gave it up."""

    why: str = ""


class Held(Event, frozen=True, kw_only=True, tag="held"):
    """A mentor asked to wait."""

    why: str = ""


class Resumed(Event, frozen=True, kw_only=True, tag="resumed"):
    """A mentor ended the waiting."""


class Snoozed(Event, frozen=True, kw_only=True, tag="snoozed"):
    """No reminders until then, please."""

    until: datetime
    why: str = ""


class Excused(Event, frozen=True, kw_only=True, tag="excused"):
    """A mentor excused a student until then."""

    student: str
    until: datetime


class TakenOver(Event, frozen=True, kw_only=True, tag="taken_over"):
    """A mentor gave the contribution to another student."""

    student: str


class PortfolioLinked(Event, frozen=True, kw_only=True, tag="portfolio_linked"):
    """The student named a repository of their own, as `owner/name`."""

    repository: str


class TurnCorrected(Event, frozen=True, kw_only=True, tag="turn_corrected"):
    """The student said that it is not their turn."""

    why: str = ""


class Nudged(Event, frozen=True, kw_only=True, tag="nudged"):
    """A nudge was given, or held back to compare; a later one of its rung tells what came of it.

    Attributes:
        rung: Which nudge, a word of `bot.nudges.rung`.
        nudged_at: When it was given or would have been; names it together with the rung.
        to: The logins that it addressed.
        comment: The contribution to which it was written, where that is another one.
        held_out: Whether nothing was said, by the policy's hold-out.
        acted_at: When whoever was asked next did something.
        resolved_at: When the pull request was merged or closed.
        seen_until: Up to when all of this is known.
        snoozed: Whether it was answered with `/snooze`.
        corrected: Whether it was answered with `/not-my-turn`.
        liked: What a reaction to it said; None where there is none.
    """

    rung: str
    nudged_at: datetime
    to: tuple[str, ...] = ()
    comment: str = ""
    held_out: bool = False
    acted_at: datetime | None = None
    resolved_at: datetime | None = None
    seen_until: datetime | None = None
    snoozed: bool = False
    corrected: bool = False
    liked: bool | None = None


class Refused(Event, frozen=True, kw_only=True, tag="refused"):
    """Somebody was told that they may not use a command, so that they are told once."""

    command: str


class Unreadable(Struct, frozen=True):
    """A stored event that this version does not know; `name` is its tag, if it had one."""

    name: str = ""


AnyEvent = (
    Claimed
    | Planned
    | Approved
    | Revised
    | KindSet
    | WorkSeen
    | ReadyAsked
    | PullRequestLinked
    | PullRequestOpened
    | ReviewStarted
    | PullRequestClosed
    | Merged
    | Superseded
    | Dropped
    | Held
    | Resumed
    | Snoozed
    | Excused
    | TakenOver
    | PortfolioLinked
    | TurnCorrected
    | Nudged
    | Refused
)
"""Every kind of event."""

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


class _Named(Struct):
    event: str = ""


def stored(event: Event) -> bytes:
    """Return an event as it is stored: JSON."""
    return _ENCODER.encode(event)


def restored(data: bytes) -> Event | Unreadable:
    """Return a stored event; never raises, so that a newer version's events do no harm."""
    try:
        event = _DECODER.decode(data)
    except msgspec.DecodeError:
        return Unreadable(_name(data))
    return event if event.at.tzinfo else Unreadable(name_of(event))


def name_of(event: Event) -> str:
    """Return the tag under which an event is stored."""
    return str(event.__struct_config__.tag)


def _name(data: bytes) -> str:
    try:
        return msgspec.json.decode(data, type=_Named).event
    except msgspec.DecodeError:
        return ""
