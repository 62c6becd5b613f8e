"""The week of each contribution as data: what moved, whose turn it is, how long each had it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.kernel.contribution import Stage
from bot.kernel.happening import PullRequestLinked, PullRequestOpened
from bot.kernel.hold import Hold, Holder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.kernel.contribution import Contribution, ContributionKind, Reference
    from bot.summary.given import Given, Reminder, Work

STEPS: Final = (
    Stage.FOUND,
    Stage.CLAIMED,
    Stage.AGREED,
    Stage.BUILDING,
    Stage.OPEN,
    Stage.REVIEW,
)
"""The course's six steps."""

HEEDED: Final = timedelta(days=7)
"""Whatever a student does so soon after a reminder counts as what followed."""

_HOUR: Final = timedelta(hours=1)
_BY_STAGE: Final = {
    Stage.FOUND: Holder.AUTHOR,
    Stage.CLAIMED: Holder.AUTHOR,
    Stage.AGREED: Holder.MENTOR,
    Stage.BUILDING: Holder.AUTHOR,
}


@dataclass(frozen=True, slots=True)
class Move:
    """A contribution came to a stage."""

    to: Stage
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One contribution's week.

    Attributes:
        key: Of its subject.
        number: Of its issue in the tracker.
        student: A login in lower case.
        title: Of its issue in the tracker.
        issue: The upstream issue.
        pull: The upstream pull request that holds.
        kind: What it is for, where somebody said so.
        stage: Where it stands at the end of the week.
        step: How far it ever came, as a place in `STEPS`; 6 when it was merged.
        moves: The stages that it came to in the week.
        opened: The upstream pull requests that were new in the week.
        pulls: How many it ever had.
        merged_at: When its change was in; None as long as it is not.
        lands_closed: Whether it then ends closed at this project.
        superseded_at: When another change had settled the issue.
        open_days: From its first pull request to the merge.
        cycles: Rounds of wishes of the reviewers.
        threads: Review threads of people.
        at_first_try: Those of them that were settled without being asked for again.
        new_cycles: How many of the rounds were new in the week.
        new_threads: Likewise of the threads.
        newly_settled: How many more were settled at the first try by the end of the week.
        turn: Whose turn it is; None where nobody knows, and when it has ended.
        since: Since when.
        hours: How long each had the ball in the week, where the turn is known.
        nudges: How many reminders there were in the week.
        heeded: How many of them were followed by something within a week.
        unheeded: Reminders since the student last did something.
        acted_at: When the student last did something; None when never.
        rests_until: When snoozing or an excuse ends.
        held_since: Since when it waits on a mentor's word.
    """

    key: str
    number: int
    student: str
    title: str
    issue: Reference | None
    pull: Reference | None
    kind: ContributionKind | None
    stage: Stage
    step: int
    moves: tuple[Move, ...]
    opened: tuple[Reference, ...]
    pulls: int
    merged_at: datetime | None
    lands_closed: bool
    superseded_at: datetime | None
    open_days: float | None
    cycles: int
    threads: int
    at_first_try: int
    new_cycles: int
    new_threads: int
    newly_settled: int
    turn: Holder | None
    since: datetime | None
    hours: tuple[tuple[Holder, float], ...]
    nudges: int
    heeded: int
    unheeded: int
    acted_at: datetime | None
    rests_until: datetime | None
    held_since: datetime | None

    @property
    def is_running(self) -> bool:
        """Return whether something is left to do."""
        return not self.stage.has_ended

    def hours_of(self, holder: Holder) -> float:
        """Return how long one side had the ball in the week."""
        return dict(self.hours).get(holder, 0.0)


def row(work: Work, given: Given) -> Row:
    """Return the week of one contribution; see `Row`."""
    begin, end = _span(given)
    one = work.contribution
    merged_at = _entered(one, Stage.MERGED) if one.stage is Stage.MERGED else None
    turn = _turn(work)
    last = work.holds[-1] if work.holds else Hold(Holder.NOBODY, begin)
    new = _new(last, work.holds, begin)
    reminded = [one for one in work.reminders if begin <= one.at < end]
    return Row(
        key=work.key,
        number=work.number,
        student=work.student,
        title=work.title,
        issue=one.issue,
        pull=one.pull_request,
        kind=one.kind,
        stage=one.stage,
        step=_furthest(one),
        moves=tuple(Move(stage, at) for stage, at in one.entered if begin <= at < end),
        opened=tuple(_opened(one, begin, end)),
        pulls=len(one.pull_requests),
        merged_at=merged_at,
        lands_closed=one.issue is not None and given.facts(one.issue.repository).lands_closed,
        superseded_at=_entered(one, Stage.SUPERSEDED) if one.stage is Stage.SUPERSEDED else None,
        open_days=_open_days(one, merged_at),
        cycles=last.cycles,
        threads=last.threads,
        at_first_try=last.at_first_try,
        new_cycles=new.cycles,
        new_threads=new.threads,
        newly_settled=new.at_first_try,
        turn=turn.holder if turn else None,
        since=turn.since if turn else None,
        hours=_hours(work.holds, begin, _stop(one, end)),
        nudges=len(reminded),
        heeded=sum(_is_heeded(one, work.acted) for one in reminded),
        unheeded=sum(_is_unheeded(one, work.acted_at) for one in work.reminders),
        acted_at=work.acted_at,
        rests_until=max(filter(None, (one.snoozed_until, one.excused_until)), default=None),
        held_since=one.hold.at if one.hold else None,
    )


def _span(given: Given) -> tuple[datetime, datetime]:
    begin, end = given.week.bounds(given.zone)
    return begin, min(end, given.until)


def _entered(contribution: Contribution, stage: Stage) -> datetime | None:
    """Return when it came to a stage for the last time."""
    return next((at for one, at in reversed(contribution.entered) if one is stage), None)


def _furthest(contribution: Contribution) -> int:
    reached = {stage for stage, _ in contribution.entered} | {contribution.stage}
    if Stage.MERGED in reached:
        return len(STEPS)
    return max((STEPS.index(stage) for stage in reached if stage in STEPS), default=0)


def _opened(contribution: Contribution, begin: datetime, end: datetime) -> Iterator[Reference]:
    """Yield each pull request whose first sign lies in the week."""
    first: dict[Reference, datetime] = {}
    for event in contribution.happened:
        if isinstance(event, PullRequestLinked | PullRequestOpened):
            first.setdefault(event.pull_request, event.at)
    yield from (pull for pull, at in first.items() if begin <= at < end)


def _open_days(contribution: Contribution, merged_at: datetime | None) -> float | None:
    opened = next((at for stage, at in contribution.entered if stage is Stage.OPEN), None)
    if opened is None or merged_at is None:
        return None
    return (merged_at - opened) / timedelta(days=1)


def _turn(work: Work) -> Hold | None:
    """Return whose turn it is: by the pull request, before there is one by the stage."""
    one = work.contribution
    if one.stage.has_ended:
        return None
    if one.hold is not None:
        return Hold(Holder.MENTOR, one.hold.at)
    if one.stage in {Stage.OPEN, Stage.REVIEW}:
        return work.holds[-1] if work.holds else None
    since = _entered(one, one.stage)
    return Hold(_BY_STAGE[one.stage], since) if since else None


def _hours(
    holds: tuple[Hold, ...], begin: datetime, end: datetime
) -> tuple[tuple[Holder, float], ...]:
    total: defaultdict[Holder, timedelta] = defaultdict(timedelta)
    ends = [*(hold.since for hold in holds[1:]), end]
    for hold, until in zip(holds, ends[: len(holds)], strict=True):
        span = min(until, end) - max(hold.since, begin)
        if span > timedelta(0):
            total[hold.holder] += span
    return tuple((holder, total[holder] / _HOUR) for holder in Holder if holder in total)


def _stop(contribution: Contribution, end: datetime) -> datetime:
    """Return until when somebody has the turn: when it has ended, nobody has."""
    return min(end, contribution.entered[-1][1]) if contribution.stage.has_ended else end


def _new(last: Hold, holds: tuple[Hold, ...], begin: datetime) -> Hold:
    """Return the last turn with the counts by which it is above those before the week.

    The count of a second pull request begins anew, and then less is told rather than too much.
    """
    before = tuple(hold for hold in holds if hold.since < begin)
    return Hold(
        last.holder,
        last.since,
        cycles=max(0, last.cycles - max((hold.cycles for hold in before), default=0)),
        threads=max(0, last.threads - max((hold.threads for hold in before), default=0)),
        at_first_try=max(
            0, last.at_first_try - max((hold.at_first_try for hold in before), default=0)
        ),
    )


def _is_heeded(one: Reminder, acted: tuple[datetime, ...]) -> bool:
    if one.followed_at is not None and one.followed_at - one.at <= HEEDED:
        return True
    place = bisect_right(acted, one.at)
    return place < len(acted) and acted[place] - one.at <= HEEDED


def _is_unheeded(one: Reminder, acted_at: datetime | None) -> bool:
    return one.followed_at is None and (acted_at is None or one.at > acted_at)
