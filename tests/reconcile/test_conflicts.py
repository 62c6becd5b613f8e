"""A conflict is remembered while GitHub does not know, until commits may have resolved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.kernel.contribution import Stage
from bot.nudges.situation import Seen
from bot.reconcile.conflicts import is_in_doubt, still_conflicts, with_conflict
from bot.review.events import Kind
from tests.support.timelines import comment, moment, pull, push, snapshot

if TYPE_CHECKING:
    from tests.support.timelines import Node

BEFORE = Seen(
    contribution="5#1",
    student="ada",
    stage=Stage.OPEN,
    stage_since=moment(0),
    number=7,
    updated=moment(2),
    has_conflict=True,
)


def answer(**fields: object) -> Node:
    return {"data": {"repository": {"pullRequest": {"number": 7, **fields}}}}


def state(**changes: object) -> bytes:
    return msgspec.msgpack.encode(msgspec.structs.replace(BEFORE, **changes))


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (answer(state="OPEN", mergeable="UNKNOWN"), True),
        (answer(state="OPEN", mergeable="MERGEABLE"), False),
        (answer(state="OPEN", mergeable="CONFLICTING"), False),
        (answer(state="CLOSED", mergeable="UNKNOWN"), False),
        (answer(), False),
        ({"data": {"repository": None}}, False),
        ({}, False),
    ],
)
def test_only_of_an_open_one_can_github_not_know(raw: Node, *, wanted: bool) -> None:
    assert is_in_doubt(raw) is wanted


@pytest.mark.parametrize(
    ("before", "items", "holds"),
    [
        (state(), (push(1),), True),
        (state(), (push(1), comment(3, "maintainer", "Please rebase.")), True),
        (state(), (push(3),), False),
        (state(has_conflict=False), (), False),
        (state(number=8), (), False),
        (state(updated=None), (), False),
        (b"\xc1", (), False),
        (None, (), False),
    ],
)
def test_what_was_seen_holds_until_commits_come(
    before: bytes | None, items: tuple[Node, ...], *, holds: bool
) -> None:
    assert still_conflicts(before, snapshot(pull(*items))) is holds


def test_what_is_remembered_is_judged_as_a_conflict_and_the_answer_stays_as_it_came() -> None:
    raw = {"data": {"repository": {"pullRequest": pull(mergeable="UNKNOWN")}}}
    told = with_conflict(raw)
    assert snapshot(told).events[-1].kind is Kind.CONFLICT
    assert raw["data"]["repository"]["pullRequest"]["mergeable"] == "UNKNOWN"
