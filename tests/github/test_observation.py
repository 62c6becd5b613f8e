"""From GraphQL's answer to a snapshot."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.github.observation import ObservedRun, files, observation
from bot.kernel.markers import CHECKLIST
from bot.kernel.snapshot import GHOST, Actor, Change, ChangedFile, Commit, PullRequestState

ME = 41
US = {"__typename": "Bot", "login": "upstream-coach", "databaseId": ME}
STUDENT = {"__typename": "User", "login": "ada", "databaseId": 9}


def comment(number: int, body: str, author: dict[str, Any] | None = STUDENT) -> dict[str, Any]:
    return {
        "id": f"IC_{number}",
        "body": body,
        "createdAt": f"2026-09-07T09:00:{number:02}Z",
        "viewerDidAuthor": author is US,
        "author": author,
    }


def answer(**changes: object) -> dict[str, Any]:
    last_page = {"hasNextPage": False, "endCursor": None}
    run = {"id": "CR_1", "conclusion": "NEUTRAL", "title": "2 things left", "summary": "..."}
    node = {
        "id": "PR_1",
        "number": 7,
        "title": "Fix the cache",
        "body": "Because.",
        "state": "OPEN",
        "isDraft": False,
        "locked": False,
        "createdAt": "2026-09-07T09:00:00Z",
        "updatedAt": "2026-09-07T11:00:00+02:00",
        "author": STUDENT,
        "baseRefName": "main",
        "headRefName": "fix",
        "headRefOid": "abc",
        "headRepository": {"nameWithOwner": "ada/vllm"},
        "additions": 3,
        "deletions": 1,
        "changedFiles": 1,
        "labels": {"nodes": [{"name": "bug"}]},
        "files": {
            "nodes": [{"path": "a.py", "changeType": "MODIFIED", "additions": 3, "deletions": 1}],
            "pageInfo": last_page,
        },
        "commits": {
            "totalCount": 1,
            "nodes": [
                {
                    "commit": {
                        "oid": "abc",
                        "message": "Fix",
                        "author": {"name": "Ada", "email": "ada@example.org"},
                        "parents": {"totalCount": 1},
                    }
                }
            ],
        },
        "closingIssuesReferences": {"nodes": []},
        "comments": {"nodes": [], "pageInfo": last_page},
        "recent": {"nodes": []},
        "head": {
            "nodes": [
                {
                    "commit": {
                        "oid": "abc",
                        "checkSuites": {"nodes": [{"checkRuns": {"nodes": [run]}}]},
                    }
                }
            ]
        },
        **changes,
    }
    return {
        "viewer": {"login": "upstream-coach[bot]", "databaseId": ME},
        "repository": {
            "id": "R_5",
            "databaseId": 5,
            "nameWithOwner": "ai-course/vllm",
            "isPrivate": False,
            "isFork": True,
            "isArchived": False,
            "defaultBranchRef": {"name": "course"},
            "parent": {
                "nameWithOwner": "vllm-project/vllm",
                "defaultBranchRef": {"name": "main"},
            },
            "pullRequest": node,
        },
    }


def test_a_whole_answer_becomes_a_snapshot() -> None:
    found = observation(answer())

    assert found is not None
    pull_request = found.pull_request
    assert pull_request.repository.parent == "vllm-project/vllm"
    assert pull_request.repository.default_branch == "main"
    assert pull_request.state is PullRequestState.OPEN
    assert pull_request.author == Actor("ada", 9)
    assert pull_request.files == (ChangedFile("a.py", Change.MODIFIED, 3, 1),)
    assert pull_request.commits == (Commit("abc", "Fix", 1, "Ada", "ada@example.org"),)
    assert pull_request.labels == ("bug",)
    assert pull_request.updated_at == datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
    assert found.run == ObservedRun("CR_1", "neutral", "2 things left", "...")
    assert found.runs_visible


@pytest.mark.parametrize("gone", [{"repository": None}, {"repository": {"pullRequest": None}}, {}])
def test_what_is_gone_is_none(gone: dict[str, Any]) -> None:
    assert observation(gone) is None


def test_our_comment_is_known_by_marker_and_author_alike() -> None:
    body = f"{CHECKLIST}\ntext"
    nodes = [comment(1, body), comment(2, "hello", US), comment(3, body, US)]

    found = observation(answer(comments={"nodes": nodes, "pageInfo": {}}))

    assert found is not None
    assert found.sticky is not None
    assert found.sticky.id == "IC_3"
    assert [each.id for each in found.pull_request.comments] == ["IC_1", "IC_2"]


def test_a_known_comment_is_ours_even_outside_the_pages_that_were_read() -> None:
    data = {**answer(), "sticky": comment(9, f"{CHECKLIST}\ntext", US)}

    found = observation(data)

    assert found is not None
    assert found.sticky is not None
    assert found.sticky.id == "IC_9"


def test_a_known_comment_that_was_deleted_is_not_ours_any_more() -> None:
    found = observation({**answer(), "sticky": None})

    assert found is not None
    assert found.sticky is None


def test_first_and_last_page_of_comments_are_joined_in_order_without_doubles() -> None:
    first = [comment(1, "one"), comment(2, "two")]
    last = [comment(2, "two"), comment(3, "three")]

    found = observation(answer(comments={"nodes": first, "pageInfo": {}}, recent={"nodes": last}))

    assert found is not None
    assert [each.body for each in found.pull_request.comments] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"author": None}, "author", GHOST),
        ({"headRepository": None}, "head_repository", None),
        ({"body": None}, "body", ""),
        ({"labels": None}, "labels", ()),
        ({"files": None}, "files", ()),
        ({"commits": None}, "commits", ()),
        ({"closingIssuesReferences": None}, "linked_issues", ()),
        ({"comments": None, "recent": None}, "comments", ()),
    ],
)
def test_what_github_withholds_has_a_meaning(
    change: dict[str, Any], field: str, value: object
) -> None:
    found = observation(answer(**change))

    assert found is not None
    assert getattr(found.pull_request, field) == value


@pytest.mark.parametrize(
    ("head", "visible"),
    [
        (None, False),
        ({"nodes": []}, False),
        ({"nodes": [{"commit": {"oid": "abc", "checkSuites": None}}]}, False),
        ({"nodes": [{"commit": {"oid": "abc", "checkSuites": {"nodes": []}}}]}, True),
        ({"nodes": [{"commit": {"oid": "a", "checkSuites": {"nodes": [None]}}}]}, True),
    ],
)
def test_no_check_run_is_told_from_one_that_may_not_be_seen(
    head: dict[str, Any] | None, *, visible: bool
) -> None:
    found = observation(answer(head=head))

    assert found is not None
    assert found.run is None
    assert found.runs_visible is visible


def test_a_bot_is_told_from_a_person() -> None:
    machine = {"__typename": "Bot", "login": "dependabot", "databaseId": 3}

    found = observation(answer(author=machine))

    assert found is not None
    assert found.pull_request.author.is_bot


def test_a_linked_issue_comes_with_its_text() -> None:
    issue = {"number": 3, "title": "It fails", "body": None, "repository": {"nameWithOwner": "a/b"}}

    found = observation(answer(closingIssuesReferences={"nodes": [issue]}))

    assert found is not None
    (linked,) = found.pull_request.linked_issues
    assert (linked.repository, linked.number, linked.body) == ("a/b", 3, "")
    assert linked.author is None


def test_a_linked_issue_tells_who_wrote_it() -> None:
    author = {"__typename": "User", "login": "alice", "databaseId": 7}
    issue = {"number": 3, "title": "It fails", "repository": {"nameWithOwner": "a/b"}}

    found = observation(answer(closingIssuesReferences={"nodes": [{**issue, "author": author}]}))

    assert found is not None
    assert found.pull_request.linked_issues[0].author == Actor("alice", 7)


def test_further_pages_are_announced() -> None:
    more = {"hasNextPage": True, "endCursor": "next"}

    found = observation(
        answer(files={"nodes": [], "pageInfo": more}, comments={"nodes": [], "pageInfo": more})
    )

    assert found is not None
    assert (found.files_after, found.comments_after) == ("next", "next")


def test_the_answer_itself_is_left_as_it_was() -> None:
    data = answer()
    before = copy.deepcopy(data)

    observation(data)

    assert data == before


def test_a_page_of_files_skips_what_may_not_be_seen() -> None:
    page = {"nodes": [None, {"path": "b", "changeType": "ADDED", "additions": 1, "deletions": 0}]}

    assert files(page) == (ChangedFile("b", Change.ADDED, 1, 0),)


def test_the_texts_of_reviews_are_part_of_the_conversation() -> None:
    reviews = {"nodes": [comment(30, "/revise it"), comment(31, ""), None]}
    seen = observation(answer(comments={"nodes": [comment(40, "Done")]}, reviews=reviews))
    assert seen is not None
    assert [each.body for each in seen.pull_request.comments] == ["/revise it", "Done"]
