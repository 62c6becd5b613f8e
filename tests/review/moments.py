"""The moments that were labelled by reading, and what the coach says at each.

`basis` of a file tells how much of it the thread gave: `thread` where what people said, when and
as what is the thread's, `outline` where only its course is. All texts are written anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.review.ledger import judge
from bot.review.node import instant
from bot.review.snapshot import read
from bot.shipped import shipped_projects

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "timelines"


@dataclass(frozen=True)
class Judged:
    """A moment: its label and what the coach says."""

    source: str
    at: str
    basis: str
    label: str
    turn: str
    level: str
    state_label: str
    state: str

    @property
    def right(self) -> bool:
        return self.label == self.turn


@cache
def documents() -> dict[str, dict[str, Any]]:
    files = sorted(FOLDER.glob("*.json"))
    return {each.stem: json.loads(each.read_text(encoding="utf-8")) for each in files}


@cache
def moments() -> tuple[Judged, ...]:
    found = []
    for document in documents().values():
        (snapshot,) = read(document["snapshot"])
        project = shipped_projects().get(snapshot.repository)
        for each in document["moments"]:
            judgement = judge(snapshot, project, instant(each["at"]))
            found.append(
                Judged(
                    document["source"],
                    each["at"],
                    document["basis"],
                    each["turn"],
                    judgement.now.turn,
                    judgement.now.level,
                    each["state"],
                    judgement.state,
                )
            )
    return tuple(found)


def swapped(chosen: Iterable[Judged]) -> int:
    return sum({each.label, each.turn} == {"author", "reviewer"} for each in chosen)
