"""Whose turn it is, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.shipped import shipped_projects
from tests.review.project_stories import PROJECTS
from tests.review.stories import ASKED, GREEN, STORIES
from tests.support.timelines import (
    GENERIC,
    at,
    check,
    comment,
    happened,
    judged,
    label,
    person,
    pull,
    push,
    remark,
    request,
    review,
    thread,
    unlabel,
)

if TYPE_CHECKING:
    from bot.projects.model import Project
    from tests.support.timelines import Node


def project(name: str) -> Project:
    return shipped_projects().get(name)


@pytest.mark.parametrize("story", STORIES)
def test_the_turn_follows_what_happened(story: str) -> None:
    items, expected = STORIES[story]
    now = judged(pull(*items)).now
    turn, level, event = expected.split()
    assert (now.turn, now.level) == (turn, level)
    assert now.because.kind.startswith(event)


@pytest.mark.parametrize("story", PROJECTS)
def test_a_projects_profile_gives_labels_bots_and_checks_their_meaning(story: str) -> None:
    name, items, turn = PROJECTS[story]
    assert judged(pull(*items), project(name)).now.turn == turn


def test_the_stale_mark_leaves_doubt() -> None:
    marked = pull(label(90, "stale", "github-actions"))
    assert judged(marked, project("vllm-project/vllm")).now.level == "medium"


def test_an_author_of_the_staff_merges_what_is_approved() -> None:
    approved = pull(review(1, "APPROVED"), authorAssociation="MEMBER")
    assert judged(approved).now.turn == "author"


def test_a_person_who_sets_labels_is_a_maintainer_whatever_github_shows() -> None:
    shown_as_nobody = comment(2, "insider", "Why is the copy needed?", "NONE")
    assert judged(pull(label(1, "bug", "insider"), shown_as_nobody)).now.turn == "author"
    assert judged(pull(request(1, "insider"), shown_as_nobody)).now.level == "high"


@pytest.mark.parametrize(
    ("remarks", "more", "expected"),
    [
        ((remark(1, "maintainer", "Why so?"),), [], "author high"),
        ((remark(1, "maintainer", "Why so?"), remark(2, "author", "For speed.")), [], "reviewer h"),
        ((remark(1, "maintainer", "Why so?"), remark(2, "author", "Will do.")), [], "author high"),
        ((remark(1, "maintainer", "Why so?"),), [push(2)], "reviewer low"),
        ((remark(1, "maintainer", "Why so?"),), [comment(2, "author", "All done.")], "reviewer l"),
        ((remark(1, "maintainer", "Right now this tests nothing."),), [], "author high"),
        ((remark(1, "maintainer", "Nice!"),), [], "reviewer high"),
        ((remark(1, "maintainer", "The name is for a later PR."),), [], "reviewer high"),
        ((remark(1, "maintainer", "Please do it in a separate PR."),), [], "author high"),
        ((remark(1, "helper[bot]", "Why so?"),), [], "reviewer high"),
        ((remark(1, "user", "Why so?", "NONE"),), [], "reviewer high"),
        (
            (remark(1, "maintainer", "Why so?"), remark(2, "maintainer", "Ah, thanks.")),
            [],
            "reviewer high",
        ),
        ((remark(1, "maintainer", "Why so?"),), [review(1, "COMMENTED")], "author high"),
        ((remark(1, "maintainer", "Why so?"),), [review(1, "APPROVED")], "author high"),
        ((remark(1, "maintainer", "Why so?"),), [review(2, "APPROVED")], "gate medium"),
    ],
)
def test_threads_are_wishes(remarks: tuple[Node, ...], more: list[Node], expected: str) -> None:
    now = judged(pull(*more, threads=(thread("t", *remarks),))).now
    assert f"{now.turn} {now.level}".startswith(expected)


@pytest.mark.parametrize(
    ("remarks", "more", "fields", "expected"),
    [
        ([], [push(2)], {}, "reviewer low"),
        ([remark(3, "author", "For speed.")], [push(2)], {}, "reviewer high"),
        ([], [push(2)], {"isOutdated": True}, "reviewer high"),
        ([], [push(2)], {"isResolved": True}, "reviewer high"),
        ([], [push(2), request(3)], {}, "reviewer high"),
        ([], [push(2), happened("ReadyForReviewEvent", 3, "author")], {}, "reviewer high"),
        ([remark(3, "maintainer", "And now?")], [push(2)], {}, "author high"),
        ([], [push(2, GREEN), review(3, "APPROVED")], {}, "gate medium"),
    ],
)
def test_threads_left_without_a_word_make_it_less_sure(
    remarks: list[Node], more: list[Node], fields: Node, expected: str
) -> None:
    asked = thread("t", remark(1, "maintainer", "Why so?"), *remarks, **fields)
    now = judged(pull(*more, threads=(asked,))).now
    assert f"{now.turn} {now.level}" == expected


def test_who_wants_something_of_an_approved_change_looks_at_the_answer() -> None:
    late = [review(1, "APPROVED"), review(2, "COMMENTED", "colleague", "Please add a test.")]
    assert judged(pull(*late)).now.turn == "author"
    assert judged(pull(*late, push(3))).now.turn == "reviewer"
    own = [review(1, "APPROVED"), review(2, "COMMENTED", body="Please add a test.")]
    assert judged(pull(*own, push(3))).now.turn == "gate"


def test_where_threads_are_read_an_empty_review_of_the_author_says_nothing_more() -> None:
    asked = thread("t", remark(1, "maintainer", "Why so?"))
    assert judged(pull(review(2, "COMMENTED", "author"), threads=(asked,))).now.turn == "author"


def test_red_without_a_name_is_the_maintainers_where_they_start_the_checks() -> None:
    commit = push(0.5)
    commit["commit"]["statusCheckRollup"] = {"state": "FAILURE"}
    assert judged(pull(commit), project("NVIDIA/cutlass")).now.turn == "reviewer"
    assert judged(pull(commit), project("huggingface/accelerate")).now.turn == "author"


def test_the_last_answered_thread_answers_its_review() -> None:
    threads = (
        thread("one", remark(1, "maintainer", "Why?"), remark(2, "author", "For speed.")),
        thread("two", remark(1, "maintainer", "How?"), remark(3, "author", "By copying.")),
    )
    asked = pull(review(1, "CHANGES_REQUESTED"), threads=threads)
    assert judged(asked, day=2.5).now.turn == "author"
    assert judged(asked).now.turn == "reviewer"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"mergeable": "CONFLICTING"}, "author conflict"),
        ({"mergeStateStatus": "DIRTY"}, "author conflict"),
        ({"mergeable": "UNKNOWN", "reviewDecision": None}, "reviewer opened"),
        ({"reviewDecision": "APPROVED"}, "gate review_decision"),
        ({"reviewDecision": "CHANGES_REQUESTED"}, "author review_decision"),
        ({"isDraft": True}, "author converted_to_draft"),
        ({"mergeQueueEntry": {"enqueuedAt": at(1)}}, "ci added_to_merge_queue"),
        ({"state": "MERGED", "mergedAt": at(1)}, "nobody merged"),
        ({"merged": True}, "nobody merged"),
        ({"state": "CLOSED", "closedAt": at(1)}, "nobody closed"),
        ({"closed": True}, "nobody closed"),
    ],
)
def test_a_state_that_no_event_tells_counts_too(fields: Node, expected: str) -> None:
    now = judged(pull(**fields)).now
    assert f"{now.turn} {now.because.kind}" == expected


def test_approvals_that_are_too_few_leave_it_with_reviewers() -> None:
    approved = pull(review(1, "APPROVED"), reviewDecision="REVIEW_REQUIRED")
    assert judged(approved).now.turn == "reviewer"


def test_merging_by_itself_is_read_as_a_state_too() -> None:
    approved = pull(review(1, "APPROVED"), autoMergeRequest={"enabledAt": None})
    assert judged(approved).now.turn == "ci"


def test_a_request_to_who_has_reviewed_is_one_to_look_again() -> None:
    waiting = {"nodes": [{"requestedReviewer": person("maintainer")}, {"requestedReviewer": None}]}
    assert judged(pull(ASKED, reviewRequests=waiting)).now.turn == "reviewer"
    assert judged(pull(ASKED, request(2), reviewRequests=waiting)).now.since.day == 4


def test_resolved_threads_answer_and_nothing_tells_since_when() -> None:
    asked = thread("t", remark(1, "maintainer", "Why so?"), isResolved=True)
    now = judged(pull(threads=(asked,), updatedAt=at(2))).now
    assert (now.turn, now.level, now.because.kind) == ("reviewer", "medium", "thread_resolved")


@pytest.mark.parametrize(
    ("state", "turn"), [("APPROVED", "reviewer"), ("CHANGES_REQUESTED", "reviewer")]
)
def test_a_dismissed_review_counts_until_it_was_dismissed(state: str, turn: str) -> None:
    given = review(1, "DISMISSED", body="So so.")
    dismissal = happened(
        "ReviewDismissedEvent",
        3,
        previousReviewState=state,
        review={"id": given["id"], "author": person("maintainer")},
    )
    dismissed = pull(given, dismissal)
    before = {"APPROVED": "gate", "CHANGES_REQUESTED": "author"}[state]
    assert judged(dismissed, day=2).now.turn == before
    assert judged(dismissed).now.turn == turn


def test_a_dismissal_can_name_the_reviewer_only() -> None:
    dismissal = happened("ReviewDismissedEvent", 3, review={"author": person("maintainer")})
    assert judged(pull(ASKED, dismissal)).now.turn == "reviewer"


def test_what_comes_later_is_not_seen() -> None:
    story = pull(ASKED, push(2), review(3, "APPROVED"), happened("MergedEvent", 4), state="MERGED")
    turns = [judged(story, day=day).now.turn for day in (0, 1, 2, 3, 4)]
    assert turns == ["reviewer", "author", "reviewer", "gate", "nobody"]
    assert judged(story, day=3).state == "open"


def test_a_label_that_was_taken_off_was_there_from_the_start() -> None:
    story = pull(unlabel(3, "action-required"))
    assert judged(story, project("vllm-project/vllm"), day=2).now.turn == "author"
    assert judged(story, project("vllm-project/vllm")).now.turn == "reviewer"


def test_a_label_without_an_event_counts_from_the_reading_on() -> None:
    labels = {"nodes": [{"name": "needs-rebase"}, {"name": ""}]}
    story = pull(comment(3, "author", "Ready."), labels=labels)
    assert judged(story, project("vllm-project/vllm"), day=2).now.turn == "reviewer"
    assert judged(story, project("vllm-project/vllm")).now.turn == "author"


def test_the_checks_of_an_older_commit_do_not_count() -> None:
    late = check("tests", "FAILURE", startedAt=at(1), completedAt=at(4))
    assert judged(pull(push(1, late), push(3))).now.turn == "reviewer"


def test_a_check_is_pending_between_its_start_and_its_end() -> None:
    ended = check("tests", "SUCCESS", startedAt=at(1), completedAt=at(3))
    story = pull(push(1, ended), review(1.5, "APPROVED"))
    assert judged(story, day=2).now.turn == "ci"
    assert judged(story).now.turn == "gate"


def test_where_some_checks_are_required_the_others_hold_nobody_up() -> None:
    checks = (check("tests", "SUCCESS", isRequired=True), check("nightly", "FAILURE"))
    assert judged(pull(push(1, *checks))).now.turn == "reviewer"


def test_the_checks_of_the_head_may_stand_at_the_pull_request() -> None:
    red = pull(push(1), statusCheckRollup={"contexts": {"nodes": [check("tests", "FAILURE")]}})
    assert (judged(red).now.turn, judged(red).now.since.day) == ("author", 3)


def test_the_latest_reviews_are_reviews() -> None:
    assert judged(pull(latestReviews={"nodes": [review(1, "APPROVED")]})).now.turn == "gate"


def test_a_state_holds_from_a_moment_after_the_newest_event_on() -> None:
    story = pull(comment(1, "author", "Ready."), mergeable="CONFLICTING", updatedAt=at(9))
    assert judged(story, day=1).now.turn == "reviewer"
    assert judged(story, day=1.1).now.turn == "author"


def test_a_status_and_a_rollup_without_its_checks_are_read() -> None:
    status = {"__typename": "StatusContext", "context": "ci", "state": "ERROR", "createdAt": at(1)}
    assert judged(pull(push(0.5, status))).now.turn == "author"
    commit = push(0.5)
    commit["commit"]["statusCheckRollup"] = {"state": "FAILURE"}
    assert judged(pull(commit)).now.turn == "author"


def test_runs_that_wait_for_approval_are_the_maintainers() -> None:
    commit = push(0.5)
    suites = [{"conclusion": "ACTION_REQUIRED", "app": {"slug": "ci"}}, {"conclusion": "SUCCESS"}]
    commit["commit"]["checkSuites"] = {"nodes": suites}
    assert judged(pull(commit)).now.turn == "gate"


def test_a_deleted_author_is_nobody_in_particular() -> None:
    gone = pull(comment(1, "x", "Done."), author=None)
    now = judged(gone, GENERIC).now
    assert (now.turn, now.level) == ("reviewer", "low")
