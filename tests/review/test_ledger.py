"""The ledger holds together whatever was read."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import UserError
from bot.review.ledger import judge
from bot.review.snapshot import read
from bot.review.tell import data, text
from bot.review.timeline import READ
from bot.shipped import shipped_projects
from tests.review.moments import documents
from tests.support.hostile import UNHURRIED, hostile_text
from tests.support.timelines import (
    GENERIC,
    OPENED,
    at,
    check,
    comment,
    happened,
    judged,
    label,
    moment,
    person,
    pull,
    push,
    remark,
    request,
    review,
    snapshot,
    thread,
)

if TYPE_CHECKING:
    from types import FrameType

    from bot.projects.model import Project
    from bot.review.events import Snapshot
    from bot.review.ledger import Judgement
    from tests.support.timelines import Node

ACTORS = st.sampled_from(["author", "maintainer", "colleague", "helper[bot]"])
DAYS = st.integers(0, 8)
SAID = st.sampled_from(
    ["Done.", "Why so?", "I'll look tomorrow.", "LGTM", "Thanks!", "@colleague see this", "", "Hm."]
)
STATES = st.sampled_from(["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"])
NAMES = st.sampled_from(["ready", "needs-rebase", "stale", "action-required", "Merged"])
CHECKS = st.builds(
    check,
    st.sampled_from(["tests", "DCO", "pre-run-check"]),
    st.sampled_from(["SUCCESS", "FAILURE", "ACTION_REQUIRED", None]),
)
PLAIN = st.sampled_from(
    [
        "AddedToMergeQueueEvent",
        "AutoMergeDisabledEvent",
        "AutoMergeEnabledEvent",
        "ClosedEvent",
        "ConvertToDraftEvent",
        "HeadRefForcePushedEvent",
        "MergedEvent",
        "ReadyForReviewEvent",
        "RemovedFromMergeQueueEvent",
        "ReopenedEvent",
    ]
)
ITEMS = st.one_of(
    st.builds(comment, DAYS, ACTORS, SAID),
    st.builds(review, DAYS, STATES, ACTORS, SAID),
    st.builds(push, DAYS, CHECKS),
    st.builds(request, DAYS, ACTORS, ACTORS),
    st.builds(label, DAYS, NAMES, ACTORS),
    st.builds(happened, PLAIN, DAYS, ACTORS),
)
THREADS = st.builds(
    lambda name, remarks, resolved: thread(name, *remarks, isResolved=resolved),
    st.sampled_from(["one", "two"]),
    st.lists(st.builds(remark, DAYS, ACTORS, SAID), min_size=1, max_size=3),
    st.booleans(),
)
PROJECTS = st.sampled_from([GENERIC, *shipped_projects()])
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | hostile_text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def holds_together(judgement: Judgement) -> None:
    ledger = judgement.ledger
    assert ledger[0].since == OPENED
    assert ledger[-1].until is None
    for one, following in pairwise(ledger):
        assert one.until == following.since
        assert one.since < following.since
        assert one.turn != following.turn
    assert all(each.because.at <= each.since for each in ledger)


@given(st.lists(ITEMS, max_size=12), st.lists(THREADS, max_size=2), PROJECTS)
@UNHURRIED
def test_intervals_have_no_gap_and_no_overlap(
    items: list[Node], threads: list[Node], project: Project
) -> None:
    holds_together(judged(pull(*items, threads=tuple(threads)), project))


@given(st.lists(ITEMS, max_size=10), st.lists(THREADS, max_size=2), PROJECTS, st.data())
@UNHURRIED
def test_the_order_of_reading_and_doubles_change_nothing(
    items: list[Node], threads: list[Node], project: Project, drawn: st.DataObject
) -> None:
    doubled = drawn.draw(
        st.permutations(items + drawn.draw(st.lists(st.sampled_from(items))) if items else items)
    )
    turned = drawn.draw(st.permutations([*threads, *threads]))
    one = judged(pull(*items, threads=tuple(threads)), project)
    other = judged(pull(*doubled, threads=tuple(turned)), project)
    assert data(one) == data(other)


@given(st.lists(ITEMS, max_size=10), DAYS, PROJECTS)
@UNHURRIED
def test_the_past_does_not_depend_on_what_came_later(
    items: list[Node], day: int, project: Project
) -> None:
    # A first label or draft event tells how it was before, so that such stories are left out.
    kinds = {"ConvertToDraftEvent", "ReadyForReviewEvent", "LabeledEvent"}
    items = [each for each in items if each["__typename"] not in kinds]
    items = [each for each in items if each.get("state") != "DISMISSED"]
    seen = [each for each in items if time_of(each) <= at(day)]
    then = judged(pull(*items, updatedAt=at(9)), project, day)
    assert then.ledger == judged(pull(*seen, updatedAt=at(9)), project, day).ledger


def time_of(item: Node) -> str:
    commit = item.get("commit") or {}
    found = item.get("createdAt") or item.get("submittedAt") or commit.get("committedDate")
    return str(found)


@given(JSON)
@UNHURRIED
def test_arbitrary_json_is_refused_in_words_or_judged(value: object) -> None:
    judge_or_refuse(value)


@given(st.data())
@UNHURRIED
def test_a_pull_request_with_anything_in_any_place_is_refused_or_judged(
    drawn: st.DataObject,
) -> None:
    document = drawn.draw(st.sampled_from([*documents().values()]))
    value = json.loads(json.dumps(document["snapshot"]))
    node: Any = value
    while isinstance(node, dict | list) and node:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = drawn.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or drawn.draw(st.booleans()):
            node[key] = drawn.draw(JSON)
            break
        node = node[key]
    judge_or_refuse(value)


def judge_or_refuse(value: object) -> None:
    try:
        found = read(value)
    except UserError as error:
        refusal = str(error)
    else:
        refusal = ""
        judge_all(found)
    assert len(refusal) < 500


def judge_all(found: tuple[Snapshot, ...]) -> None:
    for one in found:
        project = shipped_projects().find(one.repository) or GENERIC
        judgement = judge(one, project)
        json.dumps(data(judgement))
        assert all(line.isprintable() for line in text(one, judgement).split("\n"))


def test_a_moment_before_the_opening_is_refused() -> None:
    with pytest.raises(UserError, match="Give a later time"):
        judge(snapshot(pull()), GENERIC, moment(0) - timedelta(seconds=1))


def test_of_things_at_one_instant_only_the_outcome_counts() -> None:
    story = pull(review(1, "CHANGES_REQUESTED"), push(1.5), review(1.5, "APPROVED"))
    assert [each.turn for each in judged(story).ledger] == ["reviewer", "author", "gate"]


@pytest.mark.parametrize(
    ("items", "cycles"),
    [
        ([], 0),
        ([review(1, "APPROVED")], 0),
        ([review(1, "CHANGES_REQUESTED")], 1),
        ([review(1, "CHANGES_REQUESTED"), comment(1.5, "colleague", "Why so?")], 1),
        ([review(1, "CHANGES_REQUESTED"), push(2), comment(3, "colleague", "Why so?")], 2),
        ([comment(1, "helper[bot]", "Why so?")], 0),
        ([push(0.5, check("tests", "FAILURE"))], 0),
    ],
)
def test_cycles_are_rounds_of_wishes(items: list[Node], cycles: int) -> None:
    assert judged(pull(*items)).cycles == cycles


def test_a_stated_wait_is_kept_while_the_reviewer_has_the_turn() -> None:
    waits = comment(1, "maintainer", "I'll look next week.")
    said = judged(pull(waits)).waits
    assert said is not None
    assert said.actor == "maintainer"
    assert judged(pull(waits, comment(2, "maintainer", "Why so?"))).waits is None
    assert judged(pull(waits, review(2, "APPROVED"))).waits is None


def long_story(count: int) -> Node:
    items = [
        each
        for n in range(count)
        for each in (
            review(1 + n / 100, "CHANGES_REQUESTED", f"reviewer-{n}", "Why so?"),
            comment(1.002 + n / 100, f"reviewer-{n}", "And why that?"),
            label(1.003 + n / 100, f"label-{n}"),
            push(1.005 + n / 100, check(f"check-{n}", "FAILURE")),
            request(1.006 + n / 100, f"reviewer-{n}"),
        )
    ]
    threads = tuple(
        thread(f"t{n}", remark(1 + n / 100, "maintainer", "Why?")) for n in range(count)
    )
    return pull(*items, threads=threads)


def calls(count: int) -> int:
    """Return how many functions are called for a story of that length."""
    story, counted = long_story(count), 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        judged(story)
    finally:
        sys.setprofile(before)
    return counted


def test_twice_the_events_take_about_twice_the_steps() -> None:
    assert calls(200) < 2.3 * calls(100)


def test_every_type_of_githubs_that_the_selection_names_is_read() -> None:
    for name in READ - {"PullRequestCommit", "PullRequestReview", "CrossReferencedEvent"}:
        item = happened(name, 1, author=person("x"), enqueuer=person("x"))
        assert len(snapshot(pull(item)).events) >= 2, name
