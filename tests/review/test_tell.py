"""A judgement in words and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.review.tell import data, text
from bot.shipped import shipped_projects
from tests.support.timelines import (
    GENERIC,
    at,
    check,
    comment,
    happened,
    judged,
    label,
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


def told(value: Node, name: str = "some/project") -> list[str]:
    project = shipped_projects().find(name) or GENERIC
    return text(snapshot(value), judged(value, project)).split("\n")


def test_the_data_has_exactly_these_parts() -> None:
    story = pull(
        review(1, "CHANGES_REQUESTED", body="Please split it."),
        push(2),
        threads=(thread("t", remark(1, "maintainer", "Why so?")),),
    )
    found = data(judged(story))
    assert found == {
        "state": "open",
        "turn": "reviewer",
        "since": at(2),
        "because": {"event": "pushed", "actor": "author", "at": at(2)},
        "confidence": "low",
        "cycles": 1,
        "ledger": [
            {
                "turn": "reviewer",
                "since": at(0),
                "until": at(1),
                "because": {"event": "opened", "actor": "author", "at": at(0)},
                "confidence": "high",
            },
            {
                "turn": "author",
                "since": at(1),
                "until": at(2),
                "because": {"event": "changes_requested", "actor": "maintainer", "at": at(1)},
                "confidence": "high",
            },
            {
                "turn": "reviewer",
                "since": at(2),
                "until": None,
                "because": {"event": "pushed", "actor": "author", "at": at(2)},
                "confidence": "low",
            },
        ],
        "threads": [
            {
                "id": "t",
                "path": "src/a.py",
                "line": 7,
                "by": "maintainer",
                "state": "untouched",
                "since": at(1),
                "to_do": True,
                "after": [{"push": at(2), "state": "untouched"}],
            }
        ],
    }


def test_who_is_not_told_is_null() -> None:
    assert data(judged(pull(state="MERGED", mergedAt=at(1))))["because"] == {
        "event": "merged",
        "actor": None,
        "at": at(1),
    }


def test_a_person_reads_whose_turn_since_when_why_and_what_to_do() -> None:
    story = pull(
        review(1, "CHANGES_REQUESTED", body="Please split it."),
        threads=(
            thread("t", remark(1, "maintainer", "Why so?")),
            thread("u", remark(1, "maintainer", "How?"), path="", line=None),
            thread("a", remark(1, "maintainer", "When?"), remark(2, "author", "At once.")),
        ),
        repository={"nameWithOwner": "some/project"},
    )
    assert told(story) == [
        "some/project #7 (open)",
        "It is the author's turn since 2026-03-03 09:00 UTC, high confidence.",
        "Because: changes requested by maintainer on 2026-03-03 09:00 UTC.",
        "Next: Answer what the review asks for: push, then reply to each remark.",
        "Review cycles: 1; one to three are usual.",
        "Remarks that nobody has answered:",
        "  - src/a.py:7, by maintainer",
        "  - a file, by maintainer",
        "Remarks that are addressed or answered: 1.",
    ]


@pytest.mark.parametrize(
    ("story", "line"),
    [
        (pull(), "Next: Wait. Nothing is asked of the author."),
        (pull(number=None), "the pull request (open)"),
        (pull(), "Review cycles: 0 yet; one to three are usual."),
        (
            pull(comment(1, "maintainer", "I'll look next week.")),
            "maintainer said on 2026-03-03 09:00 UTC to come back to it.",
        ),
        (
            pull(review(1, "APPROVED")),
            "Next: Wait. Only a maintainer can merge it, set the label or let the checks run.",
        ),
        (
            pull(push(0.5, check("unit tests", "FAILURE"))),
            "Because: check unit tests failed on 2026-03-02 21:00 UTC.",
        ),
        (
            pull(push(0.5, check("unit tests", "FAILURE"))),
            "Next: Read the log of the failed check and push a fix, or say why it is not yours.",
        ),
        (
            pull(comment(1, "maintainer", "Why so?")),
            "Next: Answer what was asked: reply, or push and say so.",
        ),
        (
            pull(review(1, "APPROVED"), happened("AddedToMergeQueueEvent", 2)),
            "Next: Wait for the result.",
        ),
        (pull(happened("MergedEvent", 1)), "Next: It was merged."),
        (
            pull(happened("ClosedEvent", 1)),
            "Next: It was closed. If that is a surprise, ask once and kindly for the reason.",
        ),
    ],
)
def test_each_turn_has_its_advice(story: Node, line: str) -> None:
    assert line in told(story)


def test_a_label_is_named_as_the_reason() -> None:
    story = pull(label(1, "action-required"))
    expected = "Because: labeled action-required by maintainer on 2026-03-03 09:00 UTC."
    assert expected in told(story, "vllm-project/vllm")


def test_names_that_others_chose_cannot_write_on_the_terminal() -> None:
    story = pull(comment(1, "evil\x1b[31m\nname", "Why so?", ""))
    assert "Because: comment by evil[31mname on 2026-03-03 09:00 UTC." in told(story)
