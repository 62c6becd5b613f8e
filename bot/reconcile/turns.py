"""Whose turn it is on a pull request at a project, and what that means for its contribution."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import zstandard

from bot.kernel.contribution import Stage
from bot.kernel.errors import UserError
from bot.kernel.journal import Entry
from bot.kernel.markdown import quote
from bot.progress.watching import Upstream as Seen
from bot.reconcile.conflicts import is_in_doubt, still_conflicts, with_conflict
from bot.review.events import Kind, Level
from bot.review.landing import State
from bot.review.ledger import judge
from bot.review.people import is_machine, same
from bot.review.snapshot import read
from bot.review.tell import what_next
from bot.review.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo
    from typing import Any

    from bot.clock import Clock
    from bot.github.connect import GitHub
    from bot.github.guard import Guard
    from bot.kernel.contribution import Contribution, Reference, Remark
    from bot.kernel.subject import Subject
    from bot.projects.load import Projects
    from bot.reconcile.contribution.place import Place
    from bot.reconcile.ports import StorePort
    from bot.review.events import Event, Snapshot
    from bot.review.ledger import Judgement

CASE: Final = "turn_case"
"""The kind of the journal's entries that keep what was judged wrongly, to learn from."""

REMARKS_SHOWN: Final = 5

_REVIEWS: Final = frozenset({Kind.REVIEWED, Kind.CHANGES, Kind.APPROVED, Kind.THREAD})
_ENDS: Final = frozenset({Kind.MERGED, Kind.CLOSED})
_HOLDERS: Final = {
    Turn.AUTHOR: "yours",
    Turn.REVIEWER: "the reviewers'",
    Turn.GATE: "the maintainers'",
    Turn.CI: "nobody's, the checks are running",
    Turn.NOBODY: "nobody's",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A pull request at a project, and whose turn it is.

    Attributes:
        raw: GitHub's answer, as it came.
        snapshot: The same, read.
        judgement: What is to be said of it.
    """

    raw: dict[str, Any]
    snapshot: Snapshot
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Turns:
    """Reads and judges.

    Attributes:
        github: Read from.
        guard: Says where one may look.
        projects: The projects of the course.
        clock: Tells now.
        store: Knows what was seen before.
    """

    github: GitHub
    guard: Guard
    projects: Projects
    clock: Clock
    store: StorePort

    async def of(self, place: Place, contribution: Contribution) -> Judged | None:
        """Return whose turn it is on a contribution's pull request; None where nobody can tell."""
        reference = contribution.pull_request
        if reference is None:
            return None
        visible = self.guard.look(place.repository, reference.repository)
        if visible is None:
            return None
        beside = place.beside
        try:
            if beside is not None and beside.reference == reference:
                raw = beside.raw
            else:
                raw = await self.github.turns.read(visible, reference.number)
            (snapshot,) = read(raw)
            if place.contribution is not None and is_in_doubt(raw):
                before = await self.store.state(place.contribution)
                if still_conflicts(before, snapshot):
                    raw = with_conflict(raw)
                    (snapshot,) = read(raw)
        except UserError:
            # It is gone, or no pull request: the command that named it has said so.
            return None
        return Judged(raw, snapshot, judge(snapshot, self.projects.get(reference.repository)))


def followed(contribution: Contribution) -> Reference | None:
    """Return the pull request at a project that is looked at; None where nothing is to be seen."""
    if contribution.stage in {Stage.MERGED, Stage.DROPPED}:
        return None
    return contribution.pull_request


def seen(judged: Judged, pull: Reference) -> Seen:
    """Return what a pull request tells about a contribution's stage."""
    snapshot, state = judged.snapshot, judged.judgement.state
    events = [event for event in snapshot.events if event.kind in _ENDS]
    ended = events[-1].at if events and state not in {State.OPEN, State.DRAFT} else None
    reviews = (event.at for event in snapshot.events if _is_review(event, snapshot.author))
    return Seen(
        pull_request=pull,
        opened_at=_opened(snapshot),
        reviewed_at=min(reviews, default=None),
        closed_at=ended,
        landed_at=ended if state in {State.MERGED, State.LANDED} else None,
        superseded_at=ended if state is State.SUPERSEDED else None,
    )


def _opened(snapshot: Snapshot) -> datetime:
    again = [event.at for event in snapshot.events if event.kind is Kind.REOPENED]
    return again[-1] if again else snapshot.opened


def _is_review(event: Event, author: str) -> bool:
    is_other = not event.is_bot and not is_machine(event.actor) and not same(event.actor, author)
    return event.kind in _REVIEWS and is_other


def words(judged: Judged, contribution: Contribution, zone: tzinfo) -> str:
    """Return whose turn it is, since when and why, and what to do; Markdown, safe to show.

    Args:
        judged: The pull request.
        contribution: What its student said of the turn.
        zone: The student's time zone.
    """
    return "\n".join(_lines(judged, contribution, zone))


def _lines(judged: Judged, contribution: Contribution, zone: tzinfo) -> Iterator[str]:
    judgement = judged.judgement
    now = judgement.now
    said = contribution.turn_corrected
    if said is not None and now.turn is Turn.AUTHOR and _still_holds(said, judged):
        why = f": {quote(said.why)}" if said.why else ""
        yield f"**Turn:** not yours, as you said on {_day(said.at, zone)}{why}."
        return
    correct = "; `/not-my-turn` corrects it" if now.turn is Turn.AUTHOR else ""
    unsure = "" if now.level is Level.HIGH else f" This is a guess{correct}."
    because = now.because
    by = f" by {quote(because.actor)}" if because.actor else ""
    what = because.kind.value.replace("_", " ")
    yield (
        f"**Turn:** {_HOLDERS[now.turn]}, since {_day(now.since, zone)} ({what}{by})."
        f" {what_next(judgement)}{unsure}"
    )
    if now.turn is Turn.AUTHOR:
        yield from _to_do(judgement)


def _still_holds(said: Remark, judged: Judged) -> bool:
    """Return whether nobody has done anything since the student's word on the turn."""
    later = (event for event in judged.snapshot.events if event.at > said.at)
    return said.at >= judged.judgement.now.since and all(
        event.is_bot or is_machine(event.actor) for event in later
    )


def _to_do(judgement: Judgement) -> Iterator[str]:
    waiting = [each for each in judgement.threads if each.to_do]
    if not waiting:
        return
    yield ""
    for each in waiting[:REMARKS_SHOWN]:
        line = f", line {each.thread.line:,}" if each.thread.line else ""
        first = each.thread.remarks[0]
        yield f"- {quote(each.thread.path)}{line}: {quote(first.body)} ({quote(first.actor)})"
    if len(waiting) > REMARKS_SHOWN:
        yield f"- and {len(waiting) - REMARKS_SHOWN} more"


def case(contribution: Subject, judged: Judged, at: datetime, by: str) -> Entry:
    """Return the journal's line that keeps a pull request whose turn was judged wrongly."""
    data = zstandard.ZstdCompressor().compress(json.dumps(judged.raw).encode())
    return Entry(contribution, f"{CASE}:{at.isoformat()}", at, by.lower(), CASE, data)


def kept(entry: Entry) -> dict[str, Any]:
    """Return such a line's pull request as GitHub answered, with where and when it was kept."""
    answer: dict[str, Any] = json.loads(zstandard.ZstdDecompressor().decompress(entry.data))
    return answer | {"case": {"contribution": entry.subject.key, "at": entry.at.isoformat()}}


def _day(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).date().isoformat()
