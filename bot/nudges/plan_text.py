"""A plan for a person or for a program: what would be said to whom, and why."""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.nudges.tell import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from bot.nudges.plan import Plan
    from bot.nudges.restraint import Comment, Item
    from bot.nudges.saying import Manner
    from bot.nudges.situation import Situation
    from bot.nudges.stall import Quiet
    from bot.policy.model import Cohort

    Speech = Callable[[Cohort], Manner]

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


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
                "student": one.seen.student,
                "until": _iso(quiet.until) if quiet.until else None,
                "why": quiet.why,
            }
            for one, quiet in found.quiet
        ],
    }


def text(found: Plan, speech: Speech, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return a plan for a person.

    Args:
        found: The plan.
        speech: How each cohort is spoken to.
        names: What to call a contribution, by its key; the key where it is not among them.
    """
    counts = (
        f"{len(found.comments)} to write, {len(found.held_out)} held out,"
        f" {len(found.deferred)} deferred, {len(found.quiet)} quiet"
    )

    def of_item(item: Item, what: str) -> str:
        return f"{_name(item.situation, names)}: {item.due.rung}, {what}. {_since(item)}"

    parts = chain(
        *(_of_comment(each, speech, of_item) for each in found.comments),
        (of_item(each, "held out by lot") for each in found.held_out),
        (of_item(each.item, f"waits until {_when(each.until)}") for each in found.deferred),
        (_of_quiet(_name(one, names), quiet) for one, quiet in found.quiet),
    )
    return "\n".join((counts, "", *parts)).rstrip()


def _of_comment(
    comment: Comment, speech: Speech, of_item: Callable[[Item, str], str]
) -> Iterator[str]:
    for item in comment.items:
        yield of_item(item, f"to {', '.join(item.due.to)}")
    yield ""
    yield from (f"    {line}".rstrip() for line in _told(comment, speech).splitlines())
    yield ""


def _of_quiet(name: str, quiet: Quiet) -> str:
    until = f" until {_when(quiet.until)}" if quiet.until else ""
    return f"{name}: quiet{until}. {quiet.why}"


def _name(one: Situation, names: Mapping[str, str]) -> str:
    """Return how a contribution is called; whose it is, where it has a name."""
    key, student = one.seen.contribution, one.seen.student
    return f"{names[key]} of {student}" if key in names else key


def _since(item: Item) -> str:
    return f"Due since {_when(item.due.at)}. {item.due.reason}"


def _item(item: Item) -> dict[str, object]:
    due = item.due
    return {
        "contribution": item.situation.seen.contribution,
        "student": item.situation.seen.student,
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
