"""Reading a pull request in GitHub's form: every wrapping, every gap, every wrong value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.kernel.errors import UserError
from bot.review.node import LONGEST
from bot.review.snapshot import read
from tests.support.timelines import (
    at,
    check,
    comment,
    happened,
    judged,
    moment,
    pull,
    push,
    remark,
    review,
    snapshot,
    thread,
)

if TYPE_CHECKING:
    from tests.support.timelines import (
        Node,
    )

REPOSITORY = {"nameWithOwner": "some/project"}


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"repository": REPOSITORY | {"pullRequest": pull()}}},
        {"repository": REPOSITORY | {"pullRequest": pull()}},
        REPOSITORY | {"pullRequest": pull()},
        {"data": {"node": pull(repository=REPOSITORY)}},
        pull(repository=REPOSITORY),
        pull(url="https://github.com/some/project/pull/7", number=None),
    ],
)
def test_every_wrapping_is_taken(value: Node) -> None:
    found = snapshot(value)
    assert (found.repository, found.number, found.author) == ("some/project", 7, "author")


def test_a_list_gives_a_list_and_an_empty_one_nothing() -> None:
    assert [each.number for each in read([pull(), pull(number=8)])] == [7, 8]
    assert read([]) == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (7, "the snapshot should be an object and is a number"),
        ("text", "the snapshot should be an object and is a text"),
        ([None, 1], r"\[0\]: there is no pull request here"),
        ([pull(), True], r"\[1\] should be an object and is true or false"),
        ({}, "there is no pull request here"),
        ({"data": {"repository": None}}, "data: there is no pull request"),
        ({"data": {"repository": {"pullRequest": None}}}, "there is no pull request"),
        ({"data": [1]}, "data should be an object and is a list"),
        (pull(createdAt="yesterday"), "the snapshot.createdAt: 'yesterday' is no time"),
        (pull(createdAt="0001-01-01T00:00:00+23:00"), "is no time"),
        (pull(createdAt="9999-12-31T23:59:59Z"), "'9999-12-31T23:59:59Z' is no time"),
        (pull(number=True), "number should be a whole number and is true or false"),
        (pull(number="7"), "number should be a whole number and is a text"),
        (pull(number=7.5), "number should be a whole number and is another number"),
        (pull(number=-7), "number should be a whole number from 0 to 2147483647 and is another"),
        (pull(number=10**400), "number should be a whole number from 0 to 2147483647"),
        (pull(isDraft="no"), "isDraft should be true or false and is a text"),
        (pull(labels={"nodes": {}}), "labels.nodes should be a list and is an object"),
        (pull(labels=[7]), r"labels\[0\] should be an object"),
        (
            {"data": {"repository": {"pullRequest": pull(comment(1, "a", "b") | {"body": 7})}}},
            r"data.repository.pullRequest.timelineItems.nodes\[0\].body should be a text",
        ),
        ({"state": "OPEN"}, "neither createdAt nor any event tells a time"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(value: object, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read(value)


def test_nulls_and_other_forms_of_lists_are_tolerated() -> None:
    edges = {"edges": [{"node": comment(1, "maintainer", "Why?")}, None, {"node": None}]}
    story = pull(comments=edges, reviews=[None, review(2, "COMMENTED", body="How?")])
    assert {each.kind.value for each in snapshot(story).events} == {"opened", "comment", "reviewed"}


def test_a_review_in_two_lists_is_one_and_the_fuller_one_counts() -> None:
    full = review(1, "APPROVED", body="Good")
    bare = {name: full[name] for name in ("__typename", "id", "state", "submittedAt", "author")}
    for story in (pull(full, reviews=[bare]), pull(bare, reviews=[full])):
        (found,) = [each for each in snapshot(story).events if each.kind == "approved"]
        assert (found.association, found.body) == ("MEMBER", "Good")


@pytest.mark.parametrize(
    ("missing", "level"),
    [
        ("number", "high"),
        ("authorAssociation", "high"),
        ("isDraft", "high"),
        ("state", "medium"),
        ("reviewThreads", "medium"),
        ("timelineItems", "low"),
        ("author", "low"),
    ],
)
def test_what_is_missing_makes_it_less_sure(missing: str, level: str) -> None:
    story = pull()
    del story[missing]
    assert judged(story).now.level == level


def test_reviews_and_comments_stand_in_for_the_timeline() -> None:
    story = pull(reviews=[review(1, "APPROVED")], comments=[])
    del story["timelineItems"]
    assert (judged(story).now.turn, judged(story).now.level) == ("gate", "medium")


def test_a_cut_timeline_and_refused_fields_make_it_less_sure() -> None:
    cut = pull(timelineItems={"pageInfo": {"hasPreviousPage": True}, "nodes": []})
    assert judged(cut).now.level == "medium"
    refused = {"data": {"repository": {"pullRequest": pull()}}, "errors": [{"type": "FORBIDDEN"}]}
    assert judged(refused).now.level == "medium"


def test_without_an_opening_the_first_known_instant_stands_for_it() -> None:
    story = pull(comment(1, "maintainer", "Why?"), updatedAt=at(3))
    del story["createdAt"]
    assert snapshot(story).opened == moment(1)
    bare = {"state": "MERGED", "mergedAt": at(2)}
    assert judged(bare).state == "merged"


def test_commits_before_the_opening_belong_to_it() -> None:
    late = pull(push(-3), push(1))
    pushes = [each.at for each in snapshot(late).events if each.kind == "pushed"]
    assert pushes == [moment(0), moment(1)]
    assert judged(late).now.since == moment(0)


def test_a_commit_was_pushed_when_its_checks_were_set_up() -> None:
    made_early = push(1)
    suites = [{"createdAt": at(3)}, {"createdAt": at(4)}, {"createdAt": None}]
    made_early["commit"]["checkSuites"] = {"nodes": suites}
    story = pull(push(1), review(2, "CHANGES_REQUESTED"), commits=[made_early])
    assert sum(each.kind == "pushed" for each in snapshot(story).events) == 1
    assert judged(story, day=2.5).now.turn == "author"
    assert (judged(story).now.turn, judged(story).now.since) == ("reviewer", moment(3))


def test_a_commit_without_a_date_is_only_its_checks() -> None:
    dateless = {"commit": {"statusCheckRollup": {"contexts": [check("tests", "FAILURE")]}}}
    assert judged(pull(commits=[dateless])).now.turn == "author"


def test_a_review_that_was_not_sent_is_not_there() -> None:
    pending = review(1, "PENDING") | {"submittedAt": None}
    timeless = comment(1, "maintainer", "Why?") | {"createdAt": None}
    assert len(snapshot(pull(pending, timeless)).events) == 1


def test_events_before_the_opening_are_not_of_this_pull_request() -> None:
    assert len(snapshot(pull(comment(-1, "maintainer", "Why?"))).events) == 1


def test_a_text_is_read_up_to_githubs_own_limit() -> None:
    long = comment(1, "maintainer", "a" * (LONGEST + 5))
    assert len(snapshot(pull(long)).events[-1].body) == LONGEST


def test_the_full_reference_of_a_commit_may_have_another_name() -> None:
    for name in ("reference", "commit"):
        event = happened("ReferencedEvent", 1, **{name: {"oid": "a", "messageHeadline": "Fix"}})
        assert snapshot(pull(event)).events[-1].detail == "Fix"


def test_a_naive_time_is_in_utc() -> None:
    assert snapshot(pull(createdAt="2026-03-02T09:00:00")).opened == moment(0)


def test_a_resolver_is_named() -> None:
    story = pull(
        threads=(
            thread(
                "t",
                remark(1, "maintainer", "Why?"),
                isResolved=True,
                resolvedBy={"login": "helper[bot]"},
            ),
        )
    )
    (found,) = [each for each in snapshot(story).events if each.kind == "thread_resolved"]
    assert (found.actor, found.is_bot) == ("helper[bot]", True)
