"""One event of each kind, and ways to draw any of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from hypothesis import strategies as st

from bot.kernel import happening
from bot.kernel.contribution import ContributionKind, Readiness, Reference, Verdict
from tests.support.contributions import ISSUE, NOW, PULL

if TYPE_CHECKING:
    from bot.kernel.event import Event

STAMP: Final[happening.Stamp] = {"at": NOW, "by": "ada", "source": "c1/0"}
EVENTS: Final[tuple[Event, ...]] = (
    happening.Claimed(**STAMP, student="ada", issue=ISSUE),
    happening.Planned(**STAMP, text="A plan", verdict=Verdict(is_good=True)),
    happening.Approved(**STAMP),
    happening.Revised(**STAMP, what="the tests"),
    happening.KindSet(**STAMP, kind=ContributionKind.FIX),
    happening.WorkSeen(**STAMP),
    happening.ReadyAsked(**STAMP, readiness=Readiness(is_ready=False, left=("Tests",))),
    happening.PullRequestLinked(**STAMP, pull_request=PULL),
    happening.PullRequestOpened(**STAMP, pull_request=PULL),
    happening.ReviewStarted(**STAMP),
    happening.PullRequestClosed(**STAMP),
    happening.Merged(**STAMP),
    happening.Superseded(**STAMP, instead=Reference("vllm-project/vllm", 9)),
    happening.Dropped(**STAMP, why="no time"),
    happening.Held(**STAMP, why="they argue"),
    happening.Resumed(**STAMP),
    happening.Snoozed(**STAMP, until=NOW, why="exams"),
    happening.Excused(**STAMP, student="ada", until=NOW),
    happening.TakenOver(**STAMP, student="bob"),
    happening.PortfolioLinked(**STAMP, repository="ada/flash"),
    happening.TurnCorrected(**STAMP, why="I wait"),
    happening.Nudged(**STAMP, rung="to_do", nudged_at=NOW, to=("ada",)),
    happening.Refused(**STAMP, command="approve"),
)
BAD_PLAN: Final = happening.Planned(
    **STAMP, text="A bad plan", verdict=Verdict(is_good=False, missing=("where",))
)


def moved(event: Event, minutes: int) -> Event:
    """Return the event so many minutes later, from a source of that time."""
    return msgspec.structs.replace(event, at=NOW + timedelta(minutes=minutes), source=f"m{minutes}")


any_event = st.sampled_from((*EVENTS, BAD_PLAN))
histories = st.lists(any_event, max_size=14).map(
    lambda events: tuple(moved(event, minute) for minute, event in enumerate(events))
)
"""Histories in which every event has a time of its own."""
