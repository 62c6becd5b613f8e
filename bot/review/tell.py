"""A judgement in words for a person and as data for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.review.events import Kind
from bot.review.landing import State
from bot.review.threads import Fate
from bot.review.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.review.events import Event, Snapshot
    from bot.review.ledger import Interval, Judgement
    from bot.review.threads import Followed

_HOLDERS: Final = {
    Turn.AUTHOR: "It is the author's turn",
    Turn.REVIEWER: "It is the reviewers' turn",
    Turn.GATE: "It is the maintainers' turn",
    Turn.CI: "The checks are at work",
    Turn.NOBODY: "It is nobody's turn",
}
_ENDS: Final = {
    State.MERGED: "It was merged.",
    State.LANDED: "It was closed on GitHub and the change is in. That is a good ending.",
    State.SUPERSEDED: "Another change does the same. The problem is solved, a good ending too.",
    State.CLOSED: "It was closed. If that is a surprise, ask once and kindly for the reason.",
}
_NEXT: Final = {
    Turn.REVIEWER: "Wait. Nothing is asked of the author.",
    Turn.GATE: "Wait. Only a maintainer can merge it, set the label or let the checks run.",
    Turn.CI: "Wait for the result.",
}
_TO_DO: Final = {
    Kind.CHANGES: "Answer what the review asks for: push, then reply to each remark.",
    Kind.CHECK: "Read the log of the failed check and push a fix, or say why it is not yours.",
    Kind.CONFLICT: "Bring the branch up to date and resolve the conflict.",
    Kind.DRAFTED: "Finish it, then mark it as ready for review.",
    Kind.LABELED: "Do what the label asks for, and say so in a comment.",
    Kind.APPROVED: "Do what is left, or land it as the project does.",
}
_ANSWER: Final = "Answer what was asked: reply, or push and say so."
_WIDEST: Final = 80
"""Characters of a name in a line for a person."""


def data(judgement: Judgement) -> dict[str, object]:
    """Return a judgement as values that JSON has."""
    now = judgement.now
    return {
        "state": judgement.state.value,
        "turn": now.turn.value,
        "since": _iso(now.since),
        "because": _because(now.because),
        "confidence": now.level.value,
        "cycles": judgement.cycles,
        "ledger": [_interval(each) for each in judgement.ledger],
        "threads": [_thread(each) for each in judgement.threads],
    }


def _interval(one: Interval) -> dict[str, object]:
    return {
        "turn": one.turn.value,
        "since": _iso(one.since),
        "until": _iso(one.until) if one.until else None,
        "because": _because(one.because),
        "confidence": one.level.value,
    }


def _because(event: Event) -> dict[str, object]:
    return {"event": event.kind.value, "actor": event.actor or None, "at": _iso(event.at)}


def _thread(one: Followed) -> dict[str, object]:
    return {
        "id": one.thread.id,
        "path": one.thread.path,
        "line": one.thread.line,
        "by": one.thread.remarks[0].actor,
        "state": one.fate.value,
        "since": _iso(one.since),
        "to_do": one.to_do,
        "after": [{"push": _iso(push), "state": fate.value} for push, fate in one.after],
    }


def text(snapshot: Snapshot, judgement: Judgement) -> str:
    """Return a judgement for a person: whose turn, since when, why, and what to do next."""
    return "\n".join(_lines(snapshot, judgement))


def _lines(snapshot: Snapshot, judgement: Judgement) -> Iterator[str]:
    now = judgement.now
    number = f"#{snapshot.number}" if snapshot.number is not None else "the pull request"
    yield f"{clean(snapshot.repository)} {number} ({judgement.state.value})".lstrip()
    yield f"{_HOLDERS[now.turn]} since {_when(now.since)}, {now.level.value} confidence."
    yield f"Because: {reason(now.because)}."
    yield f"Next: {what_next(judgement)}"
    if judgement.waits is not None:
        who = clean(judgement.waits.actor)
        yield f"{who} said on {_when(judgement.waits.at)} to come back to it."
    cycles = judgement.cycles
    yield f"Review cycles: {cycles}{'' if cycles else ' yet'}; one to three are usual."
    open_threads = [each for each in judgement.threads if each.to_do]
    if open_threads and now.turn is not Turn.NOBODY:
        yield "Remarks that nobody has answered:"
        yield from (f"  - {_place(each)}, by {_starter(each)}" for each in open_threads)
    settled = [each for each in judgement.threads if each.fate is not Fate.UNTOUCHED]
    if settled:
        yield f"Remarks that are addressed or answered: {len(settled)}."


def what_next(judgement: Judgement) -> str:
    """Return what to do next, a sentence."""
    now = judgement.now
    if judgement.state in _ENDS:
        return _ENDS[judgement.state]
    return _NEXT.get(now.turn) or _TO_DO.get(now.because.kind, _ANSWER)


def reason(event: Event) -> str:
    """Return in a few words what an event was."""
    what = event.kind.value.replace("_", " ")
    about = f" {clean(event.subject)}" if event.kind in _NAMED and event.subject else ""
    result = f" {clean(event.detail)}" if event.kind is Kind.CHECK else ""
    by = f" by {clean(event.actor)}" if event.actor else ""
    return f"{what}{about}{result}{by} on {_when(event.at)}"


_NAMED: Final = frozenset({Kind.CHECK, Kind.LABELED, Kind.UNLABELED, Kind.REQUESTED})


def clean(name: str) -> str:
    """Return a name that others chose, fit for a terminal."""
    return "".join(each for each in name[:_WIDEST] if each.isprintable())


def _place(one: Followed) -> str:
    line = f":{one.thread.line}" if one.thread.line else ""
    return f"{clean(one.thread.path) or 'a file'}{line}"


def _starter(one: Followed) -> str:
    return clean(one.thread.remarks[0].actor)


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
