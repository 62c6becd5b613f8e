"""Timelines of real pull requests, labelled by a person: how often the coach says the same.

`basis` of a file tells how much of it the thread gave: `thread` where what people said, when and
as what is the thread's, `outline` where only its course is. All texts are written anew.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.review.landing import State
from bot.review.ledger import judge
from bot.review.node import instant
from bot.review.snapshot import read
from bot.review.turn import Turn
from bot.shipped import shipped_projects
from tests.support.pages import page

FOLDER = Path(__file__).parent / "timelines"
PAGE = page("docs/turn.md")
LEAST_RIGHT = 0.95
MOST_SWAPPED = 0.02
"""The author taken for a reviewer, or the reverse."""


@dataclass(frozen=True)
class Judged:
    """A moment: what the person said and what the coach says."""

    source: str
    at: str
    basis: str
    label: str
    turn: str
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
                    each["state"],
                    judgement.state,
                )
            )
    return tuple(found)


def swapped(chosen: list[Judged]) -> int:
    return sum({each.label, each.turn} == {"author", "reviewer"} for each in chosen)


def test_there_are_enough_and_from_every_project() -> None:
    per_project = Counter(each["source"].partition("#")[0] for each in documents().values())
    assert set(per_project) == {project.name for project in shipped_projects()}
    assert min(per_project.values()) >= 3
    assert sum(each["basis"] == "thread" for each in documents().values()) >= 60
    assert {each["basis"] for each in documents().values()} == {"thread", "outline"}


def test_labels_are_words_that_the_command_knows() -> None:
    assert {each.label for each in moments()} == set(Turn)
    assert {each.state_label for each in moments()} == set(State)


def test_people_are_called_by_their_part() -> None:
    part = re.compile(r"author|(?:reviewer|contributor|user)-\d")
    for document in documents().values():
        pull = document["snapshot"]["data"]["repository"]["pullRequest"]
        actors = re.findall(
            r'"__typename": "User", "login": "([^"]+)"', json.dumps(pull["timelineItems"])
        )
        assert all(part.fullmatch(each) for each in actors), document["source"]


def test_the_coach_says_what_a_person_says() -> None:
    every = [*moments()]
    assert sum(each.right for each in every) / len(every) >= LEAST_RIGHT
    assert swapped(every) / len(every) < MOST_SWAPPED


def test_it_does_so_for_the_threads_alone() -> None:
    threads = [each for each in moments() if each.basis == "thread"]
    assert sum(each.right for each in threads) / len(threads) >= LEAST_RIGHT
    assert swapped(threads) / len(threads) < MOST_SWAPPED


def test_it_says_how_each_of_them_ended() -> None:
    assert [each for each in moments() if each.state != each.state_label] == []


def test_the_page_tells_the_share_and_every_miss() -> None:
    rows = {name: cells for name, *cells in PAGE.table("project")}
    for name in (project.name for project in shipped_projects()):
        assert rows[name] == figures([each for each in moments() if on(each, name)]), name
    assert rows["all"] == figures([*moments()])
    told = {tuple(row[:4]) for row in PAGE.table("missed")}
    missed = {
        (each.source.replace("#", " "), each.at, each.label, each.turn)
        for each in moments()
        if not each.right
    }
    assert told == missed


def on(one: Judged, project: str) -> bool:
    return one.source.startswith(f"{project}#")


def figures(chosen: list[Judged]) -> list[str]:
    count = len({each.source for each in chosen})
    right = sum(each.right for each in chosen)
    share = f"{100 * right / len(chosen):.1f} %"
    return [str(count), str(len(chosen)), str(right), share, str(swapped(chosen))]
