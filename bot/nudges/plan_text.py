"""A plan for a person or for a program: what would be said to whom, and why."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from bot.nudges.tell import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.nudges.plan import Plan
    from bot.nudges.restraint import Comment, Item
    from bot.nudges.saying import Manner
    from bot.nudges.situation import Situation
    from bot.nudges.stall import Quiet
    from bot.policy.model import Cohort

    Speech = Callable[[Cohort], Manner]


def data(found: Plan, speech: Speech) -> dict[str, object]:
    """Return a plan as values that JSON has."""
    return {
        "comments": [
            {
                "contribution": each.contribution,
                "to": list(each.to),
                "nudges": [_item(item) for item in each.items],
                "text": _told(each, speech),
            }
            for each in found.comments
        ],
        "held_out": [_item(each) for each in found.held_out],
        "deferred": [
            {**_item(each.item), "until": _iso(each.until), "why": each.why}
            for each in found.deferred
        ],
        "quiet": [
            {
                "contribution": one.seen.contribution,
                "until": _iso(quiet.until) if quiet.until else None,
                "why": quiet.why,
            }
            for one, quiet in found.quiet
        ],
    }


def text(found: Plan, speech: Speech) -> str:
    """Return a plan for a person."""
    counts = (
        f"{len(found.comments)} to write, {len(found.held_out)} held out,"
        f" {len(found.deferred)} deferred, {len(found.quiet)} quiet"
    )
    parts = chain(
        *(_of_comment(each, speech) for each in found.comments),
        (_of_item(each, "held out by lot") for each in found.held_out),
        (_of_item(each.item, f"waits until {_when(each.until)}") for each in found.deferred),
        (_of_quiet(one, quiet) for one, quiet in found.quiet),
    )
    return "\n".join((counts, "", *parts)).rstrip()


def _of_comment(comment: Comment, speech: Speech) -> Iterator[str]:
    for item in comment.items:
        yield _of_item(item, f"to {', '.join(item.due.to)}")
    yield ""
    yield from (f"    {line}".rstrip() for line in _told(comment, speech).splitlines())
    yield ""


def _of_quiet(one: Situation, quiet: Quiet) -> str:
    until = f" until {_when(quiet.until)}" if quiet.until else ""
    return f"{one.seen.contribution}: quiet{until}. {quiet.why}"


def _of_item(item: Item, what: str) -> str:
    due = item.due
    return (
        f"{item.situation.seen.contribution}: {due.rung}, {what}."
        f" Due since {_when(due.at)}. {due.reason}"
    )


def _item(item: Item) -> dict[str, object]:
    due = item.due
    return {
        "contribution": item.situation.seen.contribution,
        "rung": due.rung.value,
        "to": list(due.to),
        "due": _iso(due.at),
        "why": due.reason,
        "silent_until": _iso(due.silent_until) if due.silent_until else None,
    }


def _told(comment: Comment, speech: Speech) -> str:
    return tell(comment, speech(comment.items[0].situation.cohort))


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
