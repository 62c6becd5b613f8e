"""All that is to be said at one instant, to whom and why; and why the rest is quiet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.nudges.holdout import is_held_out
from bot.nudges.restraint import WEEK, Item, allot
from bot.nudges.rung import ALWAYS_SAID
from bot.nudges.stall import Due, due, warns_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.nudges.restraint import Comment, Deferred
    from bot.nudges.situation import Given, Situation
    from bot.nudges.stall import Quiet


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with a number of contributions at one instant.

    Attributes:
        comments: What to write, each as one new comment.
        held_out: What is not said, by the policy's hold-out; to be recorded as if it were.
        deferred: What has to wait, because enough was said.
        quiet: The contributions of which there is nothing to say, and why.
    """

    comments: tuple[Comment, ...]
    held_out: tuple[Item, ...]
    deferred: tuple[Deferred, ...]
    quiet: tuple[tuple[Situation, Quiet], ...]


def plan(situations: Iterable[Situation], given: Iterable[Given] = ()) -> Plan:
    """Decide about all contributions of a course at one instant.

    Args:
        situations: One for each contribution, all of one `now`.
        given: Further nudges of the last seven days, beside those in the situations.
    """
    items: list[Item] = []
    held_out: list[Item] = []
    quiet: list[tuple[Situation, Quiet]] = []
    warned: list[Situation] = []
    for one in situations:
        if warns_within(one, WEEK):
            warned.append(one)
        found = due(one)
        if not isinstance(found, Due):
            quiet.append((one, found))
            continue
        (held_out if _is_out(one, found) else items).append(Item(one, found))
    allotted = allot(items, given, Counter(each.seen.student.casefold() for each in warned))
    return Plan(allotted.comments, tuple(held_out), allotted.deferred, tuple(quiet))


def _is_out(one: Situation, found: Due) -> bool:
    """Return whether a nudge is held back to compare.

    What was drawn once stays, whatever the policy's share is later; but where it is none at all,
    nothing is compared any more.
    """
    percent = one.nudges.hold_out_percent
    if percent == 0 or found.rung in ALWAYS_SAID:
        return False
    drawn = [each for each in one.seen.own if each.rung not in ALWAYS_SAID]
    return not drawn[0].to if drawn else is_held_out(one.seen.contribution, percent)
