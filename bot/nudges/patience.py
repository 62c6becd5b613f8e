"""What waiting is usual for a newcomer's pull request, in quantiles and never as a promise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.projects.measured import Followed, SizeClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.projects.history import History

LEAST: Final = 2.0
"""Days below which nothing counts as stalled, however fast a project is."""

ENOUGH: Final = 20
"""Pull requests that must have been followed before a share of them is told."""


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many days of waiting something is usual, stalled or overdue; never below two.

    Attributes:
        usual: Half were merged sooner.
        stalled: Three quarters were.
        overdue: Nine tenths were.
        is_general: Whether these are the course's figures, because none of the project are known.
    """

    usual: float
    stalled: float
    overdue: float
    is_general: bool


class Share(StrEnum):
    """What an outlook can honestly say."""

    HALF = "half"
    """Half of all that were opened get merged within so many days."""
    QUARTER = "quarter"
    """A quarter does; half was not reached in the time that was looked at."""
    FEW = "few"
    """Not even a quarter was reached; there is no number of days."""
    OF_MERGED = "of_merged"
    """Half of those that were merged; how many never were is not known."""
    GENERAL = "general"
    """As before, over all projects of the course."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A quantile to be told.

    Attributes:
        share: Of what.
        days: Within how many days, rounded up; 0 for `FEW`.
        is_doubtful: Whether the figures are known not to fit the project of today.
    """

    share: Share
    days: int
    is_doubtful: bool = False


GENERAL: Final[Mapping[SizeClass, Patience]] = MappingProxyType(
    {
        SizeClass.SMALL: Patience(2.05, 6.9, 20.7, is_general=True),
        SizeClass.MEDIUM: Patience(6.85, 17.25, 37.95, is_general=True),
        SizeClass.LARGE: Patience(11.5, 28.65, 61.75, is_general=True),
    }
)
"""Medians of the projects' own figures; a test holds them against `config/history`."""


def patience(history: History | None, lines: int | None) -> Patience:
    """Return what waiting is usual.

    Args:
        history: The project's figures; None where there are none.
        lines: Changed lines; None where they are not known, then a medium size is taken.
    """
    size = _size(lines)
    if history is None:
        return GENERAL[size]
    waiting = history.norms.waiting[size]
    return Patience(
        usual=max(LEAST, waiting.usual),
        stalled=max(LEAST, waiting.stalled),
        overdue=max(LEAST, waiting.overdue),
        is_general=False,
    )


def outlook(history: History | None, lines: int | None) -> Outlook:
    """Return the quantile that can honestly be told of such a pull request; as `patience`."""
    size = _size(lines)
    if history is None:
        return Outlook(Share.GENERAL, ceil(GENERAL[size].usual))
    doubtful = history.placeholder
    followed = history.survival.get(size)
    if history.survival_of is Followed.MERGED or followed is None or followed.opened < ENOUGH:
        usual = history.norms.waiting[size].usual
        return Outlook(Share.OF_MERGED, max(1, ceil(usual)), doubtful)
    for share, percentage in ((Share.HALF, "50"), (Share.QUARTER, "25")):
        days = followed.days_until_merged.get(percentage)
        if days is not None:
            return Outlook(share, max(1, ceil(days)), doubtful)
    return Outlook(Share.FEW, 0, doubtful)


def _size(lines: int | None) -> SizeClass:
    return SizeClass.MEDIUM if lines is None else SizeClass.of(lines)
