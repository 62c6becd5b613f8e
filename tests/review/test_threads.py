"""What became of each review thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.review.threads import PUSHES
from tests.support.timelines import at, judged, pull, push, remark, review, thread

if TYPE_CHECKING:
    from tests.support.timelines import Node

WHY = remark(1, "maintainer", "Why so?")


def fate(
    *remarks: Node, pushes: tuple[Node, ...] = (), day: float | None = None, **more: object
) -> str:
    story = pull(*pushes, threads=(thread("t", *remarks, **more),), updatedAt=at(9))
    (found,) = judged(story, day=day).threads
    return f"{found.fate}{' to do' if found.to_do else ''} {found.since.day - 2}"


@pytest.mark.parametrize(
    ("remarks", "pushes", "more", "expected"),
    [
        ((WHY,), (), {}, "untouched to do 1"),
        ((WHY,), (push(2),), {}, "untouched to do 1"),
        ((WHY, remark(2, "author", "For speed.")), (), {}, "answered 2"),
        ((WHY, remark(2, "author", "Will do.")), (), {}, "untouched to do 1"),
        (
            (WHY, remark(2, "author", "For speed."), remark(3, "maintainer", "How much?")),
            (),
            {},
            "untouched to do 3",
        ),
        (
            (WHY, remark(2, "author", "For speed."), remark(3, "maintainer", "Thanks.")),
            (),
            {},
            "addressed 3",
        ),
        ((WHY, remark(2, "helper[bot]", "See the docs.")), (), {}, "untouched to do 1"),
        ((WHY,), (push(2),), {"isOutdated": True}, "addressed 2"),
        ((WHY,), (), {"isOutdated": True}, "addressed 1"),
        ((WHY, remark(3, "author", "Done.")), (push(2),), {"isOutdated": True}, "answered 3"),
        ((WHY,), (), {"isResolved": True}, "addressed 1"),
        ((remark(1, "helper[bot]", "Why so?"),), (), {}, "untouched 1"),
    ],
)
def test_a_thread_is_addressed_answered_or_untouched(
    remarks: tuple[Node, ...], pushes: tuple[Node, ...], more: Node, expected: str
) -> None:
    assert fate(*remarks, pushes=pushes, **more) == expected


def test_at_an_earlier_moment_only_what_was_there_counts() -> None:
    answered = (WHY, remark(4, "author", "For speed."))
    assert fate(*answered, day=2) == "untouched to do 1"
    assert fate(*answered, day=4) == "answered 4"
    assert fate(WHY, isResolved=True, pushes=(push(3),), day=2) == "untouched to do 1"
    assert judged(pull(threads=(thread("t", WHY),)), day=0.5).threads == ()


def test_after_each_push_the_fate_is_told() -> None:
    story = pull(
        *(push(1 + n) for n in range(1, PUSHES + 3)),
        threads=(thread("t", WHY, remark(8.5, "author", "For speed.")),),
    )
    (found,) = judged(story).threads
    assert len(found.after) == PUSHES
    fates = [fate.value for _, fate in found.after]
    assert fates == ["untouched"] * 5 + ["answered"] * 5


def test_notes_of_the_author_are_no_wishes() -> None:
    story = pull(threads=(thread("t", remark(1, "author", "Note that this is slow.")),))
    assert judged(story).threads == ()


def test_a_remark_counts_from_the_sending_of_its_review() -> None:
    written = remark(1, "maintainer", "Why so?") | {"pullRequestReview": {"submittedAt": at(3)}}
    story = pull(review(3, "COMMENTED"), threads=(thread("t", written),))
    assert judged(story).now.since.day == 5
    assert judged(story, day=2).threads == ()


def test_a_thread_that_stands_twice_is_one() -> None:
    short, long = thread("t", WHY), thread("t", WHY, remark(2, "author", "For speed."))
    for threads in ((short, long), (long, short)):
        (found,) = judged(pull(threads=threads)).threads
        assert found.fate == "answered"


def test_a_thread_without_a_name_or_remarks_is_read_as_far_as_it_goes() -> None:
    nameless = thread("", WHY, line=None, originalLine=5)
    empty, timeless = thread("e"), thread("x", {"body": "Why?"})
    (found,) = judged(pull(threads=(nameless, empty, timeless))).threads
    assert (found.thread.line, found.thread.id) == (
        5,
        f"src/a.py {found.since.isoformat()} maintainer",
    )
