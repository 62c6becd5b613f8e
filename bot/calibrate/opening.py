"""Estimates when pull requests were opened, from the order of their numbers; pure.

GitHub numbers issues and pull requests of a repository in the order of creation. So a pull request
was open before any later number was merged (an upper bound), and after the first commit of any
earlier one's branch was written (a lower bound, where the branches are at hand).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from bot.calibrate.percentiles import quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.calibrate.recognise import Landed

_AHEAD: Final = 100
_BEHIND: Final = 300


def impossible(merged: Sequence[tuple[int, int]]) -> set[int]:
    """Return the places of numbers that cannot have existed when they were merged.

    A typing error, or a pull request of another repository. A number above all of the next hundred
    is one; near the end, where fewer follow, one far above what came before.

    Args:
        merged: Number and time, oldest first.
    """
    numbers = [number for number, _ in merged]
    found = set()
    for place, number in enumerate(numbers):
        after = numbers[place + 1 : place + 1 + _AHEAD]
        if len(after) == _AHEAD:
            wrong = number > max(after)
        else:
            before = sorted(numbers[max(0, place - _BEHIND) : place])
            wrong = bool(before) and number > 1.1 * quantile(before, 0.95) + 100
        if wrong:
            found.add(place)
    return found


class Envelope:
    """The latest time at which each number can have been given.

    Built of records: merges before which nothing with a higher number was merged.
    """

    def __init__(self, merged: Sequence[tuple[int, int]]) -> None:
        """Take number and time of each merge, in any order."""
        records: list[tuple[int, int]] = []
        for number, when in sorted(merged, key=lambda each: (-each[0], each[1])):
            if not records or when < records[-1][1]:
                records.append((number, when))
        records.reverse()
        self._numbers = [number for number, _ in records]
        self._times = [when for _, when in records]

    def latest(self, number: int) -> int | None:
        """Return the upper bound for a number; None above the last one."""
        place = bisect_left(self._numbers, number)
        return self._times[place] if place < len(self._times) else None

    def between(self, number: int) -> float | None:
        """Return the estimate by this bound alone: on the line between the nearest records."""
        place = bisect_left(self._numbers, number)
        if place == len(self._numbers):
            return None
        if place == 0 or self._numbers[place] == number:
            return self._times[place]
        low, high = self._numbers[place - 1], self._numbers[place]
        start, end = self._times[place - 1], self._times[place]
        return start + (end - start) * (number - low) / (high - low)


class Openings:
    """Estimates opening times with all that is known."""

    def __init__(
        self,
        merged: Sequence[Landed],
        first_commits: Mapping[int, int] | None = None,
        listed: Mapping[int, float] | None = None,
    ) -> None:
        """Take what is known.

        Args:
            merged: Every recognised pull request, impossible numbers left out.
            first_commits: When the first commit of each pull request's branch was written.
            listed: Exact times of opening, by number.
        """
        pairs = [(each.number, each.committed) for each in merged if each.number is not None]
        self._envelope = Envelope(pairs)
        self._listed = listed or {}
        self._numbers: list[int] = []
        self._lows: list[int] = []
        low = 0
        for number, first in sorted((first_commits or {}).items()):
            latest = self._envelope.latest(number)
            if latest is None or first <= latest:
                low = max(low, first)
            if low:
                self._numbers.append(number)
                self._lows.append(low)

    def of(self, number: int, merged: int | None = None) -> float | None:
        """Return when a pull request was opened; None where nothing bounds it.

        Args:
            number: Of the pull request.
            merged: When it was merged; None of one that was not.
        """
        if number in self._listed:
            return self._listed[number]
        found = self._estimate(number)
        if found is None or merged is None:
            return found
        return min(found, merged)

    def _estimate(self, number: int) -> float | None:
        latest = self._envelope.latest(number)
        place = bisect_right(self._numbers, number) - 1
        exact = place >= 0 and self._numbers[place] == number
        if not exact:
            return self._envelope.between(number)
        low = self._lows[place]
        return low if latest is None or low <= latest else self._envelope.between(number)
