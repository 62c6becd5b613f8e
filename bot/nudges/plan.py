"""All that is to be said at one instant, to whom and why; and why the rest is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.nudges.holdout import is_held_out
from bot.nudges.restraint import Item, allot
from bot.nudges.rung import Rung
from bot.nudges.stall import Due, due

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.nudges.restraint import Comment, Deferred
    from bot.nudges.situation import Given, Situation
    from bot.nudges.stall import Quiet

_ALWAYS: Final = frozenset({Rung.STALE})
"""What is never held back to compare: a pull request would be lost."""


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
    for one in situations:
        found = due(one)
        if not isinstance(found, Due):
            quiet.append((one, found))
            continue
        percent = 0 if found.rung in _ALWAYS else one.nudges.hold_out_percent
        is_out = is_held_out(one.seen.contribution, percent)
        (held_out if is_out else items).append(Item(one, found))
    allotted = allot(items, given)
    return Plan(allotted.comments, tuple(held_out), allotted.deferred, tuple(quiet))
