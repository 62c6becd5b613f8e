"""How often the coach says whose turn it is as the labels do."""

from __future__ import annotations

import json
import re
from collections import Counter

from bot.review.events import Level
from bot.review.landing import State
from bot.review.people import is_machine
from bot.review.turn import Turn
from bot.shipped import shipped_projects
from tests.review.moments import documents, moments, swapped
from tests.review.turn_page import PAGE, written

LEAST_RIGHT = 0.95
MOST_STATES_WRONG = 0.02
LEAST_SURE = 0.98
"""Of what is said with high confidence."""
MOST_SWAPPED = 0.02
"""The author taken for a reviewer, or the reverse."""


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
        assert all(part.fullmatch(each) or is_machine(each) for each in actors), document["source"]


def test_the_coach_says_what_the_labels_say() -> None:
    every = [*moments()]
    assert sum(each.right for each in every) / len(every) >= LEAST_RIGHT
    assert swapped(every) / len(every) < MOST_SWAPPED


def test_what_is_said_with_high_confidence_is_right_more_often_than_the_rest() -> None:
    right: dict[bool, list[bool]] = {True: [], False: []}
    for each in moments():
        right[each.level == Level.HIGH].append(each.right)
    shares = {is_high: sum(found) / len(found) for is_high, found in right.items()}
    assert shares[True] >= LEAST_SURE > shares[False]
    assert len(right[True]) > len(right[False])


def test_it_does_so_for_the_threads_alone() -> None:
    threads = [each for each in moments() if each.basis == "thread"]
    assert sum(each.right for each in threads) / len(threads) >= LEAST_RIGHT
    assert swapped(threads) / len(threads) < MOST_SWAPPED


def test_it_says_how_each_of_them_ended() -> None:
    wrong = [each for each in moments() if each.state != each.state_label]
    ended = [each for each in moments() if each.label == Turn.NOBODY]
    assert len(wrong) <= MOST_STATES_WRONG * len(ended)
    told = PAGE.read_text(encoding="utf-8")
    assert all(f"{each.at} | {each.state_label} | {each.state} |" in told for each in wrong)


def test_the_page_tells_the_share_every_miss_and_the_query() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == written(told), "run `python -m tests.review.turn_page`"
    assert all(each.at in told for each in moments() if not each.right)


def test_some_were_labelled_that_no_rule_was_written_for() -> None:
    held_out = [each for each in documents().values() if each["held_out"]]
    in_sets = (76, 70, 34, 256, 136, 151, 146, 143, 142, 140)
    assert sum(len(each["moments"]) for each in held_out) == sum(in_sets)
