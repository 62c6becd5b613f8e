"""Finds which commits came with which pull request, from the graph of all branches; pure."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_COMMITS: Final = 400
"""Of one pull request that are looked at."""

_NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch of a pull request.

    Attributes:
        first: When its first commit was written, seconds since 1970; merges of the mainline into
            it say nothing.
        last: When its last one was.
        head: Its newest commit.
        base: The newest commit of the mainline's past that it stands on; None when it has none,
            or when it has too many commits of its own: it then goes to another line of development.
    """

    first: int
    last: int
    head: str
    base: str | None


class Graph:
    """All commits that branches and mainline reach, with the mainline commit that brought each."""

    def __init__(self, commits: Iterable[tuple[str, int, tuple[str, ...]]], tip: str) -> None:
        """Take name, time of writing and parents of each commit, and the tip of the mainline."""
        self._place: dict[bytes, int] = {}
        self._written = array("q")
        self._parents: list[tuple[int, ...]] = []
        self._names: list[bytes] = []
        for sha, written, parents in commits:
            place = self._add(bytes.fromhex(sha))
            self._written[place] = written
            self._parents[place] = tuple(self._add(bytes.fromhex(each)) for each in parents)
        self._brought = array("q", [_NOWHERE]) * len(self._names)
        self._follow(self._place.get(bytes.fromhex(tip)))

    def _add(self, name: bytes) -> int:
        place = self._place.setdefault(name, len(self._names))
        if place == len(self._names):
            self._names.append(name)
            self._written.append(_NOWHERE)
            self._parents.append(())
        return place

    def _follow(self, tip: int | None) -> None:
        mainline = []
        while tip is not None:
            mainline.append(tip)
            tip = next(iter(self._parents[tip]), None)
        for order, start in enumerate(reversed(mainline)):
            waiting = [start]
            while waiting:
                place = waiting.pop()
                if self._brought[place] == _NOWHERE:
                    self._brought[place] = order
                    waiting.extend(self._parents[place])

    def branches(self, heads: Mapping[int, str]) -> Iterator[tuple[int, Branch]]:
        """Yield number and branch of each pull request that has commits of its own."""
        for number, head in heads.items():
            place = self._place.get(bytes.fromhex(head))
            if place is not None and (branch := self._branch(place)) is not None:
                yield number, branch

    def _branch(self, head: int) -> Branch | None:
        """Walk over the commits that came to the mainline together with this one."""
        own = self._brought[head]
        seen: set[int] = set()
        waiting, edge, written = [head], list[int](), list[int]()
        while waiting and len(seen) < MOST_COMMITS:
            place = waiting.pop()
            if place in seen or self._written[place] == _NOWHERE:
                continue
            if self._brought[place] != own:
                edge.append(place)
                continue
            seen.add(place)
            if len(self._parents[place]) <= 1:
                written.append(self._written[place])
            waiting.extend(self._parents[place])
        if not written:
            return None
        whole = len(seen) < MOST_COMMITS
        base = max(edge, key=lambda place: self._brought[place], default=None) if whole else None
        return Branch(
            first=min(written),
            last=max(written),
            head=self._names[head].hex(),
            base=None if base is None else self._names[base].hex(),
        )
